//! `cfs pages deploy`: the files that are not there yet, then the deployment that names all of them.

use super::pages::Of;
use super::pages_files::{self, Asset};
use super::session::{Session, invocation};
use crate::args::{BodyPlan, Invocation, PartPlan, Source};
use crate::failure::Failure;
use crate::output::Value;
use crate::terminal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cfs_http::Json;
use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many bytes of files a call has, unless one file has more.
const BATCH: u64 = 8 << 20;
/// How many files a call has at most.
const MOST: usize = 1000;
/// How many calls are made at a time.
const JOBS: usize = 3;
/// How often a call is made before it has failed.
const ATTEMPTS: u32 = 4;
/// How many bytes of a commit's message are taken.
const MESSAGE: usize = 384;
/// Files that say how the others are served.
const RULES: [&str; 4] = ["_headers", "_redirects", "_routes.json", "_worker.js"];

#[derive(Args, Clone, Debug)]
pub(super) struct Deploy {
    /// The folder
    folder: PathBuf,
    #[command(flatten)]
    of: Of,
    /// The branch that it is of; without one, git's in this folder, and where there is no git that of the site itself
    #[arg(long)]
    branch: Option<String>,
    /// The commit that it is made of; without one, git's, with what it says
    #[arg(long, value_name = "HASH")]
    commit_hash: Option<String>,
    /// What the commit says
    #[arg(long, value_name = "TEXT")]
    commit_message: Option<String>,
    /// Whether there is more in the folder than in the commit
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    commit_dirty: Option<bool>,
}

pub(super) async fn run(mut deploy: Deploy, session: &Session<'_>) -> Result<(), Failure> {
    deploy.know_git();
    let folder = &deploy.folder;
    if folder.join("_worker.js").is_dir() {
        return Err(Failure::usage(format!(
            "{}: a folder `_worker.js` has to be bundled first",
            folder.display()
        ))
        .hint("bundle it to one file `_worker.js`"));
    }
    if folder.join("functions").is_dir() && !session.global.quiet {
        terminal::say!("note: {}/functions is not deployed: bundle it to _worker.js", folder.display());
    }
    let files = pages_files::of(folder)?;
    let project = &deploy.of.project;
    if session.global.dry_run {
        return session.show(deploy.call(&files, "")?).await;
    }
    let about = session.ask(invocation("pages.projects.get")?.with("project_name", project)).await?;
    let usual = about.get("production_branch").map(Value::plain).unwrap_or_default();
    let sent = Upload::new(project, session).await?.all(&files).await?;
    let told = session.ask(deploy.call(&files, &usual)?).await?;
    let of = |name: &str| told.get(name).cloned().unwrap_or_default();
    session.value(Value::record([
        ("id", of("id")),
        ("url", of("url")),
        ("environment", of("environment")),
        ("aliases", of("aliases")),
        ("files", Value::Number(files.len().to_string())),
        ("uploaded", Value::Number(sent.to_string())),
    ]))
}

/// What git says in this folder; nothing where there is none.
fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

impl Deploy {
    /// Has what nobody said of branch and commit be as git says, as in wrangler.
    fn know_git(&mut self) {
        if git(&["rev-parse", "--is-inside-work-tree"]).as_deref() != Some("true") {
            return;
        }
        let or_git = |said: &mut Option<String>, words: &[&str]| {
            if said.is_none() {
                *said = git(words).filter(|text| !text.is_empty());
            }
        };
        or_git(&mut self.branch, &["rev-parse", "--abbrev-ref", "HEAD"]);
        or_git(&mut self.commit_hash, &["rev-parse", "HEAD"]);
        or_git(&mut self.commit_message, &["show", "-s", "--format=%B", "HEAD"]);
        if self.commit_dirty.is_none() {
            self.commit_dirty = git(&["status", "--porcelain"]).map(|changes| !changes.is_empty());
        }
    }

    /// The call that makes the deployment.
    fn call(&self, files: &[Asset], usual: &str) -> Result<Invocation, Failure> {
        let manifest = files.iter().map(|file| (file.key.clone(), Value::text(&file.hash)));
        let manifest = Value::Object(manifest.collect()).to_string();
        let mut parts = vec![("manifest".to_owned(), PartPlan::Text(manifest))];
        let mut text = |name: &str, text: Option<String>| {
            parts.extend(text.map(|text| (name.to_owned(), PartPlan::Text(text))));
        };
        let branch = self.branch.clone().or_else(|| Some(usual.to_owned()).filter(|usual| !usual.is_empty()));
        text("branch", branch);
        text("commit_hash", self.commit_hash.clone());
        text("commit_message", self.commit_message.as_deref().map(|text| cut(text, MESSAGE).to_owned()));
        text("commit_dirty", self.commit_dirty.map(|dirty| dirty.to_string()));
        for name in RULES {
            let path = self.folder.join(name);
            if path.is_file() {
                let media = Path::new(name).extension().map(|_| pages_files::media(name));
                let file = PartPlan::File { source: Source::File(path), name: Some(name.to_owned()), media };
                parts.push((name.to_owned(), file));
            }
        }
        let call = invocation("pages.projects.deployments.create")?.with("project_name", &self.of.project);
        Ok(call.sending(BodyPlan::Form(parts)))
    }
}

/// A text of so many bytes at most.
fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Files on their way.
struct Upload<'a> {
    project: &'a str,
    session: &'a Session<'a>,
    /// What says that they may be sent, for a while.
    token: Mutex<String>,
}

impl<'a> Upload<'a> {
    async fn new(project: &'a str, session: &'a Session<'a>) -> Result<Self, Failure> {
        let upload = Self { project, session, token: Mutex::default() };
        upload.renew().await?;
        Ok(upload)
    }

    async fn renew(&self) -> Result<(), Failure> {
        let call = invocation("pages.projects.get_upload_token")?.with("project_name", self.project);
        let token = self.session.ask(call).await?.get("jwt").map(Value::plain).unwrap_or_default();
        crate::settings::hide_text(&token);
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
        Ok(())
    }

    /// Makes a call, again where it failed; where the token is over, with another.
    async fn ask(&self, operation: &str, body: &Json) -> Result<Value, Failure> {
        let mut attempt = 1;
        loop {
            let token = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let body = BodyPlan::Json { json: body.clone(), media: None };
            let call = invocation(operation)?.with("jwt", token).sending(body);
            let failure = match self.session.ask(call).await {
                Ok(told) => return Ok(told),
                Err(failure) => failure,
            };
            if attempt == ATTEMPTS {
                return Err(failure.hint("the same command goes on from there"));
            }
            let is_over = failure.details.iter().any(|detail| detail.contains("8000013"));
            if is_over || failure.exit == crate::failure::Exit::Denied {
                self.renew().await?;
            } else {
                tokio::time::sleep(Duration::from_secs(1 << (attempt - 1))).await;
            }
            attempt += 1;
        }
    }

    /// Sends what is not there yet; how many files that were.
    async fn all(&self, files: &[Asset]) -> Result<usize, Failure> {
        let by_hash: BTreeMap<&str, &Asset> = files.iter().map(|file| (file.hash.as_str(), file)).collect();
        let hashes = |all: &mut dyn Iterator<Item = &str>| {
            Value::record([("hashes", Value::List(all.map(Value::text).collect()))]).to_wire()
        };
        let known = hashes(&mut by_hash.keys().copied());
        let missing = match self.ask("pages.assets.check_missing", &known).await? {
            Value::List(all) => all,
            _ => Vec::new(),
        };
        let missing: Vec<String> = missing.iter().map(Value::plain).collect();
        let wanted: Vec<&Asset> =
            missing.iter().filter_map(|hash| by_hash.get(hash.as_str()).copied()).collect();
        let total = wanted.iter().map(|file| file.size).sum();
        let bar = (!self.session.global.quiet).then(|| terminal::bar(total)).flatten();
        let sent = stream::iter(batches(&wanted)).map(|batch| {
            let bar = bar.clone();
            async move {
                self.ask("pages.assets.upload", &content(&batch)?).await?;
                if let Some(bar) = bar {
                    bar.inc(batch.iter().map(|file| file.size).sum());
                }
                Ok::<_, Failure>(())
            }
        });
        sent.buffer_unordered(JOBS).try_for_each(|()| std::future::ready(Ok(()))).await?;
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        // It only says that they are in use still.
        if let Err(failure) = self.ask("pages.assets.upsert_hashes", &known).await
            && !self.session.global.quiet
        {
            terminal::say!("note: {}", crate::settings::without_secrets(&failure.to_string()));
        }
        Ok(wanted.len())
    }
}

/// Files for one call each.
fn batches<'f>(files: &[&'f Asset]) -> Vec<Vec<&'f Asset>> {
    let (mut all, mut size) = (Vec::<Vec<&Asset>>::new(), 0);
    for file in files {
        match all.last_mut() {
            Some(batch) if size + file.size <= BATCH && batch.len() < MOST => batch.push(file),
            _ => {
                all.push(vec![file]);
                size = 0;
            }
        }
        size += file.size;
    }
    all
}

/// The body that has files.
fn content(batch: &[&Asset]) -> Result<Json, Failure> {
    let mut text = String::from("[");
    for (at, file) in batch.iter().enumerate() {
        let content = std::fs::read(&file.path)
            .map_err(|error| Failure::usage(format!("{}: {error}", file.path.display())))?;
        let media = Value::Text(pages_files::media(&file.key));
        let comma = if at == 0 { "" } else { "," };
        text.push_str(&format!(r#"{comma}{{"key":"{}","value":""#, file.hash));
        STANDARD.encode_string(content, &mut text);
        text.push_str(&format!(r#"","metadata":{{"contentType":{media}}},"base64":true}}"#));
    }
    text.push(']');
    Json::parse(&text).map_err(|error| Failure::failed(error.to_string()))
}
