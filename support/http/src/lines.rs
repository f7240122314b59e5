//! Streams of lines and of values, one to a line.

use crate::Pending;
use crate::call::Call;
use crate::codec::{Codec, Reader};
use crate::download::Download;
use crate::error::{self, DecodeReason, Error};
use crate::failure;
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The lines of an answer, each without its end (`\n` or `\r\n`).
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct Lines {
    download: Download,
    held: BytesMut,
    /// How much of `held` is known to have no line end.
    searched: usize,
    over: bool,
}

impl Lines {
    pub(crate) fn new(download: Download) -> Self {
        Self { download, held: BytesMut::new(), searched: 0, over: false }
    }

    fn take(&mut self) -> Option<Bytes> {
        let found = self.held[self.searched..].iter().position(|byte| *byte == b'\n');
        let Some(end) = found.map(|at| self.searched + at) else {
            self.searched = self.held.len();
            return None;
        };
        self.searched = 0;
        let mut line = self.held.split_to(end + 1).freeze();
        line.truncate(end - usize::from(end > 0 && line[end - 1] == b'\r'));
        Some(line)
    }

    fn text(&mut self, line: Bytes) -> Result<String, Error> {
        String::from_utf8(line.into()).map_err(|wrong| {
            let at = wrong.utf8_error().valid_up_to();
            self.fail(wrong.into_bytes().into(), DecodeReason::NotUtf8(at))
        })
    }

    /// The value of a line, which is not empty, and its number, from 0.
    fn value<T: Codec + Default>(&mut self, line: &str, index: usize) -> Result<T, Error> {
        if index == 0 && self.download.answer.may_be_envelope() && failure::is_failed_envelope(line) {
            self.over = true;
            self.held.clear();
            self.download.answer.body = Bytes::copy_from_slice(line.as_bytes());
            return Err(error::api_error(&self.download.answer));
        }
        let answer = &mut self.download.answer;
        let mut reader = Reader::new(line).strict(answer.strict);
        let read = reader.value().and_then(|value| reader.end().map(|()| value));
        answer.note_line(&reader, index);
        let read = read.map_err(|fail| {
            answer.body = Bytes::copy_from_slice(line.as_bytes());
            answer.malformed_line(line, index, &fail)
        });
        self.download.tell();
        read
    }

    fn fail(&mut self, body: Bytes, reason: DecodeReason) -> Error {
        self.download.answer.body = body;
        error::decode_error(&self.download.answer, reason)
    }
}

impl Stream for Lines {
    type Item = Result<String, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(line) = self.take() {
                return Poll::Ready(Some(self.text(line)));
            }
            if self.over {
                let rest = self.held.split().freeze();
                self.searched = 0;
                return Poll::Ready((!rest.is_empty()).then(|| self.text(rest)));
            }
            match ready!(Pin::new(&mut self.download).poll_next(context)) {
                Some(Ok(bytes)) => self.held.extend_from_slice(&bytes),
                Some(Err(error)) => {
                    // What came of the last line is not a line.
                    self.held.clear();
                    self.over = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.over = true,
            }
            let most = self.download.most();
            if self.searched > most {
                self.over = true;
                let held = self.held.split().freeze();
                self.searched = 0;
                return Poll::Ready(Some(Err(self.fail(held, DecodeReason::TooLarge(most)))));
            }
        }
    }
}

/// The values of an answer, one to a line. A line that is not a `T` is an error, after which the stream goes on; so is a
/// failed envelope in place of lines, which is the last. What is passed over in a line goes to the client's
/// [`on_note`](crate::ClientBuilder::on_note) hook, with the number of the value, from 0.
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct Values<T> {
    lines: Lines,
    /// How many values there were.
    count: usize,
    value: PhantomData<fn() -> T>,
}

impl<T> Values<T> {
    pub(crate) fn new(lines: Lines) -> Self {
        Self { lines, count: 0, value: PhantomData }
    }

    /// The values that a call is answered with.
    #[doc(hidden)]
    pub fn of(call: Call) -> Pending<Self>
    where
        T: 'static,
    {
        Box::pin(async move { Ok(Self::new(call.download().await?.lines())) })
    }
}

impl<T: Codec + Default> Stream for Values<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let line = match ready!(Pin::new(&mut self.lines).poll_next(context)) {
                Some(Ok(line)) if line.trim().is_empty() => continue,
                Some(Ok(line)) => line,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let index = self.count;
            self.count += 1;
            return Poll::Ready(Some(self.lines.value(&line, index)));
        }
    }
}
