//! What a Worker is made of: modules, assets, migrations of classes.

use super::Writer;
use super::hcl::{Block, Hcl, quoted};
use cfs_config::model::{Source, Worker};
use serde_json::{Value, json};

/// Kinds of modules, by the ends of their names.
const TYPES: &str = r#"{
  js    = "application/javascript+module"
  mjs   = "application/javascript+module"
  py    = "text/x-python"
  wasm  = "application/wasm"
  json  = "application/json"
  txt   = "text/plain"
  html  = "text/plain"
  sql   = "text/plain"
}"#;

impl Writer<'_> {
    /// The modules of a folder, whatever it holds when Terraform runs.
    pub(super) fn modules(&mut self, worker: &Worker, block: &mut Block) {
        let (folder, main, made) = match &worker.source {
            None => return,
            Some(Source::Modules { main, folder, .. }) => (folder.clone(), main.clone(), None),
            Some(Source::Crate(path)) => {
                (format!("dist/{}", worker.name), "worker.js".to_owned(), Some(path))
            }
            Some(Source::Script(path)) => {
                (format!("dist/{}", worker.name), "index.js".to_owned(), Some(path))
            }
        };
        let folder = folder.trim_end_matches('/');
        if let Some(path) = made {
            block
                .comments
                .push(format!("{folder} has to be there: `cfs build {path} --out-dir {folder}` makes it."));
        }
        let within = if folder.is_empty() { ".".to_owned() } else { folder.to_owned() };
        let (all, inner) = (quoted(&within), quoted(&format!("{within}/")));
        let path = format!("{}${{name}}\"", inner.strip_suffix('"').unwrap_or(&inner));
        let types = TYPES.replace('\n', "\n    ");
        block.set("main_module", Hcl::text(main));
        block.set(
            "modules",
            Hcl::Expression(format!(
                "[for name in fileset({all}, \"**\") : {{\n  name           = name\n  content_type   = lookup({types}, reverse(split(\".\", name))[0], \"application/octet-stream\")\n  content_file   = {path}\n  content_sha256 = filesha256({path})\n}}]"
            )),
        );
    }

    /// Assets; headers and redirects are files that a version cannot take.
    pub(super) fn assets(&mut self, worker: &Worker, is_script: bool, block: &mut Block) {
        let Some(assets) = &worker.assets else { return };
        let mut config = Vec::new();
        for (name, value) in &assets.config {
            if ["html_handling", "not_found_handling", "run_worker_first"].contains(&name.as_str()) {
                config.push((name.clone(), Hcl::of(value)));
            } else {
                let comment = self.unsaid(
                    &worker.address(),
                    &format!("assets have no attribute `{name}`"),
                    "It is left out.",
                );
                block.comments.push(comment);
            }
        }
        for name in ["headers", "redirects"].into_iter().filter(|_| is_script) {
            let path = quoted(&format!("{}/_{name}", assets.directory.trim_end_matches('/')));
            config.push((
                name.to_owned(),
                Hcl::Expression(format!("fileexists({path}) ? file({path}) : null")),
            ));
        }
        if !is_script {
            let message = "a version takes no _headers and _redirects";
            let comment = self.unsaid(&worker.address(), message, "`cfs deploy` does.");
            block.comments.push(comment);
        }
        let mut members = vec![("directory".to_owned(), Hcl::text(&assets.directory))];
        if !config.is_empty() {
            members.push(("config".to_owned(), Hcl::Object(config)));
        }
        block.set("assets", Hcl::Object(members));
    }

    /// What makes the classes, from nothing: the provider knows no others.
    pub(super) fn migrations(&mut self, worker: &Worker, block: &mut Block) {
        let migrations =
            if worker.migrations.is_empty() { of_classes(worker) } else { by_hand(&worker.migrations) };
        let Some(migrations) = migrations else { return };
        if self.imports.contains_key(&worker.address()) {
            block
                .comments
                .push("Its classes are there already: leave `migrations` out after the import.".to_owned());
        }
        block.set("migrations", Hcl::of(&migrations));
    }
}

fn of_classes(worker: &Worker) -> Option<Value> {
    let mut out = json!({});
    let mut add = |member: &str, value: Value| match out[member].as_array_mut() {
        Some(items) => items.push(value),
        None => out[member] = json!([value]),
    };
    for (name, class) in worker.classes.iter().filter(|(_, class)| class.to.is_none()) {
        if class.deleted {
            add("deleted_classes", json!(name));
        } else if let Some(script) = &class.from {
            let from = class.was.as_ref().unwrap_or(name);
            add("transferred_classes", json!({"from": from, "from_script": script, "to": name}));
        } else if let Some(was) = &class.was {
            add("renamed_classes", json!({"from": was, "to": name}));
        } else {
            add(if class.legacy_kv { "new_classes" } else { "new_sqlite_classes" }, json!(name));
        }
    }
    if out == json!({}) {
        return None;
    }
    out["new_tag"] = json!("v1");
    Some(out)
}

/// Steps as they were written, with the tag of the last.
fn by_hand(migrations: &[Value]) -> Option<Value> {
    let tag = migrations.last()?.get("tag")?.clone();
    let known =
        ["new_classes", "new_sqlite_classes", "deleted_classes", "renamed_classes", "transferred_classes"];
    let step = |migration: &Value| {
        let members = migration.as_object().into_iter().flatten();
        let members = members.filter(|(name, _)| known.contains(&name.as_str()));
        Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    Some(json!({"new_tag": tag, "steps": migrations.iter().map(step).collect::<Vec<_>>()}))
}
