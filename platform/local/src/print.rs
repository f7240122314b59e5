//! A setup in the runtime's own form: a configuration, and the files it names.

use crate::capnp::{list, record, text};
use crate::runtime::Options;
use crate::services::{designator, extensions, outbound, router, service, tail, workflows};
use crate::setup::{Code, Database, DurableObject, Module, ModuleKind, Setup, Target, Worker};
use crate::{BINDING, TOKEN};
use bytes::Bytes;
use std::collections::BTreeSet;

/// What the runtime reads.
pub(crate) struct Printed {
    /// The configuration.
    pub(crate) config: String,
    /// File names beside it, and what is in them.
    pub(crate) files: Vec<(String, Bytes)>,
}

/// What is named while Workers are written: files, and servers of the back.
#[derive(Default)]
pub(crate) struct Named {
    files: Vec<(String, Bytes)>,
    back: BTreeSet<String>,
    databases: BTreeSet<String>,
}

impl Named {
    /// A value read from a file: what is large, or no text.
    fn embed(&mut self, content: Bytes) -> String {
        let name = format!("part-{}", self.files.len());
        let value = format!("embed {}", text(&name));
        self.files.push((name, content));
        value
    }

    /// The service that asks the back for this.
    pub(crate) fn back(&mut self, what: String) -> String {
        let name = text(&format!("back:{what}"));
        self.back.insert(what);
        name
    }
}

/// Writes a setup down. `socket` is what the runtime calls the place where it listens.
pub(crate) fn print(setup: &Setup, options: &Options, token: &str, socket: &str) -> Printed {
    let mut named = Named::default();
    let mut services = vec![router(setup)];
    for worker in &setup.workers {
        services.push(service(&format!("worker:{}", worker.name), &body(worker, options, &mut named)));
        services.push(tail(&worker.name, &mut named));
        if worker.asks_outbound {
            services.push(outbound(&worker.name, &mut named));
        }
    }
    services.extend(workflows(setup, &mut named));
    let network = record(&[
        ("allow", "[\"public\", \"private\", \"local\"]".to_owned()),
        ("tlsOptions", "(trustBrowserCas = true)".to_owned()),
    ]);
    services.push(record(&[("name", text("internet")), ("network", network)]));
    if let Some(storage) = &options.storage {
        let disk = record(&[("path", text(&storage.to_string_lossy())), ("writable", "true".to_owned())]);
        services.push(record(&[("name", text("storage")), ("disk", disk)]));
    }
    services.extend(named.back.iter().map(|what| external(what, options, token)));
    services.extend(named.databases.iter().map(|address| database(address)));
    let http = "(forwardedProtoHeader = \"cfs-proto\", cfBlobHeader = \"cfs-cf\")".to_owned();
    let socket = record(&[
        ("name", text(socket)),
        ("address", text("127.0.0.1:0")),
        ("http", http),
        ("service", text("cfs:router")),
    ]);
    let config = record(&[
        ("services", list(services)),
        ("sockets", list([socket])),
        ("extensions", extensions()),
        ("structuredLogging", "true".to_owned()),
    ]);
    let config = format!(
        "using Workerd = import \"/workerd/workerd.capnp\";\n\nconst config :Workerd.Config = {config};\n"
    );
    Printed { config, files: named.files }
}

/// A server of the back, whose requests say what they are about.
fn external(what: &str, options: &Options, token: &str) -> String {
    let header = |name: &str, value: &str| record(&[("name", text(name)), ("value", text(value))]);
    let http = record(&[("injectRequestHeaders", list([header(BINDING, what), header(TOKEN, token)]))]);
    let external = record(&[("address", text(&options.back.to_string())), ("http", http)]);
    record(&[("name", text(&format!("back:{what}"))), ("external", external)])
}

fn database(address: &str) -> String {
    let external = record(&[("address", text(address)), ("tcp", "()".to_owned())]);
    record(&[("name", text(&format!("tcp:{address}"))), ("external", external)])
}

fn body(worker: &Worker, options: &Options, named: &mut Named) -> String {
    let code = match &worker.code {
        Code::Modules(modules) => ("modules", list(modules.iter().map(|each| module(each, named)))),
        Code::Script(script) => ("serviceWorkerScript", named.embed(Bytes::from(script.clone()))),
    };
    let bindings: Vec<String> =
        worker.bindings.iter().map(|each| binding(&each.name, &each.to, named)).collect();
    let own = text(&format!("tail:{}", worker.name));
    let tails = worker.tails.iter().map(|tail| text(&format!("worker:{tail}")));
    let storage = if options.storage.is_some() { "(localDisk = \"storage\")" } else { "(inMemory = void)" };
    let mut members = vec![
        code,
        ("compatibilityDate", text(&worker.compatibility_date)),
        ("compatibilityFlags", list(worker.compatibility_flags.iter().map(|flag| text(flag)))),
        ("bindings", list(bindings)),
        ("tails", list(std::iter::once(own).chain(tails))),
    ];
    if worker.asks_outbound {
        members.push(("globalOutbound", text(&format!("outbound:{}", worker.name))));
    }
    if !worker.durable_objects.is_empty() {
        members.push(("durableObjectNamespaces", list(worker.durable_objects.iter().map(durable_object))));
        members.push(("durableObjectStorage", storage.to_owned()));
    }
    record(&members)
}

fn durable_object(object: &DurableObject) -> String {
    record(&[
        ("className", text(&object.class)),
        ("uniqueKey", text(&object.key)),
        ("enableSql", object.sqlite.to_string()),
    ])
}

fn module(module: &Module, named: &mut Named) -> String {
    let kind = match module.kind {
        ModuleKind::Es => "esModule",
        ModuleKind::CommonJs => "commonJsModule",
        ModuleKind::Text => "text",
        ModuleKind::Data => "data",
        ModuleKind::Wasm => "wasm",
        ModuleKind::Json => "json",
        ModuleKind::Python => "pythonModule",
    };
    record(&[("name", text(&module.name)), (kind, named.embed(module.content.clone()))])
}

/// A member of `env`.
fn binding(name: &str, to: &Target, named: &mut Named) -> String {
    let (kind, value) = match to {
        Target::Text(value) => ("text", text(value)),
        Target::Json(value) => ("json", text(value)),
        Target::Data(value) => ("data", named.embed(value.clone())),
        Target::Wasm(value) => ("wasmModule", named.embed(value.clone())),
        Target::Kv(id) => ("kvNamespace", named.back(format!("kv/{id}"))),
        Target::R2(id) => ("r2Bucket", named.back(format!("r2/{id}"))),
        Target::Queue(id) => ("queue", named.back(format!("queue/{id}"))),
        Target::Analytics(id) => ("analyticsEngine", named.back(format!("analytics/{id}"))),
        Target::Fetch(id) => ("service", named.back(format!("fetch/{id}"))),
        Target::Service { worker, entrypoint, props } => {
            ("service", designator(worker, entrypoint.as_deref(), props.as_deref()))
        }
        Target::DurableObject { class, worker } => {
            ("durableObjectNamespace", namespace(class, worker.as_deref()))
        }
        Target::Hyperdrive(database) => ("hyperdrive", hyperdrive(database, named)),
        Target::Workflow(id) => ("wrapped", workflow(id)),
        Target::Dispatch { namespace, scripts } => ("wrapped", dispatch(namespace, scripts, named)),
        wrapped => ("wrapped", wrap(wrapped, named)),
    };
    record(&[("name", text(name)), (kind, value)])
}

fn namespace(class: &str, worker: Option<&str>) -> String {
    let mut members = vec![("className", text(class))];
    members.extend(worker.map(|worker| ("serviceName", text(&format!("worker:{worker}")))));
    record(&members)
}

fn hyperdrive(to: &Database, named: &mut Named) -> String {
    named.databases.insert(to.address.clone());
    record(&[
        ("designator", text(&format!("tcp:{}", to.address))),
        ("database", text(&to.database)),
        ("user", text(&to.user)),
        ("password", text(&to.password)),
        ("scheme", text(&to.scheme)),
    ])
}

/// A Workflow, whose service asks the back.
fn workflow(id: &str) -> String {
    let to = record(&[("name", text(&format!("workflow:{id}"))), ("entrypoint", text("Binding"))]);
    let inner = record(&[("name", text("fetcher")), ("service", to)]);
    record(&[
        ("moduleName", text("cloudflare-internal:workflows-api")),
        ("entrypoint", text("default")),
        ("innerBindings", list([inner])),
    ])
}

/// The Workers of a dispatch namespace.
fn dispatch(namespace: &str, scripts: &[(String, String)], named: &mut Named) -> String {
    let back = named.back(format!("dispatch/{namespace}"));
    let mut inner = vec![record(&[("name", text("fetcher")), ("service", back)])];
    inner.extend(scripts.iter().map(|(name, worker)| {
        let member = format!("script:{name}");
        record(&[("name", text(&member)), ("service", designator(worker, None, None))])
    }));
    record(&[
        ("moduleName", text("cfs-internal:bindings")),
        ("entrypoint", text("dispatch")),
        ("innerBindings", list(inner)),
    ])
}

/// What is made of other bindings by a module of the runtime's, or of ours.
fn wrap(to: &Target, named: &mut Named) -> String {
    let ours = "cfs-internal:bindings";
    let (module, entrypoint, what) = match to {
        Target::D1(id) => ("cloudflare-internal:d1-api", "default", format!("d1/{id}")),
        Target::Vectorize(id) => ("cloudflare-internal:vectorize-api", "default", format!("vectorize/{id}")),
        Target::Ai => ("cloudflare-internal:ai-api", "default", "ai/".to_owned()),
        Target::Images => ("cloudflare-internal:images-api", "default", "images/".to_owned()),
        Target::RateLimit(id) => (ours, "rateLimit", format!("rate-limit/{id}")),
        Target::Secret { store, name } => (ours, "secret", format!("secret/{store}/{name}")),
        _ => (ours, "email", "email/".to_owned()),
    };
    let mut inner = vec![record(&[("name", text("fetcher")), ("service", named.back(what))])];
    if let Target::Vectorize(id) = to {
        inner.push(record(&[("name", text("indexId")), ("text", text(id))]));
        inner.push(record(&[("name", text("indexVersion")), ("text", text("v2"))]));
        inner.push(record(&[("name", text("useNdJson")), ("json", text("true"))]));
    }
    record(&[("moduleName", text(module)), ("entrypoint", text(entrypoint)), ("innerBindings", list(inner))])
}
