//! Time and chance, which tests replace.

use jiff::Timestamp;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// A wait; `Send` natively, local on wasm32.
#[cfg(not(target_arch = "wasm32"))]
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;
/// A wait; `Send` natively, local on wasm32.
#[cfg(target_arch = "wasm32")]
pub type Sleep = Pin<Box<dyn Future<Output = ()>>>;

/// Time and chance as a client sees them: limits, waits between attempts, their jitter.
///
/// The default is the runtime's: tokio's timer natively, `setTimeout` on wasm32. Tests inject their own to make
/// waits instant and visible.
pub trait Clock: std::fmt::Debug + Send + Sync + 'static {
    /// The time since some fixed moment; never goes backwards.
    fn elapsed(&self) -> Duration;

    /// The time of day, for `Retry-After` dates.
    fn now(&self) -> Timestamp;

    /// Waits.
    fn sleep(&self, time: Duration) -> Sleep;

    /// A random number from 0 up to 1, for jitter and form boundaries.
    fn random(&self) -> f64;
}

/// Random bits, 53 of them.
#[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)] // from 0 up to 2^53: exact in both types
pub(crate) fn random_bits(clock: &dyn Clock) -> u64 {
    (clock.random().clamp(0.0, 1.0) * (1u64 << 53) as f64) as u64
}

/// The runtime's clock.
#[derive(Debug)]
pub(crate) struct SystemClock {
    #[cfg(not(target_arch = "wasm32"))]
    start: tokio::time::Instant,
}

impl SystemClock {
    /// The one that all clients use: their rate limits are shared only on a common clock.
    pub(crate) fn shared() -> Arc<dyn Clock> {
        static SHARED: OnceLock<Arc<SystemClock>> = OnceLock::new();
        SHARED.get_or_init(|| Arc::new(Self::new())).clone()
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl SystemClock {
    fn new() -> Self {
        Self { start: tokio::time::Instant::now() }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Clock for SystemClock {
    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        // The timer is asked for when someone waits: a transport that answers at once needs no runtime.
        Box::pin(async move { tokio::time::sleep(time).await })
    }

    #[allow(clippy::cast_precision_loss)] // 53 bits fit exactly
    fn random(&self) -> f64 {
        use std::hash::{BuildHasher, Hasher, RandomState};
        // A fresh `RandomState` is seeded from the system's randomness and differs at every call.
        let bits = RandomState::new().build_hasher().finish();
        (bits >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(target_arch = "wasm32")]
impl SystemClock {
    fn new() -> Self {
        Self {}
    }
}

#[cfg(target_arch = "wasm32")]
impl Clock for SystemClock {
    fn elapsed(&self) -> Duration {
        Duration::from_millis(js_sys::Date::now() as u64)
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or_default()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        crate::transport::fetch::sleep(time)
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }
}
