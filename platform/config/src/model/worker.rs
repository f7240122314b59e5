//! A Worker: what it is built of, what it is bound to, what reaches it.

use super::{Check, Place};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A Worker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Worker {
    /// What it is called in the application.
    pub name: String,
    /// What it is called in the account, where that is something else (`api-staging`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
    /// What it is built of; absent for one that only has assets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Files that are served as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assets: Option<Assets>,
    /// The namespace of Workers for Platforms that it is uploaded to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispatch_namespace: Option<Value>,
    /// As `2026-11-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compatibility_date: Option<String>,
    /// Flags of the runtime.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compatibility_flags: Vec<String>,
    /// Bindings by name, as an upload's metadata has them without `name`: `{"type": "d1", "id": …}`. Variables (`plain_text`,
    /// `json`) and secrets (`secret_text`) are among them.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub bindings: IndexMap<String, Value>,
    /// Where bindings were declared, by name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub places: IndexMap<String, Place>,
    /// Where other members were declared, by their path (`compatibility_date`, `crons.0`, `classes.Room`, `workflows.1`).
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub declared: IndexMap<String, Place>,
    /// How the source is built where the usual does not do, in wrangler's names and forms: `alias`, `base_dir`, `build` (a
    /// command that runs before), `capnp`, `define`, `dependencies_instrumentation`, `find_additional_modules`, `jsx_factory`,
    /// `jsx_fragment`, `keep_names`, `minify`, `preserve_file_names`, `python_modules`, `rules`, `tsconfig`,
    /// `upload_source_maps`; `wasm_modules`, `text_blobs` and `data_blobs` with the files of bindings of these kinds, by name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub build: Map<String, Value>,
    /// What holds in local development only, in wrangler's names: `dev`, `connect`, `access`; `bindings` by name
    /// (`preview_id`, `remote`, `localConnectionString`, …).
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub local: Map<String, Value>,
    /// Classes of its own, by name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub classes: IndexMap<String, Class>,
    /// Migrations of classes as wrangler writes them, where somebody keeps them by hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub migrations: Vec<Value>,
    /// Workflows of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub workflows: Vec<Workflow>,
    /// Containers of its classes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub containers: Vec<Container>,
    /// Queues that it consumes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consumers: Vec<Consumer>,
    /// Schedules in cron syntax, in UTC; absent leaves those of the account alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crons: Option<Vec<String>>,
    /// E-mail addresses whose messages it takes; absent leaves the rules of the account alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<String>>,
    /// Events that start its workflows, as `PUT /accounts/…/triggers/…` takes them; absent leaves those of the account alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<Value>>,
    /// Patterns of zones that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routes: Option<Vec<Route>>,
    /// Hosts that are its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domains: Option<Vec<Domain>>,
    /// Whether it answers on the account's `workers.dev` host; absent: if nothing else reaches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers_dev: Option<bool>,
    /// Whether its versions have hosts of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_urls: Option<bool>,
    /// Members of an upload's metadata that are sent as they are: `limits`, `placement`, `observability`, `logpush`,
    /// `tail_consumers`, `streaming_tail_consumers`, `cache_options`, `package_dependencies`, …
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    /// Whether variables that were set elsewhere stay.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub keep_vars: bool,
    /// What it must answer before a version takes over, and after.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Never deleted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
    /// What it was called before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    /// Members that others set: never compared, never changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// Where it was declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Worker {
    /// How it is called in references, plans and on the command line.
    pub fn address(&self) -> String {
        format!("worker/{}", self.name)
    }

    /// What it is called in the account.
    pub fn called(&self) -> &str {
        self.called.as_deref().unwrap_or(&self.name)
    }
}

/// What a Worker is built of; paths are relative to the file that declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A folder with a Rust crate.
    Crate(String),
    /// A JavaScript or TypeScript file that is bundled.
    Script(String),
    /// Modules that are uploaded as they are.
    Modules {
        /// The main module, relative to the folder.
        main: String,
        /// The folder that the names of the others are relative to.
        folder: String,
        /// Rules of wrangler that tell modules from other files: `{"type": …, "globs": […]}`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rules: Vec<Value>,
    },
}

/// Files that are served as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assets {
    /// The folder, relative to the file that declares it.
    pub directory: String,
    /// `html_handling`, `not_found_handling`, `run_worker_first`, `base_path`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub config: Map<String, Value>,
}

/// A class of Durable Objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Class {
    /// Whether it has the storage of old instead of `SQLite`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub legacy_kv: bool,
    /// What it was called before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// The Worker that had it before, by its name in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The Worker that has it now, by its name in the account: the class is no longer here, its objects are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Whether it goes with all its objects. A class that is only no longer declared is kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// A workflow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Workflow {
    /// What it is called in the account.
    pub name: String,
    /// The class that it runs.
    pub class_name: String,
    /// `limits`, `schedules`, `concurrency`, `default_retention`, `jurisdiction`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
}

/// Containers that run for the objects of a class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Container {
    /// What the application of containers is called; absent: Worker and class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The class.
    pub class_name: String,
    /// An image of a registry.
    pub image: String,
    /// `instance_type`, `max_instances`, `constraints`, …
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
}

/// A queue that is consumed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consumer {
    /// The queue's name in the account, or a reference to its `queue_name`.
    pub queue: Value,
    /// The queue for messages that were given up, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_queue: Option<Value>,
    /// `batch_size`, `max_retries`, `max_wait_time_ms`, `max_concurrency`, `retry_delay`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
    /// Where it was declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A pattern of a zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Route {
    /// As `api.example.com/*`.
    pub pattern: String,
    /// The zone, by name or id; absent: the one that the host belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Where it was declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A host of a Worker's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Domain {
    /// As `shop.example.com`.
    pub hostname: String,
    /// The zone, by name or id; absent: the one that the host belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Whether it answers; absent: it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether versions have hosts below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previews_enabled: Option<bool>,
    /// Where it was declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}
