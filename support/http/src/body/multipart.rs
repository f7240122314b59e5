//! Writing a form as `multipart/form-data` (RFC 7578).

use super::form::{Form, Part};
use super::{Body, ByteStream, Source};
use bytes::Bytes;
use futures_util::StreamExt;
use std::sync::Arc;

impl Form {
    /// The body, and its content type. The length is known if that of every part is; the body can be sent again if
    /// every part can.
    pub(crate) fn into_body(self, boundary: &str) -> (Body, String) {
        let mut pieces: Vec<Body> = Vec::with_capacity(self.parts.len() * 3 + 1);
        for part in self.parts {
            pieces.push(head(&part, boundary).into());
            pieces.push(part.content);
            pieces.push("\r\n".into());
        }
        pieces.push(format!("--{boundary}--\r\n").into());
        (join(pieces), format!("multipart/form-data; boundary={boundary}"))
    }
}

fn head(part: &Part, boundary: &str) -> String {
    let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&part.name));
    if let Some(file) = &part.file_name {
        head.push_str(&format!("; filename=\"{}\"", quoted(file)));
    }
    if let Some(content_type) = &part.content_type {
        head.push_str("\r\nContent-Type: ");
        // A line break would end the header early.
        head.extend(content_type.chars().filter(|c| !c.is_control()));
    }
    head.push_str("\r\n\r\n");
    head
}

/// A name as HTML forms write it: what would end it early is percent-encoded. So are other control characters, which
/// no header may hold.
fn quoted(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        if character == '"' || character.is_ascii_control() {
            out.push_str(&format!("%{:02X}", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out
}

struct Joined(Vec<Arc<dyn Source>>);

impl Source for Joined {
    fn open(&self) -> ByteStream {
        let again: Vec<ByteStream> = self.0.iter().map(|piece| piece.open()).collect();
        Box::pin(futures_util::stream::iter(again).flatten())
    }
}

/// Several bodies as one.
fn join(pieces: Vec<Body>) -> Body {
    if pieces.iter().all(|piece| piece.is_empty() || piece.as_bytes().is_some()) {
        let all: Vec<u8> = pieces.iter().filter_map(Body::as_bytes).flatten().copied().collect();
        return Bytes::from(all).into();
    }
    let length = pieces.iter().map(Body::length).sum();
    let sources: Option<Vec<_>> = pieces.iter().map(Body::as_source).collect();
    if let Some(sources) = sources {
        return Body::source(Joined(sources), length);
    }
    let streams: Vec<ByteStream> = pieces.into_iter().map(Body::into_stream).collect();
    Body::stream(futures_util::stream::iter(streams).flatten(), length)
}
