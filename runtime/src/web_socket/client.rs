//! A client: a connection that is accepted, with messages in both directions.

use super::{Connect, WebSocketEvent, WebSocketEvents, WebSocketExt};
use crate::core::{Fetcher, WebSocket};
use crate::{Error, Result};
use futures_core::Stream;
use futures_sink::Sink;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Message {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Binary(bytes)
    }
}

impl From<&[u8]> for Message {
    fn from(bytes: &[u8]) -> Self {
        Self::Binary(bytes.into())
    }
}

/// A connection to a WebSocket server: a `Stream` of what arrives and a `Sink` of what is sent. It is closed when it is
/// dropped.
///
/// ```ignore
/// let mut client = WebSocketClient::connect("wss://echo.example/").await?;
/// client.send("hello")?;
/// while let Some(event) = client.next().await.transpose()? {
///     console_log!("{event:?}");
/// }
/// ```
///
/// The runtime sends without bounds: who sends much waits for answers.
#[derive(Debug)]
pub struct WebSocketClient {
    socket: WebSocket,
    events: WebSocketEvents,
    protocol: Option<String>,
    closed: bool,
}

/// The code of a connection that did what it was for.
const NORMAL: u16 = 1000;

impl WebSocketClient {
    /// Connects to a server: a `ws:`, `wss:`, `http:` or `https:` address. Headers and subprotocols are given by
    /// [`Connect`], whose `client` does the same.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses the upgrade.
    pub async fn connect(url: &str) -> Result<Self> {
        Connect::new(url).client().await
    }

    /// Connects to a service binding or a Durable Object.
    ///
    /// # Errors
    /// When it refuses the upgrade.
    pub async fn connect_to<T: 'static>(service: &Fetcher<T>, url: &str) -> Result<Self> {
        Connect::new(url).client_to(service).await
    }

    /// A client of a WebSocket that is open and not accepted yet.
    ///
    /// # Errors
    /// When the runtime refuses to accept it, as it is accepted or belongs to another request.
    pub fn of(socket: WebSocket) -> Result<Self> {
        Self::speaking(socket, None)
    }

    pub(super) fn speaking(socket: WebSocket, protocol: Option<String>) -> Result<Self> {
        // Before `accept`, or what arrives between is lost.
        let events = socket.events()?;
        socket.accept()?;
        Ok(Self { socket, events, protocol, closed: false })
    }

    /// Sends text or bytes.
    ///
    /// # Errors
    /// When the connection is closed.
    pub fn send(&self, message: impl Into<Message>) -> Result<()> {
        match message.into() {
            Message::Text(text) => self.socket.send(text),
            Message::Binary(bytes) => self.socket.send(bytes),
        }
    }

    /// What happens next; nothing after the connection was closed.
    pub async fn next(&mut self) -> Option<Result<WebSocketEvent>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The subprotocol that the server chose of those offered.
    pub fn protocol(&self) -> Option<&str> {
        self.protocol.as_deref()
    }

    /// Closes the connection and waits until the other side has closed it too; what arrives until then is dropped. A
    /// connection that breaks meanwhile is closed as well.
    ///
    /// # Errors
    /// When the code may not be sent (1000 and 3000 to 4999 may) or the reason has more than 123 bytes.
    pub async fn close(mut self, code: u16, reason: &str) -> Result<()> {
        self.socket.close_with(Some(i64::from(code)), Some(reason))?;
        self.closed = true;
        while let Some(Ok(_)) = self.events.next().await {}
        Ok(())
    }

    /// The WebSocket.
    pub fn socket(&self) -> &WebSocket {
        &self.socket
    }
}

impl Drop for WebSocketClient {
    fn drop(&mut self) {
        if !self.closed {
            // What failed already cannot be closed any more.
            drop(self.socket.close_with(Some(i64::from(NORMAL)), None));
        }
    }
}

impl Stream for WebSocketClient {
    type Item = Result<WebSocketEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.events).poll_next(context);
        if let Poll::Ready(Some(Ok(WebSocketEvent::Close { .. }))) = polled {
            // The runtime waits for our half, too.
            drop(self.socket.close_with(Some(i64::from(NORMAL)), None));
            self.closed = true;
        }
        polled
    }
}

impl<M: Into<Message>> Sink<M> for WebSocketClient {
    type Error = Error;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, message: M) -> Result<()> {
        self.send(message)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        if !self.closed {
            self.socket.close_with(Some(i64::from(NORMAL)), None)?;
            self.closed = true;
        }
        Poll::Ready(Ok(()))
    }
}
