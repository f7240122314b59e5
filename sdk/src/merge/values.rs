//! Values of the SDK on their way into a document.

use super::schema::Schemas;
use super::walk::{Side, Variant};
use codegen::doc::Node;
use openapi::assembly::{Input, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// An object's members, to be changed.
pub(super) type Members<'d> = BTreeMap<Cow<'d, str>, Value<'d>>;

pub(super) fn members<'d>(input: Input, node: &'d Node<'d>) -> Members<'d> {
    node.members().iter().map(|member| (Cow::Borrowed(&*member.key), input.value(&member.node))).collect()
}

/// An object's members, with where it is from in its description.
pub(super) fn described<'d>(input: Input, node: &'d Node<'d>, note: &str) -> Members<'d> {
    let mut members = members(input, node);
    let text = match node.get("description").and_then(Node::as_str) {
        Some(text) => format!("{text}\n\n{note}"),
        None => note.to_owned(),
    };
    members.insert("description".into(), Value::string(text));
    members
}

/// One alternative of all places that have it: what only the sent ones or only the received ones have says so, and only what
/// all must have is required.
pub(super) fn joined<'d>(
    sdk: &Schemas<'d>,
    input: Input,
    variants: &[&Variant<'d>],
    note: &str,
) -> Members<'d> {
    let mut value = described(input, sdk.target(variants[0].other), note);
    let sides: BTreeSet<Side> = variants.iter().map(|variant| variant.side).collect();
    let mut properties: BTreeMap<&str, (&Node<'_>, BTreeSet<Side>)> = BTreeMap::new();
    let mut required: Option<BTreeSet<&str>> = None;
    for variant in variants {
        for (name, schema) in sdk.members(variant.other).iter() {
            properties.entry(name).or_insert((schema, BTreeSet::new())).1.insert(variant.side);
        }
        let own = sdk.keyword(variant.other, "required").map(Node::items).unwrap_or_default();
        let own: BTreeSet<&str> = own.iter().filter_map(Node::as_str).collect();
        required =
            Some(required.map_or_else(|| own.clone(), |all| all.intersection(&own).copied().collect()));
    }
    let properties = properties.into_iter().map(|(name, (schema, own))| {
        let only = own.first().filter(|_| own != sides);
        (name, only.map_or_else(|| input.value(schema), |side| on(*side, members(input, schema))))
    });
    value.insert("properties".into(), Value::map(properties.collect::<Vec<_>>()));
    let required: Vec<Value<'_>> = required.unwrap_or_default().into_iter().map(Value::string).collect();
    value.remove("required");
    if !required.is_empty() {
        value.insert("required".into(), Value::list(required));
    }
    value
}

/// A schema of what is only sent, or only received.
pub(super) fn on(side: Side, mut schema: Members<'_>) -> Value<'_> {
    let word = match side {
        Side::Read => "readOnly",
        Side::Write => "writeOnly",
    };
    schema.insert(word.into(), Value::bool(true));
    Value::map(schema)
}
