//! Models as `cfs-config` reads them.

use cfs_config::{Form, Model};
use cfs_model::{App, Result};
use serde_json::Value;

/// The model of an application in an environment, read again.
pub(crate) fn read(environment: Option<&str>, describe: impl FnOnce(&App) -> Result) -> Model {
    let text = cfs_model::model("shop", environment, describe).expect("no mistake");
    strict(&text)
}

/// A model whose text has no member that the reader does not know.
pub(crate) fn strict(text: &str) -> Model {
    let read = cfs_config::read(text, "model.json", Form::Json, None);
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let model = read.model;
    let value: Value = serde_json::from_str(text).expect("JSON");
    let again = serde_json::to_value(&model).expect("JSON");
    same(&value, &again, "");
    model
}

/// Compares, but for what a reader leaves out because it is empty.
fn same(ours: &Value, theirs: &Value, path: &str) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            for (name, value) in ours {
                let path = format!("{path}.{name}");
                let other = theirs.get(name).unwrap_or_else(|| panic!("{path} is not read"));
                same(value, other, &path);
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{path}");
            for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                same(ours, theirs, &format!("{path}.{index}"));
            }
        }
        _ => assert_eq!(ours, theirs, "{path}"),
    }
}
