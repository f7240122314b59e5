//! Data points of Workers Analytics Engine, as the runtime sends them.

use super::kind;
use super::record;
use crate::world::World;
use serde_json::{Map, Value, json};

/// How many blobs and doubles a point has.
pub(crate) const MOST: usize = 20;

/// Adds a data point of a dataset.
pub(crate) fn add(world: &World, account: &str, dataset: &str, body: &[u8]) {
    let sent: Value = serde_json::from_slice(body).unwrap_or_default();
    let mut point = Map::from_iter([("dataset".to_owned(), json!(dataset))]);
    let index = text(&sent["index1"]);
    point.insert("index1".to_owned(), json!(index));
    for at in 1..=MOST {
        let (blob, double) = (format!("blob{at}"), format!("double{at}"));
        if !sent[blob.as_str()].is_null() {
            point.insert(blob.clone(), json!(text(&sent[blob.as_str()])));
        }
        if let Some(number) = sent[double.as_str()].as_f64().filter(|number| *number != 0.0) {
            point.insert(double, json!(number));
        }
    }
    record::add(world, kind::POINT, account, Value::Object(point));
}

/// A blob: bytes as a list of numbers, or text.
fn text(value: &Value) -> String {
    match value {
        Value::Array(bytes) => {
            let bytes: Vec<u8> = bytes.iter().filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Value::String(text) => text.clone(),
        _ => String::new(),
    }
}
