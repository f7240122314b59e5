//! Rust.

use super::{bound_to, kind, table};
use crate::Model;
use crate::model::Reference;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A module with the environment of a Worker of a model, for `cfs_runtime`. `None` if the model has no such Worker.
pub fn rust_env(model: &Model, worker: &str) -> Option<String> {
    let worker = model.workers.iter().find(|other| other.name == worker)?;
    let mut fields = Vec::new();
    let mut taken = BTreeSet::new();
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut features = BTreeSet::new();
    for (name, binding) in &worker.bindings {
        let (module, ty) = of(binding);
        if let Some(imported) = imported(&ty) {
            if module.is_empty() {
                uses.entry("").or_default().insert(imported);
            } else {
                uses.entry(module).or_default().insert(imported);
            }
        }
        features.extend(feature(module, &ty));
        fields.push(field(name, &ty, binding, &mut taken));
    }
    let mut out = String::from("//! What the Worker is bound to. Written by cfs.\n");
    if !features.is_empty() {
        let features: Vec<String> = features.iter().map(|feature| format!("`{feature}`")).collect();
        out.push_str(&format!("//!\n//! Features of `cfs-runtime`: {}.\n", features.join(", ")));
    }
    out.push('\n');
    uses.entry("").or_default().insert("Env");
    // As rustfmt has them: modules first.
    for (module, types) in uses.iter().filter(|(module, _)| !module.is_empty()).chain(uses.get_key_value(""))
    {
        let within = if module.is_empty() { String::new() } else { format!("::{module}") };
        let types: Vec<&str> = types.iter().copied().collect();
        match types.as_slice() {
            [one] => out.push_str(&format!("use cfs_runtime{within}::{one};\n")),
            several => out.push_str(&format!("use cfs_runtime{within}::{{{}}};\n", several.join(", "))),
        }
    }
    out.push_str("\n/// What the Worker is bound to.\n#[derive(Env)]\npub struct Env {\n");
    out.push_str(&fields.concat());
    out.push_str("}\n");
    Some(out)
}

/// The name that a type is brought in by.
fn imported(ty: &str) -> Option<&'static str> {
    let name = ty.trim_start_matches("Vec<").trim_end_matches('>');
    let known = table::TYPES.iter().map(|types| types.rust.1);
    known.chain(["JsValue"]).find(|known| *known == name)
}

/// The module and the type of a binding.
fn of(binding: &Value) -> (&'static str, String) {
    match kind(binding) {
        "json" => value(binding.get("json").unwrap_or(&Value::Null)),
        other => {
            let (module, ty) = table::of(other).rust;
            (module, ty.to_owned())
        }
    }
}

/// The type of a value, where it has a simple one.
fn value(json: &Value) -> (&'static str, String) {
    let any = ("wasm_bindgen", "JsValue".to_owned());
    match json {
        Value::Bool(_) => ("", "bool".to_owned()),
        Value::Number(_) => ("", "f64".to_owned()),
        Value::String(_) => ("", "String".to_owned()),
        Value::Object(_) if Reference::of(json).is_some() => ("", "String".to_owned()),
        Value::Array(items) => {
            let mut types = items.iter().map(value);
            let Some(first) = types.next() else { return any };
            if types.all(|other| other == first) { (first.0, format!("Vec<{}>", first.1)) } else { any }
        }
        _ => any,
    }
}

/// The feature of `cfs-runtime` that a type needs.
fn feature(module: &str, ty: &str) -> Option<String> {
    match (module, ty) {
        ("core", "CryptoKey") => Some("crypto".to_owned()),
        ("" | "core" | "wasm_bindgen", _) => None,
        (module, _) => Some(module.replace('_', "-")),
    }
}

fn field(name: &str, ty: &str, binding: &Value, taken: &mut BTreeSet<String>) -> String {
    let mut out = String::new();
    if let Some(what) = bound_to(binding) {
        let mut what = what.replace(['\n', '\r'], " ");
        if let Some(first) = what.get(..1).map(str::to_uppercase) {
            what.replace_range(..1, &first);
        }
        out.push_str(&format!("    /// {what}.\n"));
    }
    let mut field = snake(name);
    // What the derive makes of a field's name: its words in capital letters.
    let mut same = is_shouty(name) && !field.starts_with(|c: char| c.is_ascii_digit());
    if KEYWORDS.contains(&field.as_str())
        || field.is_empty()
        || field.starts_with(|c: char| c.is_ascii_digit())
    {
        field = if field.is_empty() { "binding".to_owned() } else { format!("binding_{field}") };
        same = false;
    }
    if taken.contains(&field) {
        let mut number = 2;
        while taken.contains(&format!("{field}_{number}")) {
            number += 1;
        }
        field = format!("{field}_{number}");
        same = false;
    }
    taken.insert(field.clone());
    if !same {
        out.push_str(&format!("    #[binding({name:?})]\n"));
    }
    out.push_str(&format!("    pub {field}: {ty},\n"));
    out
}

/// Words in capital letters, with single underscores between them.
fn is_shouty(name: &str) -> bool {
    name.split('_')
        .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && small {
                out.push('_');
            }
            small = c.is_ascii_lowercase();
            out.push(c.to_ascii_lowercase());
        } else {
            small = false;
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
        }
    }
    out.trim_end_matches('_').to_owned()
}

const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];
