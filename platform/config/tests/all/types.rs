//! What Workers find in their environment, as types.

use cfs_config::{Model, rust_env, typescript_env};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A Worker that is bound to everything.
fn bound() -> Model {
    let text = include_str!("../models/bound.json");
    cfs_config::read(text, "bound.json", cfs_config::Form::Json, None).model
}

#[test]
fn typescript_has_a_type_for_every_kind() {
    let model = bound();
    let text = typescript_env(&model, "all").expect("a Worker");
    insta::assert_snapshot!("types-typescript", text);
    assert_eq!(typescript_env(&model, "nobody"), None);
    for name in model.workers[0].bindings.keys() {
        assert!(text.contains(&format!("    {name}: ")), "{name}");
    }
}

#[test]
fn rust_has_a_type_for_every_kind() {
    let model = bound();
    let text = rust_env(&model, "all").expect("a Worker");
    insta::assert_snapshot!("types-rust", text);
    // Which kinds a type reads is what cfs-build compares with the model.
    let accepted: BTreeMap<&str, BTreeSet<&str>> = include_str!("../../../build/src/manifest/bindings.rs")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("(\"")?.strip_suffix("]),")?.split_once("\", &["))
        .map(|(name, kinds)| (name, kinds.split(", ").map(|kind| kind.trim_matches('"')).collect()))
        .collect();
    assert!(accepted.len() >= 30, "{}", accepted.len());
    let fields: Vec<&str> =
        text.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.strip_suffix(',')).collect();
    let bindings = &model.workers[0].bindings;
    assert_eq!(fields.len(), bindings.len());
    for (field, (name, binding)) in fields.into_iter().zip(bindings) {
        let ty = field.split_once(": ").map(|(_, ty)| ty).unwrap_or_default();
        let kind = binding["type"].as_str().expect("a type");
        // What has no type of its own is read as any value; a blob is a text, an inherited binding a secret.
        if let Some(kinds) = accepted.get(ty).filter(|_| !["text_blob", "inherit"].contains(&kind)) {
            assert!(kinds.contains(kind), "{name}: {ty} does not read {kind}");
        } else {
            let any = [
                "JsValue",
                "String",
                "f64",
                "bool",
                "Vec<String>",
                "CryptoKey",
                "WorkerVersionMetadata",
                "Variable",
                "Secret",
            ];
            assert!(any.contains(&ty), "{name}: {ty}");
        }
    }
}

#[test]
fn names_of_fields() {
    let names = ["DB", "MY_KV2", "camelCase", "A__B", "_X", "type", "TYPE", "self", "3D", "ü", "db", "a-b"];
    let bindings: BTreeMap<&str, _> =
        names.iter().map(|name| (*name, json!({ "type": "secret_text" }))).collect();
    let model = json!({ "cfs_model": 1, "app": "a", "workers": [{ "name": "w", "bindings": bindings }] });
    let model: Model = serde_json::from_value(model).expect("a model");
    let text = rust_env(&model, "w").expect("a Worker");
    let body = text.split_once("pub struct Env {\n").map(|(_, body)| body).unwrap_or_default();
    let expected = r#"    #[binding("3D")]
    pub binding_3d: Secret,
    #[binding("A__B")]
    pub a_b: Secret,
    pub db: Secret,
    pub my_kv2: Secret,
    #[binding("TYPE")]
    pub binding_type: Secret,
    #[binding("_X")]
    pub x: Secret,
    #[binding("a-b")]
    pub a_b_2: Secret,
    #[binding("camelCase")]
    pub camel_case: Secret,
    #[binding("db")]
    pub db_2: Secret,
    #[binding("self")]
    pub binding_self: Secret,
    #[binding("type")]
    pub binding_type_2: Secret,
    #[binding("ü")]
    pub binding: Secret,
}
"#;
    assert_eq!(body, expected);
    let text = typescript_env(&model, "w").expect("a Worker");
    for line in
        ["    \"3D\": string;", "    camelCase: string;", "    \"a-b\": string;", "    \"ü\": string;"]
    {
        assert!(text.contains(line), "{line}");
    }
}
