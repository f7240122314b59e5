//! One invocation, as it came and as it was read.

use cfs_http::codec::{Fail, Reader};
use cfs_http::{Note, Timestamp};
use cfs_tail_events::{NoticeType, TraceItem, TraceItemEvent};

/// One invocation of a Worker.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TailEvent {
    /// What is known of it.
    pub item: TraceItem,
    /// Where it is not what the definitions say; the rest is read all the same.
    pub notes: Vec<Note>,
    /// Why it is no event at all. Then only its text is there.
    pub failure: Option<Fail>,
    text: String,
}

impl TailEvent {
    /// Reads a message of a tail.
    pub fn read(text: impl Into<String>) -> Self {
        let text = text.into();
        let mut reader = Reader::new(&text);
        let read = reader.value().and_then(|item: TraceItem| reader.end().map(|()| item));
        let notes = reader.notes();
        match read {
            Ok(item) => Self { item, notes, failure: None, text },
            Err(fail) => Self { item: TraceItem::default(), notes: Vec::new(), failure: Some(fail), text },
        }
    }

    /// The message as it was sent.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a part of it is not of the form that the definitions say.
    pub fn is_partial(&self) -> bool {
        self.failure.is_some() || !self.notes.is_empty()
    }

    /// When the invocation started.
    pub fn started(&self) -> Option<Timestamp> {
        let milliseconds = *self.item.event_timestamp.as_option()?;
        Timestamp::from_millisecond(milliseconds as i64).ok()
    }

    /// What the tail says of itself, if this is that: whether it leaves events out from now on.
    pub(super) fn says_sampled(&self) -> Option<bool> {
        match &self.item.event {
            Some(TraceItemEvent::Notice(notice)) => match notice.type_ {
                NoticeType::Overload => Some(true),
                NoticeType::OverloadStop => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether this is a notice of the tail, which no filter is about.
    pub(super) fn is_notice(&self) -> bool {
        matches!(self.item.event, Some(TraceItemEvent::Notice(_)))
    }
}
