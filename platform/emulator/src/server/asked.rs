//! A request, read as a whole.

use bytes::Bytes;
use http::HeaderMap;
use percent_encoding::percent_decode_str;

/// A request.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path below the API's prefix, as it came.
    pub(crate) path: String,
    /// Its segments, decoded.
    pub(crate) segments: Vec<String>,
    /// The query's members in their order, decoded.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    pub(crate) fn new(method: &str, path: &str, query: &str, headers: HeaderMap, body: Bytes) -> Self {
        let segments = path.trim_start_matches('/').split('/').map(decoded).collect();
        let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
        });
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            segments,
            query: query.collect(),
            headers,
            body,
        }
    }

    /// The first member of the query with a name.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The content type without its parameters.
    pub(crate) fn media(&self) -> &str {
        let media = self.header("content-type").unwrap_or_default();
        media.split(';').next().unwrap_or_default().trim()
    }

    /// The place of the first segments: a path in which every segment is written in one way only.
    pub(crate) fn place(&self, count: usize) -> String {
        place(self.segments.iter().take(count).map(String::as_str))
    }
}

/// A path of decoded segments, in which every segment is written in one way only.
pub(crate) fn place<'s>(segments: impl IntoIterator<Item = &'s str>) -> String {
    let mut out = String::new();
    for segment in segments {
        out.push('/');
        out.push_str(&segment.replace('%', "%25").replace('/', "%2F"));
    }
    out
}

/// What was percent-encoded. What is no UTF-8 is replaced.
pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
