//! The emulated account that an application runs in.

use super::local;
use crate::args::Global;
use crate::deploy::load::{self, Loaded};
use crate::deploy::planned::{not_done, planned, problems};
use crate::deploy::told::Told;
use crate::failure::Failure;
use crate::output::Value;
use crate::terminal;
use cfs_catalogue::{Arguments, Check, Content};
use cfs_config::Model;
use cfs_deploy::{Built, Materials, Options};
use cfs_emulator::{ACCOUNT_ID, Emulator, Front};
use cfs_http::{Client, Credentials};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

pub(super) struct Account {
    emulator: Emulator,
    client: Client,
    /// The addresses of Workers, by their names in the account.
    fronts: BTreeMap<String, Front>,
    zones: Vec<String>,
}

impl Account {
    /// Starts an account whose things stay in `state`; the runtime is looked for from `folder` on.
    pub(super) async fn start(state: &Path, folder: &Path) -> Result<Self, Failure> {
        let emulator = Emulator::builder().state(state).run_workers(folder, None).start().await;
        let emulator = emulator.map_err(|error| Failure::failed(error.to_string()))?;
        let client = Client::builder()
            .base_url(emulator.base_url())
            .credentials(Credentials::token(emulator.token()))
            .build()?;
        Ok(Self { emulator, client, fronts: BTreeMap::new(), zones: Vec::new() })
    }

    /// Gives the Workers of a model addresses, and the zones that they are reached by.
    pub(super) async fn open(&mut self, model: &Model, port: u16) -> Result<(), Failure> {
        for worker in model.workers.iter().filter(|worker| local::answers(worker)) {
            if self.fronts.contains_key(worker.called()) {
                continue;
            }
            let taken = u16::try_from(self.fronts.len()).unwrap_or_default();
            let port = if port == 0 { 0 } else { port.saturating_add(taken) };
            let address = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port);
            let front = self.emulator.front(worker.called(), address).await;
            let front = front.map_err(|error| {
                Failure::failed(error.to_string()).hint("--port names another, 0 takes free ones")
            })?;
            self.fronts.insert(worker.called().to_owned(), front);
        }
        if self.zones.is_empty() {
            self.zones = self.known().await?;
        }
        for zone in local::zones(model) {
            if !self.zones.contains(&zone) {
                let seed =
                    serde_json::json!([{"path": "/zones", "value": {"name": zone, "status": "active"}}]);
                self.emulator.seed(&seed.to_string()).map_err(|error| Failure::failed(error.to_string()))?;
                self.zones.push(zone);
            }
        }
        Ok(())
    }

    /// The zones that are there from before.
    async fn known(&self) -> Result<Vec<String>, Failure> {
        let list = cfs_catalogue::catalogue().operation("zones.list");
        let list = list.ok_or_else(|| Failure::failed("the catalogue has no zones.list"))?;
        let asked = list.prepare(&self.client, &Arguments::new(), Content::none(), Check::All)?;
        let all = asked
            .items()
            .ok_or_else(|| Failure::failed("zones.list gives no list"))?
            .collect_all(10_000)
            .await?;
        let name = |zone: &cfs_http::Json| Some(Value::parse(zone.as_text()).ok()?.get("name")?.plain());
        Ok(all.iter().filter_map(name).collect())
    }

    /// Deploys what was built of a model.
    pub(super) async fn deploy(
        &self,
        loaded: &Loaded,
        built: &BTreeMap<String, Built>,
        global: &Global,
    ) -> Result<(), Failure> {
        let mut model = loaded.model.clone();
        // What was never built is not there yet; the others go on without it.
        model.workers.retain(|worker| built.contains_key(&worker.address()));
        let of = |worker: &cfs_config::model::Worker| {
            Ok(built.get(&worker.address()).cloned().unwrap_or_default())
        };
        let materials =
            Materials::read_with(&model, &loaded.folder, of, load::ask).map_err(Failure::usage)?;
        let plan = planned(&self.client, ACCOUNT_ID, &model, &materials, &Options::default()).await?;
        problems(&plan)?;
        if plan.is_empty() {
            return Ok(());
        }
        let told = Told::new(global);
        let outcome = cfs_deploy::apply(&self.client, &plan, &told).await;
        told.end(&plan, &outcome);
        if outcome.is_complete() { Ok(()) } else { Err(not_done(&outcome)) }
    }

    /// Answers requests to a Worker with a page, or by the Worker.
    pub(super) fn notice(&self, worker: &str, page: Option<String>) {
        if let Some(front) = self.fronts.get(worker) {
            front.set_notice(page);
        }
    }

    pub(super) async fn fire_crons(&self) {
        let fired = self.emulator.fire_all_crons().await;
        if fired.is_empty() {
            terminal::say!("no Worker has a cron");
        }
        for one in fired {
            let error = one.error.map(|error| format!(": {error}")).unwrap_or_default();
            terminal::say!("cron {} of {}: {}{error}", one.cron, one.worker, one.outcome);
        }
    }

    /// Says where everything is.
    pub(super) fn tell(&self, global: &Global) {
        if global.quiet {
            return;
        }
        for (worker, front) in &self.fronts {
            terminal::say!("{worker:<24} http://{}", front.address());
        }
        terminal::say!("{:<24} {}", "the account", self.emulator.base_url());
        if terminal::is_interactive() {
            terminal::say!("c fires crons, r builds again, q ends");
        }
    }
}
