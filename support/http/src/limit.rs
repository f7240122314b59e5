//! Time limits.

use crate::Error;
use crate::clock::Clock;
use crate::error::{TransportError, TransportErrorKind};
use futures_util::future::{Either, select};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The last moment at which something moved.
#[derive(Debug)]
pub(crate) struct Progress {
    clock: Arc<dyn Clock>,
    last: AtomicU64,
}

impl Progress {
    pub(crate) fn new(clock: &Arc<dyn Clock>) -> Arc<Self> {
        let progress = Self { clock: clock.clone(), last: AtomicU64::new(0) };
        progress.mark();
        Arc::new(progress)
    }

    pub(crate) fn mark(&self) {
        let now = u64::try_from(self.clock.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(now, Ordering::Relaxed);
    }

    fn idle(&self) -> Duration {
        self.clock.elapsed().saturating_sub(Duration::from_millis(self.last.load(Ordering::Relaxed)))
    }
}

#[cold]
pub(crate) fn timed_out(what: &str, limit: Duration) -> Error {
    TransportError::new(TransportErrorKind::Timeout, format!("no {what} within {limit:?}")).into()
}

/// Waits for `future`, but not longer than `limit` after the last progress.
pub(crate) async fn while_moving<T>(
    progress: &Progress,
    limit: Duration,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut future = pin!(future);
    loop {
        let left = limit.saturating_sub(progress.idle());
        if left.is_zero() {
            return Err(timed_out("answer", limit));
        }
        match select(future, progress.clock.sleep(left)).await {
            Either::Left((done, _)) => return done,
            Either::Right(((), unfinished)) => future = unfinished,
        }
    }
}

/// Waits for `future` until `deadline`, a moment of the clock.
pub(crate) async fn until<T>(
    clock: &dyn Clock,
    start: Duration,
    deadline: Option<Duration>,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(deadline) = deadline else { return future.await };
    let left = deadline.saturating_sub(clock.elapsed());
    match select(pin!(future), clock.sleep(left)).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(timed_out("result", deadline.saturating_sub(start))),
    }
}
