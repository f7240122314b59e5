//! The published schema says what the types say.

use crate::models::whole;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../model.schema.json")).expect("JSON")
}

/// What does not fit, and which members of objects were seen. Knows the words that the schema uses, and no others.
fn fit(root: &Value, at: &Value, value: &Value, path: &str, seen: &mut BTreeSet<String>) -> Vec<String> {
    const WORDS: [&str; 16] = [
        "$comment",
        "$defs",
        "$id",
        "$ref",
        "$schema",
        "additionalProperties",
        "anyOf",
        "const",
        "default",
        "description",
        "enum",
        "items",
        "properties",
        "required",
        "title",
        "type",
    ];
    let words = at.as_object().expect("a schema");
    assert!(words.keys().all(|word| WORDS.contains(&word.as_str()) || word == "minimum"), "{path}: {at}");
    if let Some(name) = at.get("$ref").and_then(Value::as_str) {
        let name = name.strip_prefix("#/$defs/").expect("a definition");
        return fit(root, &root["$defs"][name], value, name, seen);
    }
    let mut out = Vec::new();
    if let Some(ways) = at.get("anyOf").and_then(Value::as_array) {
        let tried: Vec<Vec<String>> = ways.iter().map(|way| fit(root, way, value, path, seen)).collect();
        if !tried.iter().any(Vec::is_empty) {
            out.push(format!("{path}: {value} is none of the ways: {tried:?}"));
        }
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if at.get("type").is_some_and(|wanted| wanted != kind) {
        out.push(format!("{path}: a {kind} instead of {}", at["type"]));
    }
    if at.get("const").is_some_and(|wanted| wanted != value)
        || at.get("enum").is_some_and(|all| !all.as_array().expect("a list").contains(value))
    {
        out.push(format!("{path}: {value} is another word"));
    }
    out.extend(within(root, at, value, path, seen));
    out
}

/// What does not fit of items and members.
fn within(root: &Value, at: &Value, value: &Value, path: &str, seen: &mut BTreeSet<String>) -> Vec<String> {
    let mut out = Vec::new();
    for item in value.as_array().into_iter().flatten() {
        out.extend(
            at.get("items")
                .map(|items| fit(root, items, item, &format!("{path}[]"), seen))
                .unwrap_or_default(),
        );
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let inner_path = format!("{path}.{name}");
        match (at["properties"].get(name), at.get("additionalProperties")) {
            (Some(known), _) => {
                seen.insert(inner_path.clone());
                out.extend(fit(root, known, inner, &inner_path, seen));
            }
            (None, Some(Value::Bool(false))) => out.push(format!("{inner_path}: unknown")),
            (None, Some(more @ Value::Object(_))) => {
                out.extend(fit(root, more, inner, &format!("{path}.*"), seen));
            }
            _ => {}
        }
    }
    for name in at.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            out.push(format!("{path}: no {name}"));
        }
    }
    out
}

/// All members that the schema has, as paths from the definition that they stand in.
fn members(at: &Value, path: &str, out: &mut BTreeSet<String>) {
    for (name, inner) in at["properties"].as_object().into_iter().flatten() {
        out.insert(format!("{path}.{name}"));
        members(inner, &format!("{path}.{name}"), out);
    }
    at.get("items").inspect(|items| members(items, &format!("{path}[]"), out));
    at.get("additionalProperties").inspect(|more| members(more, &format!("{path}.*"), out));
    at["anyOf"].as_array().into_iter().flatten().for_each(|way| members(way, path, out));
}

#[test]
fn the_schema_has_what_the_types_have_and_nothing_else() {
    let schema = schema();
    let mut seen = BTreeSet::new();
    let mut value = json!(whole());
    value["$schema"] = json!("model.schema.json");
    assert_eq!(fit(&schema, &schema, &value, "model", &mut seen), Vec::<String>::new());
    let mut all = BTreeSet::new();
    members(&schema, "model", &mut all);
    for (name, definition) in schema["$defs"].as_object().expect("definitions") {
        members(definition, name, &mut all);
    }
    // A model that says everything has each member of the schema: those that it lacks, the types do not have.
    let only_there: Vec<&String> = all.difference(&seen).collect();
    assert!(only_there.is_empty(), "{only_there:?}");
}

#[test]
fn what_the_types_refuse_does_not_fit() {
    let schema = schema();
    for wrong in [
        json!({"app": "a"}),
        json!({"cfs_model": 1}),
        json!({"cfs_model": 1, "app": "a", "apps": 1}),
        json!({"cfs_model": 1, "app": "a", "resources": [{"kind": "d1"}]}),
        json!({"cfs_model": 1, "app": "a", "resources": [{"kind": "d1", "name": "b", "origin": "ensured"}]}),
        json!({"cfs_model": 1, "app": "a", "workers": [{"name": "w", "source": {"folder": "x"}}]}),
        json!({"cfs_model": 1, "app": "a", "workers": [{"name": "w", "crons": "x"}]}),
    ] {
        assert!(!fit(&schema, &schema, &wrong, "model", &mut BTreeSet::new()).is_empty(), "{wrong}");
    }
}
