//! Where events come from: a call, and the calls that take its place when the connection breaks.

use super::{Event, EventParser};
use crate::body::Body;
use crate::call::Call;
use crate::codec::{Kind, Reader, Writer};
use crate::download::Download;
use crate::error::{self, DecodeReason, Error};
use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use http::{HeaderValue, header};
use std::pin::Pin;
use std::time::Duration;

#[cfg(not(target_arch = "wasm32"))]
pub(super) type EventStream = Pin<Box<dyn Stream<Item = Result<Event, Error>> + Send>>;
#[cfg(target_arch = "wasm32")]
pub(super) type EventStream = Pin<Box<dyn Stream<Item = Result<Event, Error>>>>;

/// The wait before connecting again, unless the server asks for another.
const RECONNECT: Duration = Duration::from_secs(1);
/// The longest wait that a server may ask for.
const MAX_RECONNECT: Duration = Duration::from_mins(1);

struct Source {
    /// What to connect with, and again.
    call: Call,
    open: Option<Download>,
    parser: EventParser,
    /// Connections in a row that gave no event.
    failures: u32,
    over: bool,
}

/// The events of a call's answer.
pub(super) fn connect(mut call: Call, switch: &str) -> EventStream {
    call.parts.headers.insert(header::ACCEPT, HeaderValue::from_static("text/event-stream"));
    if !switch.is_empty() {
        switch_on(&mut call, switch);
    }
    let source = Source { call, open: None, parser: EventParser::new(), failures: 0, over: false };
    Box::pin(futures_util::stream::unfold(source, |mut source| async {
        if source.over {
            return None;
        }
        let next = source.next().await;
        match next {
            Ok(None) => None,
            Ok(Some(event)) => Some((Ok(event), source)),
            Err(error) => {
                source.over = true;
                Some((Err(error), source))
            }
        }
    }))
}

impl Source {
    async fn next(&mut self) -> Result<Option<Event>, Error> {
        loop {
            if let Some(event) = self.parser.next_event() {
                self.failures = 0;
                self.over = event.data == "[DONE]";
                return Ok((!self.over).then_some(event));
            }
            let most = self.call.parts.client.inner.max_body;
            let Some(open) = &mut self.open else {
                self.open = Some(self.connect().await?);
                continue;
            };
            match open.next().await {
                Some(Ok(bytes)) => self.parser.push(&bytes),
                Some(Err(error)) => self.broken(error).await?,
                None => return Ok(None),
            }
            if self.parser.held() > most {
                let answer = self.open.take().map(|open| open.answer);
                let too_large = |answer| error::decode_error(&answer, DecodeReason::TooLarge(most));
                return answer.map_or(Ok(None), |answer| Err(too_large(answer)));
            }
        }
    }

    async fn connect(&mut self) -> Result<Download, Error> {
        // A call that can be made only once is made with what there is; it is never resumed.
        let call = self.call.try_clone().unwrap_or_else(|| {
            let spent = Call::new(&self.call.parts.client, self.call.parts.operation);
            std::mem::replace(&mut self.call, spent)
        });
        let download = call.download().await?;
        if download.answer.is(0, "text/event-stream") {
            return Ok(download);
        }
        // An operation that does not stream after all, or an error with status 200.
        Err(download.into_unexpected("the answer is not a stream of events").await)
    }

    /// Connects again where that can go on from the last event; else the error.
    async fn broken(&mut self, error: Error) -> Result<(), Error> {
        let inner = self.call.parts.client.inner.clone();
        let most = self.call.parts.options.max_retries.unwrap_or(inner.max_retries);
        let is_safe = self.call.parts.operation.method.is_safe();
        let (Some(id), true) = (self.parser.last_id(), is_safe && self.failures < most) else {
            return Err(error);
        };
        let id = HeaderValue::try_from(id).map_err(|_| error)?;
        self.call.parts.headers.insert("last-event-id", id);
        self.failures += 1;
        let wait = self.parser.retry().unwrap_or(RECONNECT).min(MAX_RECONNECT);
        inner.clock.sleep(wait).await;
        self.open = None;
        self.parser.restart();
        Ok(())
    }
}

/// Sets a member of the call's JSON body to `true`.
fn switch_on(call: &mut Call, switch: &str) {
    let body = call.parts.body.as_bytes().cloned().unwrap_or_default();
    match with_member(&body, switch) {
        Some(text) => call.parts.body = Body::from(text),
        None => call.fail(&format!("`{switch}` cannot be set: the body is not a JSON object in memory")),
    }
}

fn with_member(body: &Bytes, switch: &str) -> Option<String> {
    let mut reader = Reader::new(std::str::from_utf8(body).ok()?);
    if reader.kind().ok()? != Kind::Object {
        return None;
    }
    let mut writer = Writer::default();
    let mut first = true;
    reader.begin_object().ok()?;
    writer.begin_object();
    while let Some(key) = reader.next_key(first).ok()? {
        first = false;
        let value = reader.skip().ok()?;
        if key != switch {
            writer.key(&key);
            writer.raw(value);
        }
    }
    writer.key(switch);
    writer.bool(true);
    writer.end_object();
    Some(writer.finish())
}
