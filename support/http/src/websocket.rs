//! WebSocket connections.

use crate::call::Call;
use crate::{Error, Pending};

/// A connection for messages in both directions.
#[derive(Debug)]
pub struct WebSocket {
    _private: (),
}

pub(crate) fn open(_call: Call) -> Pending<WebSocket> {
    Box::pin(std::future::ready(Err(Error::request("not yet"))))
}
