//! Which events are meant: filters of keys, groups of them, and texts to be found anywhere.

use super::event::Entry;
use crate::json::plain;
use regex_lite::{Regex, RegexBuilder};
use serde_json::Value;
use std::cmp::Ordering;

/// What events have to be like.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters {
    all: bool,
    parts: Vec<Filter>,
    needle: Option<Needle>,
}

#[derive(Clone, Debug)]
enum Filter {
    Group(Filters),
    One { key: String, operation: String, value: Value, pattern: Option<Regex> },
}

/// A text to be found.
#[derive(Clone, Debug)]
pub(super) struct Needle {
    text: String,
    pattern: Option<Regex>,
    case: bool,
}

impl Needle {
    /// As a call says it.
    pub(super) fn read(given: &Value) -> Result<Option<Self>, String> {
        let text = match &given["value"] {
            Value::Null => return Ok(None),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if text.is_empty() {
            return Ok(None);
        }
        let case = given["matchCase"] == true;
        let pattern = if given["isRegex"] == true { Some(regex(&text, case)?) } else { None };
        Ok(Some(Self { text, pattern, case }))
    }

    /// Whether a text has it.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match &self.pattern {
            Some(pattern) => pattern.is_match(text),
            None if self.case => text.contains(&self.text),
            None => text.to_lowercase().contains(&self.text.to_lowercase()),
        }
    }
}

fn regex(text: &str, case: bool) -> Result<Regex, String> {
    let built = RegexBuilder::new(text).case_insensitive(!case).size_limit(1 << 20).build();
    built.map_err(|error| format!("`{text}` is no regular expression: {error}"))
}

impl Filters {
    /// As the parameters of a call say them.
    ///
    /// # Errors
    /// What of them is wrong.
    pub(super) fn read(parameters: &Value) -> Result<Self, String> {
        let mut own = Self::group(parameters)?;
        own.needle = Needle::read(&parameters["needle"])?;
        Ok(own)
    }

    fn group(given: &Value) -> Result<Self, String> {
        let any = given["filterCombination"].as_str().is_some_and(|how| how.eq_ignore_ascii_case("or"));
        // An empty one says nothing.
        let is_empty = |filter: &&Value| filter.as_object().is_some_and(serde_json::Map::is_empty);
        let filters = given["filters"].as_array().into_iter().flatten().filter(|filter| !is_empty(filter));
        let filters = filters.map(|filter| {
            if filter["kind"] == "group" {
                return Self::group(filter).map(Filter::Group);
            }
            let key = filter["key"].as_str().ok_or("a filter needs `key`")?.to_owned();
            let operation = filter["operation"].as_str().ok_or("a filter needs `operation`")?;
            let operation = usual(operation).ok_or_else(|| format!("there is no operation `{operation}`"))?;
            let value = filter["value"].clone();
            let pattern = match operation {
                "regex" => Some(regex(value.as_str().unwrap_or_default(), true)?),
                _ => None,
            };
            Ok(Filter::One { key, operation: operation.to_owned(), value, pattern })
        });
        Ok(Self { all: !any, parts: filters.collect::<Result<_, String>>()?, needle: None })
    }

    /// Whether an event is one.
    pub(super) fn pass(&self, entry: &Entry) -> bool {
        let one = |filter: &Filter| match filter {
            Filter::Group(group) => group.pass(entry),
            Filter::One { key, operation, value, pattern } => {
                holds(operation, entry.get(key), value, pattern.as_ref())
            }
        };
        let passes = match self.all {
            _ if self.parts.is_empty() => true,
            true => self.parts.iter().all(one),
            false => self.parts.iter().any(one),
        };
        passes && self.needle.as_ref().is_none_or(|needle| needle.is_in(&entry.value.to_string()))
    }
}

/// An operation by any of its names.
pub(super) fn usual(operation: &str) -> Option<&'static str> {
    Some(match operation.to_lowercase().as_str() {
        "includes" => "includes",
        "not_includes" | "does_not_include" => "not_includes",
        "starts_with" => "starts_with",
        "ends_with" => "ends_with",
        "regex" | "match_regex" => "regex",
        "exists" => "exists",
        "is_null" | "does_not_exist" => "is_null",
        "in" => "in",
        "not_in" => "not_in",
        "eq" | "=" => "eq",
        "neq" | "!=" => "neq",
        "gt" | ">" => "gt",
        "gte" | ">=" => "gte",
        "lt" | "<" => "lt",
        "lte" | "<=" => "lte",
        _ => return None,
    })
}

/// How two values are in order: as numbers where both are, else as texts.
pub(super) fn order(own: &Value, other: &Value) -> Ordering {
    let number = |value: &Value| match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    };
    match (number(own), number(other)) {
        (Some(own), Some(other)) => own.total_cmp(&other),
        _ => plain(own).cmp(&plain(other)),
    }
}

/// A list: as one, or as texts with commas between them.
fn listed(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(all) => all.clone(),
        Value::String(text) => text.split(',').map(|one| Value::from(one.trim())).collect(),
        other => vec![other.clone()],
    }
}

fn holds(operation: &str, own: Option<&Value>, value: &Value, pattern: Option<&Regex>) -> bool {
    let Some(own) = own else {
        return matches!(operation, "is_null" | "not_includes" | "neq" | "not_in");
    };
    let is = |other: &Value| order(own, other) == Ordering::Equal;
    match operation {
        "exists" => true,
        "is_null" => false,
        "eq" => is(value),
        "neq" => !is(value),
        "gt" => order(own, value) == Ordering::Greater,
        "gte" => order(own, value) != Ordering::Less,
        "lt" => order(own, value) == Ordering::Less,
        "lte" => order(own, value) != Ordering::Greater,
        "in" => listed(value).iter().any(is),
        "not_in" => !listed(value).iter().any(is),
        "includes" => plain(own).to_lowercase().contains(&plain(value).to_lowercase()),
        "not_includes" => !plain(own).to_lowercase().contains(&plain(value).to_lowercase()),
        "starts_with" => plain(own).starts_with(&plain(value)),
        "ends_with" => plain(own).ends_with(&plain(value)),
        "regex" => pattern.is_some_and(|pattern| pattern.is_match(&plain(own))),
        _ => false,
    }
}
