//! `cfs dev`: the application on this machine. An emulated account is deployed to as a real one would be, again whenever something
//! changes, and each Worker answers at an address of its own.

mod account;
mod keys;
mod local;
mod notice;
mod vars;
mod watch;

use crate::args::Global;
use crate::deploy::ModelArgs;
use crate::deploy::load::{self, Loaded};
use crate::failure::Failure;
use crate::terminal;
use account::Account;
use cfs_deploy::Built;
use clap::Args;
use keys::{Key, Keys};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use watch::Watch;

/// What `cfs dev` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct DevArgs {
    #[command(flatten)]
    model: ModelArgs,
    /// The port of the first Worker; the others have those after it. 0 takes free ones
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// The folder for what is stored
    #[arg(long, value_name = "DIR", default_value = ".cfs/dev")]
    state: PathBuf,
}

/// Runs until the user ends it.
pub(crate) fn run(args: &DevArgs, global: &Global) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        let mut dev = Dev::start(args, global).await?;
        tokio::select! {
            done = dev.go_on() => done,
            () = crate::ended_by_others() => Ok(()),
        }
    });
    terminal::restore();
    // What waits for the terminal would wait for ever.
    runtime.shutdown_background();
    done
}

struct Dev<'a> {
    args: &'a DevArgs,
    global: &'a Global,
    account: Account,
    watch: Watch,
    loaded: Loaded,
    /// What was built last, by the Worker's address.
    built: BTreeMap<String, Built>,
}

impl<'a> Dev<'a> {
    async fn start(args: &'a DevArgs, global: &'a Global) -> Result<Self, Failure> {
        let loaded = loaded(args, global).await?;
        let account = Account::start(&loaded.folder.join(&args.state), &loaded.folder).await?;
        let mut dev = Self { args, global, account, watch: Watch::new()?, loaded, built: BTreeMap::new() };
        dev.account.open(&dev.loaded.model, args.port).await?;
        let all = dev.loaded.model.workers.iter().map(cfs_config::model::Worker::address).collect();
        dev.build(all).await;
        dev.deploy().await;
        dev.watch.only(&dev.sources())?;
        dev.account.tell(global);
        Ok(dev)
    }

    /// Builds and deploys what changes, and does what keys ask for.
    async fn go_on(&mut self) -> Result<(), Failure> {
        let mut keys = Keys::read();
        loop {
            tokio::select! {
                changed = self.watch.next() => self.changed(&changed).await,
                key = keys.next() => match key {
                    Key::Quit => return Ok(()),
                    Key::Crons => self.account.fire_crons().await,
                    Key::Rebuild => {
                        self.built.clear();
                        self.reload().await;
                    }
                },
            }
        }
    }

    async fn changed(&mut self, changed: &BTreeSet<PathBuf>) {
        let of_model = |path: &PathBuf| Some(path) == self.loaded.path.as_ref() || is_variables(path);
        if changed.iter().any(of_model) {
            return self.reload().await;
        }
        let touched = self.loaded.model.workers.iter().filter(|worker| {
            let sources = local::sources(worker, &self.loaded.folder);
            changed.iter().any(|path| sources.iter().any(|source| path.starts_with(source)))
        });
        let touched: Vec<String> = touched.map(cfs_config::model::Worker::address).collect();
        if touched.is_empty() {
            return self.reload().await;
        }
        if self.build(touched).await {
            self.deploy().await;
        }
    }

    /// Reads the model again; what of it was built stays as it is.
    async fn reload(&mut self) {
        match loaded(self.args, self.global).await {
            Ok(loaded) => self.loaded = loaded,
            Err(failure) => return said(&failure),
        }
        let workers = self.loaded.model.workers.iter().map(cfs_config::model::Worker::address);
        let missing: Vec<String> = workers.filter(|address| !self.built.contains_key(address)).collect();
        if let Err(failure) = self.account.open(&self.loaded.model, self.args.port).await {
            said(&failure);
        }
        self.build(missing).await;
        self.deploy().await;
        if let Err(failure) = self.watch.only(&self.sources()) {
            said(&failure);
        }
    }

    /// Builds Workers; whether all could be. What cannot be built is told, and what was built before goes on.
    async fn build(&mut self, addresses: Vec<String>) -> bool {
        let mut all = true;
        for address in addresses {
            let found = self.loaded.model.workers.iter().find(|worker| worker.address() == address);
            let (Some(worker), folder) = (found.cloned(), self.loaded.folder.clone()) else { continue };
            let name = worker.called().to_owned();
            let done = tokio::task::spawn_blocking(move || crate::build::built(&worker, &folder)).await;
            let done = done.unwrap_or_else(|error| Err(Failure::failed(error.to_string())));
            match done {
                Ok(built) => {
                    self.built.insert(address, built);
                    self.account.notice(&name, None);
                }
                Err(failure) => {
                    all = false;
                    said(&failure);
                    if !self.built.contains_key(&address) {
                        self.account.notice(&name, Some(notice::page(&name, &failure.to_string())));
                    }
                }
            }
        }
        all
    }

    async fn deploy(&mut self) {
        if let Err(failure) = self.account.deploy(&self.loaded, &self.built, self.global).await {
            said(&failure);
        }
    }

    /// What is watched: the model's file, and what Workers are made of.
    fn sources(&self) -> BTreeSet<PathBuf> {
        let folder = &self.loaded.folder;
        let mut all: BTreeSet<PathBuf> =
            self.loaded.model.workers.iter().flat_map(|worker| local::sources(worker, folder)).collect();
        all.extend(self.loaded.path.clone());
        all.extend(
            [".dev.vars", ".env"].map(|name| folder.join(name)).into_iter().filter(|path| path.exists()),
        );
        all.retain(|path| path.exists());
        all
    }
}

fn is_variables(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(".dev.vars") || name.starts_with(".env")
}

/// The model as it is run here.
async fn loaded(args: &DevArgs, global: &Global) -> Result<Loaded, Failure> {
    let (model, quiet) = (args.model.clone(), global.quiet);
    let read = tokio::task::spawn_blocking(move || load::load(&model, quiet)).await;
    let mut loaded = read.unwrap_or_else(|error| Err(Failure::failed(error.to_string())))?;
    let vars = vars::read(&loaded.folder, args.model.env.as_deref())?;
    vars.values().for_each(|value| crate::settings::hide_text(value));
    for lacking in local::apply(&mut loaded.model, &vars) {
        terminal::say!("note: {lacking} is empty here: it is in neither .dev.vars nor the environment");
    }
    Ok(loaded)
}

fn said(failure: &Failure) {
    let text = crate::settings::without_secrets(&failure.to_string());
    terminal::say!("error: {text}");
}
