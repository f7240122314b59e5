//! The hand-written core under every generated cfs management crate.

#![allow(clippy::format_push_string)] // `write!` has an error that cannot happen and would have to be dropped

mod answer;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub mod blocking;
mod body;
mod call;
mod client;
mod clock;
#[macro_use]
mod macros;
pub mod codec;
mod compress;
mod download;
mod envelope;
mod error;
mod escape;
mod events;
mod exec;
mod governor;
mod json;
pub mod kind;
mod limit;
mod lines;
mod observe;
pub mod operation;
mod page;
mod redirect;
mod response;
mod retry;
#[cfg(feature = "serde")]
pub mod serde;
#[cfg(not(target_arch = "wasm32"))]
pub mod tail;
pub mod testing;
mod transport;
mod types;
mod websocket;

pub use answer::Answer;
pub use body::{Body, ByteStream, File, Form, IntoFiles, IntoForm};
pub use bytes::Bytes;
pub use call::{Call, ListStyle, Scope};
pub use client::{BASE_URL, Client, ClientBuilder, Credentials};
pub use clock::{Clock, Sleep};
pub use codec::Nullable;
pub use download::Download;
pub use error::{
    ApiError, ApiMessage, DecodeError, DecodeReason, Error, ErrorSource, TransportError, TransportErrorKind,
};
pub use events::{Event, EventParser, Events, RawEvents};
pub use governor::{RateLimit, RatePolicy, policies, rate_limits};
pub use jiff::{Timestamp, civil::Date};
pub use json::Json;
pub use lines::{Lines, Values};
pub use observe::{Attempt, Observer};
pub use page::{Items, Page, PageInfo, Pages};
pub use response::Response;
pub use retry::{RetryPolicy, retry_after};
pub use std::time::Duration;
#[cfg(target_arch = "wasm32")]
pub use transport::FetchTransport;
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub use transport::ReqwestTransport;
#[cfg(not(target_arch = "wasm32"))]
pub use transport::{Duplex, Io};
#[cfg(all(feature = "hyper", not(target_arch = "wasm32")))]
pub use transport::{HyperOptions, HyperTransport};
pub use transport::{Pending, Transport};
pub use types::{Base64, Ipv4, Ipv6, Uri};
pub use uuid::Uuid;
pub use websocket::{FrameReader, Message, WebSocket};

pub use http;
pub use jiff;

/// What generated code imports.
#[doc(hidden)]
pub mod prelude {
    pub use crate::{
        Base64, Body, Bytes, Call, Client, Date, Duration, Events, File, Form, Ipv4, Ipv6, Json, ListStyle,
        Nullable, Page, Scope, Timestamp, Uri, Uuid, int_enum, multipart, outcome, record, request, setters,
        string_enum, union,
    };
    pub use std::collections::BTreeMap;
}
