//! From a file to an object.

use super::bucket::Bucket;
use super::s3::{Asking, GOOD, S3};
use super::state::{Begun, State};
use super::tag::{of_parts, part_size};
use super::walk::{Facts, File};
use crate::data::hex;
use crate::failure::Failure;
use cfs_http::http::Method;
use cfs_http::{Body, ByteStream, Bytes, Error, TransportError, TransportErrorKind};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use indicatif::ProgressBar;
use md5::{Digest as _, Md5};
use rusty_s3::{Bucket as Signed, Credentials, S3Action as _};
use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// What is larger is put in parts.
const IN_PARTS: u64 = 64 << 20;
/// What is not larger is read at once.
const AT_ONCE: u64 = 256 << 10;
/// So much of a larger file is in memory at a time.
const CHUNK: usize = 256 << 10;

/// What copies share.
pub(super) struct Work<'w> {
    pub(super) bucket: &'w Bucket<'w>,
    pub(super) state: &'w State,
    /// How many requests are under way at most.
    pub(super) slots: Semaphore,
    pub(super) jobs: usize,
    pub(super) bar: Option<ProgressBar>,
}

impl Work<'_> {
    pub(super) fn moved(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(bytes);
        }
    }

    /// Waits until a request may begin.
    pub(super) async fn slot(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Failure> {
        self.slots.acquire().await.map_err(|error| Failure::failed(error.to_string()))
    }
}

/// Runs what would hold others up.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Failure::failed(error.to_string()))?;
    Ok(done?)
}

fn at(path: &Path, error: &io::Error) -> Failure {
    Failure::failed(format!("{}: {error}", path.display()))
}

/// The content type of a name.
fn media(key: &str) -> String {
    mime_guess::from_path(key).first_or_octet_stream().to_string()
}

/// Puts a file; the tag of the object.
pub(super) async fn upload(work: &Work<'_>, name: &str, key: &str, file: &File) -> Result<(), Failure> {
    let etag = match &work.bucket.s3 {
        None => by_api(work, key, file).await?,
        Some(s3) if file.facts.size > IN_PARTS => in_parts(work, s3, name, key, file).await?,
        Some(s3) => whole(work, s3, key, file).await?,
    };
    let about = fs::symlink_metadata(&file.path).map_err(|error| at(&file.path, &error))?;
    if Facts::of(&about) != file.facts {
        return Err(Failure::failed(format!("{}: it was changed while it was copied", file.path.display()))
            .hint("give the command again"));
    }
    work.state.see(name, file.facts, &etag);
    Ok(())
}

/// Refuses what did not arrive as it was sent.
fn same(key: &str, own: &str, told: &str) -> Result<(), Failure> {
    if own == told.trim_matches('"') {
        return Ok(());
    }
    Err(Failure::failed(format!("{key}: what arrived has the checksum {told}, what was sent {own}"))
        .hint("give the command again"))
}

async fn by_api(work: &Work<'_>, key: &str, file: &File) -> Result<String, Failure> {
    let _slot = work.slot().await?;
    let path = file.path.clone();
    let own = aside(move || {
        let mut hash = Md5::new();
        let mut file = fs::File::open(path)?;
        let mut space = vec![0; CHUNK];
        loop {
            match file.read(&mut space)? {
                0 => return Ok(hex(&hash.finalize())),
                read => hash.update(&space[..read]),
            }
        }
    })
    .await?;
    let told = work.bucket.put_by_api(key, &file.path, media(key)).await?;
    same(key, &own, &told)?;
    work.moved(file.facts.size);
    Ok(own)
}

/// The tag that an answer tells.
fn told(headers: &cfs_http::http::HeaderMap) -> String {
    let text = headers.get("etag").and_then(|etag| etag.to_str().ok()).unwrap_or_default();
    text.trim_matches('"').to_owned()
}

async fn whole(work: &Work<'_>, s3: &S3<'_>, key: &str, file: &File) -> Result<String, Failure> {
    let _slot = work.slot().await?;
    let mtime = file.facts.seconds();
    let sign = |bucket: &Signed, keys: &Credentials| {
        let mut action = bucket.put_object(Some(keys), key);
        action.headers_mut().insert("x-amz-meta-mtime", mtime.as_str());
        action.sign(GOOD).into()
    };
    let headers = vec![("content-type", media(key)), ("x-amz-meta-mtime", mtime.clone())];
    let size = file.facts.size;
    let (own, came) = if size <= AT_ONCE {
        let path = file.path.clone();
        let bytes = Bytes::from(
            aside(move || fs::read(path)).await.map_err(|failure| failure.doing(key.to_owned()))?,
        );
        let own = hex(&Md5::digest(&bytes));
        let asking = Asking { headers, body: &|| Body::from(bytes.clone()) };
        (own, s3.send(Method::PUT, &sign, asking).await?)
    } else {
        let part = Part { path: file.path.clone(), from: 0, size, hash: Arc::default() };
        let asking = Asking { headers, body: &|| part.body() };
        let came = s3.send(Method::PUT, &sign, asking).await?;
        (part.hash(), came)
    };
    same(key, &own, &told(came.headers()))?;
    work.moved(size);
    Ok(own)
}

/// A range of a file that is hashed while it is sent.
struct Part {
    path: PathBuf,
    from: u64,
    size: u64,
    hash: Arc<Mutex<String>>,
}

/// A file that is read, what is left of the part, and the hash of what was read.
type Reading = (fs::File, u64, Md5);

impl Part {
    /// The hash of what was sent last.
    fn hash(&self) -> String {
        self.hash.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn body(&self) -> Body {
        let (path, from, size, hash) = (self.path.clone(), self.from, self.size, Arc::clone(&self.hash));
        let open = move || -> ByteStream {
            let begin = Next::Open(path.clone(), from, size);
            let hash = Arc::clone(&hash);
            Box::pin(stream::try_unfold(begin, move |next| {
                let hash = Arc::clone(&hash);
                async move {
                    let read = tokio::task::spawn_blocking(move || next.read(&hash)).await;
                    let read = read.map_err(io::Error::other).and_then(|read| read);
                    read.map_err(|error| Error::from(TransportError::new(TransportErrorKind::Body, error)))
                }
            }))
        };
        Body::replayable(open, Some(size))
    }
}

enum Next {
    Open(PathBuf, u64, u64),
    Read(Box<Reading>),
}

impl Next {
    /// The next bytes; at the end the hash is told.
    fn read(self, told: &Mutex<String>) -> io::Result<Option<(Bytes, Self)>> {
        let (mut file, left, mut hash) = match self {
            Self::Open(path, from, size) => {
                let mut file = fs::File::open(path)?;
                file.seek(SeekFrom::Start(from))?;
                (file, size, Md5::new())
            }
            Self::Read(reading) => *reading,
        };
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(CHUNK);
        if wanted == 0 {
            return Ok(None);
        }
        let mut space = vec![0; wanted];
        file.read_exact(&mut space)?;
        hash.update(&space);
        let left = left - wanted as u64;
        if left == 0 {
            *told.lock().unwrap_or_else(PoisonError::into_inner) = hex(&hash.clone().finalize());
        }
        Ok(Some((space.into(), Self::Read(Box::new((file, left, hash))))))
    }
}

/// What was begun of this state of the file, and is still there; else a new upload.
async fn begun(work: &Work<'_>, s3: &S3<'_>, name: &str, key: &str, facts: Facts) -> Result<Begun, Failure> {
    let part = part_size(facts.size);
    let known = work.state.begun(name);
    let known =
        known.filter(|known| (known.size, known.modified, known.part) == (facts.size, facts.modified, part));
    if let Some(mut known) = known
        && let Some(there) = s3.parts(key, &known.id).await?
    {
        known.done.retain(|number, hash| there.get(number) == Some(hash));
        return Ok(known);
    }
    let meta = [("x-amz-meta-cfs-part-size", part.to_string()), ("x-amz-meta-mtime", facts.seconds())];
    let id = s3.begin(key, media(key), &meta).await?;
    let begun = Begun { id, size: facts.size, modified: facts.modified, part, done: [].into() };
    work.state.begin(name, begun.clone());
    Ok(begun)
}

async fn in_parts(
    work: &Work<'_>,
    s3: &S3<'_>,
    name: &str,
    key: &str,
    file: &File,
) -> Result<String, Failure> {
    let size = file.facts.size;
    let begun = begun(work, s3, name, key, file.facts).await?;
    let count = u16::try_from(size.div_ceil(begun.part))
        .map_err(|_| Failure::failed(format!("{key}: it is larger than an object can be")))?;
    let of = |number: u16| {
        let from = (u64::from(number) - 1) * begun.part;
        (from, begun.part.min(size - from))
    };
    let (done, left): (Vec<u16>, Vec<u16>) = (1..=count).partition(|number| begun.done.contains_key(number));
    work.moved(done.iter().map(|number| of(*number).1).sum());
    let put = |number: u16| {
        let (id, (from, size)) = (&begun.id, of(number));
        async move {
            let _slot = work.slot().await?;
            let part = Part { path: file.path.clone(), from, size, hash: Arc::default() };
            let sign = |bucket: &Signed, keys: &Credentials| {
                bucket.upload_part(Some(keys), key, number, id).sign(GOOD).into()
            };
            let asking = Asking { headers: Vec::new(), body: &|| part.body() };
            let came = s3.send(Method::PUT, &sign, asking).await?;
            let own = part.hash();
            same(key, &own, &told(came.headers()))?;
            work.state.part(name, number, own.clone());
            work.moved(size);
            Ok::<_, Failure>((number, own))
        }
    };
    let made: Vec<(u16, String)> =
        stream::iter(left.into_iter().map(put)).buffer_unordered(work.jobs).try_collect().await?;
    let mut all = begun.done.clone();
    all.extend(made);
    let hashes: Vec<String> = all.into_values().collect();
    let etag = s3.complete(key, &begun.id, &hashes).await?;
    work.state.end(name);
    same(key, &of_parts(hashes.iter().map(String::as_str)), &etag)?;
    Ok(etag)
}
