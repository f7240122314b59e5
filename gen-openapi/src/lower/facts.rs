//! What a document says of a value that its Rust type does not: the default, and bounds. It stands in the documentation.

use super::Lower;
use crate::read::Schema;
use codegen::doc::{Node, Value};

impl<'d> Lower<'d> {
    /// The default and bounds of a value, in a line.
    pub(crate) fn facts(&self, schemas: &[Schema<'d>]) -> String {
        let said = self.said(schemas);
        let find = |key: &str| said.iter().find_map(|schema| schema.node.get(key));
        let mut facts: Vec<String> = Vec::new();
        facts.extend(find("default").and_then(shown).map(|value| format!("Default: {value}.")));
        facts.extend(range(find));
        for (least, most, thing) in [
            ("minLength", "maxLength", "character"),
            ("minItems", "maxItems", "item"),
            ("minProperties", "maxProperties", "member"),
        ] {
            let count = |key: &str| find(key).and_then(Node::as_number).filter(|count| *count != "0");
            let things = |count: &str| format!("{count} {thing}{}", if count == "1" { "" } else { "s" });
            facts.extend(match (count(least), count(most)) {
                (Some(least), Some(most)) if least == most => Some(format!("Exactly {}.", things(most))),
                (Some(least), Some(most)) => Some(format!("{least} to {}.", things(most))),
                (Some(least), None) => Some(format!("At least {}.", things(least))),
                (None, Some(most)) => Some(format!("At most {}.", things(most))),
                (None, None) => None,
            });
        }
        facts.join(" ")
    }

    /// The schemas that speak of a value, the most special first: each with those it is another name for.
    fn said(&self, schemas: &[Schema<'d>]) -> Vec<Schema<'d>> {
        const MAX: usize = 16;
        let mut said = Vec::new();
        for schema in schemas.iter().rev() {
            let mut at = Some(*schema);
            while let Some(schema) = at.filter(|_| said.len() < MAX) {
                said.push(schema);
                let mut parts = schema.all_of();
                at = match (schema.reference(), parts.next(), parts.next()) {
                    (Some(reference), ..) => self.document.schema(reference),
                    (None, Some(only), None) => Some(only),
                    _ => None,
                };
            }
        }
        said
    }
}

/// `At least 1, at most 100.`
fn range<'n>(find: impl Fn(&str) -> Option<&'n Node<'n>>) -> Option<String> {
    let bound = |key: &str, exclusive: &str| {
        let own = find(key).and_then(Node::as_number);
        let beyond = find(exclusive);
        // OpenAPI 3.0 has a flag beside the bound, 3.1 a bound of its own.
        match (beyond.and_then(Node::as_number), own) {
            (Some(beyond), _) => Some((beyond, true)),
            (None, Some(own)) => Some((own, beyond.and_then(Node::as_bool).unwrap_or_default())),
            (None, None) => None,
        }
    };
    let least = bound("minimum", "exclusiveMinimum")
        .map(|(value, beyond)| format!("{} {value}", if beyond { "more than" } else { "at least" }));
    let most = bound("maximum", "exclusiveMaximum")
        .map(|(value, beyond)| format!("{} {value}", if beyond { "less than" } else { "at most" }));
    let both: Vec<String> = least.into_iter().chain(most).collect();
    let mut text = both.join(", ");
    text.get_mut(..1)?.make_ascii_uppercase();
    Some(text + ".")
}

/// A default as code, unless it is too long for a line or says nothing.
fn shown(value: &Node<'_>) -> Option<String> {
    const MAX: usize = 80;
    let text = match value.value() {
        Value::Null => return None,
        Value::String(text) if text.is_empty() => return Some("the empty string".to_owned()),
        Value::String(text) => text.clone().into_owned(),
        _ => {
            let lines = value.to_json();
            let line = lines.lines().map(str::trim).collect::<Vec<_>>().join(" ");
            line.replace("[ ", "[").replace(" ]", "]")
        }
    };
    let plain = !text.contains(['`', '\n', '\r']) && text.trim() == text;
    (plain && text.len() <= MAX).then(|| format!("`{text}`"))
}
