//! Values of the SDK on their way into a document.

use codegen::doc::Node;
use openapi::assembly::{Input, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

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
