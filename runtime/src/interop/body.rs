//! Bodies: a stream of the runtime as `http_body::Body`, and the other way round.

use super::Cause;
use crate::core::ReadableStream;
use crate::streams::{Chunks, IntoChunks, readable};
use crate::{Error, Result, SendWrapper};
use bytes::{Buf, Bytes};
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use js_sys::Uint8Array;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};
use wasm_bindgen::JsValue;

/// The body of a request or response, as it arrives. Dropping it before the end cancels it.
#[derive(Debug, Default)]
pub struct Body(Option<SendWrapper<Chunks>>);

impl Body {
    /// What a stream gives, or nothing.
    ///
    /// # Errors
    /// When something else reads the stream already.
    pub fn of<R>(stream: Option<ReadableStream<R>>) -> Result<Self> {
        Ok(Self(stream.map(|stream| stream.chunks().map(SendWrapper::new)).transpose()?))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>>>> {
        let Some(chunks) = &mut self.0 else { return Poll::Ready(None) };
        let next = ready!(Pin::new(&mut **chunks).poll_next(context));
        if next.is_none() {
            self.0 = None;
        }
        Poll::Ready(next.map(|chunk| chunk.map(|bytes| Frame::data(bytes.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        if self.0.is_none() { SizeHint::with_exact(0) } else { SizeHint::new() }
    }
}

/// The body for the runtime: nothing, bytes where all are there, a stream otherwise.
pub(super) fn write<B>(body: B) -> Result<Option<JsValue>>
where
    B: http_body::Body<Error: Into<Cause>> + 'static,
{
    if body.is_end_stream() {
        return Ok(None);
    }
    let mut frames = Frames { body: Box::pin(body), first: None };
    // A body of known bytes gives them at once: the runtime then sends their length instead of chunks.
    let whole = frames.body.size_hint().exact();
    if let Poll::Ready(first) = pin!(&mut frames).poll_next(&mut Context::from_waker(Waker::noop())) {
        let Some(first) = first.transpose()? else { return Ok(None) };
        if whole == Some(first.len() as u64) || frames.body.is_end_stream() {
            return Ok(Some(Uint8Array::from(first.as_slice()).into()));
        }
        frames.first = Some(first);
    }
    readable(frames).map(|stream| Some(stream.into()))
}

/// The data of a body's frames.
struct Frames<B> {
    body: Pin<Box<B>>,
    /// Data that was taken already.
    first: Option<Vec<u8>>,
}

impl<B> Unpin for Frames<B> {}

impl<B: http_body::Body<Error: Into<Cause>>> Stream for Frames<B> {
    type Item = Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        loop {
            match ready!(self.body.as_mut().poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(Error::new(error.into().to_string())))),
                // Trailers end the body: the runtime sends none.
                Some(Ok(frame)) => {
                    let Ok(mut data) = frame.into_data() else { return Poll::Ready(None) };
                    if data.has_remaining() {
                        return Poll::Ready(Some(Ok(data.copy_to_bytes(data.remaining()).to_vec())));
                    }
                }
            }
        }
    }
}
