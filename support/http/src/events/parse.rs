//! Bytes to events, as the HTML standard says.

use std::collections::VecDeque;
use std::time::Duration;

/// One server-sent event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// Its name; empty for plain messages.
    pub name: String,
    /// Its data.
    pub data: String,
    /// The id of the last event that had one, up to this.
    pub id: Option<String>,
}

/// Takes bytes as they come, in pieces cut anywhere, and gives the events in them.
#[derive(Debug, Default)]
pub struct EventParser {
    /// The line so far.
    line: Vec<u8>,
    /// The last byte was a carriage return: a line feed after it belongs to it.
    after_return: bool,
    started: bool,
    name: String,
    data: String,
    has_data: bool,
    /// The id so far; it counts once its event is complete.
    next_id: Option<String>,
    id: Option<String>,
    retry: Option<Duration>,
    done: VecDeque<Event>,
}

impl EventParser {
    /// A parser at the start of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        if self.after_return && rest.first() == Some(&b'\n') {
            rest = &rest[1..];
        }
        if !bytes.is_empty() {
            self.after_return = false;
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.extend_from_slice(&rest[..end]);
            let is_return = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if is_return {
                match rest.first() {
                    Some(b'\n') => rest = &rest[1..],
                    Some(_) => {}
                    None => self.after_return = true,
                }
            }
            self.end_line();
        }
        self.line.extend_from_slice(rest);
    }

    /// The next event that is complete.
    pub fn next_event(&mut self) -> Option<Event> {
        self.done.pop_front()
    }

    /// How long the server asks to wait before connecting again.
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// The id of the last event that had one.
    pub fn last_id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// How many bytes of an event that is not complete are held.
    pub fn held(&self) -> usize {
        self.line.len() + self.data.len()
    }

    /// Forgets an event that was cut off; a new connection starts with a new one.
    pub(super) fn restart(&mut self) {
        let kept =
            Self { next_id: self.id.clone(), id: self.id.take(), retry: self.retry, ..Self::default() };
        *self = Self { done: std::mem::take(&mut self.done), ..kept };
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let mut text = &*String::from_utf8_lossy(&line);
        if !self.started {
            self.started = true;
            text = text.strip_prefix('\u{feff}').unwrap_or(text);
        }
        if text.is_empty() {
            return self.end_event();
        }
        let (field, value) = text.split_once(':').unwrap_or((text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.has_data = true;
                self.data.push_str(value);
            }
            "id" if !value.contains('\0') => {
                self.next_id = Some(value.to_owned()).filter(|id| !id.is_empty());
            }
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            // Comments have no field name; other fields mean nothing.
            _ => {}
        }
    }

    fn end_event(&mut self) {
        self.id.clone_from(&self.next_id);
        let (name, data) = (std::mem::take(&mut self.name), std::mem::take(&mut self.data));
        if std::mem::take(&mut self.has_data) {
            self.done.push_back(Event { name, data, id: self.id.clone() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(pieces: &[&[u8]]) -> Vec<Event> {
        let mut parser = EventParser::new();
        let mut all = Vec::new();
        for piece in pieces {
            parser.push(piece);
            while let Some(event) = parser.next_event() {
                all.push(event);
            }
        }
        all
    }

    fn event(name: &str, data: &str, id: Option<&str>) -> Event {
        Event { name: name.into(), data: data.into(), id: id.map(Into::into) }
    }

    #[test]
    fn reads_what_the_standard_shows() {
        let text = b"\xef\xbb\xbf: comment\n\ndata: YHOO\ndata: +2\ndata: 10\n\nevent: add\rdata:73857293\r\rid: 1\r\nretry: 250\r\ndata\r\n\r\ndata: cut off";
        let expected =
            [event("", "YHOO\n+2\n10", None), event("add", "73857293", None), event("", "", Some("1"))];
        assert_eq!(events(&[text]), expected);
        // However it is cut, it means the same.
        for cut in 0..text.len() {
            let (one, two) = text.split_at(cut);
            assert_eq!(events(&[one, two]), expected, "cut at {cut}");
        }
        let single: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(events(&single), expected);
    }

    #[test]
    fn characters_may_be_cut_in_two() {
        let text = "data: grüße 🌍\n\n".as_bytes();
        for cut in 0..text.len() {
            let (one, two) = text.split_at(cut);
            assert_eq!(events(&[one, two]), [event("", "grüße 🌍", None)]);
        }
    }

    #[test]
    fn keeps_the_wait_that_the_server_asks_for() {
        let mut parser = EventParser::new();
        parser.push(b"retry: 1500\nretry: soon\nid: a\n\nid: b\0c\ndata: x\n\n");
        assert_eq!(parser.retry(), Some(Duration::from_millis(1500)));
        assert_eq!(parser.last_id(), Some("a"));
    }
}
