//! Uploaded Workers in the real local runtime.
//!
//! All Workers of the account run in one process. A deployment is another process: the requests that go on are ended first, those that
//! come wait for it. What Workers keep is not theirs: bindings ask [`crate::bindings`], and Durable Objects are files.

mod bind;
pub(crate) mod cron;
mod crons;
mod hosts;
mod keeper;
mod live;
mod outbound;
mod proxy;
mod queues;
mod restore;
mod setup;
mod sites;
pub(crate) mod tails;
mod versions;
mod workflows;

pub use crons::Fired;

pub(crate) use crons::tick;
pub(crate) use hosts::{Led, lead};
pub(crate) use live::Flight;
pub(crate) use outbound::{Dispatched, asks as is_outbound, go as go_outbound};
pub(crate) use proxy::{refusal, serve};
pub(crate) use queues::pump;
pub(crate) use workflows::run_workflows;

use crate::bindings::Limits;
use crate::products;
use crate::runtime::UploadedWorker;
use crate::server::reply::Reply;
use crate::world::World;
use cfs_local::{Binary, Error};
use keeper::Keeper;
use live::Live;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tails::Tails;
use tokio::sync::{Notify, RwLock};

/// Account and name of a Worker.
type Key = (String, String);
/// Versions with their shares of the requests in per cent.
type Versions = Vec<(UploadedWorker, f64)>;
/// What is deployed.
type Deployed = BTreeMap<Key, Versions>;

/// Where the program is looked for.
pub(crate) struct Program {
    /// From here up.
    pub(crate) folder: PathBuf,
    /// Here, too.
    pub(crate) cache: Option<PathBuf>,
}

/// The Workers that run.
pub(crate) struct Running {
    keeper: Keeper,
    program: Program,
    binary: OnceLock<Binary>,
    back: SocketAddr,
    token: String,
    /// Where the runtime's files are.
    folder: PathBuf,
    /// Whether they go with the emulator.
    passing: bool,
    deployed: Mutex<Deployed>,
    live: RwLock<Option<Arc<Live>>>,
    /// The process that ends what it has begun.
    draining: Mutex<Option<Arc<Live>>>,
    /// Why nothing runs.
    absent: Mutex<Option<String>>,
    tails: Tails,
    limits: Limits,
    dispatched: Dispatched,
    woken: Notify,
    delivering: tokio::sync::Mutex<()>,
    requests: AtomicU64,
    starts: AtomicU64,
}

impl Running {
    /// Nothing runs yet.
    pub(crate) fn new(program: Program, state: Option<&Path>, back: SocketAddr) -> std::io::Result<Self> {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let folder =
            state.map_or_else(|| std::env::temp_dir().join(format!("cfs-emulator-{id}")), Path::to_owned);
        let folder = std::path::absolute(folder)?.join("workers");
        Ok(Self {
            keeper: Keeper::start()?,
            program,
            binary: OnceLock::new(),
            back,
            token: id,
            folder,
            passing: state.is_none(),
            deployed: Mutex::default(),
            live: RwLock::new(None),
            absent: Mutex::default(),
            tails: Tails::default(),
            limits: Limits::default(),
            dispatched: Dispatched::default(),
            draining: Mutex::default(),
            woken: Notify::new(),
            delivering: tokio::sync::Mutex::new(()),
            requests: AtomicU64::new(0),
            starts: AtomicU64::new(0),
        })
    }

    /// Whether a request is the runtime's.
    pub(crate) fn is_own(&self, headers: &http::HeaderMap) -> bool {
        headers.get(cfs_local::TOKEN).is_some_and(|token| token.as_bytes() == self.token.as_bytes())
    }

    pub(crate) fn tails(&self) -> &Tails {
        &self.tails
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn dispatched(&self) -> &Dispatched {
        &self.dispatched
    }

    /// There may be messages to deliver.
    pub(crate) fn wake(&self) {
        self.woken.notify_one();
    }

    fn deployed(&self) -> MutexGuard<'_, Deployed> {
        self.deployed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether a Worker starts, without running it for anybody.
    ///
    /// # Errors
    /// The runtime's words.
    pub(crate) fn check(self: &Arc<Self>, world: &World, worker: &UploadedWorker) -> Result<(), String> {
        let (setup, _) = setup::alone(world, worker);
        let own = Arc::clone(self);
        self.keeper.run(async move { own.start_alone(&setup).await })?
    }

    /// Runs these versions of a Worker from now on.
    ///
    /// # Errors
    /// The runtime's words; then what ran before goes on.
    pub(crate) fn deploy(self: &Arc<Self>, world: &World, versions: &Versions) -> Result<(), String> {
        let Some((worker, _)) = versions.first() else { return Ok(()) };
        let key = (worker.account_id.clone(), worker.name.clone());
        let mut next = self.deployed().clone();
        next.insert(key, versions.clone());
        self.change(world, next)
    }

    /// Runs a version beside those of the same name that run.
    ///
    /// # Errors
    /// The runtime's words; then what ran before goes on.
    pub(crate) fn deploy_beside(
        self: &Arc<Self>,
        world: &World,
        worker: UploadedWorker,
    ) -> Result<(), String> {
        let key = (worker.account_id.clone(), worker.name.clone());
        let mut versions = self.deployed().get(&key).cloned().unwrap_or_default();
        versions.push((worker, 0.0));
        self.deploy(world, &versions)
    }

    /// A Worker is gone.
    pub(crate) fn remove(self: &Arc<Self>, world: &World, account: &str, name: &str) {
        self.remove_where(world, |(own, known)| own == account && known == name);
    }

    /// Workers are gone.
    pub(crate) fn remove_where(self: &Arc<Self>, world: &World, is_gone: impl Fn(&Key) -> bool) {
        let mut next = self.deployed().clone();
        let before = next.len();
        next.retain(|key, _| !is_gone(key));
        if next.len() != before {
            // What is left ran before.
            drop(self.change(world, next));
        }
    }

    /// Runs everything that the store says is deployed. What does not start is no reason not to answer the API: who asks a Worker is told.
    pub(crate) fn restore(self: &Arc<Self>, world: &World) {
        let told = |reply: Reply| String::from_utf8_lossy(&reply.body).into_owned();
        let restored = queues::recover(world).map_err(Reply::from).and_then(|()| restore::deployed(world));
        let started = match restored.map_err(told) {
            Ok(all) if all.is_empty() => Ok(()),
            Ok(all) => {
                self.deployed().clone_from(&all);
                self.change(world, all)
            }
            Err(error) => Err(error),
        };
        if let Err(error) = started {
            *self.absent() = Some(format!("the Workers of the state do not start: {error}"));
        }
    }

    /// Forgets all Workers and what they kept.
    pub(crate) fn reset(self: &Arc<Self>, world: &World) {
        drop(self.change(world, Deployed::new()));
        drop(std::fs::remove_dir_all(self.folder.join("objects")));
    }

    fn change(self: &Arc<Self>, world: &World, next: Deployed) -> Result<(), String> {
        let (setup, warnings) = setup::of(world, &next);
        let own = Arc::clone(self);
        self.keeper.run(async move { own.replace(setup, warnings).await })??;
        *self.deployed() = next;
        self.wake();
        // A state that cannot be read is said by the next call that reads it.
        drop(products::workflows::resume(world));
        Ok(())
    }

    /// Starts the same Workers again, where what is around them is another.
    ///
    /// # Errors
    /// The runtime's words; then what ran before goes on.
    pub(crate) fn refresh(self: &Arc<Self>, world: &World) -> Result<(), String> {
        let same = self.deployed().clone();
        self.change(world, same)
    }

    async fn program(&self) -> Result<Binary, Error> {
        if let Some(found) = self.binary.get() {
            return Ok(found.clone());
        }
        let found = Binary::find(&self.program.folder, self.program.cache.as_deref()).await?;
        Ok(self.binary.get_or_init(|| found).clone())
    }

    /// Why nothing runs, where that is so.
    fn absent(&self) -> MutexGuard<'_, Option<String>> {
        self.absent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the runtime.
    pub(crate) fn stop(self: &Arc<Self>) {
        let own = Arc::clone(self);
        drop(self.keeper.run(async move { own.end().await }));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.passing
            && let Some(folder) = self.folder.parent()
        {
            drop(std::fs::remove_dir_all(folder));
        }
    }
}
