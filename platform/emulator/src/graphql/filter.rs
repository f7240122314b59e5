//! Filters: fields with operators behind their names, `AND` and `OR`.

use super::datasets::{Dataset, Field};
use super::scalar::{Row, Scalar, given, step};
use crate::events::SECOND;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// Operators, as they stand behind a field's name.
pub(crate) const OPERATORS: &[&str] = &["", "_gt", "_lt", "_geq", "_leq", "_neq", "_in", "_notin"];
/// Those of texts only.
pub(crate) const OF_TEXTS: &[&str] = &["_like", "_notlike"];
/// Those of lists.
pub(crate) const OF_LISTS: &[&str] = &["_has", "_hasall", "_hasany", "_nothas", "_isempty"];

/// Which rows are meant.
#[derive(Clone, Debug)]
pub(crate) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Is { field: &'static Field, operator: &'static str, values: Vec<Scalar> },
}

/// Operators that a field of a type has.
pub(crate) fn operators(kind: &str) -> impl Iterator<Item = &'static str> {
    let is_list = kind.starts_with('[');
    let own = if is_list { OF_LISTS } else { OPERATORS };
    let more = if kind == "string" { OF_TEXTS } else { &[] };
    own.iter().chain(more).copied()
}

impl Filter {
    /// Reads a filter of a dataset.
    ///
    /// # Errors
    /// What of it is wrong.
    pub(crate) fn read(dataset: &'static Dataset, given: &Value) -> Result<Self, String> {
        let Value::Object(members) = given else {
            return Err(format!("filter: expected an object, got {given}"));
        };
        Self::of(dataset, members)
    }

    fn of(dataset: &'static Dataset, members: &Map<String, Value>) -> Result<Self, String> {
        let mut all = Vec::new();
        for (name, value) in members {
            match name.as_str() {
                "AND" | "OR" => {
                    let parts = match value {
                        Value::Array(parts) => parts.iter().map(|part| Self::read(dataset, part)).collect(),
                        one => Self::read(dataset, one).map(|part| vec![part]),
                    }?;
                    all.push(if name == "AND" { Self::All(parts) } else { Self::Any(parts) });
                }
                // A variable that was not given says nothing.
                _ if value.is_null() => {}
                _ => all.push(Self::one(dataset, name, value)?),
            }
        }
        Ok(Self::All(all))
    }

    fn one(dataset: &'static Dataset, name: &str, value: &Value) -> Result<Self, String> {
        let found = dataset.filterable().find_map(|field| {
            let operator = name.strip_prefix(field.name)?;
            operators(field.kind).find(|known| *known == operator).map(|operator| (field, operator))
        });
        let (field, operator) = found.ok_or_else(|| format!("unknown field \"{name}\""))?;
        let wrong = |error: String| format!("{name}: {error}");
        let values = match operator {
            "_isempty" => vec![given("uint8", value).map_err(wrong)?],
            "_in" | "_notin" => {
                let one = std::slice::from_ref(value);
                let all = value.as_array().map_or(one, Vec::as_slice);
                all.iter().map(|one| given(field.kind, one)).collect::<Result<_, _>>().map_err(wrong)?
            }
            _ => vec![given(field.kind, value).map_err(wrong)?],
        };
        Ok(Self::Is { field, operator, values })
    }

    /// Whether a row is meant.
    pub(crate) fn passes(&self, dataset: &Dataset, row: &Row) -> bool {
        match self {
            Self::All(all) => all.iter().all(|one| one.passes(dataset, row)),
            Self::Any(all) => all.iter().any(|one| one.passes(dataset, row)),
            Self::Is { field, operator, values } => {
                let own = row.value(dataset, field);
                holds(operator, &own, values)
            }
        }
    }

    /// From when until when rows can be meant, in microseconds, as far as it is said.
    pub(crate) fn span(&self, dataset: &Dataset) -> (Option<i64>, Option<i64>) {
        match self {
            Self::All(all) => all
                .iter()
                .map(|one| one.span(dataset))
                .fold((None, None), |a, b| (a.0.max(b.0), a.1.into_iter().chain(b.1).min())),
            Self::Any(_) => (None, None),
            Self::Is { field, operator, values } => {
                let Some(step) = step(dataset, field.name) else { return (None, None) };
                let Some(Scalar::Time(at)) = values.first() else { return (None, None) };
                let step = step * SECOND;
                match *operator {
                    "" => (Some(*at), Some(at.saturating_add(step))),
                    "_geq" | "_gt" => (Some(*at), None),
                    "_lt" if at.rem_euclid(step) == 0 => (None, Some(*at)),
                    "_lt" | "_leq" => (None, Some(at.saturating_add(step))),
                    _ => (None, None),
                }
            }
        }
    }
}

fn holds(operator: &str, own: &Scalar, values: &[Scalar]) -> bool {
    if let Scalar::List(own) = own {
        return holds_of_list(operator, own, values);
    }
    let Some(first) = values.first() else { return operator == "_notin" };
    let order = own.compare(first);
    match operator {
        "" => own == first,
        "_neq" => own != first,
        "_gt" => order == Ordering::Greater,
        "_geq" => order != Ordering::Less,
        "_lt" => order == Ordering::Less,
        "_leq" => order != Ordering::Greater,
        "_in" => values.contains(own),
        "_notin" => !values.contains(own),
        "_like" => is_like(own, first),
        "_notlike" => !is_like(own, first),
        _ => false,
    }
}

fn holds_of_list(operator: &str, own: &[String], values: &[Scalar]) -> bool {
    let wanted = match values.first() {
        Some(Scalar::List(wanted)) => wanted.as_slice(),
        Some(Scalar::Number(is)) => return own.is_empty() == (*is != 0.0),
        _ => &[],
    };
    match operator {
        "_has" | "_hasall" => wanted.iter().all(|one| own.contains(one)),
        "_hasany" => wanted.iter().any(|one| own.contains(one)),
        "_nothas" => !wanted.iter().any(|one| own.contains(one)),
        _ => false,
    }
}

fn is_like(own: &Scalar, pattern: &Scalar) -> bool {
    match (own, pattern) {
        (Scalar::Text(own), Scalar::Text(pattern)) => like(own, pattern),
        _ => false,
    }
}

/// Whether a text is as a pattern says: `%` stands for anything, `_` for one character.
pub(crate) fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut next) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(next) {
            Some('%') => {
                back = Some((at, next));
                next += 1;
            }
            Some(&letter) if letter == '_' || letter == text[at] => {
                at += 1;
                next += 1;
            }
            // What `%` stands for is one longer than was tried.
            _ => match &mut back {
                Some((from, percent)) => {
                    *from += 1;
                    (at, next) = (*from, *percent + 1);
                }
                None => return false,
            },
        }
    }
    pattern[next..].iter().all(|letter| *letter == '%')
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn patterns_match() {
        for (text, pattern) in
            [("", "%"), ("api-v2", "api%"), ("api-v2", "%v_"), ("a%b", "a%b"), ("xaab", "%ab"), ("ab", "ab")]
        {
            assert!(like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [("api", "v%"), ("ab", "a"), ("a", "ab"), ("", "_"), ("abc", "%b")] {
            assert!(!like(text, pattern), "{text} {pattern}");
        }
    }
}
