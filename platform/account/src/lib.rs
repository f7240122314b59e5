//! Who cfs is to Cloudflare: profiles, secrets, logins, accounts and zones by name, and what is wrong with them.
//!
//! ```no_run
//! use cfs_account::{Environment, Options, Session};
//!
//! # async fn run() -> Result<(), cfs_account::Error> {
//! let session = Session::open(Environment::of_process(), Options::default())?;
//! let client = session.client(|builder| builder.user_agent("my-program/1.0")).await?;
//! let account = session.account(&client, Some("acme")).await?; // an id or a name; None for what is meant here
//! println!("{} (from {})", account.value, account.source);
//! # Ok(())
//! # }
//! ```
//!
//! - [`Environment`]: the variables of the official SDKs and of wrangler ([`VARIABLES`]), and the system's folders. Nothing
//!   else asks the system for them, so that tests bring their own.
//! - [`Config`]: the file with profiles, whose comments stay.
//! - [`SecretStore`]: the system's keyring, else a file with mode 0600.
//! - [`oauth`]: a login in the browser, and its renewal; [`token_page`]: a token made by hand; [`wrangler`]: its login, read.
//! - [`Session`]: all of these together: which credentials count, a client with them, the account and zone that are meant.
//! - [`whoami()`] and [`doctor()`]: who that is, and what is wrong, as data.
//!
//! Every value knows [where it is from](Sourced). No secret shows in `Debug`, an error or a log.

mod api;
mod cache;
mod config;
mod directory;
mod doctor;
mod environment;
mod error;
mod files;
mod names;
pub mod oauth;
mod remembered;
mod secret;
mod session;
mod sourced;
mod store;
pub mod token_page;
mod whoami;
pub mod wrangler;

pub use cache::Cache;
pub use cfs_http;
pub use config::{Config, DEFAULT_PROFILE, Key};
pub use directory::{Project, project};
pub use doctor::{Finding, Severity, clock_skew, doctor, reach};
pub use environment::{Environment, Setting, VARIABLES};
pub use error::Error;
pub use keyring_core;
pub use names::{FRESH, Named, Names, What, is_id};
pub use secrecy;
pub use secret::{OAuthTokens, Secret};
pub use session::{Options, Session};
pub use sourced::{Source, Sourced};
pub use store::{Keyring, SecretStore, Stored};
pub use whoami::{TokenStatus, Whoami, whoami};

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
