//! Bindings of a version: those that are given, those that are kept or inherited, and the secrets, of which only names are told.

use super::Script;
use super::versions::Made;
use crate::server::reply::Reply;
use serde_json::{Value, json};

/// Keeps bindings of every type.
pub(super) const ALL: &str = "*";

/// The bindings of a new version, without what is secret, and the secrets: name and value.
pub(super) struct Resolved {
    pub(super) bindings: Vec<Value>,
    pub(super) secrets: Vec<(String, Value)>,
}

const SECRET: [&str; 2] = ["secret_text", "secret_key"];
/// Members of bindings that are never told.
const HIDDEN: [&str; 3] = ["text", "key_base64", "key_jwk"];

pub(super) fn is_secret(binding: &Value) -> bool {
    binding["type"].as_str().is_some_and(|kind| SECRET.contains(&kind))
}

/// Puts the bindings of a version together.
pub(super) fn resolve(
    script: &Script<'_>,
    metadata: &Value,
    before: Option<&Made>,
) -> Result<Resolved, Reply> {
    let old = before.map(Made::bindings).unwrap_or_default();
    let secret = |name: &str| super::secrets::value(script, before.map(Made::id).unwrap_or_default(), name);
    let mut out = Resolved { bindings: Vec::new(), secrets: Vec::new() };
    for given in metadata["bindings"].as_array().into_iter().flatten() {
        let name = given["name"].as_str().unwrap_or_default();
        if given["type"] != "inherit" {
            out.take(given);
            continue;
        }
        let from = given["old_name"].as_str().unwrap_or(name);
        let Some(found) = old.iter().find(|binding| binding["name"] == from) else {
            let message =
                format!("Cannot inherit binding '{from}': the previous version has none of that name");
            return Err(Reply::error(400, 10_057, message));
        };
        let mut binding = found.clone();
        binding["name"] = json!(name);
        if is_secret(&binding) {
            out.secrets.push((name.to_owned(), secret(from)?));
        }
        out.bindings.push(binding);
    }
    let keep = &metadata["keep_bindings"];
    let kept = |kind: &Value| keep == ALL || keep.as_array().is_some_and(|kinds| kinds.contains(kind));
    for binding in &old {
        let name = binding["name"].as_str().unwrap_or_default();
        if kept(&binding["type"]) && !out.bindings.iter().any(|new| new["name"] == name) {
            if is_secret(binding) {
                out.secrets.push((name.to_owned(), secret(name)?));
            }
            out.bindings.push(binding.clone());
        }
    }
    Ok(out)
}

impl Resolved {
    /// Adds a binding that is given, in the place of one of its name.
    pub(super) fn take(&mut self, given: &Value) {
        let name = given["name"].as_str().unwrap_or_default().to_owned();
        self.remove(&name);
        let mut binding = given.clone();
        if is_secret(given) {
            let mut hidden = json!({});
            if let Value::Object(members) = &mut binding {
                for member in HIDDEN {
                    if let Some(value) = members.remove(member) {
                        hidden[member] = value;
                    }
                }
            }
            self.secrets.push((name, hidden));
        }
        self.bindings.push(binding);
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.bindings.retain(|binding| binding["name"] != name);
        self.secrets.retain(|(known, _)| known != name);
    }
}
