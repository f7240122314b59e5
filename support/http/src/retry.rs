//! Whether and when a call is tried again.

use crate::error::{Error, TransportErrorKind};
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use std::time::Duration;

/// When and how calls are tried again.
///
/// A call is tried again after failed connections and the statuses 408, 409, 429 and 5xx, unless the server says
/// otherwise (`x-should-retry`). A call that is not idempotent (`POST`, `PATCH`) is tried again only where the server
/// cannot have acted on it: the connection was never made, or the status is 429 or 503. A body that can be sent once
/// only is sent again only if nothing of it was taken.
///
/// The wait before attempt *n* is random between nothing and `initial × 2ⁿ`, at most `max` ("full jitter"), or what the
/// server asks for (`retry-after-ms`, `Retry-After` in seconds or as a date), at most `max_server_wait`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The longest first wait; default 0.5 seconds.
    pub initial: Duration,
    /// The longest wait of our own; default 8 seconds.
    pub max: Duration,
    /// The longest wait that a server may ask for; default 60 seconds.
    pub max_server_wait: Duration,
    /// Whether calls that are not idempotent are tried again like others; default no.
    pub repeat_unsafe: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            initial: Duration::from_millis(500),
            max: Duration::from_secs(8),
            max_server_wait: Duration::from_mins(1),
            repeat_unsafe: false,
        }
    }
}

impl RetryPolicy {
    /// Sets the longest first wait and the longest wait of our own.
    #[must_use]
    pub fn backoff(mut self, initial: Duration, max: Duration) -> Self {
        (self.initial, self.max) = (initial, max);
        self
    }

    /// Sets the longest wait that a server may ask for.
    #[must_use]
    pub fn max_server_wait(mut self, wait: Duration) -> Self {
        self.max_server_wait = wait;
        self
    }

    /// Also repeats calls that are not idempotent: the server may then act twice.
    #[must_use]
    pub fn repeat_unsafe(mut self, repeat: bool) -> Self {
        self.repeat_unsafe = repeat;
        self
    }

    fn is_safe(&self, method: &Method) -> bool {
        self.repeat_unsafe || method.is_idempotent()
    }

    /// Whether an answer asks for another attempt.
    pub(crate) fn repeats_answer(&self, method: &Method, status: StatusCode, headers: &HeaderMap) -> bool {
        match headers.get("x-should-retry").map(http::HeaderValue::as_bytes) {
            Some(b"true") => return true,
            Some(b"false") => return false,
            _ => {}
        }
        match status.as_u16() {
            429 | 503 => true,
            408 | 409 | 500..=599 => self.is_safe(method),
            _ => false,
        }
    }

    /// Whether a failure allows another attempt.
    pub(crate) fn repeats_error(&self, method: &Method, error: &Error) -> bool {
        match error {
            Error::Transport(error) => match error.kind {
                TransportErrorKind::Connect => true,
                TransportErrorKind::Tls => false,
                _ => self.is_safe(method),
            },
            _ => false,
        }
    }

    /// How long to wait before attempt `attempt` (from 1 for the first repetition). `random` is from 0 up to 1.
    pub(crate) fn wait(&self, attempt: u32, asked: Option<Duration>, random: f64) -> Duration {
        if let Some(asked) = asked {
            // A little later than asked, so that many clients do not come back at once.
            let asked = asked.min(self.max_server_wait);
            return asked + asked.mul_f64(random / 10.0).min(Duration::from_secs(2));
        }
        let most =
            self.initial.saturating_mul(1u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
        most.min(self.max).mul_f64(random)
    }
}

/// How long a server asks to wait: `retry-after-ms`, else `Retry-After` in seconds or as an HTTP date.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |text: &str, unit: f64| {
        let value: f64 = text.parse().ok()?;
        Duration::try_from_secs_f64(value * unit).ok()
    };
    if let Some(wait) = text("retry-after-ms").and_then(|text| number(text, 0.001)) {
        return Some(wait);
    }
    let after = text("retry-after")?;
    number(after, 1.0).or_else(|| {
        let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(after).ok()?;
        Some(Duration::try_from(date.duration_since(now)).unwrap_or_default())
    })
}
