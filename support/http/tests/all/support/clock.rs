//! Time that passes when a test says so.

use cfs_http::{Clock, Duration, Sleep, Timestamp};
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, watch};

/// A wait of this length or more is a limit: it is over when a test, or the server, lets so much time pass. Shorter ones
/// come before another attempt: they are over at once, and their time has passed.
pub const LIMIT: Duration = Duration::from_secs(10);

/// A clock for real connections: no call on it is ever late because the machine is slow. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    now: watch::Sender<Duration>,
    /// How long a wait may be to be over at once.
    brief: Duration,
    waits: Mutex<Vec<Duration>>,
    asked: Notify,
}

impl ManualClock {
    pub fn new() -> Self {
        Self::with_brief(LIMIT)
    }

    /// A clock on which waits before another attempt last until time passes, too.
    pub fn holding() -> Self {
        Self::with_brief(Duration::ZERO)
    }

    fn with_brief(brief: Duration) -> Self {
        let (waits, asked) = (Mutex::default(), Notify::new());
        Self(Arc::new(Inner { now: watch::Sender::new(Duration::ZERO), brief, waits, asked }))
    }

    pub fn pass(&self, time: Duration) {
        self.0.now.send_modify(|now| *now += time);
    }

    /// The waits before other attempts so far, in order.
    pub fn waits(&self) -> Vec<Duration> {
        self.0.waits.lock().unwrap().clone()
    }

    /// Returns once there was a wait before another attempt.
    pub async fn waiting(&self) {
        while self.waits().is_empty() {
            self.0.asked.notified().await;
        }
    }
}

impl Clock for ManualClock {
    fn elapsed(&self) -> Duration {
        *self.0.now.borrow()
    }

    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + self.elapsed()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        if time < LIMIT {
            self.0.waits.lock().unwrap().push(time);
            self.0.asked.notify_one();
        }
        if time < self.0.brief {
            self.pass(time);
            return Box::pin(std::future::ready(()));
        }
        let (clock, end) = (self.clone(), self.elapsed() + time);
        Box::pin(async move {
            let mut now = clock.0.now.subscribe();
            now.wait_for(|now| *now >= end).await.expect("the clock is kept by whoever waits");
        })
    }

    fn random(&self) -> f64 {
        0.5
    }
}
