//! Decompressing answers.

use crate::body::{Body, ByteStream};
use crate::error::{DecodeError, DecodeReason};
use http::HeaderMap;

/// What answers may be compressed with, as `Accept-Encoding` says it.
pub(crate) const ACCEPTED: &str = match (cfg!(feature = "gzip"), cfg!(feature = "brotli"), cfg!(feature = "zstd")) {
    _ if cfg!(target_arch = "wasm32") => "",
    (false, false, false) => "",
    (true, false, false) => "gzip",
    (false, true, false) => "br",
    (false, false, true) => "zstd",
    (true, true, false) => "gzip, br",
    (true, false, true) => "zstd, gzip",
    (false, true, true) => "zstd, br",
    (true, true, true) => "zstd, gzip, br",
};

/// The encoding of a body, `None` for none. On wasm32 `fetch` has already decoded it.
pub(crate) fn encoding(headers: &HeaderMap) -> Option<String> {
    if cfg!(target_arch = "wasm32") {
        return None;
    }
    let name = headers.get(http::header::CONTENT_ENCODING)?.to_str().ok()?.trim().to_ascii_lowercase();
    (!name.is_empty() && name != "identity").then_some(name)
}

/// A body's content, decompressed.
pub(crate) fn decoded(body: Body, encoding: Option<&str>) -> Result<ByteStream, DecodeReason> {
    match encoding {
        None => Ok(body.into_stream()),
        Some(name) => Err(DecodeReason::Compression(format!("`{name}` is not supported by this build"))),
    }
}

#[allow(dead_code)]
fn broken(why: String) -> crate::Error {
    DecodeError {
        reason: DecodeReason::Compression(why),
        status: 0,
        ray_id: None,
        request: String::new(),
        body: bytes::Bytes::new(),
        snippet: String::new(),
    }
    .into()
}
