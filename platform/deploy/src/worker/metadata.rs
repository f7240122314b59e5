//! The upload of a Worker: what is said of it, and the form that its modules go in.

use super::classes::Migration;
use super::compare::kept;
use super::deployed::{Deployed, is_secret};
use super::digest::digest;
use super::request::Part;
use super::steps::ASSETS_TOKEN;
use super::upload::{Module, ModuleKind, Upload};
use super::wanted::{Elsewhere, Wanted};
use serde_json::{Map, Value, json};

/// How a version is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `PUT`: a version that is deployed at once, with migrations of classes.
    Whole,
    /// `POST versions`: a version that nothing reaches yet.
    Version,
}

/// The metadata of an upload. The token of assets is a reference to the Worker's own [`ASSETS_TOKEN`].
pub fn metadata(wanted: &Wanted<'_>, deployed: Option<&Deployed>, migration: &Migration, way: Way) -> Value {
    let worker = wanted.worker;
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        out.insert(name.to_owned(), value);
    };
    if let Some(upload) = wanted.upload {
        let member = if upload.is_script() { "body_part" } else { "main_module" };
        put(member, json!(upload.main));
        put("bindings", Value::Array(bindings(wanted, deployed)));
        put("keep_bindings", keep(wanted));
        if !worker.containers.is_empty() {
            put("containers", containers(wanted));
        }
        if !upload.packages.is_empty() {
            put("package_dependencies", json!(upload.packages.iter().take(200).collect::<Vec<_>>()));
        }
    }
    if let Some(date) = &worker.compatibility_date {
        put("compatibility_date", json!(date));
    }
    put("compatibility_flags", json!(worker.compatibility_flags));
    if let Some(site) = wanted.site {
        let mut config = worker.assets.as_ref().map(|assets| assets.config.clone()).unwrap_or_default();
        for (name, text) in [("_headers", &site.headers), ("_redirects", &site.redirects)] {
            if let Some(text) = text {
                config.insert(name.to_owned(), json!(text));
            }
        }
        let token = json!({"$ref": worker.address(), "member": ASSETS_TOKEN});
        put("assets", json!({"jwt": token, "config": config}));
    }
    let digest = digest(worker, wanted.upload, wanted.site);
    put("annotations", Value::Object(wanted.annotations.of_version(Some(&digest))));
    if way == Way::Whole {
        whole(wanted, deployed, migration, &mut put);
    }
    // What is said in the API's own words has the last one.
    for (name, value) in worker.metadata.iter().filter(|(name, _)| *name != "tags") {
        let is_off = name == "placement" && value["mode"] == "off";
        if !is_off && !value.is_null() {
            out.insert(name.clone(), value.clone());
        }
    }
    for name in ["limits", "placement", "cache_options"] {
        if let Some(value) = deployed.and_then(|there| kept(wanted, there, name)) {
            out.insert(name.to_owned(), value);
        }
    }
    Value::Object(out)
}

/// What only an upload that is deployed at once may say.
fn whole(
    wanted: &Wanted<'_>,
    deployed: Option<&Deployed>,
    migration: &Migration,
    put: &mut dyn FnMut(&str, Value),
) {
    if let Some(migrations) = &migration.migrations {
        put("migrations", migrations.clone());
    }
    if let Some(exports) = &migration.exports {
        put("exports", exports.clone());
    }
    if wanted.upload.is_some() {
        put("code_update_strategy", code_update(wanted));
    }
    let tags = tags(wanted, deployed);
    if !tags.is_empty() {
        put("tags", json!(tags));
    }
}

/// How running objects change to new code.
pub(crate) fn code_update(wanted: &Wanted<'_>) -> Value {
    wanted.policy.code_update.clone().unwrap_or_else(|| json!({"mode": "deferred", "max_delay": 300}))
}

/// The Worker's tags: those that it has, and those that it should have.
pub(crate) fn tags(wanted: &Wanted<'_>, deployed: Option<&Deployed>) -> Vec<String> {
    let there = deployed.and_then(|deployed| deployed.settings.get("tags")).and_then(Value::as_array);
    let mut tags: Vec<String> =
        there.into_iter().flatten().filter_map(|tag| tag.as_str().map(str::to_owned)).collect();
    let declared = wanted.worker.metadata.get("tags").and_then(Value::as_array);
    let declared = declared.into_iter().flatten().filter_map(Value::as_str);
    for tag in wanted.tags.iter().map(String::as_str).chain(declared) {
        if !tags.iter().any(|there| there == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// The bindings of an upload, each with its name. A secret whose value is the one that is deployed is kept rather than sent;
/// a binding that is others' business is inherited.
pub(crate) fn bindings(wanted: &Wanted<'_>, deployed: Option<&Deployed>) -> Vec<Value> {
    let there = |name: &String| deployed.is_some_and(|deployed| deployed.bindings.contains_key(name));
    let mut all = Vec::new();
    for (name, binding) in &wanted.worker.bindings {
        if is_secret(binding) && wanted.same_secrets.contains(name) && there(name) {
            continue;
        }
        let mut members = Map::from_iter([("name".to_owned(), json!(name))]);
        if wanted.worker.ignore.contains(name) && there(name) {
            members.insert("type".to_owned(), json!("inherit"));
        } else {
            members.extend(binding.as_object().cloned().unwrap_or_default());
            // The binding's own name is the one that counts.
            members.insert("name".to_owned(), json!(name));
        }
        all.push(Value::Object(members));
    }
    if let Some(upload) = wanted.upload.filter(|upload| upload.is_script()) {
        all.extend(parts(upload).filter_map(|(name, module)| {
            let kind = script_kind(module.kind)?;
            Some(json!({"name": name, "type": kind, "part": name}))
        }));
    }
    all
}

/// Which bindings of the version before stay without being named. Secrets always do: those that go are removed by name.
fn keep(wanted: &Wanted<'_>) -> Value {
    let secrets = ["secret_text", "secret_key"];
    let variables = ["plain_text", "json"];
    let keep_variables = wanted.worker.keep_vars || wanted.policy.variables == Elsewhere::Keep;
    let variables = variables.into_iter().filter(|_| keep_variables);
    json!(variables.chain(secrets).collect::<Vec<_>>())
}

fn containers(wanted: &Wanted<'_>) -> Value {
    let name = |container| container_name(wanted, container);
    let all = wanted.worker.containers.iter();
    all.map(|container| json!({"name": name(container), "class_name": container.class_name})).collect()
}

/// What the application of a class's containers is called: Worker and class, unless it is said.
pub(crate) fn container_name(wanted: &Wanted<'_>, container: &cfs_config::model::Container) -> String {
    let usual = || format!("{}-{}", wanted.target.name, container.class_name).to_lowercase();
    container.name.clone().unwrap_or_else(usual)
}

/// The kind of binding that a script of old reads a module by.
fn script_kind(kind: ModuleKind) -> Option<&'static str> {
    Some(match kind {
        ModuleKind::Wasm => "wasm_module",
        ModuleKind::Text => "text_blob",
        ModuleKind::Data => "data_blob",
        _ => return None,
    })
}

/// Modules with the names that they are sent under: in a script of old, those that are bindings have names of variables.
fn parts(upload: &Upload) -> impl Iterator<Item = (String, &Module)> {
    let is_script = upload.is_script();
    upload.modules.iter().map(move |module| {
        let is_binding = is_script && script_kind(module.kind).is_some();
        let letter = |letter: char| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '$' => letter,
            _ => '_',
        };
        let name = if is_binding { module.name.chars().map(letter).collect() } else { module.name.clone() };
        (name, module)
    })
}

/// The form of an upload: metadata first, then the modules, the main one before the others, source maps last.
pub fn form(metadata: Value, upload: Option<&Upload>) -> Vec<Part> {
    let mut form = vec![Part::json("metadata", metadata)];
    let Some(upload) = upload else { return form };
    let mut modules: Vec<(String, &Module)> = parts(upload).collect();
    modules.sort_by_key(|(name, module)| (*name != upload.main, module.kind == ModuleKind::SourceMap));
    for (name, module) in modules {
        let mut part = Part::file(&name, module.kind.media(), module.content.clone());
        part.file = Some(module.name.clone());
        form.push(part);
    }
    form
}
