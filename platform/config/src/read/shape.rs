//! What stands in fields that nothing else looks into: types of values and names of members, however deep.

use super::take::Taker;
use super::wrangler::Fields;
use crate::Finding;
use crate::document::{Data, Node, Source};
use crate::finding::nearest;

/// A line for each field: its name and its shape.
static SHAPES: &str = include_str!("shapes.txt");

/// What a value may be: one of some forms, each as it is written in [`SHAPES`].
#[derive(Clone, Copy)]
struct Shape(&'static str);

/// Checks the fields that count.
pub(super) fn all(taker: &mut Taker<'_>, fields: &Fields<'_>) {
    for (name, shape) in SHAPES.lines().filter_map(|line| line.split_once(' ')) {
        if let Some((_, node)) = fields.get(name) {
            Shape(shape).check(taker, name, node);
        }
    }
}

/// Whether a value is what stands in a field; so is any, if nothing is known of the field.
pub(crate) fn fits(field: &str, node: &Node) -> bool {
    let source = Source::new("", "");
    let mut findings = Vec::new();
    let mut taker = super::wrangler::taker(&source, &mut findings);
    let shape = SHAPES.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == field);
    if let Some((_, shape)) = shape {
        Shape(shape).check(&mut taker, field, node);
    }
    findings.is_empty()
}

impl Shape {
    fn check(self, taker: &mut Taker<'_>, path: &str, node: &Node) {
        let Some(form) = split(self.0, '|').into_iter().find(|form| is(form, node)) else {
            let wanted: Vec<&str> = split(self.0, '|').into_iter().map(told).collect();
            let message = format!("`{path}`: expected {}, found {}", wanted.join(" or "), node.kind());
            return taker.error(node.at, message);
        };
        match &node.data {
            Data::Array(items) => {
                items.iter().for_each(|item| Self(inside(form)).check(taker, path, item));
            }
            Data::Object(_) if form != "any" => Self::members(form, taker, path, node),
            _ => {}
        }
    }

    fn members(form: &'static str, taker: &mut Taker<'_>, path: &str, node: &Node) {
        let parts = split(inside(form), ',');
        let known: Vec<(&str, &'static str)> = parts.iter().filter_map(|part| part.split_once(':')).collect();
        for (name, member) in node.as_object().into_iter().flatten() {
            let found = known.iter().find(|(known, _)| *known == "*" || known == name);
            if let Some((_, shape)) = found {
                Self(shape).check(taker, &format!("{path}.{name}"), &member.node);
            } else if !parts.contains(&"...") {
                let place = Some(taker.place(member.at));
                let finding = Finding::warning(place, format!("`{path}` has no member `{name}`"));
                taker.tell(finding.help_if(nearest(name, known.iter().map(|(known, _)| *known))));
            }
        }
    }
}

/// Splits where no bracket is open.
fn split(text: &'static str, at: char) -> Vec<&'static str> {
    let (mut depth, mut start, mut out) = (0_u32, 0, Vec::new());
    for (index, letter) in text.char_indices() {
        match letter {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ if letter == at && depth == 0 => {
                out.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    out.push(&text[start..]);
    out
}

/// What stands between the brackets of a form.
fn inside(form: &'static str) -> &'static str {
    if form == "any" { form } else { form.get(1..form.len() - 1).unwrap_or("any") }
}

fn is(form: &str, node: &Node) -> bool {
    match &node.data {
        _ if form == "any" => true,
        Data::Null => false,
        Data::Bool(_) => form == "bool",
        Data::Number(_) => form == "number",
        Data::String(_) => form == "string",
        Data::Array(_) => form.starts_with('['),
        Data::Object(_) => form.starts_with('{'),
    }
}

/// A form in a message.
fn told(form: &str) -> &'static str {
    match form.as_bytes().first() {
        Some(b'b') => "true or false",
        Some(b'n') => "a number",
        Some(b's') => "a string",
        Some(b'[') => "a list",
        Some(b'{') => "a table",
        _ => "anything",
    }
}

#[cfg(test)]
mod tests {
    use super::SHAPES;

    #[test]
    fn shapes_are_of_fields_that_there_are() {
        for line in SHAPES.lines() {
            let (name, shape) = line.split_once(' ').expect("a name and a shape");
            assert!(crate::fields::named(name).is_some(), "{name}");
            let count = |letter| shape.matches(letter).count();
            assert_eq!((count('{'), count('[')), (count('}'), count(']')), "{line}");
        }
    }
}
