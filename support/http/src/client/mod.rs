//! The client: credentials, settings, transport.

mod builder;
mod credentials;
mod env;

pub use builder::ClientBuilder;
pub use credentials::{BearerToken, Credentials};

use crate::Error;
use crate::clock::Clock;
use crate::codec::Dates;
use crate::governor::Governor;
use crate::observe::{Observer, OnNote};
use crate::retry::RetryPolicy;
use crate::transport::Transport;
use http::HeaderMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Where the API is unless a client is told otherwise.
pub const BASE_URL: &str = "https://api.cloudflare.com/client/v4";

/// A client of the API. Cheap to clone; clones share connections, rate limits and settings.
///
/// ```
/// # fn main() -> Result<(), cfs_http::Error> {
/// use cfs_http::{Client, Credentials};
///
/// let client = Client::new(Credentials::token("an-api-token"))?;          // all defaults
/// let client = Client::builder().token("an-api-token").max_retries(5).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    /// Without its query and without a slash at its end.
    pub(crate) base: String,
    /// The query of the base URL, which every call has; empty for none.
    pub(crate) base_query: String,
    pub(crate) credentials: Credentials,
    pub(crate) headers: HeaderMap,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) retry: RetryPolicy,
    pub(crate) governor: Option<Arc<Governor>>,
    pub(crate) places: Semaphore,
    pub(crate) max_body: usize,
    pub(crate) strict: bool,
    pub(crate) allow_plain_http: bool,
    pub(crate) prefetch: bool,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) dates: Dates,
    pub(crate) on_note: Option<Arc<OnNote>>,
}

impl Client {
    /// A client with these credentials and otherwise the defaults; the environment is not read.
    ///
    /// # Errors
    /// [`Error::Request`] when a credential cannot be sent as a header.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        Self::builder().credentials(credentials).build()
    }

    /// A client from the environment: `CLOUDFLARE_API_TOKEN`, `CLOUDFLARE_API_KEY` with `CLOUDFLARE_EMAIL`,
    /// `CLOUDFLARE_API_USER_SERVICE_KEY`, `CLOUDFLARE_BASE_URL`, `CLOUDFLARE_CUSTOM_HEADERS` (lines `name: value`).
    ///
    /// # Errors
    /// [`Error::Request`] when there are no credentials or a variable cannot be used; it names the variable, never its
    /// value.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().env()?.build()
    }

    /// The settings of a new client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The base URL, without its query and without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.inner.base
    }

    /// The clock that limits and waits of this client go by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &crate::redirect::without_secrets(&self.inner.base))
            .field("credentials", &self.inner.credentials)
            .field("transport", &self.inner.transport)
            .finish_non_exhaustive()
    }
}
