//! A bucket by either of its doors: the API's object routes, or S3.

use super::keys::{self, Keys};
use super::s3::{Asking, GOOD, Listed, S3};
use crate::args::{BodyPlan, Source};
use crate::call::{self, scope};
use crate::data::session::{Session, invocation};
use crate::failure::Failure;
use crate::output::Value;
use cfs_http::http::{HeaderMap, Method};
use cfs_http::{Body, ByteStream};
use rusty_s3::{Bucket as Signed, Credentials, S3Action as _};
use std::path::Path;

/// What is larger goes by S3.
const LARGE: u64 = 100_000_000;
/// More files than this go by S3: the API counts calls.
const MANY: usize = 32;
/// S3 removes so many keys at once.
const AT_ONCE: usize = 1000;

/// What is said of an object that comes.
pub(super) struct Coming {
    pub(super) headers: HeaderMap,
    pub(super) content: ByteStream,
}

/// A bucket.
pub(super) struct Bucket<'s> {
    pub(super) session: &'s Session<'s>,
    pub(super) name: String,
    /// S3, once it is needed.
    pub(super) s3: Option<S3<'s>>,
    endpoint: Option<String>,
    writes: bool,
}

impl<'s> Bucket<'s> {
    /// A bucket, by S3 where the environment has keys for it.
    pub(super) async fn open(
        session: &'s Session<'s>,
        name: &str,
        endpoint: Option<String>,
        writes: bool,
    ) -> Result<Self, Failure> {
        let mut bucket = Self { session, name: name.to_owned(), s3: None, endpoint, writes };
        if let Some(own) = keys::of_environment(session)? {
            bucket.open_s3(Some(own)).await?;
        }
        Ok(bucket)
    }

    async fn open_s3(&mut self, own: Option<Credentials>) -> Result<(), Failure> {
        let endpoint = keys::endpoint(self.endpoint.as_deref(), self.session).await?;
        let keys = Keys::new(self.session, &self.name, self.writes, own);
        let transport = self.session.settings.session.transport();
        self.s3 = Some(S3::new(transport, &endpoint, &self.name, keys, self.session.global.verbose)?);
        Ok(())
    }

    /// Has S3 at hand where so many files of so many bytes at most are to be copied.
    pub(super) async fn prepare(&mut self, count: usize, largest: u64) -> Result<(), Failure> {
        if self.s3.is_none() && (count > MANY || largest > LARGE) {
            self.open_s3(None).await?;
        }
        Ok(())
    }

    /// All objects whose keys begin with a prefix.
    pub(super) async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Failure> {
        if let Some(s3) = &self.s3 {
            return s3.list(prefix).await;
        }
        let begins = Some(prefix).filter(|prefix| !prefix.is_empty());
        let call = invocation("r2.buckets.objects.list")?
            .with("bucket_name", &self.name)
            .with("per_page", "1000")
            .maybe("prefix", begins);
        let listed = self.session.all(call).await?.into_iter().map(|object| {
            let text = |name: &str| object.get(name).map(Value::plain).unwrap_or_default();
            let size = text("size").parse().unwrap_or_default();
            Listed { key: text("key"), size, etag: text("etag").trim_matches('"').to_owned() }
        });
        Ok(listed.collect())
    }

    /// Removes objects.
    pub(super) async fn delete(&self, keys: &[String]) -> Result<(), Failure> {
        if let Some(s3) = &self.s3 {
            for some in keys.chunks(AT_ONCE) {
                s3.delete(some).await?;
            }
            return Ok(());
        }
        for key in keys {
            self.session.ask(self.of("r2.buckets.objects.delete", key)?).await?;
        }
        Ok(())
    }

    fn of(&self, operation: &str, key: &str) -> Result<crate::args::Invocation, Failure> {
        Ok(invocation(operation)?.with("bucket_name", &self.name).with("object_key", key))
    }

    /// Puts a file by the API; the object's tag.
    pub(super) async fn put_by_api(&self, key: &str, path: &Path, media: String) -> Result<String, Failure> {
        let body = BodyPlan::Raw { source: Source::File(path.to_owned()), media: Some(media) };
        let told = self.session.ask(self.of("r2.buckets.objects.upload", key)?.sending(body)).await?;
        Ok(told.get("etag").map(Value::plain).unwrap_or_default())
    }

    /// Gives an object, or from where on to where it is asked for; only while it has a tag, where one is given.
    pub(super) async fn get(
        &self,
        key: &str,
        range: Option<(u64, u64)>,
        tag: Option<&str>,
    ) -> Result<Coming, Failure> {
        let Some(s3) = &self.s3 else {
            let session = self.session;
            let mut call = self.of("r2.buckets.objects.get", key)?;
            scope::fill(&mut call, &session.client, session.global, session.settings, true).await?;
            let came = call::request(&session.client, &call).await?.download().await?;
            let headers = came.headers().clone();
            return Ok(Coming { headers, content: Box::pin(came) });
        };
        let sign = |bucket: &Signed, keys: &Credentials| bucket.get_object(Some(keys), key).sign(GOOD).into();
        let mut headers = Vec::new();
        headers.extend(range.map(|(from, length)| ("range", format!("bytes={from}-{}", from + length - 1))));
        headers.extend(tag.map(|tag| ("if-match", format!("\"{tag}\""))));
        let came = s3.send(Method::GET, &sign, Asking { headers, body: &Body::default }).await?;
        let (parts, body) = came.into_parts();
        Ok(Coming { headers: parts.headers, content: body.into_stream() })
    }
}
