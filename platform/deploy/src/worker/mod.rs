//! Workers: what is declared and built, compared with what is there, as requests in their order. Values in, values out.
//!
//! [`Wanted`] is a declaration with what was built of it; [`Deployed`] is what the answers to [`reads()`] say. [`compare()`] tells
//! what differs, [`steps()`] what to send. [`check()`] compares bindings with the program, [`conflicts()`] triggers with those of
//! other Workers, [`refusals`] says what the service would not take; all are asked before anything is sent. Assets are a
//! conversation, led by [`assets::send`] over a [`assets::Transport`].

pub mod assets;
pub mod client;
pub mod request;
pub mod upload;
pub mod versions;

mod check;
mod classes;
mod compare;
mod conflicts;
mod deployed;
mod difference;
mod digest;
mod help;
mod kinds;
mod metadata;
mod run;
mod steps;
mod target;
mod wanted;

pub use check::{Mistake, check, check_services};
pub use classes::{Migration, migration};
pub use compare::compare;
pub use conflicts::{Conflict, conflicts};
pub use deployed::{Answers, Deployed, Read, account_reads, reads};
pub use difference::{Area, Change, Difference};
pub use digest::digest;
pub use help::{help, refusals};
pub use kinds::{KINDS, Kind};
pub use metadata::{Way, form, metadata};
pub use request::Request;
pub use run::{Ran, Stopped, Watch, Why, run};
pub use steps::{
    ASSETS_TOKEN, Stage, Step, VERSION_ID, after_placeholder, delete, domain_conflicts, namespace_id,
    namespace_member, order, placeholder, set_secrets, steps, version_id, way,
};
pub use target::Target;
pub use upload::Upload;
pub use wanted::{Annotations, Classes, Elsewhere, KnownCode, Policy, Wanted};
