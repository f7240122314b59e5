//! Whether two JSON texts mean the same.

use cfs_http::Timestamp;
use serde_json::Value;

/// How `after` differs from `before`, one line per place. Numbers are compared by value, date-times by instant; a
/// member that is `null` before may be missing after, and the other way round is an addition.
pub fn differences(before: &Value, after: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(before, after, String::new(), &mut found);
    found
}

fn walk(before: &Value, after: &Value, path: String, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                let at = format!("{path}.{key}");
                match new.get(key) {
                    Some(other) => walk(value, other, at, found),
                    None if value.is_null() => {}
                    None => found.push(format!("{at} is lost")),
                }
            }
            for key in new.keys().filter(|key| !old.contains_key(*key)) {
                found.push(format!("{path}.{key} is added"));
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                walk(old, new, format!("{path}[{index}]"), found);
            }
        }
        _ if same(before, after) => {}
        _ => found.push(format!("{path} was {before}, is {after}")),
    }
}

fn same(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::String(a), Value::String(b)) => {
            let instant = |text: &str| text.parse::<Timestamp>().ok();
            a == b || (instant(a).is_some() && instant(a) == instant(b)) || a.eq_ignore_ascii_case(b)
        }
        _ => before == after,
    }
}
