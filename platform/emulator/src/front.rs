//! An address of a Worker's own.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// An address at which one Worker answers. It stays as long as the emulator.
#[derive(Clone, Debug)]
pub struct Front {
    address: SocketAddr,
    notice: Arc<Mutex<Option<String>>>,
}

impl Front {
    pub(crate) fn new(address: SocketAddr, notice: Arc<Mutex<Option<String>>>) -> Self {
        Self { address, notice }
    }

    /// The address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers every request with a page of HTML, status 503, instead of the Worker; `None` ends that.
    pub fn set_notice(&self, page: Option<String>) {
        *self.notice.lock().unwrap_or_else(PoisonError::into_inner) = page;
    }
}
