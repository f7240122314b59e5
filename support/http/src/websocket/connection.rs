//! An open connection.

use super::Message;
use super::frame::{self, FrameReader, Incoming};
use crate::clock::{Clock, Sleep, random_bits};
use crate::error::{Error, TransportError, TransportErrorKind};
use crate::transport::Duplex;
use bytes::{Buf, BytesMut};
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How often a ping is sent.
const PING_EVERY: Duration = Duration::from_secs(10);
/// How many pings may go unanswered.
const MAX_PINGS: u32 = 3;

/// A connection for messages in both directions: a stream of [`Message`]s, and [`send`](Self::send).
///
/// A ping is sent every 10 seconds; after three that nothing follows, not even their answers, the connection counts as
/// broken. This happens while the stream is polled. The stream ends when the server closes the connection.
pub struct WebSocket {
    io: Duplex,
    reader: FrameReader,
    out: BytesMut,
    clock: Arc<dyn Clock>,
    next_ping: Sleep,
    pings: u32,
    protocol: Option<String>,
    close_code: Option<u16>,
    over: bool,
}

impl fmt::Debug for WebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSocket")
            .field("protocol", &self.protocol)
            .field("over", &self.over)
            .finish_non_exhaustive()
    }
}

impl WebSocket {
    pub(super) fn new(io: Duplex, clock: Arc<dyn Clock>, protocol: Option<String>, most: usize) -> Self {
        Self {
            io,
            reader: FrameReader::new(most),
            out: BytesMut::new(),
            next_ping: clock.sleep(PING_EVERY),
            clock,
            pings: 0,
            protocol,
            close_code: None,
            over: false,
        }
    }

    /// The subprotocol that the server chose.
    pub fn protocol(&self) -> Option<&str> {
        self.protocol.as_deref()
    }

    /// The code with which the server closed the connection; 1005 if it gave none.
    pub fn close_code(&self) -> Option<u16> {
        self.close_code
    }

    fn mask(&self) -> [u8; 4] {
        (random_bits(&*self.clock) as u32).to_be_bytes()
    }

    fn write(&mut self, kind: u8, payload: &[u8]) {
        let mask = self.mask();
        frame::write(&mut self.out, kind, payload, mask);
    }

    /// Sends a message.
    ///
    /// # Errors
    /// [`Error::Transport`] when the connection is broken.
    pub async fn send(&mut self, message: Message) -> Result<(), Error> {
        let mask = self.mask();
        frame::write_message(&mut self.out, &message, mask);
        std::future::poll_fn(|context| self.poll_flush(context)).await
    }

    /// Says that no more will be sent, and closes the connection.
    ///
    /// # Errors
    /// [`Error::Transport`] when the connection is broken.
    pub async fn close(mut self) -> Result<(), Error> {
        self.write(frame::CLOSE, &1000u16.to_be_bytes());
        std::future::poll_fn(|context| self.poll_flush(context)).await?;
        let _ = std::future::poll_fn(|context| Pin::new(&mut self.io).poll_shutdown(context)).await;
        Ok(())
    }

    fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        while !self.out.is_empty() {
            let written = ready!(Pin::new(&mut self.io).poll_write(context, &self.out)).map_err(broken)?;
            if written == 0 {
                return Poll::Ready(Err(broken("nothing more can be written")));
            }
            self.out.advance(written);
        }
        Pin::new(&mut self.io).poll_flush(context).map_err(broken)
    }

    /// Sends a ping when it is time; an error when several had no effect.
    fn poll_pings(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        while self.next_ping.as_mut().poll(context).is_ready() {
            if self.pings >= MAX_PINGS {
                let why = format!("nothing came within {:?}", PING_EVERY * (MAX_PINGS + 1));
                return Err(TransportError::new(TransportErrorKind::Timeout, why).into());
            }
            self.pings += 1;
            self.write(frame::PING, b"");
            self.next_ping = self.clock.sleep(PING_EVERY);
        }
        Ok(())
    }

    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Message, Error>>> {
        loop {
            match self.reader.next_incoming().map_err(|why| broken(format!("the server sent {why}")))? {
                Some(Incoming::Message(message)) => return Poll::Ready(Some(Ok(message))),
                Some(Incoming::Ping(payload)) => self.write(frame::PONG, &payload),
                Some(Incoming::Pong) => {}
                Some(Incoming::Close(code)) => {
                    self.close_code = Some(code);
                    let echo = code.to_be_bytes();
                    self.write(frame::CLOSE, if code == 1005 { &[] } else { &echo });
                    let _ = self.poll_flush(context);
                    return Poll::Ready(None);
                }
                None => {
                    self.poll_pings(context)?;
                    if let Poll::Ready(flushed) = self.poll_flush(context) {
                        flushed?;
                    }
                    let mut space = [0; 8 * 1024];
                    let mut buffer = ReadBuf::new(&mut space);
                    ready!(Pin::new(&mut self.io).poll_read(context, &mut buffer)).map_err(broken)?;
                    if buffer.filled().is_empty() {
                        return Poll::Ready(Some(Err(broken(
                            "the server closed the connection without saying so",
                        ))));
                    }
                    self.reader.push(buffer.filled());
                    self.pings = 0;
                }
            }
        }
    }
}

#[cold]
fn broken(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    TransportError::new(TransportErrorKind::Body, why).into()
}

impl Stream for WebSocket {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let next = self.poll_message(context);
        self.over = matches!(next, Poll::Ready(None | Some(Err(_))));
        next
    }
}
