//! What is written, read back by an independent parser, and held beside the provider's table.

mod models;

use super::terraform;
use cfs_config::{Form, Model, Written};
use hcl::{Block, Body, Expression, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn written(model: &Model) -> (Written, Body) {
    let written = terraform(model, &models::ids(model));
    let body = hcl::parse(&written.text).unwrap_or_else(|error| panic!("{error}\n{}", written.text));
    (written, body)
}

/// Models of every kind, and of the wrangler files of the corpus.
fn all() -> Vec<(String, Model)> {
    let mut all = models::all();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/tests/configs");
    let entries = fs::read_dir(folder).expect("the corpus").map(|entry| entry.expect("a file").path());
    for file in entries.filter(|file| file.is_file()) {
        let text = fs::read_to_string(&file).expect("a text");
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        all.push((name.clone(), cfs_config::read(&text, &name, Form::of(&file), None).model));
    }
    all
}

fn resources(body: &Body) -> Vec<(String, String, &Block)> {
    let blocks = body.blocks().filter(|block| block.identifier() == "resource");
    let labelled = blocks.map(|block| {
        let labels: Vec<String> = block.labels().iter().map(|label| label.as_str().to_owned()).collect();
        let [kind, label] = labels.as_slice() else { panic!("{labels:?}") };
        (kind.clone(), label.clone(), block)
    });
    labelled.collect()
}

struct Known {
    required: BTreeSet<&'static str>,
    all: BTreeSet<&'static str>,
    import: &'static str,
}

fn table() -> BTreeMap<&'static str, Known> {
    let lines = include_str!("attributes.txt").lines().filter(|line| !line.starts_with('#'));
    let known = lines.map(|line| {
        let mut cells = line.split('\t');
        let mut next = || cells.next().unwrap_or_default();
        let (name, required, optional, import) = (next(), next(), next(), next());
        let required: BTreeSet<&str> = required.split_whitespace().collect();
        let all = required.iter().copied().chain(optional.split_whitespace()).collect();
        (name, Known { required, all, import })
    });
    known.collect()
}

#[test]
fn names_and_attributes_are_the_providers() {
    let table = table();
    let mut seen = BTreeSet::new();
    for (name, model) in all() {
        let (_, body) = written(&model);
        for (kind, label, block) in resources(&body) {
            let Some(known) = table.get(kind.as_str()) else {
                assert!(
                    super::table::KINDS.iter().chain(super::others::OTHERS).any(|own| own.resource == kind),
                    "{name}: {kind}"
                );
                continue;
            };
            let given: BTreeSet<&str> = block.body().attributes().map(hcl::Attribute::key).collect();
            let missing: Vec<_> = known.required.difference(&given).collect();
            let unknown: Vec<_> = given.difference(&known.all).collect();
            assert!(
                missing.is_empty() && unknown.is_empty(),
                "{name}: {kind}.{label}: {missing:?} {unknown:?}"
            );
            seen.insert(kind);
        }
    }
    let never: Vec<_> = table.keys().filter(|kind| !seen.contains(**kind)).collect();
    assert_eq!(never, [&"cloudflare_workers_kv"], "values are no part of a model");
}

#[test]
fn what_is_a_resource_is_a_collection_of_the_api() {
    let catalogue = cfs_catalogue::catalogue();
    for kind in super::table::KINDS.iter().chain(super::others::OTHERS) {
        let known = |word: &&&str| catalogue.operation(&format!("{word}.create")).is_some();
        // The short words of a model are none.
        let short = ["kv", "r2", "d1", "queue", "hyperdrive"].iter().any(|word| kind.words.contains(word));
        assert!(short || kind.words.iter().any(|word| known(&word)), "{:?}", kind.words);
    }
}

/// All that refers to something, as `cloudflare_queue.mail`, `var.x` or `data.cloudflare_zone.y`.
fn references(expression: &Expression, into: &mut BTreeSet<String>) {
    let text = expression.to_string();
    for start in ["cloudflare_", "var.", "data.cloudflare_"] {
        for (at, _) in text.match_indices(start) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_ascii_alphanumeric() || "_.\"/".contains(c)) {
                continue;
            }
            let name: String =
                text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "_.".contains(*c)).collect();
            let parts = if start == "data.cloudflare_" { 3 } else { 2 };
            into.insert(name.split('.').take(parts).collect::<Vec<_>>().join("."));
        }
    }
}

fn declared(body: &Body) -> BTreeSet<String> {
    let names = body.blocks().filter_map(|block| {
        let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
        match block.identifier() {
            "resource" => Some(labels.join(".")),
            "variable" => Some(format!("var.{}", labels.join("."))),
            "data" => Some(format!("data.{}", labels.join("."))),
            _ => None,
        }
    });
    let mut out = BTreeSet::new();
    for name in names {
        assert!(out.insert(name.clone()), "{name} is declared twice");
    }
    out
}

fn expressions<'b>(block: &'b Block, into: &mut Vec<&'b Expression>) {
    into.extend(block.body().attributes().map(hcl::Attribute::expr));
    block.body().blocks().for_each(|inner| expressions(inner, into));
}

#[test]
fn what_is_referred_to_is_declared_and_nothing_refers_to_itself() {
    for (name, model) in all() {
        let (written, body) = written(&model);
        let declared = declared(&body);
        for block in body.blocks() {
            let (mut all, mut named) = (Vec::new(), BTreeSet::new());
            expressions(block, &mut all);
            all.into_iter().for_each(|expression| references(expression, &mut named));
            let unknown: Vec<_> = named.difference(&declared).collect();
            assert!(unknown.is_empty(), "{name}: {unknown:?}\n{}", written.text);
            let own: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
            assert!(!named.contains(&own.join(".")), "{name}: {} refers to itself", own.join("."));
        }
    }
}

#[test]
fn what_is_there_is_imported_by_the_providers_ids() {
    let table = table();
    let mut seen = BTreeSet::new();
    for (_, model) in models::all() {
        let (_, body) = written(&model);
        let declared = declared(&body);
        for block in body.blocks().filter(|block| block.identifier() == "import") {
            let of = |key: &str| {
                block
                    .body()
                    .attributes()
                    .find(|attribute| attribute.key() == key)
                    .map(|a| a.expr().to_string())
            };
            let (to, id) = (of("to").expect("to"), of("id").expect("id"));
            assert!(declared.contains(&to), "{to}");
            let kind = to.split('.').next().unwrap_or_default().to_owned();
            if let Some(known) = table.get(kind.as_str()) {
                let wanted = known.import.split('/').count();
                assert_eq!(id.split('/').count(), wanted, "{to}: {id} is no {}", known.import);
                seen.insert(kind);
            }
        }
    }
    let all = table.iter().filter(|(_, known)| !known.import.is_empty()).map(|(kind, _)| *kind);
    let never: Vec<&str> = all.filter(|kind| !seen.contains(*kind)).collect();
    // A version and its deployment are made again with each change: there is nothing to import.
    assert_eq!(
        never,
        ["cloudflare_worker_version", "cloudflare_workers_deployment", "cloudflare_workers_kv"]
    );
}

#[test]
fn every_kind_of_binding_is_said_or_told() {
    for versions in [false, true] {
        let model = models::bound(versions);
        let (written, body) = written(&model);
        let kind = if versions { "cloudflare_worker_version" } else { "cloudflare_workers_script" };
        let (_, _, block) = resources(&body)
            .into_iter()
            .find(|(of, label, _)| of == kind && label.starts_with("all"))
            .expect("it");
        let bindings =
            block.body().attributes().find(|attribute| attribute.key() == "bindings").expect("bindings");
        let Expression::Array(items) = bindings.expr() else { panic!("a list") };
        let mut said = BTreeSet::new();
        for item in items {
            let Expression::Object(members) = item else { panic!("an object") };
            let text: BTreeMap<String, String> =
                members.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
            let known: BTreeSet<&str> = models::ATTRIBUTES.split_whitespace().collect();
            assert!(text.keys().all(|key| known.contains(key.as_str())), "{text:?}");
            said.insert(text["type"].trim_matches('"').to_owned());
        }
        let worker = model.workers.iter().find(|worker| worker.name == "all").expect("a Worker");
        let kinds: BTreeSet<&str> =
            worker.bindings.values().map(|binding| binding["type"].as_str().expect("a type")).collect();
        let all = 44 + usize::from(versions);
        assert_eq!(
            kinds.len(),
            all,
            "43 lines of the table, of which one is of three kinds; one is for versions only"
        );
        for kind in kinds {
            let told = format!("the provider has no binding of kind `{kind}`");
            let is_told = written.notes.iter().any(|note| note.message.starts_with(&told));
            let commented = written.text.lines().any(|line| line.starts_with('#') && line.contains(&told));
            assert_eq!(said.contains(kind), !models::ABSENT.contains(&kind), "{kind}");
            assert_eq!((is_told, commented), (!said.contains(kind), !said.contains(kind)), "{kind}");
        }
    }
}

#[test]
fn secrets_are_variables_that_are_not_shown() {
    let (written, body) = written(&models::bound(false));
    for name in ["s", "all_secret_key"] {
        let variable = body
            .blocks()
            .find(|block| block.identifier() == "variable" && block.labels()[0].as_str() == name);
        let variable = variable.unwrap_or_else(|| panic!("{name}\n{}", written.text));
        let sensitive =
            variable.body().attributes().find(|attribute| attribute.key() == "sensitive").expect("it");
        assert_eq!(sensitive.expr(), &Expression::Bool(true));
    }
}

#[test]
fn what_has_no_resource_is_said() {
    for (name, model) in models::all() {
        let (written, body) = written(&model);
        let declared = declared(&body);
        for resource in &model.resources {
            let address = resource.address();
            let label = super::hcl::snake(&resource.name);
            let comment = written.text.lines().any(|line| line.starts_with(&format!("# {address}: ")));
            let is_there = declared.iter().any(|name| name.ends_with(&format!(".{label}")));
            assert!(comment || is_there, "{name}: {address}\n{}", written.text);
            let note = written.notes.iter().any(|note| note.address.as_deref() == Some(&address));
            assert_eq!(comment, note, "{address}");
        }
    }
}

#[test]
fn texts_are_what_they_were() {
    let odd = "a ${b} %{c} \"d\" \\ \n\t\r é \u{1F600} $${e} \u{7}";
    let model: Model = serde_json::from_value(serde_json::json!({
        "cfs_model": 1, "app": "odd",
        "workers": [{ "name": odd, "bindings": { "T": { "type": "plain_text", "text": odd } } }],
        "outputs": { "deep": { "a b": [odd, { "${x}": 1.5 }], "n": null } },
    }))
    .expect("a model");
    let body = written(&model).1;
    let mut values: BTreeMap<String, Value> = BTreeMap::new();
    for block in body.blocks() {
        for attribute in block.body().attributes() {
            if let Ok(Value::String(text)) = evaluated(attribute.expr()) {
                values.insert(attribute.key().to_owned(), Value::String(text));
            }
        }
    }
    assert_eq!(values["script_name"], Value::String(odd.to_owned()));
}

fn evaluated(expression: &Expression) -> Result<Value, hcl::eval::Error> {
    use hcl::eval::{Context, Evaluate};
    expression.evaluate(&Context::new())
}
