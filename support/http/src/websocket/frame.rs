//! Frames: bytes to messages and back.

use super::Message;
use bytes::{BufMut, Bytes, BytesMut};

const TEXT: u8 = 1;
const BINARY: u8 = 2;
pub(super) const CLOSE: u8 = 8;
pub(super) const PING: u8 = 9;
pub(super) const PONG: u8 = 10;

/// What a frame that is complete means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Incoming {
    Message(Message),
    Ping(Bytes),
    Pong,
    /// With its code; 1005 for none.
    Close(u16),
}

/// Takes bytes as they come and gives what a server's frames in them mean.
#[derive(Debug)]
pub struct FrameReader {
    held: BytesMut,
    /// The kind and content of a message that comes in several frames.
    partial: Option<(u8, BytesMut)>,
    most: usize,
}

impl FrameReader {
    /// A reader of messages of at most so many bytes.
    pub fn new(most: usize) -> Self {
        Self { held: BytesMut::new(), partial: None, most }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
    }

    /// The next message that is complete; pings and the like are passed over.
    ///
    /// # Errors
    /// When the bytes break the protocol: how.
    pub fn next_message(&mut self) -> Result<Option<Message>, &'static str> {
        while let Some(incoming) = self.next_incoming()? {
            if let Incoming::Message(message) = incoming {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    pub(super) fn next_incoming(&mut self) -> Result<Option<Incoming>, &'static str> {
        loop {
            let Some((first, payload)) = self.frame()? else { return Ok(None) };
            let (is_last, kind) = (first & 0x80 != 0, first & 0x0f);
            if kind >= CLOSE {
                return control(kind, payload).map(Some);
            }
            let (kind, content) = match (self.partial.take(), kind) {
                (None, TEXT | BINARY) if is_last => (kind, payload),
                (None, TEXT | BINARY) => {
                    self.partial = Some((kind, payload));
                    continue;
                }
                (Some((kind, mut content)), 0) => {
                    if content.len() + payload.len() > self.most {
                        return Err("a message is too large");
                    }
                    content.extend_from_slice(&payload);
                    if !is_last {
                        self.partial = Some((kind, content));
                        continue;
                    }
                    (kind, content)
                }
                (None, 0) => return Err("a continuation without a start"),
                (Some(_), _) => return Err("a message inside another"),
                _ => return Err("an unknown kind of frame"),
            };
            let message = if kind == TEXT {
                let text = String::from_utf8(content.to_vec()).map_err(|_| "text that is not UTF-8")?;
                Message::Text(text)
            } else {
                Message::Binary(content.freeze())
            };
            return Ok(Some(Incoming::Message(message)));
        }
    }

    /// The first byte and the payload of the next frame that is there whole.
    fn frame(&mut self) -> Result<Option<(u8, BytesMut)>, &'static str> {
        let [first, second, rest @ ..] = &self.held[..] else { return Ok(None) };
        let (first, second) = (*first, *second);
        if first & 0x70 != 0 {
            return Err("a frame of an extension that was not agreed on");
        }
        if second & 0x80 != 0 {
            return Err("a masked frame from a server");
        }
        let (head, length) = match second {
            126 => match rest.first_chunk() {
                Some(bytes) => (4, u64::from(u16::from_be_bytes(*bytes))),
                None => return Ok(None),
            },
            127 => match rest.first_chunk() {
                Some(bytes) => (10, u64::from_be_bytes(*bytes)),
                None => return Ok(None),
            },
            short => (2, u64::from(short)),
        };
        let is_control = first & 0x08 != 0;
        if is_control && (length > 125 || first & 0x80 == 0) {
            return Err("a control frame that is too long or in pieces");
        }
        let length = usize::try_from(length).ok().filter(|length| *length <= self.most || is_control);
        let Some(length) = length else { return Err("a message is too large") };
        if self.held.len() - head < length {
            return Ok(None);
        }
        drop(self.held.split_to(head));
        Ok(Some((first, self.held.split_to(length))))
    }
}

fn control(kind: u8, payload: BytesMut) -> Result<Incoming, &'static str> {
    match kind {
        CLOSE => Ok(Incoming::Close(payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code)))),
        PING => Ok(Incoming::Ping(payload.freeze())),
        PONG => Ok(Incoming::Pong),
        _ => Err("an unknown kind of frame"),
    }
}

/// Writes one frame as clients do, masked.
pub(super) fn write(out: &mut BytesMut, kind: u8, payload: &[u8], mask: [u8; 4]) {
    out.put_u8(0x80 | kind);
    match payload.len() {
        length @ 0..=125 => out.put_u8(0x80 | length as u8),
        length @ 126..=0xffff => {
            out.put_u8(0xfe);
            out.put_u16(length as u16);
        }
        length => {
            out.put_u8(0xff);
            out.put_u64(length as u64);
        }
    }
    out.put_slice(&mask);
    out.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

/// Writes a message.
pub(super) fn write_message(out: &mut BytesMut, message: &Message, mask: [u8; 4]) {
    match message {
        Message::Text(text) => write(out, TEXT, text.as_bytes(), mask),
        Message::Binary(bytes) => write(out, BINARY, bytes, mask),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Incoming>, &'static str> {
        let mut reader = FrameReader::new(1000);
        let mut all = Vec::new();
        for byte in bytes {
            reader.push(&[*byte]);
            while let Some(incoming) = reader.next_incoming()? {
                all.push(incoming);
            }
        }
        Ok(all)
    }

    /// The examples of RFC 6455, section 5.7.
    #[test]
    fn reads_the_examples_of_the_standard() {
        let hello = Incoming::Message(Message::Text("Hello".into()));
        assert_eq!(read(b"\x81\x05Hello"), Ok(vec![hello.clone()]));
        assert_eq!(read(b"\x01\x03Hel\x80\x02lo"), Ok(vec![hello.clone()]));
        let ping = Incoming::Ping(Bytes::from_static(b"Hello"));
        assert_eq!(read(b"\x01\x03Hel\x89\x05Hello\x80\x02lo"), Ok(vec![ping, hello]));
        let long = [&[0x82, 0x7e, 0x01, 0x00][..], &[7; 256]].concat();
        assert_eq!(read(&long), Ok(vec![Incoming::Message(Message::Binary(Bytes::from(vec![7; 256])))]));
        assert_eq!(read(b"\x88\x02\x03\xe8"), Ok(vec![Incoming::Close(1000)]));
        assert_eq!(read(b"\x88\x00\x8a\x00"), Ok(vec![Incoming::Close(1005), Incoming::Pong]));
    }

    #[test]
    fn refuses_what_breaks_the_protocol() {
        for (bytes, why) in [
            (&b"\x81\x85\0\0\0\0Hello"[..], "a masked frame from a server"),
            (b"\xc1\x00", "a frame of an extension that was not agreed on"),
            (b"\x80\x00", "a continuation without a start"),
            (b"\x01\x00\x81\x00", "a message inside another"),
            (b"\x83\x00", "an unknown kind of frame"),
            (b"\x09\x00", "a control frame that is too long or in pieces"),
            (b"\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", "a message is too large"),
            (b"\x81\x01\xff", "text that is not UTF-8"),
        ] {
            assert_eq!(read(bytes), Err(why));
        }
    }

    #[test]
    fn writes_masked_frames() {
        let mut out = BytesMut::new();
        write_message(&mut out, &Message::Text("Hello".into()), [0x37, 0xfa, 0x21, 0x3d]);
        assert_eq!(&out[..], b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
    }
}
