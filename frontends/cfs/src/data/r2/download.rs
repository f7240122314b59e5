//! From an object to a file: what comes goes to a file of its own, which takes the name when all of it is there and as it should be.

use super::bucket::Coming;
use super::place::below;
use super::s3::{Asking, GOOD, Listed};
use super::state::Begun;
use super::tag::{self, Tag, of_parts};
use super::upload::{Work, aside};
use super::walk::{Facts, UNFINISHED};
use crate::data::hex;
use crate::failure::Failure;
use crate::terminal::say;
use cfs_http::http::{HeaderMap, Method};
use cfs_http::{Body, ByteStream, Bytes};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use md5::{Digest as _, Md5};
use rusty_s3::{Bucket as Signed, Credentials, S3Action as _};
use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What is larger comes in parts.
const IN_PARTS: u64 = 32 << 20;
/// Parts that say nothing of their size are as large.
const PART: u64 = 16 << 20;
/// So much is hashed and written at once.
const CHUNK: usize = 512 << 10;
/// So often what breaks off is taken up again.
const ATTEMPTS: u32 = 5;

/// What a file is called while it comes.
fn unfinished(path: &Path) -> PathBuf {
    let own = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = match format!(".{own}{UNFINISHED}") {
        long if long.len() > 255 => format!(".{}{UNFINISHED}", hex(&Md5::digest(own.as_bytes()))),
        name => name,
    };
    path.with_file_name(name)
}

/// Makes the folders of a name, none of which may lead elsewhere; the path of the name.
pub(super) fn path_of(root: &Path, name: &str) -> Result<PathBuf, Failure> {
    let below =
        below(name).ok_or_else(|| Failure::failed(format!("{name}: a key that is no name of a file")))?;
    let path = root.join(below);
    let mut folder = root.to_owned();
    fs::create_dir_all(root).map_err(|error| at(root, &error))?;
    let parts: Vec<&str> = name.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        folder.push(part);
        let is_last = index + 1 == parts.len();
        match fs::symlink_metadata(&folder) {
            Ok(about) if about.is_symlink() => {
                return Err(Failure::failed(format!("{}: a symbolic link; not followed", folder.display())));
            }
            Ok(about) if about.is_dir() == is_last => {
                let what =
                    if is_last { "a folder is there" } else { "it is a file, and objects are below it" };
                return Err(Failure::failed(format!("{}: {what}", folder.display())));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_last => {
                // Another copy may make it at the same time.
                fs::create_dir(&folder)
                    .or_else(
                        |error| {
                            if error.kind() == io::ErrorKind::AlreadyExists { Ok(()) } else { Err(error) }
                        },
                    )
                    .map_err(|error| at(&folder, &error))?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(at(&folder, &error)),
        }
    }
    Ok(path)
}

fn at(path: &Path, error: &io::Error) -> Failure {
    Failure::failed(format!("{}: {error}", path.display()))
}

/// Brings an object to a path.
pub(super) async fn download(
    work: &Work<'_>,
    name: &str,
    object: &Listed,
    path: &Path,
) -> Result<(), Failure> {
    let coming = unfinished(path);
    let in_parts = work.bucket.s3.is_some() && object.size > IN_PARTS;
    let headers = if in_parts {
        in_parts_to(work, name, object, &coming).await?
    } else {
        let whole = whole(work, object, &coming).await;
        if whole.is_err() {
            let _ = fs::remove_file(&coming);
        }
        whole?
    };
    if let (Some(time), Ok(file)) = (modified(&headers), File::options().write(true).open(&coming)) {
        let _ = file.set_modified(time);
    }
    fs::rename(&coming, path).map_err(|error| at(path, &error))?;
    work.state.end(name);
    if let Ok(about) = fs::symlink_metadata(path) {
        work.state.see(name, Facts::of(&about), &object.etag);
    }
    Ok(())
}

/// When the file was changed that an object was made of.
fn modified(headers: &HeaderMap) -> Option<SystemTime> {
    let text = headers.get("x-amz-meta-mtime")?.to_str().ok()?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    // Digits, since a float has too few of them for nanoseconds.
    let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    UNIX_EPOCH.checked_add(Duration::new(seconds.parse().ok()?, nanoseconds))
}

fn broken(key: &str) -> Failure {
    Failure::failed(format!("{key}: what came has another checksum than the object"))
        .hint("give the command again")
}

async fn whole(work: &Work<'_>, object: &Listed, coming: &Path) -> Result<HeaderMap, Failure> {
    let _slot = work.slot().await?;
    let mut attempt = 1;
    loop {
        let Coming { headers, content } = work.bucket.get(&object.key, None, Some(&object.etag)).await?;
        let file = File::create(coming).map_err(|error| at(coming, &error))?;
        match taken(work, content, file).await {
            Ok((hash, size)) if size == object.size => {
                let differs = matches!(Tag::parse(&object.etag), Tag::Whole(known) if known != hash);
                return if differs { Err(broken(&object.key)) } else { Ok(headers) };
            }
            Ok(_) => return Err(broken(&object.key)),
            Err(_) if attempt < ATTEMPTS => attempt += 1,
            Err(failure) => return Err(failure.doing(object.key.clone())),
        }
    }
}

/// Writes what comes; its hash and size.
async fn taken(work: &Work<'_>, mut content: ByteStream, file: File) -> Result<(String, u64), Failure> {
    let (mut chunks, mut waiting, mut size) = (Vec::<Bytes>::new(), 0, 0_u64);
    let mut writing = tokio::task::spawn_blocking(move || Ok((file, Md5::new())));
    loop {
        let next = content.next().await.transpose()?;
        let is_end = next.is_none();
        if let Some(bytes) = next {
            waiting += bytes.len();
            chunks.push(bytes);
        }
        if waiting >= CHUNK || is_end {
            let (mut file, mut hash) = ended(writing).await?;
            work.moved(waiting as u64);
            size += waiting as u64;
            waiting = 0;
            let some = std::mem::take(&mut chunks);
            // While these are hashed and written the next ones come.
            writing = tokio::task::spawn_blocking(move || {
                for bytes in &some {
                    hash.update(bytes);
                    file.write_all(bytes)?;
                }
                Ok((file, hash))
            });
        }
        if is_end {
            let (_, hash) = ended(writing).await?;
            return Ok((hex(&hash.finalize()), size));
        }
    }
}

async fn ended(writing: tokio::task::JoinHandle<io::Result<(File, Md5)>>) -> Result<(File, Md5), Failure> {
    Ok(writing.await.map_err(|error| Failure::failed(error.to_string()))??)
}

/// What is said of an object.
async fn about(work: &Work<'_>, key: &str) -> Result<HeaderMap, Failure> {
    let Some(s3) = &work.bucket.s3 else { return Ok(HeaderMap::new()) };
    let _slot = work.slot().await?;
    let sign = |bucket: &Signed, keys: &Credentials| bucket.head_object(Some(keys), key).sign(GOOD).into();
    let came = s3.send(Method::HEAD, &sign, Asking { headers: Vec::new(), body: &Body::default }).await?;
    Ok(came.headers().clone())
}

async fn in_parts_to(
    work: &Work<'_>,
    name: &str,
    object: &Listed,
    coming: &Path,
) -> Result<HeaderMap, Failure> {
    let headers = about(work, &object.key).await?;
    let said =
        headers.get("x-amz-meta-cfs-part-size").and_then(|part| part.to_str().ok()?.parse::<u64>().ok());
    let own = Tag::parse(&object.etag);
    // Parts as the object was put in, where that can be told: then their hashes are those that its tag is made of.
    let said = said.filter(
        |part| matches!(own, Tag::Parts(_, count) if *part > 0 && object.size.div_ceil(*part) == count),
    );
    let part = said.or_else(|| own.sizes(object.size).first().copied()).unwrap_or(PART);
    let begun = taken_up(work, name, object, part, coming)?;
    let count = u16::try_from(object.size.div_ceil(part)).unwrap_or(u16::MAX);
    let of = |number: u16| {
        let from = (u64::from(number) - 1) * part;
        (from, part.min(object.size - from))
    };
    let (done, left): (Vec<u16>, Vec<u16>) = (1..=count).partition(|number| begun.done.contains_key(number));
    work.moved(done.iter().map(|number| of(*number).1).sum());
    let get = |number: u16| async move {
        let hash = one(work, object, of(number), coming).await?;
        work.state.part(name, number, hash.clone());
        Ok::<_, Failure>((number, hash))
    };
    let come: Vec<(u16, String)> =
        stream::iter(left.into_iter().map(get)).buffer_unordered(work.jobs).try_collect().await?;
    let mut all = begun.done;
    all.extend(come);
    let made = of_parts(all.values().map(String::as_str));
    if made != object.etag {
        checked(work, name, object, said.is_some(), coming).await?;
    }
    Ok(headers)
}

/// What was begun of this object, if the file is still there; else a new beginning.
fn taken_up(
    work: &Work<'_>,
    name: &str,
    object: &Listed,
    part: u64,
    coming: &Path,
) -> Result<Begun, Failure> {
    let is_there =
        fs::symlink_metadata(coming).is_ok_and(|about| about.is_file() && about.len() == object.size);
    let known = work.state.begun(name).filter(|_| is_there);
    let is_same = |known: &Begun| known.id == object.etag && known.size == object.size && known.part == part;
    if let Some(known) = known.filter(is_same) {
        return Ok(known);
    }
    let file = File::create(coming).map_err(|error| at(coming, &error))?;
    file.set_len(object.size).map_err(|error| at(coming, &error))?;
    let begun = Begun { id: object.etag.clone(), size: object.size, modified: 0, part, done: [].into() };
    work.state.begin(name, begun.clone());
    Ok(begun)
}

/// Brings a range; its hash.
async fn one(
    work: &Work<'_>,
    object: &Listed,
    (from, length): (u64, u64),
    coming: &Path,
) -> Result<String, Failure> {
    let _slot = work.slot().await?;
    let mut attempt = 1;
    loop {
        let came = work.bucket.get(&object.key, Some((from, length)), Some(&object.etag)).await?;
        let mut file = File::options().write(true).open(coming).map_err(|error| at(coming, &error))?;
        file.seek(SeekFrom::Start(from)).map_err(|error| at(coming, &error))?;
        match taken(work, came.content, file).await {
            Ok((hash, size)) if size == length => return Ok(hash),
            Ok(_) => return Err(broken(&object.key)),
            Err(_) if attempt < ATTEMPTS => attempt += 1,
            Err(failure) => return Err(failure.doing(object.key.clone())),
        }
    }
}

/// Hashes all of a file whose parts are not those of the object.
async fn checked(
    work: &Work<'_>,
    name: &str,
    object: &Listed,
    is_sure: bool,
    coming: &Path,
) -> Result<(), Failure> {
    let (path, size, etag) = (coming.to_owned(), object.size, object.etag.clone());
    match aside(move || tag::fits(&path, size, &etag)).await? {
        Some(true) => Ok(()),
        None if !is_sure => {
            say!("note: {}: its tag says no checksum; it has the size that it should", object.key);
            Ok(())
        }
        _ => {
            // Nobody knows which part is wrong.
            work.state.end(name);
            let _ = fs::remove_file(coming);
            Err(broken(&object.key))
        }
    }
}
