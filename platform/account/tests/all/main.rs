//! Accounts, credentials and logins as a program sees them; nothing leaves this machine.

mod config;
mod doctor;
mod environment;
mod logins;
mod names;
mod secrets;
mod store;
mod support;
mod whoami;
mod wrangler;
