//! What a document says of a value that its type does not: default, example, bounds, format.

use super::Lower;
use crate::ir::{Bound, Count, Facts, Literal};
use crate::read::{Parameter, Schema};
use codegen::doc::{Node, Value};

/// How long the JSON of an example may be that is kept. Longer ones are whole bodies, or text for the sake of text.
const MAX_EXAMPLE: usize = 60;

impl<'d> Lower<'d> {
    /// What schemas say of a value, the last being the most special.
    pub(crate) fn facts(&self, schemas: &[Schema<'d>]) -> Facts {
        let said = self.said(schemas);
        let find = |key: &str| said.iter().find_map(|schema| schema.node.get(key));
        Facts {
            default: find("default").and_then(literal),
            example: said.iter().find_map(|schema| example(schema.example()?)),
            least: bound(find, "minimum", "exclusiveMinimum"),
            most: bound(find, "maximum", "exclusiveMaximum"),
            length: count(find, "minLength", "maxLength"),
            items: count(find, "minItems", "maxItems"),
            members: count(find, "minProperties", "maxProperties"),
            format: said.iter().find_map(|schema| schema.format()).map(str::to_owned),
        }
    }

    /// What a parameter and its schema say of its value. An example of the parameter itself says more than its schema's.
    pub(crate) fn parameter_facts(&self, parameter: &Parameter<'d>) -> Facts {
        let mut facts = parameter.schema().map(|schema| self.facts(&[schema])).unwrap_or_default();
        if let Some(own) = parameter.node.get("example").and_then(example) {
            facts.example = Some(own);
        }
        facts
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

/// A bound of a number. OpenAPI 3.0 has a flag beside it, 3.1 an exclusive bound of its own.
fn bound<'n>(find: impl Fn(&str) -> Option<&'n Node<'n>>, inclusive: &str, exclusive: &str) -> Option<Bound> {
    let beyond = find(exclusive);
    match (beyond.and_then(Node::as_number), find(inclusive).and_then(Node::as_number)) {
        (Some(value), _) => Some(Bound { value: value.to_owned(), exclusive: true }),
        (None, Some(value)) => {
            let exclusive = beyond.and_then(Node::as_bool).unwrap_or_default();
            Some(Bound { value: value.to_owned(), exclusive })
        }
        (None, None) => None,
    }
}

fn count<'n>(find: impl Fn(&str) -> Option<&'n Node<'n>>, least: &str, most: &str) -> Count {
    // JSON may write a whole number as `1e3`.
    let whole = |number: &f64| *number >= 0.0 && number.fract() == 0.0;
    let number = |key: &str| {
        let written = find(key).and_then(Node::as_number)?;
        written.parse().ok().or_else(|| written.parse().ok().filter(whole).map(|number| number as u64))
    };
    Count { least: number(least), most: number(most) }
}

/// A value; `null` says nothing.
fn literal(node: &Node<'_>) -> Option<Literal> {
    match node.value() {
        Value::Null => None,
        Value::String(text) => Some(Literal::Text(text.clone().into_owned())),
        _ => Some(Literal::Json(one_line(node))),
    }
}

/// A value that is short enough to be kept as an example.
fn example(node: &Node<'_>) -> Option<Literal> {
    literal(node).filter(|literal| literal.to_json().len() <= MAX_EXAMPLE)
}

/// JSON with a space where the indented form has a line break, but for those after `[` and before `]`.
fn one_line(node: &Node<'_>) -> String {
    let lines = node.to_json();
    let mut line = String::with_capacity(lines.len());
    for part in lines.lines().map(str::trim) {
        if !(line.is_empty() || line.ends_with('[') || part.starts_with(']')) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}
