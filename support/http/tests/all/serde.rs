//! Types in serde's world.

use cfs_http::{Json, record, string_enum};

#[derive(Clone, Default, PartialEq)]
struct Thing {
    id: String,
    kind: Option<Kind>,
    rest: Option<Json>,
}

record! { Thing { 0 id req "id", 1 kind opt "type", 2 rest opt "rest" } }

#[derive(Clone)]
enum Kind {
    One,
    Other(String),
}

string_enum! { Kind { One = "one" } }

#[test]
fn types_go_through_serde_unchanged() {
    let text = r#"{"id":"a","type":"one","rest":{"a":1.5,"b":12345678901234567890}}"#;
    let thing: Thing = serde_json::from_str(text).unwrap();
    assert_eq!(thing.kind, Some(Kind::One));
    assert_eq!(serde_json::to_string(&thing).unwrap(), text);
    let all: Vec<Thing> = serde_json::from_str(&format!("[{text}]")).unwrap();
    assert_eq!(all.len(), 1);
    let json: Json = serde_json::from_str("[[],{},[1,-2,1.5,\"x\"],null,true]").unwrap();
    assert_eq!(serde_json::to_string(&json).unwrap(), json.to_string());
    assert_eq!(serde_json::to_value(&thing).unwrap()["rest"]["a"], 1.5);
    let error = serde_json::from_str::<Thing>(r#"{"id":[1]}"#).unwrap_err().to_string();
    assert!(error.contains("id: expected a string, found [1]"), "{error}");
}
