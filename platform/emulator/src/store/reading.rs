//! Content that is read, piece by piece.

use super::files::{Content, Files, Held};
use bytes::{Bytes, BytesMut};
use hyper::body::{Body, Frame, SizeHint};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// So many bytes are in memory at a time.
const CHUNK: usize = 128 << 10;

/// Content, or a range of it, that is read in order. It stays as it is when its key is overwritten or deleted meanwhile.
#[derive(Debug)]
pub(crate) struct Reading {
    row: Bytes,
    files: VecDeque<(PathBuf, u64, u64)>,
    open: Option<(File, u64)>,
    left: u64,
    _held: Option<Held>,
}

impl Reading {
    pub(super) fn new(files: &Arc<Files>, content: Content) -> io::Result<Self> {
        let left = content.size();
        let (row, pieces) = match content {
            Content::Row(bytes) => (Bytes::from(bytes), Vec::new()),
            Content::Files(pieces) => (Bytes::new(), pieces),
        };
        let held = (!pieces.is_empty()).then(|| files.hold(&pieces));
        let paths = pieces.iter().map(|piece| Ok((files.path(&piece.name)?, 0, piece.size)));
        Ok(Self { row, files: paths.collect::<io::Result<_>>()?, open: None, left, _held: held })
    }

    /// How many bytes are left.
    pub(crate) fn size(&self) -> u64 {
        self.left
    }

    /// Only some of the bytes, of those that there are.
    pub(crate) fn range(mut self, from: u64, length: u64) -> Self {
        let end = from.saturating_add(length).min(self.left);
        let from = from.min(end);
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(self.row.len());
        let row = self.row.slice(at(from)..at(end));
        let mut place = 0;
        let mut files = VecDeque::new();
        for (path, start, size) in std::mem::take(&mut self.files) {
            let (first, last) = (from.max(place), end.min(place + size));
            if first < last {
                files.push_back((path, start + first - place, last - first));
            }
            place += size;
        }
        self.row = row;
        self.files = files;
        self.left = end - from;
        self
    }

    /// The next bytes; none at the end.
    pub(crate) fn next(&mut self) -> io::Result<Bytes> {
        let bytes = if self.row.is_empty() { self.of_files()? } else { std::mem::take(&mut self.row) };
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }

    fn of_files(&mut self) -> io::Result<Bytes> {
        if self.open.is_none() {
            let Some((path, from, length)) = self.files.pop_front() else { return Ok(Bytes::new()) };
            let mut file = File::open(path)?;
            if from > 0 {
                file.seek(SeekFrom::Start(from))?;
            }
            self.open = Some((file, length));
        }
        let Some((file, left)) = &mut self.open else { return Ok(Bytes::new()) };
        let wanted = usize::try_from(*left).unwrap_or(usize::MAX).min(CHUNK);
        let mut space = BytesMut::zeroed(wanted);
        file.read_exact(&mut space)?;
        *left -= wanted as u64;
        if *left == 0 {
            self.open = None;
        }
        Ok(space.freeze())
    }
}

impl Body for Reading {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(match self.next() {
            Ok(bytes) if bytes.is_empty() => None,
            Ok(bytes) => Some(Ok(Frame::data(bytes))),
            Err(error) => Some(Err(error)),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
