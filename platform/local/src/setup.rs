//! What runs: Workers and what they are bound to.

use bytes::Bytes;
use std::fmt;

/// Everything that one runtime runs. Workers see each other by name.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Setup {
    /// The Workers. A name is there once.
    pub workers: Vec<Worker>,
    /// The Workflows that [`Runtime::workflow`](crate::Runtime::workflow) runs. An id is there once.
    pub workflows: Vec<Workflow>,
}

impl Setup {
    /// These Workers.
    pub fn new(workers: impl IntoIterator<Item = Worker>) -> Self {
        Self { workers: workers.into_iter().collect(), workflows: Vec::new() }
    }
}

/// A class whose runs are a Workflow's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Workflow {
    /// What it is known by.
    pub id: String,
    /// The Worker that has the class.
    pub worker: String,
    /// The class, a `WorkflowEntrypoint`.
    pub class: String,
}

impl Workflow {
    /// A Workflow of a class.
    pub fn new(id: impl Into<String>, worker: impl Into<String>, class: impl Into<String>) -> Self {
        Self { id: id.into(), worker: worker.into(), class: class.into() }
    }
}

/// A Worker.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Worker {
    /// Its name in the account.
    pub name: String,
    /// What it runs.
    pub code: Code,
    /// `YYYY-MM-DD`: as of when the runtime behaves.
    pub compatibility_date: String,
    /// What behaves otherwise than the date says.
    pub compatibility_flags: Vec<String>,
    /// What its `env` has.
    pub bindings: Vec<Binding>,
    /// The classes of its own that are Durable Objects.
    pub durable_objects: Vec<DurableObject>,
    /// The names of Workers that get its traces, besides the back.
    pub tails: Vec<String>,
    /// Whether the back is asked before anything is asked of the network, as `outbound/NAME`: a `POST` with the header `cfs-asks` has the
    /// address as its body; where that is answered with 200, the request itself comes as it is, else it goes on.
    pub asks_outbound: bool,
}

impl Worker {
    /// A Worker of ES modules, the first of which is where it starts, without bindings.
    pub fn new(name: impl Into<String>, compatibility_date: impl Into<String>, modules: Vec<Module>) -> Self {
        Self {
            name: name.into(),
            code: Code::Modules(modules),
            compatibility_date: compatibility_date.into(),
            compatibility_flags: Vec::new(),
            bindings: Vec::new(),
            durable_objects: Vec::new(),
            tails: Vec::new(),
            asks_outbound: false,
        }
    }

    /// With one more member of `env`.
    #[must_use]
    pub fn bind(mut self, name: impl Into<String>, to: Target) -> Self {
        self.bindings.push(Binding { name: name.into(), to });
        self
    }

    /// With a class that is a Durable Object, and a binding to it of this name.
    #[must_use]
    pub fn durable_object(self, name: impl Into<String>, object: DurableObject) -> Self {
        let target = Target::DurableObject { class: object.class.clone(), worker: None };
        let mut worker = self.bind(name, target);
        worker.durable_objects.push(object);
        worker
    }
}

/// What a Worker runs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Code {
    /// Modules; the first is where it starts.
    Modules(Vec<Module>),
    /// A script that adds event listeners.
    Script(String),
}

/// A module of a Worker.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Module {
    /// What others import it by.
    pub name: String,
    /// What it is.
    pub kind: ModuleKind,
    /// What it holds.
    pub content: Bytes,
}

impl Module {
    /// A module.
    pub fn new(name: impl Into<String>, kind: ModuleKind, content: impl Into<Bytes>) -> Self {
        Self { name: name.into(), kind, content: content.into() }
    }
}

/// How a module's content is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModuleKind {
    /// JavaScript with `import` and `export`.
    Es,
    /// JavaScript with `require` and `module.exports`.
    CommonJs,
    /// A string.
    Text,
    /// Bytes.
    Data,
    /// A `WebAssembly.Module`.
    Wasm,
    /// A value.
    Json,
    /// Python.
    Python,
}

/// A member of a Worker's `env`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Binding {
    /// What the Worker calls it.
    pub name: String,
    /// What it is.
    pub to: Target,
}

/// What a binding leads to. Those with an id ask the back: the id comes in the [`BINDING`](crate::BINDING) header after
/// the word given here.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Target {
    /// A string.
    Text(String),
    /// A value, written as JSON.
    Json(String),
    /// Bytes.
    Data(Bytes),
    /// A `WebAssembly.Module`, for scripts that have no modules.
    Wasm(Bytes),
    /// A KV namespace: `kv/ID`.
    Kv(String),
    /// An R2 bucket: `r2/NAME`.
    R2(String),
    /// The writing end of a queue: `queue/ID`.
    Queue(String),
    /// A D1 database: `d1/ID`.
    D1(String),
    /// A dataset of Analytics Engine: `analytics/NAME`.
    Analytics(String),
    /// A Vectorize index: `vectorize/NAME`.
    Vectorize(String),
    /// Workers AI: `ai/`.
    Ai,
    /// Images: `images/`.
    Images,
    /// A limit of calls per key: `rate-limit/NAMESPACE`; the back answers `{"success": true}`.
    RateLimit(String),
    /// A secret of the Secrets Store: `secret/STORE/NAME`; the back answers its text.
    Secret {
        /// The store.
        store: String,
        /// Its name there.
        name: String,
    },
    /// Sending mail: `email/`.
    SendEmail,
    /// Any server: `fetch/ID`.
    Fetch(String),
    /// A Worker.
    Service {
        /// Its name.
        worker: String,
        /// The class it exports; else what it exports as default.
        entrypoint: Option<String>,
        /// `ctx.props` there, written as JSON.
        props: Option<String>,
    },
    /// A Workflow: `workflow/ID`.
    Workflow(String),
    /// A dispatch namespace: `dispatch/NAMESPACE`, which is told when one is asked with parameters for what its requests go through.
    Dispatch {
        /// The namespace.
        namespace: String,
        /// Its Workers: the name there, and the Worker.
        scripts: Vec<(String, String)>,
    },
    /// A class of Durable Objects.
    DurableObject {
        /// The class.
        class: String,
        /// The Worker that has it, where it is not the same.
        worker: Option<String>,
    },
    /// A database over Hyperdrive.
    Hyperdrive(Database),
}

/// Where a database is, and who asks it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Database {
    /// `host:port`.
    pub address: String,
    /// The database's name.
    pub database: String,
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
    /// `postgres` or `mysql`.
    pub scheme: String,
}

impl Database {
    /// A database at `host:port`, without a name, user or password.
    pub fn new(scheme: impl Into<String>, address: impl Into<String>) -> Self {
        let none = String::new;
        Self {
            scheme: scheme.into(),
            address: address.into(),
            database: none(),
            user: none(),
            password: none(),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:***@{}/{}", self.scheme, self.user, self.address, self.database)
    }
}

/// A class whose instances are Durable Objects.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DurableObject {
    /// The class.
    pub class: String,
    /// What its instances' storage is found by: another key is another storage.
    pub key: String,
    /// Whether its storage is one of `SQLite`, with `ctx.storage.sql`.
    pub sqlite: bool,
}

impl DurableObject {
    /// A class with storage of its own.
    pub fn new(class: impl Into<String>, key: impl Into<String>) -> Self {
        Self { class: class.into(), key: key.into(), sqlite: true }
    }
}
