//! Server-sent events.

mod parse;
mod source;

pub use parse::{Event, EventParser};

use crate::Error;
use crate::answer::Answer;
use crate::call::Call;
use crate::client::Client;
use crate::codec::Codec;
use crate::failure::Expected;
use bytes::Bytes;
use futures_core::Stream;
use source::EventStream;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Server-sent events, each read as an `E`. The call is made when the first one is asked for.
///
/// Ends when the server ends the stream or sends `[DONE]`. An event that is not an `E` ([`Error::Decode`]) or reports an
/// error ([`Error::Api`]) is an error, after which the stream goes on; other errors end it. What is passed over in an event
/// goes to the client's [`on_note`](crate::ClientBuilder::on_note) hook. When the connection of a `GET` breaks
/// after an event that had an id, the stream connects again and asks for what follows that event (`Last-Event-ID`), as
/// often in a row as the call may be tried again. From one piece to the next the call's
/// [`timeout`](crate::Call::timeout) applies; set a longer one for servers that are silent for longer.
#[must_use = "streams do nothing unless polled"]
pub struct Events<E> {
    source: EventStream,
    client: Client,
    /// The answer of which each event is the body in its turn.
    answer: Answer,
    event: PhantomData<fn() -> E>,
}

impl<E> fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("request", &self.answer.request).finish_non_exhaustive()
    }
}

impl<E: Codec + Default> Events<E> {
    /// The events that a call is answered with. `switch` is the member of its JSON body that is set to `true` to ask
    /// for them; empty if there is none.
    pub fn new(call: Call, switch: &'static str) -> Self {
        let client = call.parts.client.clone();
        let (parts, ()) = http::Response::new(()).into_parts();
        let answer = Answer {
            strict: call.parts.options.strict || client.inner.strict,
            ..Answer::new(parts, Bytes::new(), call.parts.operation, call.shown())
        };
        Self { source: source::connect(call, switch), client, answer, event: PhantomData }
    }

    /// The events with their names and ids, their data as text.
    pub fn raw(self) -> RawEvents {
        RawEvents(self.source)
    }

    fn read(&mut self, event: Event) -> Result<E, Error> {
        let mut value = E::default();
        self.answer.body = event.data.into();
        let expected = Expected::value(&value);
        let read = self.answer.body_into(&mut value, expected);
        self.answer.tell(self.client.inner.on_note.as_deref());
        self.answer.forget();
        read.map(|()| value)
    }
}

impl<E: Codec + Default> Stream for Events<E> {
    type Item = Result<E, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = ready!(self.source.as_mut().poll_next(context));
        Poll::Ready(event.map(|event| event.and_then(|event| self.read(event))))
    }
}

/// Server-sent events with their names and ids, their data as text.
#[must_use = "streams do nothing unless polled"]
pub struct RawEvents(EventStream);

impl fmt::Debug for RawEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawEvents")
    }
}

impl Stream for RawEvents {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}
