//! Rows that are `serde_json::Value`.

use crate::ast::{Segment, Selector};
use crate::source::Source;
use crate::value::{Value, position};
use serde_json::Value as Json;

impl From<&Json> for Value {
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => number.as_f64().map_or(Self::Absent, Self::Number),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(members) => {
                Self::Record(members.iter().map(|(name, value)| (name.clone(), Self::from(value))).collect())
            }
        }
    }
}

/// A row: names are its members, `it` is the row itself. Only what is asked for is looked at.
impl Source for Json {
    fn value(&self, selector: &Selector) -> Value {
        if !selector.matchers.is_empty() {
            return Value::Absent;
        }
        let mut json = match self.get(&selector.name) {
            Some(member) => member,
            None if selector.name == "it" => self,
            None => return Value::Absent,
        };
        for segment in &selector.path {
            let inner = match (segment, json) {
                (Segment::Member(name), Json::Object(members)) => members.get(name),
                (Segment::Index(index), Json::Array(items)) => {
                    position(*index, items.len()).and_then(|at| items.get(at))
                }
                _ => None,
            };
            match inner {
                Some(inner) => json = inner,
                None => return Value::Absent,
            }
        }
        Value::from(json)
    }
}
