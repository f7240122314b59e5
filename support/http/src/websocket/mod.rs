//! WebSocket connections (RFC 6455).

#[cfg(not(target_arch = "wasm32"))]
mod connection;
#[cfg_attr(target_arch = "wasm32", allow(dead_code))] // nothing is sent there yet
mod frame;
#[cfg(not(target_arch = "wasm32"))]
mod handshake;
mod request;
#[cfg(not(target_arch = "wasm32"))]
mod sha1;

#[cfg(not(target_arch = "wasm32"))]
pub use connection::WebSocket;
pub use frame::FrameReader;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use handshake::open;
#[cfg(not(target_arch = "wasm32"))]
use handshake::upgrade;
pub use request::WebSocketRequest;

use bytes::Bytes;

/// A message of a WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Bytes),
}

impl Message {
    /// The message's text; bytes that are not UTF-8 are replaced.
    pub fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Binary(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Bytes> for Message {
    fn from(bytes: Bytes) -> Self {
        Self::Binary(bytes)
    }
}

impl From<Vec<u8>> for Message {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Binary(bytes.into())
    }
}

/// Where a connection goes to, as errors may show it.
struct Place {
    shown: String,
    /// Whether the rest of the address is what gives access.
    secret: bool,
}

#[cfg(not(target_arch = "wasm32"))]
impl Place {
    /// Whether an answer repeats what must not be shown of its address.
    fn is_told_by(&self, uri: &http::Uri, body: &[u8]) -> bool {
        let text = String::from_utf8_lossy(body);
        let told = |part: &str| part.len() > 1 && text.contains(part);
        self.secret && (told(uri.path()) || uri.query().is_some_and(told))
    }
}

/// A connection for messages in both directions. On wasm32 there are none yet.
#[cfg(target_arch = "wasm32")]
#[derive(Debug)]
pub struct WebSocket {
    _none: std::convert::Infallible,
}

#[cfg(target_arch = "wasm32")]
impl WebSocket {
    async fn send(&mut self, _: Message) -> Result<(), crate::Error> {
        match self._none {}
    }
}

#[cfg(target_arch = "wasm32")]
fn unavailable() -> crate::Error {
    crate::Error::request("WebSocket connections are not available on wasm32")
}

#[cfg(target_arch = "wasm32")]
pub(crate) fn open(_: crate::Call) -> crate::Pending<WebSocket> {
    Box::pin(std::future::ready(Err(unavailable())))
}

#[cfg(target_arch = "wasm32")]
async fn upgrade(
    _: &crate::Client,
    _: &http::Uri,
    _: http::HeaderMap,
    _: &'static crate::operation::Operation,
    place: Place,
    _: std::time::Duration,
) -> Result<WebSocket, crate::Error> {
    drop((place.shown, place.secret));
    Err(unavailable())
}
