//! Content that comes: as it is, or in chunks that are signed each.

use super::error::{Done, S3Error};
use super::hashes::Hashes;
use super::sign::Chunks;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use sha2::{Digest as _, Sha256};

/// How the content of a request comes.
#[derive(Debug)]
pub(super) enum Form {
    Plain,
    /// In chunks, signed or not.
    Chunks(Option<Chunks>),
}

/// A chunk's first line is no longer than this.
const LONGEST_LINE: usize = 16 << 10;

fn incomplete() -> S3Error {
    let message = "You did not provide the number of bytes specified by the Content-Length HTTP header.";
    S3Error::new(400, "IncompleteBody", message)
}

/// Gives content on as it comes, and hashes it.
pub(super) async fn receive(
    mut body: Incoming,
    form: Form,
    length: Option<u64>,
    hashes: &mut Hashes,
    mut take: impl FnMut(&[u8]) -> Done<()>,
) -> Done<u64> {
    let mut chunked = match form {
        Form::Plain => None,
        Form::Chunks(signed) => Some(Chunked::new(signed)),
    };
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| incomplete())?.into_data() else { continue };
        let mut own = |bytes: &[u8], hashes: &mut Hashes| {
            size += bytes.len() as u64;
            hashes.update(bytes);
            take(bytes)
        };
        match &mut chunked {
            None => own(&data, hashes)?,
            Some(chunked) => chunked.feed(&data, hashes, &mut own)?,
        }
    }
    if let Some(chunked) = chunked {
        chunked.end(hashes)?;
    }
    match length {
        Some(length) if length != size => Err(incomplete()),
        _ => Ok(size),
    }
}

/// Reads what nobody needs, so that the client hears the answer.
pub(super) async fn passed_over(mut body: Incoming) {
    const MOST: usize = 64 << 20;
    let mut size = 0;
    while let Some(Ok(frame)) = body.frame().await {
        size += frame.data_ref().map_or(0, bytes::Bytes::len);
        if size > MOST {
            return;
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum At {
    /// In the line that begins a chunk.
    Line,
    /// So many bytes of the chunk are left.
    Data(u64),
    /// Behind the last chunk.
    Trailer,
}

/// `SIZE;chunk-signature=…`, the chunk, and so on; behind the last one lines of a trailer.
#[derive(Debug)]
struct Chunked {
    signed: Option<Chunks>,
    at: At,
    line: Vec<u8>,
    hash: Sha256,
    signature: String,
}

impl Chunked {
    fn new(signed: Option<Chunks>) -> Self {
        Self { signed, at: At::Line, line: Vec::new(), hash: Sha256::new(), signature: String::new() }
    }

    fn feed(
        &mut self,
        mut bytes: &[u8],
        hashes: &mut Hashes,
        take: &mut impl FnMut(&[u8], &mut Hashes) -> Done<()>,
    ) -> Done<()> {
        while !bytes.is_empty() {
            match self.at {
                At::Trailer => {
                    self.longer(bytes)?;
                    return Ok(());
                }
                At::Data(left) => {
                    let count = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    let (own, rest) = bytes.split_at(count);
                    bytes = rest;
                    take(own, hashes)?;
                    if self.signed.is_some() {
                        self.hash.update(own);
                    }
                    self.at = At::Data(left - count as u64);
                    if left == count as u64 {
                        self.chunk_ends()?;
                        self.at = At::Line;
                    }
                }
                At::Line => {
                    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
                        return self.longer(bytes);
                    };
                    self.longer(&bytes[..end])?;
                    bytes = &bytes[end + 1..];
                    self.begins()?;
                }
            }
        }
        Ok(())
    }

    fn longer(&mut self, bytes: &[u8]) -> Done<()> {
        self.line.extend_from_slice(bytes);
        if self.line.len() > LONGEST_LINE { Err(malformed()) } else { Ok(()) }
    }

    fn begins(&mut self) -> Done<()> {
        let line = std::mem::take(&mut self.line);
        let line = std::str::from_utf8(&line).map_err(|_| malformed())?.trim();
        // Chunks end with a line's end that belongs to no chunk.
        if line.is_empty() {
            return Ok(());
        }
        let (size, extension) = line.split_once(';').unwrap_or((line, ""));
        let size = u64::from_str_radix(size.trim(), 16).map_err(|_| malformed())?;
        extension.strip_prefix("chunk-signature=").unwrap_or_default().clone_into(&mut self.signature);
        self.at = At::Data(size);
        if size == 0 {
            self.chunk_ends()?;
            self.at = At::Trailer;
        }
        Ok(())
    }

    fn chunk_ends(&mut self) -> Done<()> {
        let hash = self.hash.finalize_reset();
        let good = self.signed.as_mut().is_none_or(|signed| signed.chunk(&hash, &self.signature));
        if good { Ok(()) } else { Err(differs()) }
    }

    fn end(mut self, hashes: &mut Hashes) -> Done<()> {
        if self.at != At::Trailer {
            return Err(incomplete());
        }
        let text = String::from_utf8(std::mem::take(&mut self.line)).map_err(|_| malformed())?;
        let (mut lines, mut signature) = (String::new(), None);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').ok_or_else(malformed)?;
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            if name == "x-amz-trailer-signature" {
                signature = Some(value.to_owned());
                continue;
            }
            lines.push_str(&format!("{name}:{value}\n"));
            hashes.trailer(&name, value);
        }
        let good = match (&mut self.signed, signature) {
            (Some(signed), Some(signature)) => signed.trailer(&lines, &signature),
            (Some(_), None) => lines.is_empty(),
            (None, _) => true,
        };
        if good { Ok(()) } else { Err(differs()) }
    }
}

fn malformed() -> S3Error {
    S3Error::new(400, "InvalidRequest", "The chunks of the body are not as aws-chunked has them.")
}

pub(super) fn differs() -> S3Error {
    let message = "The request signature we calculated does not match the signature you provided. Check your secret access key \
                   and signing method.";
    S3Error::new(403, "SignatureDoesNotMatch", message)
}
