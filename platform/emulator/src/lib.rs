//! A Cloudflare account on this machine: every operation of the API is answered, and what is made, changed and deleted lasts.
//!
//! ```
//! use cfs_emulator::Emulator;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), cfs_emulator::Error> {
//! let emulator = Emulator::start().await?;
//! // Any client of the API takes this as its base, and this as its token.
//! println!("{} {}", emulator.base_url(), emulator.token());
//! emulator.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! Uploaded Workers run where [`Builder::run_workers`] is asked for: `running` has them in the local runtime and leads requests to them, and
//! what their bindings ask is answered in `bindings`, over the same store.
//!
//! A request passes these rooms: `server` reads it and `faults` may make it fail; `route` finds the operation in the catalogue;
//! `auth` says whether the token may; `products` answers what is special; `collection` keeps the state of everything that comes and
//! goes, one way for all; `made` makes values of types, for what nothing writes and for what only the API sets; `store` is where
//! all of it lasts. `s3` answers R2's other interface, over the same objects.
//! all of it lasts. What happens comes into the log of `events`, and `observed` answers about it: `graphql`, `telemetry`, `sql`.

mod auth;
mod bindings;
mod collection;
mod command;
mod control;
pub mod coverage;
mod emulator;
mod events;
mod faults;
mod front;
mod graphql;
mod ids;
mod json;
mod made;
mod observed;
mod products;
mod route;
mod running;
mod runtime;
mod s3;
mod seed;
mod server;
mod sql;
mod store;
mod telemetry;
mod world;

pub use command::Arguments;
pub use emulator::{ACCOUNT_ID, Builder, Emulator, Error, TOKEN, ZONE_ID};
pub use faults::FaultRule;
pub use front::Front;
pub use ids::{Clock, ManualClock, SystemClock};
pub use running::Fired;
pub use runtime::{NoRuntime, Runtime, UploadedWorker};

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
