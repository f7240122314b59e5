//! Bindings: the set of an upload is the whole one, so that what is not declared goes, unless it is kept.

use super::super::deployed::{Deployed, is_secret};
use super::super::difference::Area;
use super::super::kinds::Kind;
use super::super::wanted::{Elsewhere, Wanted};
use super::{Found, is_nothing, is_there};
use serde_json::{Map, Value, json};

pub(super) fn compare(wanted: &Wanted<'_>, there: &Deployed, found: &mut Found<'_>) {
    let own = wanted.target.name.as_str();
    for (name, declared) in &wanted.worker.bindings {
        let old = there.bindings.get(name);
        if is_secret(declared) {
            secret(wanted, name, old, found);
            continue;
        }
        // What is inherited is whatever is there.
        if declared["type"] == "inherit" && old.is_some() {
            continue;
        }
        let same = old.is_some_and(|old| same(name, declared, old, own));
        if !same {
            elsewhere(wanted, name, old, found);
            found.change(Area::Version, name, old.map(shown), Some(shown(declared)));
        }
    }
    for (name, old) in &there.bindings {
        if wanted.worker.bindings.contains_key(name) {
            continue;
        }
        let was_ours = wanted.before.is_some_and(|before| before.bindings.contains_key(name));
        gone(wanted, name, old, was_ours, found);
    }
}

/// A value that is neither the one of before nor the one of now was set by somebody.
fn elsewhere(wanted: &Wanted<'_>, name: &str, old: Option<&Value>, found: &mut Found<'_>) {
    let before = wanted.before.and_then(|before| before.bindings.get(name));
    if let (Some(before), Some(old)) = (before, old)
        && !same(name, before, old, &wanted.target.name)
    {
        let address = wanted.worker.address();
        found.note(format!("{address}: {name} was changed elsewhere; it becomes what is declared"));
    }
}

fn secret(wanted: &Wanted<'_>, name: &str, old: Option<&Value>, found: &mut Found<'_>) {
    let is_same = wanted.same_secrets.contains(name) && old.is_some_and(is_secret);
    if !is_same {
        found.change(Area::Secrets, name, old.map(shown), Some(json!({"type": "secret_text"})));
    }
}

/// What is there and not declared.
fn gone(wanted: &Wanted<'_>, name: &str, old: &Value, was_ours: bool, found: &mut Found<'_>) {
    // Of a script of old: the modules that it reads.
    if matches!(old["type"].as_str(), Some("wasm_module" | "text_blob" | "data_blob")) {
        return;
    }
    let is_variable = matches!(old["type"].as_str(), Some("plain_text" | "json"));
    let keep_variables = wanted.worker.keep_vars || wanted.policy.variables == Elsewhere::Keep;
    if is_secret(old) {
        if was_ours || wanted.policy.secrets == Elsewhere::Reset {
            found.change(Area::Secrets, name, Some(shown(old)), None);
        } else {
            found.drift(Area::Secrets, name, Some(shown(old)), None);
        }
    } else if is_variable && keep_variables && !was_ours {
        found.drift(Area::Version, name, Some(shown(old)), None);
    } else {
        if is_variable && !was_ours {
            found.note(format!(
                "{}: {name} was set elsewhere and is not declared; it goes (keep_vars keeps such variables)",
                wanted.worker.address()
            ));
        }
        found.change(Area::Version, name, Some(shown(old)), None);
    }
}

/// A binding as it may be shown: of a variable, its value; of a secret, nothing but that it is one.
fn shown(binding: &Value) -> Value {
    match binding["type"].as_str() {
        Some("plain_text") => binding["text"].clone(),
        Some("json") => binding["json"].clone(),
        Some("secret_text" | "secret_key") => json!({"type": binding["type"]}),
        _ => binding.clone(),
    }
}

/// Whether a binding is the one that is declared.
pub(super) fn same(name: &str, declared: &Value, there: &Value, own: &str) -> bool {
    if declared["type"] != there["type"] {
        return false;
    }
    let (declared, there) = (canonical(name, declared, own), canonical(name, there, own));
    let known = declared.get("type").and_then(Value::as_str).and_then(Kind::named);
    let declared_are = declared.iter().all(|(member, value)| {
        let there = there.get(member).unwrap_or(&Value::Null);
        // The value of a variable is compared as it is.
        if member == "json" { value == there } else { is_there(value, there) }
    });
    // A member of its kind that is there and not declared is one that was removed; others are the service's own.
    let no_more = known.is_none_or(|kind| {
        there
            .iter()
            .all(|(member, value)| declared.contains_key(member) || !kind.has(member) || is_nothing(value))
    });
    declared_are && no_more
}

/// A binding in one of the several ways that the API has to say the same.
fn canonical(name: &str, binding: &Value, own: &str) -> Map<String, Value> {
    let mut all = binding.as_object().cloned().unwrap_or_default();
    all.remove("name");
    let is = |all: &Map<String, Value>, member: &str, value: &str| {
        all.get(member).and_then(Value::as_str) == Some(value)
    };
    match binding["type"].as_str().unwrap_or_default() {
        "d1" => {
            if let Some(id) = all.remove("database_id") {
                all.insert("id".to_owned(), id);
            }
        }
        // Told as an id too where a class was declared.
        "durable_object_namespace" if all.contains_key("class_name") => {
            all.remove("namespace_id");
        }
        "analytics_engine" => {
            all.entry("dataset").or_insert_with(|| json!(name));
        }
        "r2_bucket" if is(&all, "jurisdiction", "default") => {
            all.remove("jurisdiction");
        }
        "ratelimit" => {
            if let Some(id) = all.get_mut("namespace_id").filter(|id| id.is_number()) {
                *id = json!(id.to_string());
            }
        }
        "dispatch_namespace" => {
            let params = all.get_mut("outbound").and_then(|outbound| outbound.get_mut("params"));
            for param in params.and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(name) = param.as_str() {
                    *param = json!({"name": name});
                }
            }
        }
        _ => {}
    }
    if is(&all, "script_name", own) {
        all.remove("script_name");
    }
    if is(&all, "environment", "production") {
        all.remove("environment");
    }
    all
}
