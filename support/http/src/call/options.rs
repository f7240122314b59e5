//! What a caller may set per call.

use super::Call;
use crate::RetryPolicy;
use std::time::Duration;

/// What a call sets; what it does not is the client's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) strict: bool,
    /// Whether items of a list that cannot be read are left out.
    pub(crate) skip: bool,
}

impl Call {
    /// Limits each attempt: from its start to the end of the answer, or for answers that are streamed to their start
    /// and then from each piece to the next. While a streamed body is sent, the time starts anew with each piece.
    /// Default: the client's, 60 seconds. When it passes, the attempt has failed and the call is tried again where
    /// that is safe.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.parts.options.timeout = Some(limit);
        self
    }

    /// Limits the whole call with all its attempts and the waits between them, up to the end of the answer. For a list
    /// that is followed through its pages, each page is a call. Default: the client's, none.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.parts.options.deadline = Some(limit);
        self
    }

    /// How often the call may be tried again. Default: the client's, 2.
    pub fn max_retries(mut self, count: u32) -> Self {
        self.parts.options.max_retries = Some(count);
        self
    }

    /// Makes an error of a member that is missing or does not fit its type, where it would be noted. Default: the
    /// client's, no.
    pub fn strict(mut self) -> Self {
        self.parts.options.strict = true;
        self
    }

    /// Leaves items of a list that cannot be read out of its page, instead of failing it; they are in
    /// [`Page::skipped`](crate::Page::skipped), and the client's [`on_note`](crate::ClientBuilder::on_note) hears of them.
    pub fn skip_undecodable(mut self) -> Self {
        self.parts.options.skip = true;
        self
    }

    /// When and how the call is tried again. Default: the client's.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.parts.options.retry = Some(policy);
        self
    }
}
