//! What the document says of an operation, read as plain JSON.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An operation of a segment.
pub(super) struct Told<'d> {
    pub(super) root: &'d Value,
    pub(super) path: &'d str,
    pub(super) method: &'d str,
    pub(super) item: &'d Value,
    pub(super) node: &'d Value,
}

pub(super) fn texts(node: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    for text in node.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::trim) {
        if !text.is_empty() && !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The letters and digits of a text: how it is set as Markdown means nothing.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl<'d> Told<'d> {
    pub(super) fn follow(&self, node: &'d Value) -> &'d Value {
        let mut at = node;
        for _ in 0..64 {
            let Some(reference) = at.get("$ref").and_then(Value::as_str) else { return at };
            at = self.root.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
        }
        at
    }

    pub(super) fn is_both(&self) -> bool {
        self.node["x-cfs-scope"] == "both"
    }

    pub(super) fn template(&self) -> String {
        match self.path.splitn(4, '/').nth(3).filter(|_| self.is_both()) {
            Some(rest) => format!("/{{accounts_or_zones}}/{{account_or_zone_id}}/{rest}"),
            None => self.path.to_owned(),
        }
    }

    /// Parameters by place and name: the operation's own before those of its path.
    pub(super) fn parameters(&self) -> BTreeMap<(&'d str, &'d str), &'d Value> {
        let mut found = BTreeMap::new();
        for list in [&self.node["parameters"], &self.item["parameters"]] {
            for node in list.as_array().into_iter().flatten().map(|node| self.follow(node)) {
                if let (Some(place), Some(name)) = (node["in"].as_str(), node["name"].as_str()) {
                    found.entry((place, name)).or_insert(node);
                }
            }
        }
        found
    }

    pub(super) fn schema(&self, holder: &'d Value) -> &'d Value {
        let content = || holder["content"].as_object()?.values().next()?.get("schema");
        holder.get("schema").or_else(content).map_or(&Value::Null, |schema| self.follow(schema))
    }

    /// The members of an object with whether they are required, parts of `allOf` included; none where alternatives or
    /// conditions decide.
    pub(super) fn members(&self, schema: &'d Value, depth: usize) -> Option<BTreeMap<&'d str, bool>> {
        let schema = self.follow(schema);
        let odd = ["oneOf", "anyOf", "if", "not"].iter().any(|key| schema.get(*key).is_some());
        if odd || depth > 16 {
            return None;
        }
        let mut found: BTreeMap<&str, bool> = BTreeMap::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            for (name, required) in self.members(part, depth + 1)? {
                *found.entry(name).or_default() |= required;
            }
        }
        for name in schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            found.entry(name).or_default();
        }
        for name in texts(&schema["required"]) {
            *found.entry(name).or_default() = true;
        }
        Some(found)
    }

    pub(super) fn answers(&self) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        for (status, node) in self.node["responses"].as_object().into_iter().flatten() {
            let node = self.follow(node);
            let media = || node["content"].as_object().into_iter().flatten().map(|(media, _)| media.clone());
            if status.starts_with('2') {
                let several = media().map(|media| (status.clone(), media));
                found.extend(several);
                if media().next().is_none() {
                    found.insert((status.clone(), String::new()));
                }
            }
        }
        found
    }

    pub(super) fn credentials(&self) -> BTreeSet<&'static str> {
        let own = self.node.get("security").or_else(|| self.root.get("security")).unwrap_or(&Value::Null);
        if own.as_array().is_some_and(Vec::is_empty) {
            return BTreeSet::from(["none"]);
        }
        let mut found = BTreeSet::new();
        for requirement in own.as_array().into_iter().flatten().filter_map(Value::as_object) {
            if requirement.is_empty() {
                found.insert("none");
            }
            for scheme in requirement.keys().map(|name| &self.root["components"]["securitySchemes"][name]) {
                let header = scheme["name"].as_str().unwrap_or_default().to_lowercase();
                found.insert(match header.as_str() {
                    _ if scheme.get("x-cfs-argument").is_some() => "bearer",
                    "x-auth-email" | "x-auth-key" => "key",
                    "x-auth-user-service-key" => "service key",
                    _ => "token",
                });
            }
        }
        if found.contains("bearer") { BTreeSet::from(["bearer"]) } else { found }
    }
}
