//! Values of types: what is there is fitted to a type, what is missing is made.

pub(crate) mod answer;
mod scalar;
mod union;

pub(crate) use scalar::of_catalogue;

use crate::world::World;
use cfs_catalogue::{Facts, Field, Kind, Record, Schema};
use serde_json::{Map, Value};

/// How much of what may be missing is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// What must be there.
    Needed,
    /// What only the API sets, and what has a default.
    Given,
    /// All that is known.
    All,
}

/// What makes values.
pub(crate) struct Maker<'w> {
    pub(crate) world: &'w World,
    pub(crate) fill: Fill,
    /// Members that are known by their names: what the path says.
    pub(crate) known: Map<String, Value>,
    /// The members that only the API sets.
    pub(crate) read_only: &'static [&'static str],
}

/// What is known of the place where a value goes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hint {
    pub(crate) name: &'static str,
    pub(crate) facts: Option<&'static Facts>,
}

/// What is nested deeper is made as small as may be.
const MAX_DEPTH: usize = 6;
/// Nothing is nested deeper.
const END: usize = 24;

impl<'w> Maker<'w> {
    pub(crate) fn new(world: &'w World, fill: Fill) -> Self {
        Self { world, fill, known: Map::new(), read_only: &[] }
    }

    /// The value of a type that is closest to what is there.
    pub(crate) fn fit(&self, schema: Schema, hint: Hint, there: Option<&Value>, depth: usize) -> Value {
        if depth > END {
            return Value::Null;
        }
        match schema.kind() {
            Kind::Nothing | Kind::Outcome(_) | Kind::Form(_) => Value::Null,
            Kind::Maybe(_) if there.is_none_or(Value::is_null) && self.fill != Fill::All => Value::Null,
            Kind::Maybe(inner) => self.fit(inner, hint, there, depth + 1),
            Kind::List(item) => self.list(item, hint, there, depth),
            Kind::Map(item) => self.map(item, there, depth),
            Kind::Record(record) => self.record(record, there, depth),
            Kind::Union(union) => self.union(schema, union, hint, there, depth),
            Kind::Enum(of) => self.one_of(of, hint, there),
            Kind::Any => self.any(hint, there),
            _ => self.scalar(schema, hint, there),
        }
    }

    fn list(&self, item: Schema, hint: Hint, there: Option<&Value>, depth: usize) -> Value {
        if let Some(Value::Array(items)) = there {
            return items
                .iter()
                .map(|value| self.fit(item, Hint::default(), Some(value), depth + 1))
                .collect();
        }
        if let Some(value) = self.stated(Some(item), hint, true) {
            return value;
        }
        let least = hint.facts.and_then(|facts| facts.items.least).unwrap_or(0);
        let shown = u64::from(self.fill == Fill::All && depth <= MAX_DEPTH && !is_report(hint.name));
        (0..least.max(shown).min(16)).map(|_| self.fit(item, Hint::default(), None, depth + 1)).collect()
    }

    fn map(&self, item: Schema, there: Option<&Value>, depth: usize) -> Value {
        let Some(Value::Object(members)) = there else { return Value::Object(Map::new()) };
        let fitted = members
            .iter()
            .map(|(name, value)| (name.clone(), self.fit(item, Hint::default(), Some(value), depth + 1)));
        Value::Object(fitted.collect())
    }

    fn record(&self, record: Record, there: Option<&Value>, depth: usize) -> Value {
        let there = there.and_then(Value::as_object);
        let mut out = Map::new();
        for field in record.fields().iter().filter(|field| !field.write_only) {
            if let Some(value) = self.member(record, field, there, depth) {
                out.insert(field.name.to_owned(), value);
            }
        }
        // An object that is made and says nothing is none: then it says what is simple.
        if there.is_none() && out.is_empty() && self.fill == Fill::Given {
            let simple = |field: &&'static Field| {
                !field.write_only && matches!(record.schema(field).kind(), Kind::Bool | Kind::Enum(_))
            };
            for field in record.fields().iter().filter(simple) {
                let hint = Hint { name: field.name, facts: Some(&field.facts) };
                out.insert(field.name.to_owned(), self.fit(record.schema(field), hint, None, depth + 1));
            }
        }
        if let (Some(rest), Some(there)) = (record.rest(), there) {
            for (name, value) in there.iter().filter(|(name, _)| record.field(name).is_none()) {
                out.insert(name.clone(), self.fit(rest, Hint::default(), Some(value), depth + 1));
            }
        }
        Value::Object(out)
    }

    fn member(
        &self,
        record: Record,
        field: &'static Field,
        there: Option<&Map<String, Value>>,
        depth: usize,
    ) -> Option<Value> {
        let given = there.and_then(|there| there.get(field.name));
        if !field.constant.is_empty() {
            return serde_json::from_str(field.constant).ok();
        }
        let hint = Hint { name: field.name, facts: Some(&field.facts) };
        match given {
            Some(Value::Null) if field.nullable => return Some(Value::Null),
            Some(Value::Null) | None => {}
            Some(value) => return Some(self.fit(record.schema(field), hint, Some(value), depth + 1)),
        }
        if !(field.required || self.fills(field, depth)) {
            return None;
        }
        if field.nullable && field.facts.default.is_none() && self.fill != Fill::All {
            return Some(Value::Null);
        }
        Some(self.fit(record.schema(field), hint, None, depth + 1))
    }

    fn fills(&self, field: &Field, depth: usize) -> bool {
        match self.fill {
            Fill::Needed => false,
            Fill::Given => {
                field.facts.default.is_some()
                    || depth == 0 && (field.read_only || self.read_only.contains(&field.name))
            }
            Fill::All => depth <= MAX_DEPTH && !field.deprecated,
        }
    }
}

/// What an envelope says when nothing went wrong.
fn is_report(name: &str) -> bool {
    matches!(name, "errors" | "messages")
}
