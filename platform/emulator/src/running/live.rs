//! One process of the runtime, and the change from one to the next.

use super::Running;
use cfs_local::{Error, Options, Runtime, Setup};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// A runtime that lost its connections and is not gone after this long has another reason.
const DYING: Duration = Duration::from_millis(500);

/// Requests that go on have so long to end when another process takes over.
const GRACE: Duration = Duration::from_secs(5);

/// What is to be said with answers of a Worker, by its name in the runtime.
pub(super) type Warnings = BTreeMap<String, Vec<String>>;

/// A process that answers.
pub(super) struct Live {
    pub(super) runtime: Runtime,
    pub(super) warnings: Warnings,
    setup: Setup,
    folder: PathBuf,
    busy: AtomicUsize,
    idle: Notify,
}

impl Live {
    /// Waits until nobody asks it any more, for a while.
    async fn drained(&self) {
        let idle = async {
            loop {
                let next = self.idle.notified();
                if self.busy.load(Ordering::SeqCst) == 0 {
                    return;
                }
                next.await;
            }
        };
        drop(tokio::time::timeout(GRACE, idle).await);
    }
}

/// A request that goes on.
pub(crate) struct Flight(Arc<Live>);

impl Flight {
    pub(super) fn new(live: &Arc<Live>) -> Self {
        live.busy.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(live))
    }

    pub(super) fn live(&self) -> &Live {
        &self.0
    }

    /// The process, without keeping a deployment from ending it.
    pub(super) fn passive(self) -> Arc<Live> {
        Arc::clone(&self.0)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if self.0.busy.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.idle.notify_waiters();
        }
    }
}

impl Running {
    /// The process that answers now, once there is one.
    pub(crate) async fn enter(&self) -> Option<Flight> {
        self.live.read().await.as_ref().map(Flight::new)
    }

    fn draining(&self) -> std::sync::MutexGuard<'_, Option<Arc<Live>>> {
        self.draining.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// As [`Running::enter`], for what a Worker asks: one that is to end waits for its answers.
    pub(super) async fn enter_from_within(&self) -> Option<Flight> {
        let draining = self.draining().as_ref().map(Flight::new);
        match draining {
            Some(flight) => Some(flight),
            None => self.enter().await,
        }
    }

    /// Whether a process is the one that answers now.
    pub(super) async fn is_live(&self, live: &Arc<Live>) -> bool {
        self.live.read().await.as_ref().is_some_and(|own| Arc::ptr_eq(own, live))
    }

    /// Puts another process in the place of the one that runs.
    pub(super) async fn replace(&self, setup: Setup, warnings: Warnings) -> Result<(), String> {
        if !setup.workers.is_empty()
            && let Err(error) = self.program().await
        {
            return self.nothing(error);
        }
        let mut slot = self.live.write().await;
        let before = slot.take();
        if let Some(old) = &before {
            self.draining().replace(Arc::clone(old));
            old.drained().await;
            self.draining().take();
            self.ended(old).await;
        }
        if setup.workers.is_empty() {
            return Ok(());
        }
        match self.begin(setup, warnings).await {
            Ok(live) => {
                *slot = Some(Arc::new(live));
                *self.absent() = None;
                Ok(())
            }
            Err(error) => {
                if let Some(old) = before {
                    let again = self.begin(old.setup.clone(), old.warnings.clone()).await;
                    *slot = again.ok().map(Arc::new);
                }
                Err(said(error))
            }
        }
    }

    /// Nothing runs for want of a program: Workers are kept all the same.
    fn nothing(&self, error: Error) -> Result<(), String> {
        match error {
            Error::NotFound { .. } => {
                *self.absent() = Some(error.to_string());
                Ok(())
            }
            other => Err(other.to_string()),
        }
    }

    async fn ended(&self, live: &Live) {
        drop(live.runtime.end().await);
        drop(tokio::fs::remove_dir_all(&live.folder).await);
    }

    async fn options(&self, storage: Option<&Path>) -> Result<Options, Error> {
        let start = self.starts.fetch_add(1, Ordering::Relaxed);
        let folder = self.folder.join(format!("run-{start}"));
        drop(tokio::fs::remove_dir_all(&folder).await);
        let mut options = Options::new(self.program().await?, folder, self.back, self.token.clone());
        options.storage = storage.map(Path::to_owned);
        Ok(options)
    }

    async fn begin(&self, setup: Setup, warnings: Warnings) -> Result<Live, Error> {
        let options = self.options(Some(&self.folder.join("objects"))).await?;
        let folder = options.folder.clone();
        let runtime = Runtime::start(&setup, &options).await?;
        Ok(Live { runtime, warnings, setup, folder, busy: AtomicUsize::new(0), idle: Notify::new() })
    }

    /// Starts what is to be tried, and ends it.
    pub(super) async fn start_alone(&self, setup: &Setup) -> Result<(), String> {
        if let Err(error) = self.program().await {
            return self.nothing(error);
        }
        let options = self.options(None).await.map_err(said)?;
        let started = Runtime::start(setup, &options).await;
        let outcome = match started {
            Ok(runtime) => {
                drop(runtime.end().await);
                Ok(())
            }
            Err(error) => Err(said(error)),
        };
        drop(tokio::fs::remove_dir_all(&options.folder).await);
        outcome
    }

    /// Starts it again, where it ended by itself.
    pub(super) async fn revive(self: &Arc<Self>, flight: Flight) {
        let own = Arc::clone(self);
        let work = async move {
            let mut slot = own.live.write().await;
            let is_same = slot.as_ref().is_some_and(|live| Arc::ptr_eq(live, &flight.0));
            if is_same && flight.live().runtime.ends_within(DYING).await.unwrap_or(true) {
                let old = flight.live();
                let again = own.begin(old.setup.clone(), old.warnings.clone()).await;
                *slot = again.ok().map(Arc::new);
            }
        };
        let _ = self.keeper.run_async(work).await;
    }

    /// Ends it for good.
    pub(super) async fn end(&self) {
        let mut slot = self.live.write().await;
        if let Some(live) = slot.take() {
            self.ended(&live).await;
        }
    }
}

/// What the uploader is told.
fn said(error: Error) -> String {
    match error {
        Error::Refused { problems } => {
            problems.into_iter().map(|(_, message)| message).collect::<Vec<_>>().join("\n")
        }
        Error::TooNew { asked, newest, .. } => format!(
            "Compatibility date {asked} is newer than the local runtime knows: the newest possible is {newest}."
        ),
        other => other.to_string(),
    }
}
