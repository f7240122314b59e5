//! What names mean: given by whoever evaluates.

use crate::ast::{Expr, Segment, Selector};
use crate::value::Value;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What names mean. Whatever it does not know is [`Value::Absent`].
pub trait Source {
    /// The value of a name with its path, as it is now; its matchers, if it has some, say of which series. The path has no
    /// [`Segment::Every`], and the range is for [`series`](Self::series).
    fn value(&self, selector: &Selector) -> Value;

    /// What a series was during the selector's range.
    fn series(&self, selector: &Selector) -> Option<Series> {
        let _ = selector;
        None
    }

    /// What `2x` is compared with: the same names as they are usually, or in the version before.
    fn baseline(&self) -> Option<&dyn Source> {
        None
    }

    /// A function that the language does not have, such as `quota(workers.requests)`.
    fn call(&self, function: &str, arguments: &[Argument<'_>]) -> Value {
        let _ = (function, arguments);
        Value::Absent
    }

    /// What `now()` is; absent if there is none.
    fn now(&self) -> Option<Timestamp> {
        None
    }
}

/// What a function of the source is called with.
#[derive(Debug)]
pub struct Argument<'e> {
    /// As it was written: the name, where the name is what counts.
    pub expr: &'e Expr,
    /// What it is.
    pub value: Value,
}

impl Argument<'_> {
    /// The name, if it is one.
    pub fn selector(&self) -> Option<&Selector> {
        match self.expr {
            Expr::Selector(selector) => Some(selector),
            _ => None,
        }
    }
}

/// A series during a range of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What its values say.
    pub kind: SeriesKind,
    /// Its values, the oldest first.
    pub samples: Vec<Sample>,
}

/// What the values of a series say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SeriesKind {
    /// How many there were since the value before, as in Cloudflare's analytics.
    Counts,
    /// How many there were since a beginning; it begins again at zero.
    Counter,
    /// How much there is.
    Gauge,
}

/// A value at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// When.
    pub at: Timestamp,
    /// How much.
    pub value: f64,
}

/// A record's members; or names with points in them, which are found as they are.
impl Source for BTreeMap<String, Value> {
    fn value(&self, selector: &Selector) -> Value {
        if !selector.matchers.is_empty() {
            return Value::Absent;
        }
        match self.get(&selector.name) {
            Some(first) => walk(first, &selector.path),
            None => self.get(&selector.dotted()).cloned().unwrap_or_default(),
        }
    }
}

/// A record's members; `it` is the value itself.
impl Source for Value {
    fn value(&self, selector: &Selector) -> Value {
        match self {
            _ if !selector.matchers.is_empty() => Value::Absent,
            Value::Record(members) if members.contains_key(&selector.name) => members.value(selector),
            _ if selector.name == "it" => walk(self, &selector.path),
            Value::Record(members) => members.value(selector),
            _ => Value::Absent,
        }
    }
}

/// What a path leads to from a value.
pub(crate) fn walk(value: &Value, path: &[Segment]) -> Value {
    match path {
        [] => value.clone(),
        [Segment::Every, rest @ ..] => match value {
            Value::List(items) => flattened(items.iter().map(|item| walk(item, rest)), rest),
            _ => Value::Absent,
        },
        [Segment::Member(name), rest @ ..] => match value {
            Value::Record(members) => members.get(name).map_or(Value::Absent, |inner| walk(inner, rest)),
            _ => Value::Absent,
        },
        [segment, rest @ ..] => walk(&value.at(segment), rest),
    }
}

/// The values of all items; where the rest of the path names all of something again, those of these.
fn flattened(values: impl Iterator<Item = Value>, rest: &[Segment]) -> Value {
    if !rest.contains(&Segment::Every) {
        return Value::List(values.collect());
    }
    let lists = values.flat_map(|value| match value {
        Value::List(items) => items,
        other => vec![other],
    });
    Value::List(lists.collect())
}
