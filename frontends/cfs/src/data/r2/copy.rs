//! `cfs r2 cp` and `cfs r2 sync`.

use super::bucket::Bucket;
use super::choice::Choice;
use super::download;
use super::place::{Place, below, prefix};
use super::plan::{Job, Plan, Side};
use super::s3::Listed;
use super::state::State;
use super::upload::{self, Work, aside};
use super::walk::{Facts, File, Tree};
use super::{Options, tag};
use crate::data::session::Session;
use crate::failure::{Exit, Failure};
use crate::output::Value;
use crate::terminal::{self, say};
use futures_util::{StreamExt as _, stream};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use tokio::sync::Semaphore;

/// So many failures are told one by one.
const TOLD: usize = 20;

/// What is copied, from where to where.
pub(super) struct Copy<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) options: &'a Options,
    /// Removes what only the destination has; for folders alone.
    pub(super) delete: bool,
    /// Whether a single file may be meant.
    pub(super) single: bool,
}

/// A folder of this machine and keys of a bucket, both with names below them.
struct Pair {
    local: PathBuf,
    bucket: String,
    /// What all keys begin with.
    prefix: String,
    up: bool,
    /// The only file: its name on this machine, and its key behind the prefix.
    only: Option<(String, String)>,
}

impl Copy<'_> {
    fn pair(&self) -> Result<Pair, Failure> {
        match (Place::parse(self.from)?, Place::parse(self.to)?) {
            (Place::Local(local), Place::Remote { bucket, key }) => self.up(local, bucket, &key),
            (Place::Remote { bucket, key }, Place::Local(local)) => self.down(bucket, &key, local),
            (Place::Local(_), Place::Local(_)) => {
                Err(Failure::usage("neither side is in R2").hint("r2://BUCKET/PREFIX names what is there"))
            }
            _ => {
                Err(Failure::usage("both sides are in R2")
                    .hint("one side is a file or folder of this machine"))
            }
        }
    }

    fn up(&self, local: PathBuf, bucket: String, key: &str) -> Result<Pair, Failure> {
        let about =
            fs::metadata(&local).map_err(|error| Failure::usage(format!("{}: {error}", local.display())))?;
        if about.is_dir() {
            return Ok(Pair { local, bucket, prefix: prefix(key), up: true, only: None });
        }
        if !self.single {
            return Err(Failure::usage(format!("{}: it is no folder", local.display()))
                .hint("`cfs r2 cp` copies a single file"));
        }
        let name = local.file_name().and_then(OsStr::to_str).map(str::to_owned);
        let name =
            name.ok_or_else(|| Failure::usage(format!("{}: its name is not UTF-8", local.display())))?;
        let is_folder = key.is_empty() || key.ends_with('/');
        let key = if is_folder { format!("{key}{name}") } else { key.to_owned() };
        let folder = local.parent().filter(|folder| !folder.as_os_str().is_empty());
        let local = folder.unwrap_or(Path::new(".")).to_owned();
        Ok(Pair { local, bucket, prefix: String::new(), up: true, only: Some((name, key)) })
    }

    fn down(&self, bucket: String, key: &str, local: PathBuf) -> Result<Pair, Failure> {
        if !self.single || key.is_empty() || key.ends_with('/') {
            if fs::metadata(&local).is_ok_and(|about| !about.is_dir()) {
                return Err(Failure::usage(format!("{}: it is no folder", local.display())));
            }
            return Ok(Pair { local, bucket, prefix: prefix(key), up: false, only: None });
        }
        let own = key.rsplit('/').next().unwrap_or(key).to_owned();
        let is_folder = local.to_string_lossy().ends_with(std::path::is_separator) || local.is_dir();
        let (folder, name) = if is_folder {
            (local, own)
        } else {
            let name = local.file_name().and_then(OsStr::to_str).map(str::to_owned);
            let name =
                name.ok_or_else(|| Failure::usage(format!("{}: no name for a file", local.display())))?;
            let folder = local.parent().filter(|folder| !folder.as_os_str().is_empty());
            (folder.unwrap_or(Path::new(".")).to_owned(), name)
        };
        Ok(Pair {
            local: folder,
            bucket,
            prefix: String::new(),
            up: false,
            only: Some((name, key.to_owned())),
        })
    }

    /// Does it, and tells what was done.
    pub(super) async fn run(&self, session: &Session<'_>) -> Result<(), Failure> {
        let pair = self.pair()?;
        let writes = pair.up || self.delete;
        let mut bucket = Bucket::open(session, &pair.bucket, self.options.endpoint.clone(), writes).await?;
        let cache = session.settings.session.cache_folder();
        let state = State::open(cache, &whole(self.from), &whole(self.to));
        let plan = self.plan(&pair, &bucket, &state, session).await?;
        if session.global.dry_run {
            return session.rows(plan.rows(pair.up));
        }
        if !plan.extra.is_empty() {
            let count = plan.extra.len();
            let first = plan.extra.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if count > 5 { ", …" } else { "" };
            session
                .agreed(&format!(
                    "Deletes {count} of {}, which {} has not: {first}{more}",
                    self.to, self.from
                ))
                .await?;
        }
        let largest = plan.jobs.iter().map(|job| job.size).max().unwrap_or_default();
        bucket.prepare(plan.jobs.len() + plan.extra.len(), largest).await?;
        let total = plan.jobs.iter().map(|job| job.size).sum();
        let work = Work {
            bucket: &bucket,
            state: &state,
            slots: Semaphore::new(self.options.jobs),
            jobs: self.options.jobs,
            bar: (!session.global.quiet).then(|| terminal::bar(total)).flatten(),
        };
        let mut failed = copied(&work, &pair, &plan.jobs).await;
        let copied = plan.jobs.len() - failed.len();
        let deleted = if failed.is_empty() { removed(&work, &pair, &plan, &mut failed).await } else { 0 };
        if let Some(bar) = &work.bar {
            bar.finish_and_clear();
        }
        let number = |count: u64| Value::Number(count.to_string());
        let bytes: u64 = plan
            .jobs
            .iter()
            .filter(|job| failed.iter().all(|(name, _)| *name != job.name))
            .map(|job| job.size)
            .sum();
        session.value(Value::record([
            ("copied", number(copied as u64)),
            ("bytes", number(bytes)),
            ("unchanged", number(plan.unchanged as u64)),
            ("deleted", number(deleted as u64)),
            ("failed", number(failed.len() as u64)),
        ]))?;
        reported(failed, plan.jobs.len())
    }

    async fn plan(
        &self,
        pair: &Pair,
        bucket: &Bucket<'_>,
        state: &State,
        session: &Session<'_>,
    ) -> Result<Plan, Failure> {
        let choice = Choice::new(&self.options.include, &self.options.exclude)?;
        let (tree, objects) = match &pair.only {
            Some((name, key)) => (single(pair, name)?, only(bucket, key, name, pair.up).await?),
            None => {
                let tree = Tree::read(&pair.local, &choice, !pair.up)?;
                let mut objects = BTreeMap::new();
                for object in bucket.list(&pair.prefix).await? {
                    let name = object.key[pair.prefix.len()..].to_owned();
                    // Keys that end with `/` stand for folders.
                    if !name.is_empty() && !name.ends_with('/') && choice.takes(&name) {
                        objects.insert(name, object);
                    }
                }
                (tree, objects)
            }
        };
        if !session.global.quiet {
            tree.notes.iter().for_each(|note| say!("note: {note}"));
            if pair.up && tree.empty_folders > 0 {
                let several = if tree.empty_folders == 1 { "" } else { "s" };
                say!("note: {} empty folder{several}: objects have none; left out", tree.empty_folders);
            }
        }
        let same = same(&tree.files, &objects, state, self.options.jobs).await?;
        state.tidy(|name| tree.files.contains_key(name) && objects.contains_key(name));
        let files = tree.files.iter().map(|(name, file)| (name.clone(), file.facts.size)).collect();
        let sizes = objects.iter().map(|(name, object)| (name.clone(), object.size)).collect();
        let (from, to): (Side, Side) = if pair.up { (files, sizes) } else { (sizes, files) };
        let mut plan = Plan::new(&from, &to, |name| same.contains(name), self.delete);
        for job in &mut plan.jobs {
            job.file = tree.files.get(&job.name).cloned();
            job.object = objects.get(&job.name).cloned();
        }
        Ok(plan)
    }
}

/// A place in one form, whichever folder the command is given in.
fn whole(text: &str) -> String {
    if text.starts_with("r2://") {
        return text.to_owned();
    }
    std::path::absolute(text).map_or_else(|_| text.to_owned(), |path| path.display().to_string())
}

/// The only file, if it is there.
fn single(pair: &Pair, name: &str) -> Result<Tree, Failure> {
    let path = pair.local.join(name);
    let mut tree = Tree::default();
    match fs::metadata(&path) {
        Ok(about) if about.is_file() => {
            tree.files.insert(name.to_owned(), File { path, facts: Facts::of(&about) });
        }
        Err(error) if pair.up => return Err(Failure::usage(format!("{}: {error}", path.display()))),
        Ok(_) if pair.up => return Err(Failure::usage(format!("{}: it is no file", path.display()))),
        _ => {}
    }
    Ok(tree)
}

/// The only object, if it is there.
async fn only(
    bucket: &Bucket<'_>,
    key: &str,
    name: &str,
    up: bool,
) -> Result<BTreeMap<String, Listed>, Failure> {
    let listed = bucket.list(key).await?;
    let has_more = listed.iter().any(|object| object.key.starts_with(&format!("{key}/")));
    let found = listed.into_iter().find(|object| object.key == key);
    match found {
        Some(object) => Ok([(name.to_owned(), object)].into()),
        None if up => Ok(BTreeMap::new()),
        None => {
            let failure = Failure::failed(format!("r2://{}/{key}: there is no such object", bucket.name));
            Err(if has_more {
                failure.hint(format!("r2://{}/{key}/ is what is below it", bucket.name))
            } else {
                failure.hint(format!("`cfs r2 object list {}` lists them", bucket.name))
            })
        }
    }
}

/// The names under which both sides have the same content.
async fn same(
    files: &BTreeMap<String, File>,
    objects: &BTreeMap<String, Listed>,
    state: &State,
    jobs: usize,
) -> Result<std::collections::BTreeSet<String>, Failure> {
    let both = files.iter().filter_map(|(name, file)| Some((name, file, objects.get(name)?)));
    let both = both.filter(|(_, file, object)| file.facts.size == object.size);
    let compare = |(name, file, object): (&String, &File, &Listed)| {
        let (name, file, object) = (name.clone(), file.clone(), object.clone());
        async move {
            if state.is_seen(&name, file.facts, &object.etag) {
                return Ok::<_, Failure>(Some(name));
            }
            let (path, size, etag) = (file.path.clone(), object.size, object.etag.clone());
            let fits = aside(move || tag::fits(&path, size, &etag)).await;
            let fits = fits.map_err(|failure| failure.doing(file.path.display().to_string()))?;
            if fits == Some(true) {
                state.see(&name, file.facts, &object.etag);
            }
            Ok((fits == Some(true)).then_some(name))
        }
    };
    let mut found = std::collections::BTreeSet::new();
    let mut all = stream::iter(both.map(compare)).buffer_unordered(jobs);
    while let Some(one) = all.next().await {
        found.extend(one?);
    }
    Ok(found)
}

/// Copies; what failed, and why.
async fn copied(work: &Work<'_>, pair: &Pair, jobs: &[Job]) -> Vec<(String, Failure)> {
    let copy = |job: &Job| {
        let job = job.clone();
        async move {
            let done = match (&job.file, &job.object) {
                (Some(file), _) if pair.up => {
                    let key = pair
                        .only
                        .as_ref()
                        .map_or_else(|| format!("{}{}", pair.prefix, job.name), |only| only.1.clone());
                    match below(&key) {
                        Some(_) => upload::upload(work, &job.name, &key, file).await,
                        None => Err(Failure::failed(format!("{key}: no key that addresses can have"))),
                    }
                }
                (_, Some(object)) => match download::path_of(&pair.local, &job.name) {
                    Ok(path) => download::download(work, &job.name, object, &path).await,
                    Err(failure) => Err(failure),
                },
                _ => Ok(()),
            };
            done.err().map(|failure| (job.name, failure))
        }
    };
    let all = stream::iter(jobs.iter().map(copy)).buffer_unordered(work.jobs);
    all.filter_map(|failed| async move { failed }).collect().await
}

/// Removes what only the destination has; how many.
async fn removed(work: &Work<'_>, pair: &Pair, plan: &Plan, failed: &mut Vec<(String, Failure)>) -> usize {
    if pair.up {
        let keys: Vec<String> = plan.extra.iter().map(|name| format!("{}{name}", pair.prefix)).collect();
        return match work.bucket.delete(&keys).await {
            Ok(()) => keys.len(),
            Err(failure) => {
                failed.push((pair.prefix.clone(), failure));
                0
            }
        };
    }
    let mut count = 0;
    for name in &plan.extra {
        let path = pair.local.join(name);
        match fs::remove_file(&path) {
            Ok(()) => count += 1,
            Err(error) => failed.push((name.clone(), Failure::failed(error.to_string()))),
        }
        // Folders that are empty now go, too.
        let mut folder = path.parent();
        while let Some(own) = folder.filter(|own| *own != pair.local && fs::remove_dir(own).is_ok()) {
            folder = own.parent();
        }
    }
    count
}

/// Tells what failed.
fn reported(failed: Vec<(String, Failure)>, count: usize) -> Result<(), Failure> {
    let Some((_, first)) = failed.first() else { return Ok(()) };
    let exit = if first.exit == Exit::Denied { Exit::Denied } else { Exit::Failed };
    let mut told = Failure::new(exit, format!("{} of {count} were not copied", failed.len()));
    for (name, failure) in failed.iter().take(TOLD) {
        let details: Vec<String> =
            std::iter::once(failure.text.clone()).chain(failure.details.iter().cloned()).collect();
        told.details.push(format!("{name}: {}", details.join("; ")));
    }
    if failed.len() > TOLD {
        told.details.push(format!("and {} more", failed.len() - TOLD));
    }
    Err(told.hint("the same command goes on from there"))
}
