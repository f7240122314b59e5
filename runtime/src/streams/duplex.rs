//! A connection: both directions of a socket.

use super::{ByteReader, ByteWriter, IntoChunks, IntoSink};
use crate::Result;
use crate::core::Socket;
use futures_io::{AsyncRead, AsyncWrite};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A socket's two streams as one `AsyncRead` and `AsyncWrite`, as database drivers ask for.
#[derive(Debug)]
pub struct Duplex {
    socket: Socket,
    reader: ByteReader,
    writer: ByteWriter,
}

impl Duplex {
    /// Takes both directions of a socket, such as `sockets::connect` or `Hyperdrive::connect` give.
    ///
    /// # Errors
    /// When something else reads or writes the socket already.
    pub fn new(socket: Socket) -> Result<Self> {
        let (reader, writer) = (socket.readable().bytes()?, socket.writable().sink()?);
        Ok(Self { socket, reader, writer })
    }

    /// The socket.
    pub fn socket(&self) -> &Socket {
        &self.socket
    }

    /// The two directions.
    pub fn split(self) -> (ByteReader, ByteWriter) {
        (self.reader, self.writer)
    }
}

impl AsyncRead for Duplex {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.reader).poll_read(context, buffer)
    }
}

impl AsyncWrite for Duplex {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.writer).poll_write(context, buffer)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        AsyncWrite::poll_flush(Pin::new(&mut self.writer), context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        AsyncWrite::poll_close(Pin::new(&mut self.writer), context)
    }
}
