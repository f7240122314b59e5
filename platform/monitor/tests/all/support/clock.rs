//! Time that passes when a test says so.

use cfs_http::{Clock, Duration, Sleep, Timestamp};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// A clock at the start of 2030. Waits before another attempt are over at once and told; all others last until a test lets
/// their time pass. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct TestTime {
    now: watch::Sender<Duration>,
    waits: Arc<Mutex<Vec<u64>>>,
}

impl TestTime {
    pub fn new() -> Self {
        Self { now: watch::Sender::new(Duration::ZERO), waits: Arc::default() }
    }

    pub fn pass(&self, time: Duration) {
        self.now.send_modify(|now| *now += time);
    }

    /// The waits before other attempts so far, in seconds.
    pub fn waits(&self) -> Vec<u64> {
        self.waits.lock().unwrap().clone()
    }

    pub fn wall(&self) -> Timestamp {
        Timestamp::from_second(1_893_456_000).unwrap() + self.elapsed()
    }
}

impl Clock for TestTime {
    fn elapsed(&self) -> Duration {
        *self.now.borrow()
    }

    fn now(&self) -> Timestamp {
        self.wall()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        if let seconds @ (1 | 2 | 4 | 8 | 16) = time.as_secs() {
            self.waits.lock().unwrap().push(seconds);
            return Box::pin(std::future::ready(()));
        }
        let (clock, end) = (self.clone(), self.elapsed() + time);
        Box::pin(async move {
            let mut now = clock.now.subscribe();
            let _ = now.wait_for(|now| *now >= end).await;
        })
    }

    fn random(&self) -> f64 {
        0.5
    }
}
