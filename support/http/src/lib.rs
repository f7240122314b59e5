//! The HTTP client core of the cfs crates: what every generated management crate has in common.
//!
//! A generated crate states tables and thin methods; everything they do happens here: authentication, retries, rate
//! limits, pages, streams, errors, JSON. The examples use a client and requests as generated crates have them.
//!
//! # Authentication
//!
//! ```no_run
//! # fn main() -> Result<(), cfs_http::Error> {
//! use cfs_http::{Client, Credentials};
//!
//! let client = Client::from_env()?;            // CLOUDFLARE_API_TOKEN, or CLOUDFLARE_API_KEY with CLOUDFLARE_EMAIL, …
//! let client = Client::new(Credentials::token("an-api-token"))?;
//! let both = Credentials::token("an-api-token").and_key("me@example.com", "the global API key");
//! let client = Client::new(both)?;             // each call sends what its operation prefers
//! # drop(client);
//! # Ok(())
//! # }
//! ```
//! Secrets never appear in `Debug`, logs or errors, do not follow a redirect to another origin, and travel over plain
//! http to this machine only.
//!
//! # Errors
//!
//! One type, [`Error`], says what happened: the API reported an error, the answer was not what it should be, no answer
//! came, or the call could not be made.
//! ```no_run
//! # use cfs_http::{Error, prelude::*};
//! # #[derive(Clone, Default, PartialEq)] pub struct Thing { pub id: String }
//! # record! { Thing { 0 id req "id" } }
//! # macro_rules! operation { ($name:ident $method:ident $path:literal $($rest:tt)+) => {
//! #     pub struct $name(Call);
//! #     request! { $name = $method $path as "things"; auth [Token]; permissions []; $($rest)+ }
//! # } }
//! # operation!(Get GET "/things/{id}" result Thing);
//! # operation!(List GET "/things" pages Number of "result" by { page "page", size "per_page" }; page Thing);
//! # operation!(Content GET "/content" bytes);
//! # operation!(Upload PUT "/content" unit);
//! # operation!(Ask POST "/ask" events Json or result Thing by "stream");
//! # fn get(client: &Client, id: &str) -> Get { Get(Get::call(client).path(&id)) }
//! # fn list(client: &Client) -> List { List(List::call(client)) }
//! # fn content(client: &Client) -> Content { Content(Content::call(client)) }
//! # fn upload(client: &Client, body: Body) -> Upload { Upload(Upload::call(client).raw("a/b", body)) }
//! # fn ask(client: &Client) -> Ask { Ask(Ask::call(client).json(&Json::default())) }
//! # async fn run(client: &Client) -> Result<(), Error> {
//! match get(client, "id").timeout(Duration::from_secs(5)).max_retries(0).await {
//!     Ok(thing) => println!("{thing:?}"),
//!     Err(Error::Api(error)) if error.is_not_found() => eprintln!("{error} (ray {:?})", error.ray_id()),
//!     Err(Error::Api(error)) if error.has_code(10000) => eprintln!("refused: {:?}", error.hint),
//!     Err(Error::Decode(error)) => eprintln!("{error}, near {}", error.snippet),   // result.created_at: expected …
//!     Err(error) if error.is_timeout() => eprintln!("too slow"),
//!     Err(error) => return Err(error),
//! }
//! let raw = get(client, "id").send().await?;      // whatever the status: status, headers, bytes
//! println!("{} {:?}", raw.status(), raw.decode());
//! # Ok(())
//! # }
//! ```
//!
//! # Lists
//!
//! ```no_run
//! # use cfs_http::{Error, prelude::*};
//! # #[derive(Clone, Default, PartialEq)] pub struct Thing { pub id: String }
//! # record! { Thing { 0 id req "id" } }
//! # macro_rules! operation { ($name:ident $method:ident $path:literal $($rest:tt)+) => {
//! #     pub struct $name(Call);
//! #     request! { $name = $method $path as "things"; auth [Token]; permissions []; $($rest)+ }
//! # } }
//! # operation!(Get GET "/things/{id}" result Thing);
//! # operation!(List GET "/things" pages Number of "result" by { page "page", size "per_page" }; page Thing);
//! # operation!(Content GET "/content" bytes);
//! # operation!(Upload PUT "/content" unit);
//! # operation!(Ask POST "/ask" events Json or result Thing by "stream");
//! # fn get(client: &Client, id: &str) -> Get { Get(Get::call(client).path(&id)) }
//! # fn list(client: &Client) -> List { List(List::call(client)) }
//! # fn content(client: &Client) -> Content { Content(Content::call(client)) }
//! # fn upload(client: &Client, body: Body) -> Upload { Upload(Upload::call(client).raw("a/b", body)) }
//! # fn ask(client: &Client) -> Ask { Ask(Ask::call(client).json(&Json::default())) }
//! use futures_util::TryStreamExt;
//!
//! # async fn run(client: &Client) -> Result<(), Error> {
//! let page = list(client).await?;                  // one page: a slice of items, what is said of the list, the next
//! println!("{} of {:?}", page.len(), page.info().total_count);
//! let next = page.next().await?;
//!
//! let mut all = list(client).stream();             // the items of all pages, fetched as needed
//! while let Some(thing) = all.try_next().await? {
//!     println!("{}", thing.id);
//! }
//! let some = list(client).collect_all(1_000).await?;
//! # drop((next, some));
//! # Ok(())
//! # }
//! ```
//!
//! # Large bodies
//!
//! ```no_run
//! # use cfs_http::{Error, prelude::*};
//! # #[derive(Clone, Default, PartialEq)] pub struct Thing { pub id: String }
//! # record! { Thing { 0 id req "id" } }
//! # macro_rules! operation { ($name:ident $method:ident $path:literal $($rest:tt)+) => {
//! #     pub struct $name(Call);
//! #     request! { $name = $method $path as "things"; auth [Token]; permissions []; $($rest)+ }
//! # } }
//! # operation!(Get GET "/things/{id}" result Thing);
//! # operation!(List GET "/things" pages Number of "result" by { page "page", size "per_page" }; page Thing);
//! # operation!(Content GET "/content" bytes);
//! # operation!(Upload PUT "/content" unit);
//! # operation!(Ask POST "/ask" events Json or result Thing by "stream");
//! # fn get(client: &Client, id: &str) -> Get { Get(Get::call(client).path(&id)) }
//! # fn list(client: &Client) -> List { List(List::call(client)) }
//! # fn content(client: &Client) -> Content { Content(Content::call(client)) }
//! # fn upload(client: &Client, body: Body) -> Upload { Upload(Upload::call(client).raw("a/b", body)) }
//! # fn ask(client: &Client) -> Ask { Ask(Ask::call(client).json(&Json::default())) }
//! use futures_util::TryStreamExt;
//!
//! # async fn run(client: &Client) -> Result<(), Error> {
//! upload(client, Body::file("video.mp4").await?).await?;         // read while it is sent, sent again if need be
//! upload(client, Body::reader(tokio::io::empty(), None)).await?; // any reader; sent once
//!
//! let mut download = content(client).bytes_stream().await?;
//! println!("{:?} bytes", download.length());
//! while let Some(chunk) = download.try_next().await? {
//!     println!("{}", chunk.len());
//! }
//! let mut lines = content(client).bytes_stream().await?.lines();
//! while let Some(line) = lines.try_next().await? {
//!     println!("{line}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Events
//!
//! ```no_run
//! # use cfs_http::{Error, prelude::*};
//! # #[derive(Clone, Default, PartialEq)] pub struct Thing { pub id: String }
//! # record! { Thing { 0 id req "id" } }
//! # macro_rules! operation { ($name:ident $method:ident $path:literal $($rest:tt)+) => {
//! #     pub struct $name(Call);
//! #     request! { $name = $method $path as "things"; auth [Token]; permissions []; $($rest)+ }
//! # } }
//! # operation!(Get GET "/things/{id}" result Thing);
//! # operation!(List GET "/things" pages Number of "result" by { page "page", size "per_page" }; page Thing);
//! # operation!(Content GET "/content" bytes);
//! # operation!(Upload PUT "/content" unit);
//! # operation!(Ask POST "/ask" events Json or result Thing by "stream");
//! # fn get(client: &Client, id: &str) -> Get { Get(Get::call(client).path(&id)) }
//! # fn list(client: &Client) -> List { List(List::call(client)) }
//! # fn content(client: &Client) -> Content { Content(Content::call(client)) }
//! # fn upload(client: &Client, body: Body) -> Upload { Upload(Upload::call(client).raw("a/b", body)) }
//! # fn ask(client: &Client) -> Ask { Ask(Ask::call(client).json(&Json::default())) }
//! use futures_util::TryStreamExt;
//!
//! # async fn run(client: &Client) -> Result<(), Error> {
//! let whole = ask(client).await?;
//! let mut events = ask(client).events();           // the same operation, answered piece by piece
//! while let Some(event) = events.try_next().await? {
//!     println!("{event:?}");
//! }
//! # drop(whole);
//! # Ok(())
//! # }
//! ```
//!
//! # Retries, limits, waiting
//!
//! Calls are tried again where that is safe ([`RetryPolicy`]), and paced by the rate limits that the API announces, so
//! that many tasks share them fairly ([`ClientBuilder::pace`]).
//! ```no_run
//! # use cfs_http::{Error, prelude::*};
//! # #[derive(Clone, Default, PartialEq)] pub struct Thing { pub id: String }
//! # record! { Thing { 0 id req "id" } }
//! # macro_rules! operation { ($name:ident $method:ident $path:literal $($rest:tt)+) => {
//! #     pub struct $name(Call);
//! #     request! { $name = $method $path as "things"; auth [Token]; permissions []; $($rest)+ }
//! # } }
//! # operation!(Get GET "/things/{id}" result Thing);
//! # operation!(List GET "/things" pages Number of "result" by { page "page", size "per_page" }; page Thing);
//! # operation!(Content GET "/content" bytes);
//! # operation!(Upload PUT "/content" unit);
//! # operation!(Ask POST "/ask" events Json or result Thing by "stream");
//! # fn get(client: &Client, id: &str) -> Get { Get(Get::call(client).path(&id)) }
//! # fn list(client: &Client) -> List { List(List::call(client)) }
//! # fn content(client: &Client) -> Content { Content(Content::call(client)) }
//! # fn upload(client: &Client, body: Body) -> Upload { Upload(Upload::call(client).raw("a/b", body)) }
//! # fn ask(client: &Client) -> Ask { Ask(Ask::call(client).json(&Json::default())) }
//! # async fn run() -> Result<(), Error> {
//! use cfs_http::RetryPolicy;
//!
//! let client = Client::builder()
//!     .env()?
//!     .timeout(Duration::from_secs(20))            // each attempt
//!     .deadline(Duration::from_secs(60))           // all of them together
//!     .max_retries(4)
//!     .retry_policy(RetryPolicy::default().backoff(Duration::from_millis(200), Duration::from_secs(5)))
//!     .build()?;
//! get(&client, "id").deadline(Duration::from_secs(3)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Tests without a network
//!
//! Any [`Transport`] can take the network's place; [`testing`] has one that answers from a script and one that replays
//! recordings, kept as files that people can read and that hold no credentials.
//! ```
//! # use cfs_http::{Error, prelude::*};
//! # #[derive(Clone, Default, PartialEq)] pub struct Thing { pub id: String }
//! # record! { Thing { 0 id req "id" } }
//! # macro_rules! operation { ($name:ident $method:ident $path:literal $($rest:tt)+) => {
//! #     pub struct $name(Call);
//! #     request! { $name = $method $path as "things"; auth [Token]; permissions []; $($rest)+ }
//! # } }
//! # operation!(Get GET "/things/{id}" result Thing);
//! # operation!(List GET "/things" pages Number of "result" by { page "page", size "per_page" }; page Thing);
//! # operation!(Content GET "/content" bytes);
//! # operation!(Upload PUT "/content" unit);
//! # operation!(Ask POST "/ask" events Json or result Thing by "stream");
//! # fn get(client: &Client, id: &str) -> Get { Get(Get::call(client).path(&id)) }
//! # fn list(client: &Client) -> List { List(List::call(client)) }
//! # fn content(client: &Client) -> Content { Content(Content::call(client)) }
//! # fn upload(client: &Client, body: Body) -> Upload { Upload(Upload::call(client).raw("a/b", body)) }
//! # fn ask(client: &Client) -> Ask { Ask(Ask::call(client).json(&Json::default())) }
//! use cfs_http::testing::{Cassette, Replay};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! // Made by running the same calls through `Recorder::new(HyperTransport::new())` and saving its cassette.
//! let cassette = Cassette::parse(
//!     "> GET /client/v4/things/1\n< 200\n< content-type: application/json\n| {\"success\":true,\"result\":{\"id\":\"1\"}}\n",
//! )?;
//! let client = Client::builder().token("any").transport(Replay::new(cassette)).build()?;
//! assert_eq!(get(&client, "1").await?.id, "1");
//! # Ok(())
//! # }
//! ```
//!
//! # Where it runs
//!
//! Natively the default transport ([`HyperTransport`], feature `hyper`) needs a tokio runtime; the feature `blocking`
//! brings one along for programs that have none (the module `blocking`). On wasm32, in a Worker or a browser, `fetch` is
//! used. [`Client`] is `Send + Sync` everywhere; futures are `Send` natively and local on wasm32.

#![allow(clippy::format_push_string)] // `write!` has an error that cannot happen and would have to be dropped

mod answer;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub mod blocking;
mod body;
mod call;
#[cfg(feature = "catalogue")]
pub mod catalogue;
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
mod failure;
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
mod secret;
#[cfg(feature = "serde")]
pub mod serde;
pub mod testing;
mod transport;
mod types;
mod websocket;

pub use answer::Answer;
pub use body::{Body, ByteStream, File, Form, IntoFiles, IntoForm};
pub use bytes::Bytes;
pub use call::{Call, ListStyle, PathStyle, Scope};
pub use client::{BASE_URL, BearerToken, Client, ClientBuilder, Credentials};
pub use clock::{Clock, Sleep};
pub use codec::{Note, Nullable};
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
pub use page::{Items, Page, PageInfo, Pages, Skipped};
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
pub use transport::{HyperOptions, HyperTransport, Proxies};
pub use transport::{Pending, Transport};
pub use types::{Base64, Ipv4, Ipv6, Uri};
pub use uuid::Uuid;
pub use websocket::{FrameReader, Message, WebSocket, WebSocketRequest};

pub use http;
pub use jiff;

/// What generated code imports.
#[doc(hidden)]
pub mod prelude {
    pub use crate::codec::Kept;
    pub use crate::{
        Base64, Body, Bytes, Call, Client, Date, Duration, Events, File, Form, Ipv4, Ipv6, Json, ListStyle,
        Nullable, Page, PathStyle, Scope, Timestamp, Uri, Uuid, form_setters, int_enum, mixed_enum,
        multipart, outcome, record, request, setters, string_enum, union,
    };
    pub use std::collections::BTreeMap;
}
