//! What `cargo xtask diff` says, against a tool that nobody here wrote: cargo-semver-checks, on rustdoc's JSON of the
//! same crates before and after scripted changes of their documents.

use super::Context;
use crate::tools::{self, Tool};
use crate::{Outcome, diff, figures, process};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::Source;
use diff::Effect;
use gen_openapi::Ledger;
use pipeline::Ledgers;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The tool, pinned.
const TOOL: Tool = Tool {
    package: "cargo-semver-checks",
    version: "0.51.0",
    ask: &["semver-checks", "--version"],
    quick: false,
};

/// The services whose documents are changed.
const SERVICES: [&str; 4] = ["d1", "kv", "queues", "vectorize"];

/// A scripted change: its name, and what it does to a document.
struct Script {
    name: &'static str,
    edit: fn(&mut Value) -> bool,
}

/// Why the tool may find nothing where users break.
const BLIND: &str = "the tool does not compare the types of fields, arguments and answers";

const SCRIPTS: [Script; 9] = [
    Script { name: "a property less", edit: property_less },
    Script { name: "a property more", edit: property_more },
    Script { name: "a property of another type", edit: property_type },
    Script { name: "an enum value less", edit: value_less },
    Script { name: "an enum value more", edit: value_more },
    Script { name: "an operation less", edit: operation_less },
    Script { name: "a required parameter more", edit: |document| parameter(document, true) },
    Script { name: "an optional parameter more", edit: |document| parameter(document, false) },
    Script { name: "another description", edit: description },
];

pub(super) fn agrees(cx: &Context<'_>) -> Outcome {
    let tool = tools::installed(cx.root, &TOOL)?;
    let source = document::pinned(cx.root)?.into_source();
    let doc = source.parse().map_err(|error| vec![error])?;
    let only: Vec<String> = SERVICES.iter().map(|service| (*service).to_owned()).collect();
    let segments = pipeline::segment(&source, &doc, &only, false)?.segments;
    let (mut compared, mut agreed, mut seen) = (0, true, vec![None; SCRIPTS.len()]);
    for segment in &segments {
        let before: Value = serde_json::from_str(&segment.json).map_err(|error| failed(error.to_string()))?;
        let old = make(cx.root, &segment.name, "before", &before, None)?;
        for (index, script) in SCRIPTS.iter().enumerate() {
            let mut after = before.clone();
            if !(script.edit)(&mut after) {
                continue;
            }
            let new = make(cx.root, &segment.name, "after", &after, Some(&old.ledger))?;
            let ours = diff::verdict(&old.files, &new.files).map_err(|error| vec![error])?;
            let theirs = breaks(cx.root, &tool, &old.rustdoc, &new.rustdoc)?;
            compared += 1;
            seen[index] = seen[index].max(ours.effect);
            let breaking = ours.effect == Some(Effect::Breaking);
            let same = breaking == theirs || ours.only_types;
            let told = |breaks: bool| if breaks { "breaks" } else { "compatible" };
            println!(
                "{} {:12} {:28} ours: {:10} theirs: {:10} {}",
                if same { " " } else { "!" },
                segment.name,
                script.name,
                told(breaking),
                told(theirs),
                if breaking != theirs && ours.only_types { BLIND } else { "" }
            );
            agreed &= same;
        }
    }
    // A script that changes nothing anywhere would agree with everything.
    for (script, _) in SCRIPTS.iter().zip(&seen).filter(|(_, effect)| effect.is_none()) {
        println!("! {}: no service has a place for it", script.name);
        agreed = false;
    }
    println!("{compared} changes compared");
    figures::measured(cx.root, "full.changes", compared)?;
    Ok(agreed)
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("test::semver", what)]
}

/// A crate of one state of a document.
struct Made {
    files: Artifacts,
    ledger: String,
    rustdoc: PathBuf,
}

fn make(
    root: &Path,
    service: &str,
    state: &str,
    document: &Value,
    ledger: Option<&str>,
) -> Result<Made, Vec<Diagnostic>> {
    let source = Source::json(format!("{service}.json"), document.to_string());
    let doc = source.parse().map_err(|error| vec![error])?;
    let mut config = pipeline::service_config(service);
    config.meta.standalone = true;
    let ledger = match ledger {
        Some(made) => Ledger::parse(service, made),
        None => Ledgers::Committed(root).of(service),
    };
    let ledger = ledger.map_err(|error| vec![error])?;
    let made = gen_openapi::generate(&doc, &config, &ledger).map_err(|error| vec![error])?;
    let folder = root.join("target/semver").join(state);
    made.artifacts.write(&folder, &["src"]).map_err(|error| vec![error])?;
    let target = root.join("target/semver/target");
    let target_text = target.display().to_string();
    // What rustdoc writes for programs is not stable, which is why the tool is made for certain versions of it.
    let variables = [
        ("CARGO_TARGET_DIR", target_text.as_str()),
        ("RUSTC_BOOTSTRAP", "1"),
        ("RUSTDOCFLAGS", "-Z unstable-options --output-format json --cap-lints allow"),
    ];
    if !process::cargo_with(&folder, &["doc", "--no-deps", "--lib", "--quiet"], &variables)? {
        return Err(failed(format!("rustdoc cannot read the crate of {service}")));
    }
    let written = target.join(format!("doc/{}.json", config.meta.package.replace('-', "_")));
    let rustdoc = folder.join("rustdoc.json");
    std::fs::copy(&written, &rustdoc).map_err(|error| failed(format!("{}: {error}", written.display())))?;
    Ok(Made { files: made.artifacts, ledger: made.ledger, rustdoc })
}

/// Whether the tool finds that users break.
fn breaks(root: &Path, tool: &Path, old: &Path, new: &Path) -> Outcome {
    let mut command = process::program(root, &tool.display().to_string());
    command.args(["semver-checks", "--release-type", "minor", "--color", "never"]);
    command.arg("--baseline-rustdoc").arg(old).arg("--current-rustdoc").arg(new);
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        Ok(false)
    } else if text.contains("semver requires new major version") {
        Ok(true)
    } else {
        Err(failed(format!("{}: {text}", TOOL.package)))
    }
}

/// The schemas of a document, by name.
fn schemas(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    schemas.into_iter().flat_map(Map::values_mut)
}

/// The properties of the first schema with several that no list requires.
fn properties(document: &mut Value) -> Option<&mut Map<String, Value>> {
    schemas(document)
        .filter(|schema| schema.get("required").is_none() && schema.get("allOf").is_none())
        .filter_map(|schema| schema.get_mut("properties")?.as_object_mut())
        // The envelope's properties are not those of a type.
        .find(|properties| properties.len() > 1 && !properties.contains_key("success"))
}

fn property_less(document: &mut Value) -> bool {
    properties(document).is_some_and(|properties| {
        let last = properties.keys().next_back().cloned();
        last.is_some_and(|last| properties.remove(&last).is_some())
    })
}

fn property_more(document: &mut Value) -> bool {
    properties(document).is_some_and(|properties| {
        properties.insert("brand_new".to_owned(), json!({ "type": "string" })).is_none()
    })
}

fn property_type(document: &mut Value) -> bool {
    properties(document).is_some_and(|properties| {
        let Some(last) = properties.keys().next_back().cloned() else { return false };
        properties.insert(last, json!({ "type": "array", "items": { "type": "boolean" } })).is_some()
    })
}

/// The first list of strings to choose from.
fn values(value: &mut Value) -> Option<&mut Vec<Value>> {
    let several = |value: &Value| {
        value.as_array().is_some_and(|list| list.len() > 1 && list.iter().all(Value::is_string))
    };
    match value {
        Value::Object(members) => {
            if members.get("enum").is_some_and(several) {
                return members.get_mut("enum").and_then(Value::as_array_mut);
            }
            members.values_mut().find_map(values)
        }
        Value::Array(items) => items.iter_mut().find_map(values),
        _ => None,
    }
}

fn value_less(document: &mut Value) -> bool {
    values(&mut document["components"]).is_some_and(|values| values.pop().is_some())
}

fn value_more(document: &mut Value) -> bool {
    values(&mut document["components"]).is_some_and(|values| {
        values.push("brand_new".into());
        true
    })
}

fn operation_less(document: &mut Value) -> bool {
    document["paths"].as_object_mut().is_some_and(|paths| {
        let last = paths.keys().next_back().cloned();
        last.is_some_and(|last| paths.remove(&last).is_some())
    })
}

fn parameter(document: &mut Value, required: bool) -> bool {
    let operations = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    let mut operations = operations.filter_map(|item| item.get_mut("get")?.as_object_mut());
    operations.next().is_some_and(|operation| {
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        let new = json!({ "name": "brand_new", "in": "query", "required": required, "schema": { "type": "string" } });
        parameters.as_array_mut().map(|list| list.push(new)).is_some()
    })
}

fn description(document: &mut Value) -> bool {
    properties(document).is_some_and(|properties| {
        let member = properties.values_mut().find_map(Value::as_object_mut);
        member.is_some_and(|member| {
            member.insert("description".to_owned(), "Quite another description.".into());
            true
        })
    })
}
