//! What a caller may set per call.

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
