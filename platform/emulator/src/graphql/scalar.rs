//! Values of fields: as rows have them, as filters say them, as answers give them.

use super::datasets::{Dataset, Field};
use crate::events::{SECOND, time};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// What rows are computed from: a time, and members by the names of dimensions and metrics.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// In microseconds since 1970.
    pub(crate) at: i64,
    pub(crate) fields: Map<String, Value>,
}

/// A value that can be compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    Number(f64),
    Text(String),
    /// In microseconds since 1970.
    Time(i64),
    List(Vec<String>),
}

impl Scalar {
    /// How two values of one field are in order.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => a.cmp(b),
            _ => Ordering::Less,
        }
    }
}

/// Seconds to which a field of time is cut; none where it is not the row's own time.
pub(crate) fn step(dataset: &Dataset, field: &str) -> Option<i64> {
    Some(match field {
        "datetime" if dataset.name.ends_with("1hGroups") => 3600,
        "datetime" if dataset.name.ends_with("1mGroups") => 60,
        "datetime" => 1,
        "datetimeMinute" => 60,
        "datetimeFiveMinutes" => 300,
        "datetimeFifteenMinutes" => 900,
        "datetimeHalfOfHour" => 1800,
        "datetimeHour" => 3600,
        "datetimeSixHours" => 21_600,
        "date" | "datetimeDay" => 86_400,
        _ => return None,
    })
}

/// A time, cut down.
pub(crate) fn cut(at: i64, step: i64) -> i64 {
    at - at.rem_euclid(step * SECOND)
}

impl Row {
    /// The value of a dimension; what its type has where there is none.
    pub(crate) fn value(&self, dataset: &Dataset, field: &Field) -> Scalar {
        if let Some(step) = step(dataset, field.name) {
            return Scalar::Time(cut(self.at, step));
        }
        let given = self.fields.get(field.name).unwrap_or(&Value::Null);
        match field.kind {
            "string" => Scalar::Text(text(given)),
            "Time" | "Date" => Scalar::Time(given.as_str().and_then(time).unwrap_or(0)),
            kind if kind.starts_with('[') => {
                Scalar::List(given.as_array().into_iter().flatten().map(text).collect())
            }
            _ => Scalar::Number(number(given).unwrap_or(0.0)),
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A number, if it is one; of booleans one or nothing.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(is) => Some(f64::from(u8::from(*is))),
        Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    }
}

/// What a filter says of a field of a type.
///
/// # Errors
/// What is expected.
pub(crate) fn given(kind: &str, value: &Value) -> Result<Scalar, String> {
    let wrong = || format!("expected a value of type {kind}, got {value}");
    match kind {
        "string" => value.as_str().map(|text| Scalar::Text(text.to_owned())).ok_or_else(wrong),
        "Time" | "Date" => value.as_str().and_then(time).map(Scalar::Time).ok_or_else(wrong),
        kind if kind.starts_with('[') => match value {
            Value::Array(all) => Ok(Scalar::List(all.iter().map(text).collect())),
            Value::String(text) => Ok(Scalar::List(vec![text.clone()])),
            _ => Err(wrong()),
        },
        _ if value.is_string() => Err(wrong()),
        _ => number(value).map(Scalar::Number).ok_or_else(wrong),
    }
}

/// As an answer has it.
pub(crate) fn told(kind: &str, value: &Scalar) -> Value {
    match (kind, value) {
        ("Date", Scalar::Time(at)) => json!(day(*at)),
        (_, Scalar::Time(at)) => json!(moment(*at)),
        (_, Scalar::Text(text)) => json!(text),
        (kind, Scalar::Number(number)) => measure(kind, *number),
        (_, Scalar::List(all)) => json!(all),
    }
}

/// A number of a type: whole where the type is.
pub(crate) fn measure(kind: &str, number: f64) -> Value {
    match kind {
        kind if kind.starts_with("float") => json!(number),
        kind if kind.starts_with('u') => json!(number.round().max(0.0) as u64),
        _ => json!(number.round() as i64),
    }
}

/// A time in whole seconds, RFC 3339.
pub(crate) fn moment(at: i64) -> String {
    Timestamp::from_second(at.div_euclid(SECOND)).map(|time| time.to_string()).unwrap_or_default()
}

fn day(at: i64) -> String {
    moment(at).split('T').next().unwrap_or_default().to_owned()
}
