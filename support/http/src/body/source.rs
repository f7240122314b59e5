//! Bodies from elsewhere: files, readers, closures, values line by line.

use super::{Body, ByteStream, Source};
use crate::codec::{Codec, Dates, to_string_with};

struct Again<F>(F);

impl<F: Fn() -> ByteStream + Send + Sync> Source for Again<F> {
    fn open(&self) -> ByteStream {
        (self.0)()
    }
}

impl Body {
    /// A body that `open` gives as often as it is needed, so that a failed attempt can be repeated; `length` in bytes
    /// where it is known.
    pub fn replayable(open: impl Fn() -> ByteStream + Send + Sync + 'static, length: Option<u64>) -> Self {
        Self::source(Again(open), length)
    }

    /// Values as newline-delimited JSON (`application/x-ndjson`).
    pub fn ndjson<'v, T: Codec>(values: impl IntoIterator<Item = &'v T>) -> Self {
        let mut text = String::new();
        for value in values {
            text.push_str(&to_string_with(value, Dates::WholeSeconds));
            text.push('\n');
        }
        text.into()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::{Again, Body, ByteStream};
    use crate::Error;
    use bytes::{Bytes, BytesMut};
    use futures_util::stream::{self, StreamExt};
    use std::path::{Path, PathBuf};
    use std::pin::Pin;
    use tokio::io::{AsyncRead, ReadBuf};

    /// How much is read from a file or reader at a time.
    const CHUNK: usize = 64 * 1024;

    impl Body {
        /// A file's content, read while it is sent; it can be sent again. Its length is that of now: a file that
        /// changes while it is sent fails the call.
        ///
        /// # Errors
        /// [`Error::Request`] when the file cannot be opened.
        pub async fn file(path: impl AsRef<Path>) -> Result<Self, Error> {
            let path: PathBuf = path.as_ref().to_owned();
            let unreadable = |error| Error::request(format!("cannot read {}: {error}", path.display()));
            let facts = tokio::fs::metadata(&path).await.map_err(unreadable)?;
            if !facts.is_file() {
                return Err(Error::request(format!("{} is not a file", path.display())));
            }
            drop(tokio::fs::File::open(&path).await.map_err(unreadable)?);
            let open = move || -> ByteStream {
                let path = path.clone();
                Box::pin(stream::once(async move { tokio::fs::File::open(path).await }).flat_map(|file| {
                    match file {
                        Ok(file) => Box::pin(chunks(file)) as ByteStream,
                        Err(error) => Box::pin(stream::once(std::future::ready(Err(Error::body(error))))),
                    }
                }))
            };
            Ok(Self::source(Again(open), Some(facts.len())))
        }

        /// What a reader gives, read while it is sent; it can be sent once. `length` in bytes where it is known.
        pub fn reader(reader: impl AsyncRead + Send + Unpin + 'static, length: Option<u64>) -> Self {
            Self::stream(chunks(reader), length)
        }
    }

    fn chunks(reader: impl AsyncRead + Unpin) -> impl stream::Stream<Item = Result<Bytes, Error>> {
        stream::unfold(Some(reader), |reader| async {
            let mut reader = reader?;
            match read(&mut reader).await {
                Ok(chunk) if chunk.is_empty() => None,
                Ok(chunk) => Some((Ok(chunk), Some(reader))),
                Err(error) => Some((Err(Error::body(error)), None)),
            }
        })
    }

    async fn read(reader: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Bytes> {
        let mut space = BytesMut::zeroed(CHUNK);
        let filled = std::future::poll_fn(|context| {
            let mut buffer = ReadBuf::new(&mut space);
            Pin::new(&mut *reader).poll_read(context, &mut buffer).map_ok(|()| buffer.filled().len())
        })
        .await?;
        space.truncate(filled);
        Ok(space.freeze())
    }
}
