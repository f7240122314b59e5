//! Being told of what is sent.

use crate::codec::Note;
use crate::error::TransportErrorKind;
use crate::operation::Operation;
use std::time::Duration;

/// Is told of what was passed over while answers were read.
pub(crate) type OnNote = dyn Fn(&'static Operation, &Note) + Send + Sync;

/// Is told of every attempt of every call: to count requests, measure them, budget them.
pub trait Observer: Send + Sync + 'static {
    /// An attempt has an outcome. Called from the task that made the call; must not block.
    fn attempt(&self, attempt: &Attempt);
}

impl<F: Fn(&Attempt) + Send + Sync + 'static> Observer for F {
    fn attempt(&self, attempt: &Attempt) {
        self(attempt);
    }
}

/// One attempt of a call and its outcome.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// What was called.
    pub operation: &'static Operation,
    /// From 1 for the first.
    pub number: u32,
    /// The HTTP status; `None` if no answer came.
    pub status: Option<u16>,
    /// Why no answer came.
    pub failure: Option<TransportErrorKind>,
    /// How long it took, waiting for its turn not included.
    pub elapsed: Duration,
    /// Bytes of the answer's body; for streams, none.
    pub bytes: u64,
    /// The answer's `cf-ray` header.
    pub ray_id: Option<String>,
}
