//! A clock that does not wait.

use crate::clock::{Clock, Sleep};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// How often a wait lets everything else run before it is over, and how often it lets an earlier one go first: that
/// may be one that nobody waits for any more.
const PATIENCE: u32 = 64;
const MAX_PATIENCE: u32 = 50_000;

/// A clock that stands still except that waiting moves it: a wait is over as soon as nothing else moves, and its time
/// has passed. Clones are the same clock.
///
/// Fit for transports that answer soon, such as [`Script`](super::Script); with real connections every time limit would
/// pass before the answer.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    elapsed: Duration,
    start: Timestamp,
    random: f64,
    waits: Vec<Duration>,
    /// When the waits under way end, and their numbers.
    pending: BTreeSet<(Duration, u64)>,
    count: u64,
}

/// One wait under way.
struct Wait {
    clock: TestClock,
    time: Duration,
    key: (Duration, u64),
    patience: u32,
    polls: u32,
}

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.patience = self.patience.saturating_sub(1);
        self.polls += 1;
        let clock = self.clock.clone();
        let mut state = clock.state();
        let is_next = state.pending.first() == Some(&self.key) || self.polls > MAX_PATIENCE;
        if self.patience == 0 && is_next {
            state.elapsed = state.elapsed.max(self.key.0);
            state.waits.push(self.time);
            return Poll::Ready(());
        }
        drop(state);
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.clock.state().pending.remove(&self.key);
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl TestClock {
    /// A clock at the start of 2030 whose random numbers are all 0.5.
    pub fn new() -> Self {
        let start = Timestamp::from_second(1_893_456_000).unwrap_or_default();
        Self(Arc::new(Mutex::new(State {
            elapsed: Duration::ZERO,
            start,
            random: 0.5,
            waits: Vec::new(),
            pending: BTreeSet::new(),
            count: 0,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets what every random number is from now on, from 0 up to 1.
    #[must_use]
    pub fn with_random(self, random: f64) -> Self {
        self.state().random = random;
        self
    }

    /// The waits so far, in order.
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// Lets time pass.
    pub fn advance(&self, time: Duration) {
        self.state().elapsed += time;
    }
}

impl Clock for TestClock {
    fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    fn now(&self) -> Timestamp {
        let state = self.state();
        state.start.checked_add(state.elapsed).unwrap_or(state.start)
    }

    fn sleep(&self, time: Duration) -> Sleep {
        let key = {
            let mut state = self.state();
            state.count += 1;
            let key = (state.elapsed + time, state.count);
            state.pending.insert(key);
            key
        };
        Box::pin(Wait { clock: self.clone(), time, key, patience: PATIENCE, polls: 0 })
    }

    fn random(&self) -> f64 {
        self.state().random
    }
}
