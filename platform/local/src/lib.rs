//! The local Workers runtime, `workerd`, as a child process.
//!
//! A [`Setup`] says what runs: Workers with their modules, bindings, Durable Objects and tails. [`Runtime::start`] writes
//! it down in the runtime's own form, starts the runtime, and is told by it where it listens; then requests go to
//! [`Runtime::send`], crons to [`Runtime::scheduled`], batches of messages to [`Runtime::queue`], runs of Workflows to [`Runtime::workflow`].
//!
//! What the runtime keeps itself are Durable Objects (below [`Options::storage`]). Everything else that a binding reads or
//! writes — KV, R2, D1, queues, Vectorize, AI … — the runtime asks for by HTTP, and it asks one server of the caller's,
//! the *back*: each request has the header [`BINDING`] that says of which binding it is (`kv/…`, `d1/…`, see
//! [`Target`]), and [`TOKEN`], which nobody else on this machine knows. So there is one store, and nothing is copied.
//! What the Workers log and throw comes the same way as `tail/WORKER`, a JSON list of trace items.
//!
//! Nothing is installed here: [`Binary::find`] looks for the runtime where it is said to be, and says where it looked.

mod binary;
mod capnp;
mod dispatch;
mod error;
mod print;
mod runtime;
mod services;
mod setup;

pub use binary::{Binary, RUNTIME_VARIABLES};
pub use dispatch::{Batch, Message, Outcome, Scheduled, Settled};
pub use error::Error;
pub use runtime::{Line, Options, Runtime};
pub use setup::{
    Binding, Code, Database, DurableObject, Module, ModuleKind, Setup, Target, Worker, Workflow,
};

/// The header of a request to the back that says of which binding it is: `kind/id`.
pub const BINDING: &str = "cfs-binding";

/// The header of a request to the back that shows that it comes from the runtime.
pub const TOKEN: &str = "cfs-token";
