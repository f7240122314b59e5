//! The core against a server that does exactly what a test says: one program, as most of its build is linking.

#![allow(missing_docs, clippy::format_push_string, clippy::needless_pass_by_value, unreachable_pub)]

#[macro_use]
mod support;

mod basics;
mod bearer;
mod blocking;
mod bodies;
mod codec;
mod codec_fixed;
mod codec_odd;
mod codec_unions;
#[cfg(all(feature = "brotli", feature = "zstd"))]
mod compression;
mod faults;
mod limits;
mod lists;
mod members;
mod pages;
#[cfg(feature = "hyper")]
mod proxy;
mod secrets;
#[cfg(feature = "serde")]
mod serde;
mod shape_of_generated_code;
mod streams;
#[cfg(feature = "hyper")]
mod tls;
mod websocket;
