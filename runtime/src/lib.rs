//! Cloudflare Workers in Rust.
//!
//! [`core`] and the product modules (`kv`, `r2`, `d1`, …; a feature each) are generated from the runtime's own
//! definitions. This crate adds what no rule can derive: events and environments, requests and responses, rows,
//! streams. Start with [`prelude`].
//!
//! ```no_run
//! # #[cfg(feature = "kv")]
//! # mod worker {
//! use cfs_runtime::{kv::KvNamespace, prelude::*};
//!
//! #[derive(Env)]
//! struct Env {
//!     #[binding("VISITS")]
//!     visits: KvNamespace,
//! }
//!
//! #[event(fetch)]
//! async fn fetch(req: Request, env: Env, ctx: Context) -> Result<Response> {
//!     let path = req.url()?.pathname();
//!     let count: u32 = env.visits.get(&path).await?.and_then(|text| text.parse().ok()).unwrap_or(0) + 1;
//!     ctx.wait_until(env.visits.put(&path, count.to_string()).expiration_ttl(3600));
//!     Response::ok(format!("{path} was visited {count} times"))
//! }
//! # }
//! # fn main() {}
//! ```
//!
//! A feature per product, and per web standard that not every Worker needs. With `allocator`, which is on, memory is managed
//! by a small and fast allocator; a crate that sets its own is built without default features.

// The derives name this crate as its users do.
extern crate self as cfs_runtime;

#[cfg(all(feature = "allocator", target_family = "wasm", not(target_feature = "atomics")))]
mod allocator;
#[cfg(feature = "hyperdrive")]
mod connection;
pub mod context;
#[cfg(feature = "d1")]
mod database;
#[cfg(all(feature = "ai", feature = "vectorize"))]
pub mod embeddings;
mod env;
mod http;
#[cfg(feature = "http")]
pub mod interop;
pub mod log;
mod panic;
pub mod pool;
mod products;
pub mod rpc;
#[cfg(feature = "serde")]
mod serde;
pub mod streams;
#[cfg(feature = "web-socket")]
pub mod web_socket;

pub use cfs_runtime_core as core;
pub use cfs_worker::{
    AsyncCallback, AsyncIter, Callback, Decode, Encode, Error, ErrorMessage, FromJs, IntoAsyncCallback,
    IntoCallback, Iter, Map, Object, Params, Pending, Record, Result, SendWrapper, Set, Thrown, ToJs, params,
    promise, resolve, spawn,
};
pub use cfs_worker_macros::{Env, FromJs, ToJs, durable_object, entrypoint, event, rpc, send, workflow};
#[cfg(feature = "hyperdrive")]
pub use connection::{ConnectionParts, HyperdriveExt};
pub use context::Context;
pub use env::{Secret, Variable};
pub use http::{Request, Response};
#[allow(unused_imports)] // without the feature of a product there is none
pub use products::*;

#[cfg(feature = "serde")]
pub use crate::serde::Serde;

pub use {js_sys, wasm_bindgen};

/// What nearly every Worker uses.
pub mod prelude {
    #[cfg(feature = "hyperdrive")]
    pub use crate::connection::HyperdriveExt;
    #[cfg(feature = "d1")]
    pub use crate::database::{Prepared, Rows};
    pub use crate::rpc::Stub;
    #[cfg(feature = "serde")]
    pub use crate::serde::Serde;
    pub use crate::streams::{IntoChunks, IntoSink};
    #[cfg(feature = "web-socket")]
    pub use crate::web_socket::{WebSocketExt, WebSocketPair};
    pub use crate::{
        Context, Env, Error, FromJs, Request, Response, Result, ToJs, console_error, console_log,
        console_warn, durable_object, entrypoint, event, params, workflow,
    };
}

/// What the macros write.
#[doc(hidden)]
pub mod __private {
    pub use crate::env::binding;
    pub use crate::panic::start;
    pub use crate::rpc::{StubOf as Stub, rpc};
    pub use cfs_worker::{Object, declaration, derive, outcome, promise};
    pub use js_sys::Promise;
    pub use wasm_bindgen::{self, JsValue};
}
