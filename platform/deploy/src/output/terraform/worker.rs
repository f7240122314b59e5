//! Workers: as a script of one file, or as a Worker with a version and its deployment.

use super::Writer;
use super::hcl::{Block, Hcl};
use super::resource::lifecycle;
use super::table::{Import, Kind, Scope};
use cfs_config::model::{Source, Worker};
use serde_json::Value;

/// A Worker of either form, as far as resources in general go.
static WORKER: Kind = Kind {
    words: &[],
    resource: "cloudflare_workers_script",
    name: "script_name",
    scope: Scope::Account,
    attributes: None,
    import: Import::Id,
};

/// Whether a Worker has what only versions have.
pub(super) fn has_versions(worker: &Worker) -> bool {
    let modules = matches!(worker.source, Some(Source::Crate(_) | Source::Modules { .. }));
    let placed = worker.metadata.get("placement").and_then(Value::as_object);
    let placed =
        placed.is_some_and(|placement| placement.keys().any(|member| member != "mode" && member != "hint"));
    let flagship =
        worker.bindings.values().any(|binding| binding.get("type").is_some_and(|kind| kind == "flagship"));
    modules || placed || flagship || !worker.containers.is_empty()
}

impl Writer<'_> {
    pub(super) fn worker(&mut self, worker: &Worker) {
        let address = worker.address();
        if worker.dispatch_namespace.is_some() {
            let message = "the provider has no resource for a Worker of a dispatch namespace";
            self.comment(&address, message, "Deploy it with `cfs deploy`.");
            return;
        }
        let Some((_, label)) = self.names.get(&address).cloned() else { return };
        if has_versions(worker) {
            self.versioned(worker, &label);
        } else {
            self.script(worker, &label);
        }
        self.triggers(worker, &label);
        self.unsaid_of(worker);
    }

    /// `cloudflare_workers_script`.
    fn script(&mut self, worker: &Worker, label: &str) {
        let account = self.account();
        let mut block =
            Block::resource("cloudflare_workers_script", label).with("account_id", account.clone());
        block.set("script_name", Hcl::text(worker.called()));
        if let Some(Source::Script(path)) = &worker.source {
            let file = format!("dist/{}/index.js", worker.name);
            block.comments.push(format!(
                "{file} has to be there: `cfs build {path} --out-dir dist/{}` makes it.",
                worker.name
            ));
            block.set("main_module", Hcl::text("index.js"));
            block.set("content_file", Hcl::text(&file));
            block
                .set("content_sha256", Hcl::Expression(format!("filesha256({})", super::hcl::quoted(&file))));
            block.set("content_type", Hcl::text("application/javascript+module"));
        }
        self.compatible(worker, &mut block);
        self.assets(worker, true, &mut block);
        self.bindings(worker, false, &mut block);
        self.migrations(worker, &mut block);
        if worker.keep_vars {
            block.set("keep_bindings", Hcl::List(vec![Hcl::text("plain_text"), Hcl::text("json")]));
        }
        for member in worker.metadata.keys() {
            self.metadata(worker, member, &mut block);
        }
        lifecycle(worker.protect, &worker.ignore, &WORKER, &mut block);
        let import = self.imports.contains_key(&worker.address());
        self.push(block, import.then(|| (account, worker.called().to_owned())));
        self.subdomain(worker, label);
    }

    /// `cloudflare_worker`, `cloudflare_worker_version` and `cloudflare_workers_deployment`.
    fn versioned(&mut self, worker: &Worker, label: &str) {
        let account = self.account();
        let mut of = Block::resource("cloudflare_worker", label).with("account_id", account.clone());
        of.set("name", Hcl::text(worker.called()));
        for member in ["logpush", "observability", "tail_consumers", "tags"] {
            if worker.metadata.contains_key(member) {
                self.metadata(worker, member, &mut of);
            }
        }
        let subdomain = super::triggers::subdomain(worker);
        of.set(
            "subdomain",
            Hcl::Object(subdomain.into_iter().map(|(name, on)| (name.to_owned(), Hcl::on(on))).collect()),
        );
        lifecycle(worker.protect, &worker.ignore, &WORKER, &mut of);
        let import = self.imports.get(&worker.address()).cloned();
        self.push(of, import.map(|id| (account.clone(), id)));

        let id = Hcl::Expression(format!("cloudflare_worker.{label}.id"));
        let own = self.label("cloudflare_worker_version", label);
        let mut version = Block::resource("cloudflare_worker_version", &own);
        version.set("account_id", account.clone());
        version.set("worker_id", id);
        self.modules(worker, &mut version);
        self.compatible(worker, &mut version);
        self.assets(worker, false, &mut version);
        self.bindings(worker, true, &mut version);
        self.migrations(worker, &mut version);
        if !worker.containers.is_empty() {
            let class = |class: &str| Hcl::object([("class_name", Hcl::text(class))]);
            let classes = worker.containers.iter().map(|container| class(&container.class_name));
            version.set("containers", Hcl::List(classes.collect()));
        }
        for member in worker.metadata.keys() {
            if !["logpush", "observability", "tail_consumers", "tags"].contains(&member.as_str()) {
                self.metadata(worker, member, &mut version);
            }
        }
        self.blocks.push(version);

        let deployment = self.label("cloudflare_workers_deployment", label);
        let all = Hcl::object([
            ("version_id", Hcl::Expression(format!("cloudflare_worker_version.{own}.id"))),
            ("percentage", Hcl::number(100)),
        ]);
        let deployment = Block::resource("cloudflare_workers_deployment", &deployment)
            .with("account_id", account)
            .with("script_name", Hcl::Expression(format!("cloudflare_worker.{label}.name")))
            .with("strategy", Hcl::text("percentage"))
            .with("versions", Hcl::List(vec![all]));
        self.blocks.push(deployment);
    }

    fn compatible(&mut self, worker: &Worker, block: &mut Block) {
        if let Some(date) = &worker.compatibility_date {
            block.set("compatibility_date", Hcl::text(date));
        }
        if !worker.compatibility_flags.is_empty() {
            let flags = worker.compatibility_flags.iter().map(Hcl::text);
            block.set("compatibility_flags", Hcl::List(flags.collect()));
        }
    }

    /// What neither form has.
    fn unsaid_of(&mut self, worker: &Worker) {
        let address = worker.address();
        for container in &worker.containers {
            let message = format!(
                "the provider has no resource for the container application of {}",
                container.class_name
            );
            self.comment(
                &address,
                &message,
                &format!("Its image is {}. Deploy it with `cfs deploy`.", container.image),
            );
        }
        for (is, what, help) in [
            (
                worker.addresses.as_ref().is_some_and(|all| !all.is_empty()),
                "the addresses that it takes mail of",
                "Say them as rules of the zone (`zone(…).email(…)`).",
            ),
            (
                worker.events.as_ref().is_some_and(|all| !all.is_empty()),
                "events that start its workflows",
                "Deploy them with `cfs deploy`.",
            ),
            (!worker.checks.is_empty(), "checks of its answers", "They hold for `cfs deploy` only."),
            (!worker.was.is_empty(), "what it was called before", "Say it with `moved` or `import`."),
        ] {
            if is {
                self.comment(&address, &format!("the provider has nothing for {what}"), help);
            }
        }
    }
}
