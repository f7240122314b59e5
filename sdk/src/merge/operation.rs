//! An operation that both have: parameters, body, answer.

use super::schema::{Kind, Schemas};
use super::walk::{Contradiction, Pair, Side, Walk};
use codegen::doc::Node;

/// What an operation of the document lacks as a whole.
#[derive(Debug)]
pub(super) enum Part<'d> {
    Parameter(&'d Node<'d>),
    Body(&'d Node<'d>),
}

/// What all envelopes have; only the result is a type of the operation's own.
const ENVELOPE: [&str; 4] = ["success", "errors", "messages", "result_info"];

/// Compares an operation, and gives what it lacks as a whole.
pub(super) fn compare<'d>(
    pair: &Pair<'d>,
    walk: &mut Walk<'d>,
    item: &'d Node<'d>,
    base: &'d Node<'d>,
    other: &'d Node<'d>,
) -> Vec<Part<'d>> {
    let mut lacking = Vec::new();
    parameters(pair, walk, [base, item], other, &mut lacking);
    match (base.get("requestBody"), other.get("requestBody")) {
        (None, Some(body)) => lacking.push(Part::Body(body)),
        (Some(own), Some(body)) => body_of(pair, walk, pair.base.target(own), body),
        _ => {}
    }
    answer(pair, walk, base, other);
    lacking
}

fn parameters<'d>(
    pair: &Pair<'d>,
    walk: &mut Walk<'d>,
    holders: [&'d Node<'d>; 2],
    other: &'d Node<'d>,
    lacking: &mut Vec<Part<'d>>,
) {
    let lists = holders.iter().filter_map(|holder| holder.get("parameters")).flat_map(Node::items);
    let own: Vec<&Node<'_>> = lists.map(|parameter| pair.base.target(parameter)).collect();
    for parameter in other.get("parameters").map(Node::items).unwrap_or_default() {
        let (place, name) = (text(parameter, "in"), text(parameter, "name"));
        if place == "path" {
            continue;
        }
        let named = |own: &&&Node<'d>| {
            let known = text(own, "name");
            text(own, "in") == place
                // Lists are written with brackets by some, objects as one parameter.
                && (known.trim_end_matches("[]").eq_ignore_ascii_case(name)
                    || name.split_once('.').is_some_and(|(object, _)| object == known))
        };
        match own.iter().find(named) {
            Some(found) => {
                if let (Some(here), Some(there), true) =
                    (found.get("schema"), parameter.get("schema"), text(found, "name") == name)
                {
                    walk.meet(pair, here, there, Side::Write);
                }
            }
            None => lacking.push(Part::Parameter(parameter)),
        }
    }
}

fn body_of<'d>(pair: &Pair<'d>, walk: &mut Walk<'d>, base: &'d Node<'d>, other: &'d Node<'d>) {
    let Some(theirs) = other.get("content").and_then(|content| content.members().first()) else { return };
    let own = base.get("content").map(Node::members).unwrap_or_default();
    let found = own.iter().find(|member| essence(&member.key) == essence(&theirs.key));
    match found {
        Some(found) => {
            if let (Some(here), Some(there)) = (found.node.get("schema"), theirs.node.get("schema")) {
                walk.meet(pair, here, there, Side::Write);
            }
        }
        None => {
            let kinds: Vec<&str> = own.iter().map(|member| member.key.as_ref()).collect();
            let what = format!("a body of {} here, of {} in the SDK", kinds.join(", "), theirs.key);
            walk.contradictions.push(Contradiction { base, other: &theirs.node, what });
        }
    }
}

fn text<'n>(node: &'n Node<'_>, key: &str) -> &'n str {
    node.get(key).and_then(Node::as_str).unwrap_or_default()
}

/// A content type without parameters; all of JSON's are one.
fn essence(kind: &str) -> &str {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.ends_with("+json") { "application/json" } else { kind }
}

fn answer<'d>(pair: &Pair<'d>, walk: &mut Walk<'d>, base: &'d Node<'d>, other: &'d Node<'d>) {
    let content = |operation: &'d Node<'d>, schemas: &Schemas<'d>| -> Vec<(&'d str, &'d Node<'d>)> {
        let responses = operation.get("responses").map(Node::members).unwrap_or_default();
        let good = responses.iter().filter(|response| response.key.starts_with('2'));
        let content = good.filter_map(|response| schemas.target(&response.node).get("content"));
        content.flat_map(Node::members).map(|member| (member.key.as_ref(), &member.node)).collect()
    };
    let own = content(base, &pair.base);
    let Some((kind, theirs)) = content(other, &pair.sdk).first().copied() else { return };
    let Some(there) = theirs.get("schema") else { return };
    for (own_kind, media) in &own {
        let Some(here) = media.get("schema").filter(|_| essence(own_kind) == essence(kind)) else { continue };
        if essence(kind) == "application/json" {
            body(pair, walk, here, there);
        }
    }
}

/// An answer's body: of an envelope only what is the operation's own.
fn body<'d>(pair: &Pair<'d>, walk: &mut Walk<'d>, base: &'d Node<'d>, other: &'d Node<'d>) {
    let (own, theirs) = (pair.base.members(base), pair.sdk.members(other));
    let wrapped = |members: &std::collections::BTreeMap<&str, &Node<'_>>| members.contains_key("success");
    match (wrapped(&own), wrapped(&theirs)) {
        (true, true) => {}
        (false, false) => return walk.meet(pair, base, other, Side::Read),
        // An envelope that the SDK does not unwrap, or one of a union.
        _ => return,
    }
    let beside = own.keys().any(|name| *name != "result" && !ENVELOPE.contains(name));
    match (own.get("result"), theirs.get("result")) {
        (Some(here), Some(there)) => walk.meet(pair, here, there, Side::Read),
        (None, Some(there)) if beside => {
            let what = "members beside the envelope here, a `result` in the SDK".to_owned();
            walk.contradictions.push(Contradiction { base, other: there, what });
        }
        (None, Some(there)) if !pair.sdk.members(there).is_empty() || pair.sdk.kind(there) != Kind::Any => {
            walk.results.push((base, there));
        }
        _ => {}
    }
    for (name, there) in theirs.iter() {
        if *name != "result"
            && !ENVELOPE.contains(name)
            && let Some(here) = own.get(name)
        {
            walk.meet(pair, here, there, Side::Read);
        }
    }
}
