//! WebSocket connections (RFC 6455).

#[cfg(not(target_arch = "wasm32"))]
mod connection;
mod frame;
#[cfg(not(target_arch = "wasm32"))]
mod handshake;
mod sha1;

#[cfg(not(target_arch = "wasm32"))]
pub use connection::WebSocket;
pub use frame::FrameReader;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use handshake::{connect, open};

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

/// A connection for messages in both directions. On wasm32 there are none yet.
#[cfg(target_arch = "wasm32")]
#[derive(Debug)]
pub struct WebSocket {
    _none: std::convert::Infallible,
}

#[cfg(target_arch = "wasm32")]
pub(crate) fn open(_: crate::Call) -> crate::Pending<WebSocket> {
    Box::pin(std::future::ready(Err(crate::Error::request(
        "WebSocket connections are not available on wasm32",
    ))))
}
