//! The settings of a new client.

use super::{BASE_URL, Client, Credentials, Inner};
use crate::Error;
use crate::clock::{Clock, SystemClock};
use crate::codec::{Dates, Note};
use crate::governor::Governor;
use crate::observe::{Observer, OnNote};
use crate::operation::{Auth, Operation};
use crate::retry::RetryPolicy;
use crate::transport::{Transport, default_transport};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The settings of a new client; all have defaults.
#[allow(clippy::struct_excessive_bools)] // each is a setting of its own
#[must_use = "settings take effect when the client is built"]
pub struct ClientBuilder {
    base: String,
    credentials: Credentials,
    headers: Vec<(String, String)>,
    user_agent: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    timeout: Duration,
    deadline: Option<Duration>,
    max_retries: u32,
    retry: RetryPolicy,
    pace: bool,
    max_concurrency: usize,
    max_body: usize,
    strict: bool,
    allow_plain_http: bool,
    prefetch: bool,
    observer: Option<Arc<dyn Observer>>,
    dates: Dates,
    on_note: Option<Arc<OnNote>>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            base: BASE_URL.to_owned(),
            credentials: Credentials::none(),
            headers: Vec::new(),
            user_agent: None,
            transport: None,
            clock: None,
            timeout: Duration::from_mins(1),
            deadline: None,
            max_retries: 2,
            retry: RetryPolicy::default(),
            pace: true,
            max_concurrency: 256,
            max_body: 256 * 1024 * 1024,
            strict: false,
            allow_plain_http: false,
            prefetch: false,
            observer: None,
            dates: Dates::WholeSeconds,
            on_note: None,
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &crate::redirect::without_secrets(&self.base))
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Authenticates with an API token.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.credentials = self.credentials.and_token(token);
        self
    }

    /// Authenticates with these credentials. Default: none.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// The URL before every path; its query, if it has one, goes along with every call. Default: [`BASE_URL`]. Plain `http` is accepted for loopback addresses only, see
    /// [`allow_plain_http`](Self::allow_plain_http).
    pub fn base_url(mut self, base: impl Into<String>) -> Self {
        self.base = base.into();
        self
    }

    /// Allows plain `http` to any host, though credentials travel readable then. Default: no.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// A header of every call. A call's own header of that name takes its place. Like credentials, these headers are not
    /// sent to another origin that a redirect leads to.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// What is said of the program in `User-Agent`, before this library's own name and version.
    pub fn user_agent(mut self, program: impl Into<String>) -> Self {
        self.user_agent = Some(program.into());
        self
    }

    /// What sends requests. Default: hyper natively, `fetch` on wasm32.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Time and chance. Default: the runtime's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Limits each attempt; see [`Call::timeout`](crate::Call::timeout). Default: 60 seconds.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Limits each call with all its attempts; see [`Call::deadline`](crate::Call::deadline). Default: none.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// How often a call may be tried again. Default: 2.
    pub fn max_retries(mut self, count: u32) -> Self {
        self.max_retries = count;
        self
    }

    /// When and how calls are tried again.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Whether calls are paced by the rate limits that the API announces, for all clients of this process with the same
    /// credentials together. Default: yes.
    pub fn pace(mut self, pace: bool) -> Self {
        self.pace = pace;
        self
    }

    /// How many calls are under way at a time; more wait for their turn, in order. Default: 256.
    pub fn max_concurrency(mut self, calls: usize) -> Self {
        self.max_concurrency = calls;
        self
    }

    /// The largest answer that is read into memory, in bytes after decompression; larger ones are an error. Streams
    /// have no limit. Default: 256 MiB.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Whether a member that is missing though it is required, or does not fit its type, is an error where it would be
    /// noted. Default: no.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Whether lists fetch the next page while the items of this one are used. Default: no.
    pub fn prefetch(mut self, prefetch: bool) -> Self {
        self.prefetch = prefetch;
        self
    }

    /// Is told of every attempt and its outcome.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// How moments are sent. Default: in whole seconds, as some operations refuse fractions.
    pub fn dates(mut self, dates: Dates) -> Self {
        self.dates = dates;
        self
    }

    /// Is told of every place where an answer is not what its document says and was read all the same: members that are
    /// missing or do not fit, items that were left out. Called from the task that made the call; must not block.
    pub fn on_note(mut self, hook: impl Fn(&'static Operation, &Note) + Send + Sync + 'static) -> Self {
        self.on_note = Some(Arc::new(hook));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Error::Request`] when the base URL is not one, would send credentials readable, or a header or credential has
    /// characters that cannot be sent.
    pub fn build(self) -> Result<Client, Error> {
        let (base, base_query) = self.base.trim().split_once('?').unwrap_or((self.base.trim(), ""));
        let (base, base_query) = (base.trim_end_matches('/').to_owned(), base_query.to_owned());
        let uri = http::Uri::try_from(format!("{base}?{base_query}"))
            .map_err(|error| Error::request(format!("the base URL: {error}")))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none() {
            return Err(Error::request("the base URL is not an http or https URL"));
        }
        crate::redirect::check_secure(&uri, self.allow_plain_http)?;
        self.credentials.check()?;
        for auth in [Auth::Token, Auth::Key, Auth::ServiceKey] {
            self.credentials.apply(auth, &mut HeaderMap::new())?;
        }
        let mut headers = HeaderMap::new();
        let own = concat!("cfs/", env!("CARGO_PKG_VERSION"));
        let agent = self.user_agent.map_or_else(|| own.to_owned(), |program| format!("{program} {own}"));
        let agent =
            HeaderValue::try_from(agent).map_err(|_| Error::request("the user agent cannot be sent"))?;
        headers.insert(header::USER_AGENT, agent);
        for (name, value) in self.headers {
            match (HeaderName::try_from(&name), HeaderValue::try_from(value)) {
                (Ok(name), Ok(value)) => drop(headers.insert(name, value)),
                _ => return Err(Error::request(format!("`{name}` with its value is not a valid header"))),
            }
        }
        let clock = self.clock.unwrap_or_else(SystemClock::shared);
        let governor = self.pace.then(|| Governor::shared(self.credentials.fingerprint(), &base, &clock));
        let inner = Inner {
            base,
            base_query,
            credentials: self.credentials,
            headers,
            transport: self.transport.unwrap_or_else(default_transport),
            clock,
            timeout: self.timeout,
            deadline: self.deadline,
            max_retries: self.max_retries,
            retry: self.retry,
            governor,
            places: Semaphore::new(self.max_concurrency.max(1)),
            max_body: self.max_body,
            strict: self.strict,
            allow_plain_http: self.allow_plain_http,
            prefetch: self.prefetch,
            observer: self.observer,
            dates: self.dates,
            on_note: self.on_note,
        };
        Ok(Client { inner: Arc::new(inner) })
    }
}
