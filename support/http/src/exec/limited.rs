//! A stream whose pieces come within the time limits.

use crate::Error;
use crate::body::ByteStream;
use crate::clock::{Clock, Sleep};
use crate::limit::timed_out;
use bytes::Bytes;
use futures_core::Stream;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// The limits of a stream.
pub(super) struct Limits {
    pub(super) clock: Arc<dyn Clock>,
    /// For each piece, from when it is asked for.
    pub(super) timeout: Duration,
    /// For all, as a moment of the clock.
    pub(super) deadline: Option<Duration>,
    /// The method and path, for errors.
    pub(super) shown: String,
}

/// One timer is kept for many pieces: it looks at how long the present wait lasts when it goes off.
pub(super) struct Limited {
    stream: ByteStream,
    limits: Limits,
    start: Duration,
    waiting: Option<Duration>,
    timer: Option<Sleep>,
    end: Option<Sleep>,
    done: bool,
}

impl Limited {
    pub(super) fn new(stream: ByteStream, limits: Limits) -> Self {
        let start = limits.clock.elapsed();
        let end = limits.deadline.map(|deadline| limits.clock.sleep(deadline.saturating_sub(start)));
        Self { stream, limits, start, waiting: None, timer: None, end, done: false }
    }

    /// Whether the time for all is over.
    fn over(&mut self, context: &mut Context<'_>) -> Option<Error> {
        let (end, deadline) = (self.end.as_mut()?, self.limits.deadline?);
        let over = end.as_mut().poll(context).is_ready();
        over.then(|| timed_out("result", deadline.saturating_sub(self.start)))
    }

    /// Whether the present wait is too long; if not, the task is woken when it is.
    fn stalled(&mut self, context: &mut Context<'_>) -> Option<Error> {
        let Limits { clock, timeout, .. } = &self.limits;
        let since = *self.waiting.get_or_insert_with(|| clock.elapsed());
        let timer = self.timer.get_or_insert_with(|| clock.sleep(*timeout));
        while timer.as_mut().poll(context).is_ready() {
            let left = timeout.saturating_sub(clock.elapsed().saturating_sub(since));
            if left.is_zero() {
                return Some(timed_out("answer", *timeout));
            }
            *timer = clock.sleep(left);
        }
        None
    }

    fn named(&self, error: Error) -> Error {
        match error {
            Error::Transport(mut error) => {
                error.request.clone_from(&self.limits.shown);
                Error::Transport(error)
            }
            other => other,
        }
    }
}

impl Stream for Limited {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.done {
            return Poll::Ready(None);
        }
        let found = match self.over(context) {
            Some(error) => Some(Err(error)),
            None => match self.stream.as_mut().poll_next(context) {
                Poll::Ready(found) => found,
                Poll::Pending => match self.stalled(context) {
                    Some(error) => Some(Err(error)),
                    None => return Poll::Pending,
                },
            },
        };
        self.waiting = None;
        self.done = !matches!(found, Some(Ok(_)));
        Poll::Ready(found.map(|found| found.map_err(|error| self.named(error))))
    }
}
