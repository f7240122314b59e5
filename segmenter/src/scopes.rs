//! Operations that are there twice, for accounts and for zones, and are the same otherwise.
//!
//! A document may write `/{accounts_or_zones}/{account_or_zone_id}/rulesets` once or `/accounts/{account_id}/rulesets` and
//! `/zones/{zone_id}/rulesets` apart. Both are one method that takes either.

use crate::operations::{Operation, scoped};
use codegen::doc::{Doc, Node, NodeId, Pointer, Value};
use openapi::Place;
use std::collections::{BTreeMap, BTreeSet};

/// Operations with one method and path but for accounts and zones, by index: the one for accounts first.
pub(crate) fn twins(operations: &[&Operation<'_>]) -> Vec<(usize, usize)> {
    let mut zones: BTreeMap<(&str, Vec<String>), usize> = BTreeMap::new();
    for (index, operation) in operations.iter().enumerate().filter(|(_, o)| o.path.starts_with("/zones/")) {
        zones.extend(scoped(&operation.template()).map(|path| ((operation.method, path), index)));
    }
    let accounts = operations.iter().enumerate().filter(|(_, o)| o.path.starts_with("/accounts/"));
    accounts
        .filter_map(|(index, operation)| {
            let zone = zones.get(&(operation.method, scoped(&operation.template())?))?;
            Some((index, *zone))
        })
        .collect()
}

/// Whether two operations take and give the same, the id of their scope apart.
pub(crate) fn same<'d>(doc: &'d Doc<'_>, one: &Operation<'d>, other: &Operation<'d>) -> bool {
    let mut compared = Compared { doc, seen: BTreeSet::new() };
    let members = |key: &str, compared: &mut Compared<'d>| match (one.node.get(key), other.node.get(key)) {
        (Some(one), Some(other)) => compared.alike(one, other, Place::Object.member(key, one.is_object())),
        (one, other) => one.is_none() && other.is_none(),
    };
    ["requestBody", "security", "deprecated"].iter().all(|key| members(key, &mut compared))
        && compared.parameters(one, other)
        && compared.responses(one, other)
}

/// A comparison of two parts of one document.
struct Compared<'d> {
    doc: &'d Doc<'d>,
    /// Pairs that are being compared, or were.
    seen: BTreeSet<(NodeId, NodeId)>,
}

impl<'d> Compared<'d> {
    /// Parameters in any order, without the one that is the scope's id.
    fn parameters(&mut self, one: &Operation<'d>, other: &Operation<'d>) -> bool {
        let (one, other) = (self.own_parameters(one), self.own_parameters(other));
        one.len() == other.len()
            && one.iter().all(|one| other.iter().any(|other| self.alike(one, other, Place::Object)))
    }

    fn own_parameters(&self, operation: &Operation<'d>) -> Vec<&'d Node<'d>> {
        let id = operation.path.split('/').nth(2).unwrap_or_default().trim_matches(['{', '}']);
        let lists = [operation.node.get("parameters"), operation.item.get("parameters")];
        let all = lists.into_iter().flatten().flat_map(Node::items).map(|node| self.target(node));
        all.filter(|node| {
            let text = |key: &str| node.get(key).and_then(Node::as_str);
            !(text("in") == Some("path") && text("name") == Some(id))
        })
        .collect()
    }

    /// Successes; what is said of errors differs in words.
    fn responses(&mut self, one: &Operation<'d>, other: &Operation<'d>) -> bool {
        let successes = |operation: &Operation<'d>| -> Vec<(&'d str, &'d Node<'d>)> {
            let all = operation.node.get("responses").map(Node::members).unwrap_or_default();
            let found = all.iter().filter(|member| member.key.starts_with('2') || member.key == "default");
            found.map(|member| (member.key.as_ref(), &member.node)).collect()
        };
        let (one, other) = (successes(one), successes(other));
        one.len() == other.len()
            && one
                .iter()
                .zip(&other)
                .all(|(one, other)| one.0 == other.0 && self.alike(one.1, other.1, Place::Object))
    }

    /// Whether two values mean the same, whatever is written about them.
    fn alike(&mut self, one: &'d Node<'d>, other: &'d Node<'d>, place: Place) -> bool {
        if place == Place::Data {
            return one.same(other);
        }
        let (one, other) = if place.refers() { (self.target(one), self.target(other)) } else { (one, other) };
        if one.id() == other.id() || !self.seen.insert((one.id(), other.id())) {
            return true;
        }
        match (one.value(), other.value()) {
            (Value::Array(one), Value::Array(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| self.alike(one, other, place))
            }
            (Value::Object(_), Value::Object(_)) => {
                let told = |node: &'d Node<'d>| {
                    let members = node.members().iter();
                    members.filter(|member| !about(&member.key, place)).collect::<Vec<_>>()
                };
                let (one, other) = (told(one), told(other));
                one.len() == other.len()
                    && one.iter().zip(&other).all(|(one, other)| {
                        let below = place.member(&one.key, one.node.is_object());
                        one.key == other.key && self.alike(&one.node, &other.node, below)
                    })
            }
            _ => one.same(other),
        }
    }

    fn target(&self, node: &'d Node<'d>) -> &'d Node<'d> {
        const MAX: usize = 32;
        let mut at = node;
        for _ in 0..MAX {
            let reference = at.get("$ref").and_then(Node::as_str).and_then(Pointer::parse);
            match reference.and_then(|pointer| self.doc.resolve(&pointer)) {
                Some(target) => at = target,
                None => break,
            }
        }
        at
    }
}

/// Whether a keyword says something about a value rather than what it is.
fn about(key: &str, place: Place) -> bool {
    const WORDS: [&str; 7] =
        ["description", "summary", "title", "example", "examples", "externalDocs", "x-stainless-skip"];
    matches!(place, Place::Object | Place::Schema) && (WORDS.contains(&key) || key.starts_with("x-"))
}
