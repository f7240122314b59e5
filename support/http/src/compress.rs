//! Decompressing answers.

use crate::Error;
use crate::body::{Body, ByteStream};
use crate::error::{DecodeError, DecodeReason};
use bytes::Bytes;
use futures_util::StreamExt;
use http::HeaderMap;
use std::io;
#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
use std::io::Write;

/// What answers may be compressed with, as `Accept-Encoding` says it.
pub(crate) const ACCEPTED: &str =
    match (cfg!(feature = "gzip"), cfg!(feature = "brotli"), cfg!(feature = "zstd")) {
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

/// Takes compressed bytes and collects what they stand for.
trait Decoder: Send {
    fn push(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>>;
    /// The rest, at the end of the input: an error if that is early.
    fn end(&mut self) -> io::Result<Vec<u8>>;
}

fn decoder(name: &str) -> Option<Box<dyn Decoder>> {
    match name {
        #[cfg(feature = "gzip")]
        "gzip" | "x-gzip" => Some(Box::new(gzip::Gzip(flate2::write::MultiGzDecoder::new(Vec::new())))),
        #[cfg(feature = "gzip")]
        "deflate" => Some(Box::new(gzip::Deflate(flate2::write::ZlibDecoder::new(Vec::new())))),
        #[cfg(feature = "brotli")]
        "br" => Some(Box::new(Brotli(brotli_decompressor::DecompressorWriter::new(Vec::new(), 8 * 1024)))),
        #[cfg(feature = "zstd")]
        "zstd" => {
            let inner = zstd::stream::raw::Decoder::new().ok()?;
            Some(Box::new(Zstd { inner, complete: true }))
        }
        _ => None,
    }
}

#[cfg(feature = "gzip")]
mod gzip {
    use super::{Decoder, Write, io};
    use flate2::write::{MultiGzDecoder, ZlibDecoder};

    macro_rules! flate {
        ($name:ident($inner:ident)) => {
            pub(super) struct $name(pub(super) $inner<Vec<u8>>);

            impl Decoder for $name {
                fn push(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
                    self.0.write_all(bytes)?;
                    self.0.flush()?;
                    Ok(std::mem::take(self.0.get_mut()))
                }

                fn end(&mut self) -> io::Result<Vec<u8>> {
                    self.0.try_finish()?;
                    Ok(std::mem::take(self.0.get_mut()))
                }
            }
        };
    }

    flate!(Gzip(MultiGzDecoder));
    flate!(Deflate(ZlibDecoder));
}

#[cfg(feature = "brotli")]
struct Brotli(brotli_decompressor::DecompressorWriter<Vec<u8>>);

#[cfg(feature = "brotli")]
impl Decoder for Brotli {
    fn push(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        self.0.write_all(bytes)?;
        self.0.flush()?;
        Ok(std::mem::take(self.0.get_mut()))
    }

    fn end(&mut self) -> io::Result<Vec<u8>> {
        self.0.close()?;
        Ok(std::mem::take(self.0.get_mut()))
    }
}

/// Below the crate's own writer, which does not tell whether a frame is complete.
#[cfg(feature = "zstd")]
struct Zstd {
    inner: zstd::stream::raw::Decoder<'static>,
    complete: bool,
}

#[cfg(feature = "zstd")]
impl Decoder for Zstd {
    fn push(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        use zstd::stream::raw::{InBuffer, Operation, OutBuffer};
        let mut input = InBuffer::around(bytes);
        let (mut all, mut buffer) = (Vec::new(), [0; 16 * 1024]);
        loop {
            let mut output = OutBuffer::around(&mut buffer[..]);
            self.complete = self.inner.run(&mut input, &mut output)? == 0;
            let written = output.as_slice().len();
            all.extend_from_slice(&buffer[..written]);
            if input.pos == bytes.len() && (self.complete || written < buffer.len()) {
                return Ok(all);
            }
        }
    }

    fn end(&mut self) -> io::Result<Vec<u8>> {
        if self.complete { Ok(Vec::new()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// How many compressed bytes are taken at a time: a few of them can stand for very many.
const STEP: usize = 4 * 1024;

/// A body's content, decompressed.
pub(crate) fn decoded(body: Body, encoding: Option<&str>) -> Result<ByteStream, DecodeReason> {
    let Some(name) = encoding else { return Ok(body.into_stream()) };
    let Some(decoder) = decoder(name) else {
        return Err(DecodeReason::Compression(format!("`{name}` is not supported by this build")));
    };
    let state = Some((decoder, body.into_stream(), Bytes::new()));
    Ok(Box::pin(futures_util::stream::unfold(state, |state| async {
        let (mut decoder, mut stream, mut left) = state?;
        loop {
            if left.is_empty() {
                left = match stream.next().await {
                    Some(Ok(chunk)) => chunk,
                    Some(Err(error)) => return Some((Err(error), None)),
                    None => {
                        return match decoder.end() {
                            Ok(rest) if rest.is_empty() => None,
                            Ok(rest) => Some((Ok(rest.into()), None)),
                            Err(error) => Some((Err(broken(error.to_string())), None)),
                        };
                    }
                };
            }
            let step = left.split_to(left.len().min(STEP));
            match decoder.push(&step) {
                Ok(out) if out.is_empty() => {}
                Ok(out) => return Some((Ok(Bytes::from(out)), Some((decoder, stream, left)))),
                Err(error) => return Some((Err(broken(error.to_string())), None)),
            }
        }
    })))
}

#[cold]
fn broken(why: String) -> Error {
    DecodeError {
        reason: DecodeReason::Compression(why),
        status: 0,
        ray_id: None,
        request: String::new(),
        body: Bytes::new(),
        snippet: String::new(),
    }
    .into()
}
