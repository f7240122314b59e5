//! The conversation that brings assets to the account: a session tells what is missing, which is sent in buckets, until a token
//! stands for all of them.

use super::site::{Site, media_of};
use super::walk::File;
use crate::worker::request::{Body, Method, Part, Request};
use crate::worker::target::{Target, segment};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// So many buckets are under way at once.
const AT_ONCE: usize = 3;
/// So many files are under way at once where each goes alone.
const FILES_AT_ONCE: usize = 50;
/// So many bytes of files go in one request, unless one has more: what is held in memory is a few times that.
const REQUEST: u64 = 6 << 20;
/// So often a session may be begun again without anything being taken in between.
const ROUNDS: u32 = 5;

/// What sends requests: with the account's credentials, unless a request has an `authorization` of its own, and with whatever
/// retries it makes. All requests that it gets here may be sent again.
pub trait Transport: Sync {
    /// Sends a request; the `result` of its answer.
    fn send(&self, request: Request) -> impl Future<Output = Result<Value, Refused>> + Send;

    /// Waits before a session is begun again, for the so-manieth time.
    fn pause(&self, round: u32) -> impl Future<Output = ()> + Send {
        let _ = round;
        async {}
    }
}

/// Why a request came to nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// The codes of its errors.
    pub codes: Vec<i64>,
    /// What it said.
    pub message: String,
}

impl Refused {
    /// Whether the session is over rather than something wrong.
    fn is_expired(&self) -> bool {
        matches!(self.status, Some(401 | 403))
    }

    /// Whether the same may be taken another time.
    fn is_passing(&self) -> bool {
        self.status.is_none_or(|status| status == 408 || status == 429 || status >= 500)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Why assets did not arrive. What was taken stays: another run sends the rest.
#[derive(Debug)]
#[non_exhaustive]
pub enum AssetError {
    /// A file cannot be read any more.
    Io {
        /// Which one.
        path: std::path::PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The service refused.
    Refused(Refused),
    /// The service asks for a content that no file has.
    Unknown(String),
    /// The service took everything, or said so, and gave no token.
    NoToken,
}

impl fmt::Display for AssetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Refused(refused) => write!(f, "assets were not taken: {refused}"),
            Self::Unknown(hash) => write!(f, "the service asks for the content {hash}, which no file has"),
            Self::NoToken => {
                f.write_str("the service took all assets and gave no token for them: deploy again")
            }
        }
    }
}

impl std::error::Error for AssetError {}

/// How far the assets are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Contents that were missing.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Contents that were taken so far.
    pub files_sent: usize,
    /// Their bytes.
    pub bytes_sent: u64,
}

/// The request that begins a session.
pub fn begin(target: &Target, site: &Site) -> Request {
    let mut request = target.request(Method::Post, "/assets-upload-session");
    let content = Bytes::from(format!(r#"{{"manifest":{}}}"#, site.manifest()));
    request.body = Body::Bytes { media: "application/json".to_owned(), content };
    request
}

/// Brings the files to the account, only those that it does not have: the token that stands for all of them. A session that
/// expires is begun again, and tells what is still missing.
///
/// # Errors
/// When a file cannot be read, or the service refuses for good.
pub async fn send<T: Transport>(
    transport: &T,
    target: &Target,
    site: &Site,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<String, AssetError> {
    let files = site.by_hash();
    let mut round = 0;
    loop {
        let answer = transport.send(begin(target, site)).await.map_err(AssetError::Refused)?;
        let session = Session::read(&answer, &files)?;
        let token = session.token.ok_or(AssetError::NoToken)?;
        if session.buckets.is_empty() {
            return Ok(token);
        }
        progress(session.total);
        let sending = Sending {
            transport,
            target,
            token: &token,
            sent: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            total: session.total,
            progress,
        };
        let ended = if single(&token) {
            sending.one_by_one(&session.buckets).await
        } else {
            sending.buckets(&session.buckets).await
        };
        // Sessions that bring something may be as many as they need.
        round = if sending.sent.load(Ordering::Relaxed) > 0 { 1 } else { round + 1 };
        match ended {
            Ok(Some(token)) => return Ok(token),
            Ok(None) if round >= ROUNDS => return Err(AssetError::NoToken),
            // All were taken: the next session has nothing to ask for, and its token is the one that is wanted.
            Ok(None) => {}
            Err(AssetError::Refused(refused))
                if round < ROUNDS && (refused.is_expired() || refused.is_passing()) => {}
            Err(error) => return Err(error),
        }
        transport.pause(round).await;
    }
}

/// What a session's answer says.
struct Session<'a> {
    token: Option<String>,
    /// What is sent together.
    buckets: Vec<Vec<&'a File>>,
    total: Progress,
}

impl<'a> Session<'a> {
    fn read(answer: &Value, files: &BTreeMap<&str, &'a File>) -> Result<Self, AssetError> {
        let mut buckets: Vec<Vec<&File>> = Vec::new();
        let mut total = Progress::default();
        for bucket in answer["buckets"].as_array().into_iter().flatten() {
            let mut current: Vec<&File> = Vec::new();
            let mut size = 0;
            for hash in bucket.as_array().into_iter().flatten().filter_map(Value::as_str) {
                let file = *files.get(hash).ok_or_else(|| AssetError::Unknown(hash.to_owned()))?;
                if !current.is_empty() && size + file.size > REQUEST {
                    buckets.push(std::mem::take(&mut current));
                    size = 0;
                }
                size += file.size;
                total.bytes += file.size;
                total.files += 1;
                current.push(file);
            }
            if !current.is_empty() {
                buckets.push(current);
            }
        }
        let token = answer["jwt"].as_str().filter(|token| !token.is_empty()).map(str::to_owned);
        Ok(Self { token, buckets, total })
    }
}

/// What a session's token says, unverified: it is the service's own.
fn claims(token: &str) -> Option<Value> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?).ok()
}

/// Whether each file is to go alone.
fn single(token: &str) -> bool {
    claims(token).is_some_and(|claims| claims["wrangler_single_asset_uploads"] == true)
}

struct Sending<'a, T> {
    transport: &'a T,
    target: &'a Target,
    token: &'a str,
    sent: AtomicUsize,
    bytes: AtomicU64,
    total: Progress,
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl<T: Transport> Sending<'_, T> {
    async fn buckets(&self, buckets: &[Vec<&File>]) -> Result<Option<String>, AssetError> {
        let sends = buckets.iter().map(|bucket| async move {
            let token = self.one(bucket_request(self.target, self.token, bucket)?).await?;
            self.taken(bucket);
            Ok(token)
        });
        last(stream::iter(sends).buffer_unordered(AT_ONCE)).await
    }

    async fn one_by_one(&self, buckets: &[Vec<&File>]) -> Result<Option<String>, AssetError> {
        let wanted = claims(self.token).and_then(|claims| claims["edge_kv_upload_concurrency"].as_u64());
        let at_once = wanted.map_or(FILES_AT_ONCE, |count| count as usize).clamp(1, FILES_AT_ONCE);
        let sends = buckets.iter().flatten().map(|file| async move {
            let token = self.one(file_request(self.target, self.token, file)?).await?;
            self.taken(&[file]);
            Ok(token)
        });
        last(stream::iter(sends).buffer_unordered(at_once)).await
    }

    async fn one(&self, request: Request) -> Result<Option<String>, AssetError> {
        let answer = self.transport.send(request).await.map_err(AssetError::Refused)?;
        Ok(answer["jwt"].as_str().filter(|token| !token.is_empty()).map(str::to_owned))
    }

    fn taken(&self, files: &[&File]) {
        let bytes: u64 = files.iter().map(|file| file.size).sum();
        let files_sent = self.sent.fetch_add(files.len(), Ordering::Relaxed) + files.len();
        let bytes_sent = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        (self.progress)(Progress { files_sent, bytes_sent, ..self.total });
    }
}

/// The token among answers. One that fails does not keep those that are under way from being taken.
async fn last(
    mut answers: impl stream::Stream<Item = Result<Option<String>, AssetError>> + Unpin,
) -> Result<Option<String>, AssetError> {
    let (mut token, mut failed) = (None, None);
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(more) => token = more.or(token),
            Err(AssetError::Refused(refused)) if refused.is_passing() => {
                failed = Some(AssetError::Refused(refused));
            }
            Err(error) => return Err(error),
        }
    }
    match (token, failed) {
        (None, Some(error)) => Err(error),
        (token, _) => Ok(token),
    }
}

fn read(file: &File) -> Result<Vec<u8>, AssetError> {
    std::fs::read(&file.path).map_err(|error| AssetError::Io { path: file.path.clone(), error })
}

/// A bucket: a part a file, its content in base64.
fn bucket_request(target: &Target, token: &str, files: &[&File]) -> Result<Request, AssetError> {
    let mut parts = Vec::with_capacity(files.len());
    for file in files {
        let content = Bytes::from(STANDARD.encode(read(file)?));
        parts.push(Part::file(&file.hash, &media_of(file), content));
    }
    let path = target.account("/workers/assets/upload");
    let mut request = Request::new(Method::Post, path).query("base64", "true");
    request.body = Body::Form(parts);
    Ok(request.header("authorization", format!("Bearer {token}")))
}

/// A file alone, as it is.
fn file_request(target: &Target, token: &str, file: &File) -> Result<Request, AssetError> {
    let path = target.account(&format!("/workers/assets/upload/{}", segment(&file.hash)));
    let mut request = Request::new(Method::Post, path);
    request.body = Body::Bytes { media: media_of(file), content: Bytes::from(read(file)?) };
    Ok(request.header("authorization", format!("Bearer {token}")))
}
