//! Pacing by the rate limits that the API announces.

mod headers;

pub use headers::{RateLimit, RatePolicy, policies, rate_limits};

use crate::clock::Clock;
use crate::retry::retry_after;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Notify;

/// What the API allows unless it says otherwise: 1,200 requests in 5 minutes.
const DEFAULT: RatePolicy = RatePolicy { quota: 1200, window: Duration::from_mins(5) };

/// Gives passes for requests, as many as the API allows, in the order in which they were asked for.
#[derive(Debug)]
pub(crate) struct Governor {
    clock: Arc<dyn Clock>,
    /// Whoever is first in line holds it while waiting.
    line: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug)]
struct State {
    /// Known or assumed; without one nothing is held back.
    policy: Option<RatePolicy>,
    /// Requests that may still be made before `renews`.
    left: u64,
    renews: Duration,
    /// Nothing is sent before this moment, after a 429.
    closed_until: Duration,
    under_way: u64,
    /// Passes given, and the latest of them whose answer was heeded: answers overtake each other.
    given: u64,
    heeded: u64,
}

/// Permission for one request; counts as under way until dropped.
pub(crate) struct Pass {
    governor: Arc<Governor>,
    number: u64,
}

/// Credentials, base URL and clock of a governor.
type Key = (u64, String, usize);

static SHARED: Mutex<BTreeMap<Key, Weak<Governor>>> = Mutex::new(BTreeMap::new());

impl Governor {
    /// The governor of all clients of this process with these credentials.
    pub(crate) fn shared(credential: u64, base: &str, clock: &Arc<dyn Clock>) -> Arc<Self> {
        let key = (credential, base.to_owned(), Arc::as_ptr(clock).cast::<()>() as usize);
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.retain(|_, governor| governor.strong_count() > 0);
        if let Some(governor) = shared.get(&key).and_then(Weak::upgrade) {
            return governor;
        }
        // Other servers have other limits, or none; they may announce them.
        let policy = (base == crate::BASE_URL).then_some(DEFAULT);
        let governor = Arc::new(Self::new(clock.clone(), policy));
        shared.insert(key, Arc::downgrade(&governor));
        governor
    }

    fn new(clock: Arc<dyn Clock>, policy: Option<RatePolicy>) -> Self {
        let now = clock.elapsed();
        let state = State {
            policy,
            left: policy.map_or(0, |policy| policy.quota),
            renews: now + policy.map_or(Duration::ZERO, |policy| policy.window),
            closed_until: Duration::ZERO,
            under_way: 0,
            given: 0,
            heeded: 0,
        };
        Self { clock, line: tokio::sync::Mutex::new(()), state: Mutex::new(state), changed: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a request may be made.
    pub(crate) async fn pass(self: &Arc<Self>) -> Pass {
        let _turn = self.line.lock().await;
        loop {
            let changed = self.changed.notified();
            let wait = match self.state().take(self.clock.elapsed()) {
                Ok(number) => return Pass { governor: self.clone(), number },
                Err(wait) => wait,
            };
            let changed = std::pin::pin!(changed);
            futures_util::future::select(changed, self.clock.sleep(wait)).await;
        }
    }
}

impl State {
    /// The number of a pass, or how long to wait for one.
    fn take(&mut self, now: Duration) -> Result<u64, Duration> {
        if now < self.closed_until {
            return Err(self.closed_until.checked_sub(now).unwrap());
        }
        if let Some(policy) = self.policy {
            if now >= self.renews {
                self.left = policy.quota.max(1);
                self.renews = now + policy.window;
            }
            if self.left == 0 {
                return Err(self.renews.checked_sub(now).unwrap());
            }
            self.left -= 1;
        }
        self.under_way += 1;
        self.given += 1;
        Ok(self.given)
    }

    fn heed(&mut self, number: u64, now: Duration, limit: &RateLimit, policy: Option<RatePolicy>) {
        if number <= self.heeded {
            return;
        }
        self.heeded = number;
        let assumed = RatePolicy { quota: limit.remaining.max(1), window: limit.resets_in };
        self.policy = policy.or(self.policy).or(Some(assumed));
        // Requests under way may not have been counted by the server yet.
        self.left = limit.remaining.saturating_sub(self.under_way.saturating_sub(1));
        self.renews = now + limit.resets_in;
    }
}

impl Pass {
    /// Takes note of what an answer says of the limits. A 429 holds everything back for at most `most`.
    pub(crate) fn answered(&self, status: StatusCode, headers: &HeaderMap, time: Timestamp, most: Duration) {
        let governor = &self.governor;
        let now = governor.clock.elapsed();
        // The limit that is reached first is the one that counts.
        let limit = rate_limits(headers).into_iter().min_by_key(|limit| limit.remaining);
        let policy = limit.as_ref().and_then(|limit| {
            policies(headers).into_iter().find(|(name, _)| *name == limit.name).map(|(_, policy)| policy)
        });
        {
            let mut state = governor.state();
            if let Some(limit) = &limit {
                state.heed(self.number, now, limit, policy);
            }
            if status == StatusCode::TOO_MANY_REQUESTS {
                let asked = retry_after(headers, time).or(limit.map(|limit| limit.resets_in));
                let asked = asked.unwrap_or_default().min(most);
                state.closed_until = state.closed_until.max(now + asked);
            }
        }
        governor.changed.notify_waiters();
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = self.governor.state();
        state.under_way = state.under_way.saturating_sub(1);
    }
}
