//! The document in other sizes: some of its paths with what they need, or everything twice.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A document with one in `of` of the paths and the components they reach.
pub(super) fn part(document: &Value, of: usize) -> Value {
    let mut part = document.clone();
    let paths = document["paths"].as_object().cloned().unwrap_or_default();
    let kept: Map<String, Value> = paths.into_iter().step_by(of).collect();
    let needed = reached(document, &Value::Object(kept.clone()));
    part["paths"] = Value::Object(kept);
    if let Some(kinds) = part["components"].as_object_mut() {
        for (kind, members) in kinds.iter_mut().filter(|(kind, _)| *kind != "securitySchemes") {
            if let Some(members) = members.as_object_mut() {
                members.retain(|name, _| needed.contains(&address(kind, name)));
            }
        }
    }
    part
}

/// A document with every path twice, and every schema: the second ones have a member more, so that none is equal to
/// its model and all are generated.
pub(super) fn doubled(document: &Value) -> Value {
    let mut doubled = document.clone();
    let paths = document["paths"].as_object().cloned().unwrap_or_default();
    if let Some(all) = doubled["paths"].as_object_mut() {
        for (path, item) in paths {
            let mut item = item;
            renamed(&mut item);
            // What follows keeps the service: rules look at how a path begins.
            all.insert(format!("{path}/second"), item);
        }
    }
    if let Some(kinds) = doubled["components"].as_object_mut() {
        for (kind, members) in kinds.iter_mut().filter(|(kind, _)| *kind != "securitySchemes") {
            let Some(members) = members.as_object_mut() else { continue };
            for (name, value) in members.clone() {
                let mut value = value;
                renamed(&mut value);
                if kind == "schemas"
                    && let Some(properties) = value.get_mut("properties").and_then(Value::as_object_mut)
                {
                    properties.insert("second".to_owned(), serde_json::json!({ "type": "boolean" }));
                }
                members.insert(format!("{name}-second"), value);
            }
        }
    }
    doubled
}

fn address(kind: &str, name: &str) -> String {
    format!("#/components/{kind}/{name}")
}

/// Every component that a value refers to, directly or not.
fn reached(document: &Value, from: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                for member in members.values() {
                    // Mappings of discriminators name components without `$ref`.
                    if let Some(text) = member.as_str().filter(|text| text.starts_with("#/components/"))
                        && found.insert(text.to_owned())
                    {
                        open.extend(document.pointer(&text[1..]));
                    }
                    open.push(member);
                }
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}

/// References and ids to the second ones.
fn renamed(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                match member {
                    Value::String(text)
                        if text.starts_with("#/components/") && !text.contains("/securitySchemes/")
                            || key == "operationId" =>
                    {
                        text.push_str("-second");
                    }
                    member => renamed(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(renamed),
        _ => {}
    }
}
