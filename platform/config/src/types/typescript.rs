//! TypeScript.

use super::{bound_to, kind, table};
use crate::Model;
use crate::model::{Reference, Source, Worker};
use serde_json::Value;

/// A declaration file for a Worker of a model: its environment, with the types of `@cloudflare/workers-types`. Variables have
/// literal types; objects, services and workflows those of the classes, where their Workers are files of the model. Files are
/// named as the model names them: the declaration belongs beside the file that declares the Worker.
///
/// `None` if the model has no such Worker.
pub fn typescript_env(model: &Model, worker: &str) -> Option<String> {
    let worker = model.workers.iter().find(|other| other.name == worker)?;
    let mut out = String::from("// Written by cfs.\ndeclare namespace Cloudflare {\n");
    if let Some(path) = script(worker) {
        out.push_str(&format!(
            "  interface GlobalProps {{\n    mainModule: typeof import({});\n",
            quoted(&path)
        ));
        let own = worker.classes.iter().filter(|(_, class)| class.to.is_none() && !class.deleted);
        let classes: Vec<String> = own.map(|(name, _)| quoted(name)).collect();
        if !classes.is_empty() {
            out.push_str(&format!("    durableNamespaces: {};\n", classes.join(" | ")));
        }
        out.push_str("  }\n");
    }
    out.push_str("  interface Env {\n");
    for (name, binding) in &worker.bindings {
        out.push_str(&format!("    {}: {};\n", key(name), of(model, worker, binding)));
    }
    out.push_str("  }\n}\ninterface Env extends Cloudflare.Env {}\n");
    Some(out)
}

/// The file that a Worker is bundled of, as modules name it.
fn script(worker: &Worker) -> Option<String> {
    let Some(Source::Script(path)) = &worker.source else { return None };
    let ends = [".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs"];
    let path = ends.iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    let below = path.starts_with("./") || path.starts_with("../") || path.starts_with('/');
    Some(if below { path.to_owned() } else { format!("./{path}") })
}

fn of(model: &Model, worker: &Worker, binding: &Value) -> String {
    let known = table::of(kind(binding)).typescript;
    match kind(binding) {
        "json" => binding.get("json").map_or_else(|| "unknown".to_owned(), literal),
        "plain_text" => match binding.get("text") {
            Some(Value::String(text)) => quoted(text),
            _ => known.to_owned(),
        },
        "durable_object_namespace" => {
            let class = binding.get("class_name").and_then(Value::as_str);
            let path = of_script(model, worker, binding.get("script_name"));
            match (class, path) {
                (Some(class), Some(path)) => format!("{known}<{}>", member(&path, class, false)),
                _ => told(known, binding),
            }
        }
        "workflow" => {
            let class = binding.get("class_name").and_then(Value::as_str);
            match (class, of_script(model, worker, binding.get("script_name"))) {
                (Some(class), Some(path)) => {
                    format!("{known}<Parameters<{}[\"run\"]>[0][\"payload\"]>", member(&path, class, false))
                }
                _ => told(known, binding),
            }
        }
        "service" => {
            let class = binding.get("entrypoint").and_then(Value::as_str).unwrap_or("default");
            match binding.get("service").and_then(|service| of_script(model, worker, Some(service))) {
                Some(path) => format!("Service<{}>", member(&path, class, true)),
                None => told(known, binding),
            }
        }
        _ => known.to_owned(),
    }
}

/// The file of the Worker that has a class: the one of that name, or this one.
fn of_script(model: &Model, worker: &Worker, name: Option<&Value>) -> Option<String> {
    let Some(name) = name else { return script(worker) };
    let found = model.workers.iter().find(|other| match Reference::of(name) {
        Some(reference) => reference.address == other.address(),
        None => *name == other.called(),
    });
    script(found?)
}

/// What a file exports: the type of an instance, or of the export itself.
fn member(path: &str, name: &str, itself: bool) -> String {
    let path = quoted(path);
    let is_name = is_identifier(name);
    match (itself, is_name) {
        (true, true) => format!("typeof import({path}).{name}"),
        (false, true) => format!("import({path}).{name}"),
        (true, false) => format!("(typeof import({path}))[{}]", quoted(name)),
        (false, false) => format!("InstanceType<(typeof import({path}))[{}]>", quoted(name)),
    }
}

/// A type, and what it is bound to in a comment.
fn told(known: &str, binding: &Value) -> String {
    match bound_to(binding) {
        Some(what) => format!("{known} /* {} */", what.replace("*/", "* /").replace(['\n', '\r'], " ")),
        None => known.to_owned(),
    }
}

/// A value as a type that has no other.
fn literal(value: &Value) -> String {
    if Reference::of(value).is_some() {
        return "string".to_owned();
    }
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {}", key(name), literal(value))).collect();
            format!("{{ {} }}", members.join("; "))
        }
    }
}

fn key(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { quoted(name) }
}

fn is_identifier(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
}

/// A text in quotes. JSON's are TypeScript's, but for two ends of lines.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::super::named;
    use super::quoted;

    #[test]
    fn texts_and_names() {
        assert_eq!(quoted("a\"\u{2028}"), r#""a\"\u2028""#);
        let reference = serde_json::json!({ "$ref": "d1/orders", "member": "uuid" });
        assert_eq!(named(Some(&reference)).as_deref(), Some("orders"));
    }
}
