//! The hand-written core under every generated cfs management crate.

mod answer;
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
mod observe;
pub mod operation;
mod page;
mod redirect;
mod response;
mod retry;
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
pub use events::{Event, Events};
pub use jiff::{Timestamp, civil::Date};
pub use json::Json;
pub use observe::{Attempt, Observer};
pub use page::{Items, Page, PageInfo, Pages};
pub use response::Response;
pub use retry::RetryPolicy;
pub use std::time::Duration;
#[cfg(all(feature = "hyper", not(target_arch = "wasm32")))]
pub use transport::{HyperOptions, HyperTransport};
pub use transport::{Pending, Transport};
pub use types::{Base64, Ipv4, Ipv6, Uri};
pub use uuid::Uuid;
pub use websocket::WebSocket;

pub use http;
pub use jiff;

/// What generated code imports.
#[doc(hidden)]
pub mod prelude {
    pub use crate::{
        Base64, Body, Bytes, Call, Client, Date, Duration, Events, File, Form, Ipv4, Ipv6, Json, ListStyle, Nullable,
        Page, Scope, Timestamp, Uri, Uuid, form_setters, int_enum, multipart, outcome, record, request, setters, string_enum, union,
    };
    pub use std::collections::BTreeMap;
}
