//! Two ends of one connection.

use crate::core::{self, WebSocket};
use crate::{FromJs, Result};

/// Two connected WebSockets: one for the visitor, one to keep.
///
/// ```ignore
/// let WebSocketPair { client, server } = WebSocketPair::new()?;
/// state.accept_web_socket(&server)?;
/// Response::web_socket(&client)
/// ```
#[derive(Clone, Debug)]
pub struct WebSocketPair {
    /// The end for the answer: [`Response::web_socket`](crate::Response::web_socket).
    pub client: WebSocket,
    /// The end to accept and to keep.
    pub server: WebSocket,
}

impl WebSocketPair {
    /// A new pair.
    ///
    /// # Errors
    /// When the runtime makes none.
    pub fn new() -> Result<Self> {
        Self::try_from(core::WebSocketPair::new()?)
    }
}

impl TryFrom<core::WebSocketPair> for WebSocketPair {
    type Error = crate::Error;

    fn try_from(pair: core::WebSocketPair) -> Result<Self> {
        let pair = crate::Object::of(&pair);
        Ok(Self { client: WebSocket::from_js(pair.raw("0")?)?, server: WebSocket::from_js(pair.raw("1")?)? })
    }
}
