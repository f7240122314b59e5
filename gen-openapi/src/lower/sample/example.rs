//! Examples: whole ones of media types and schemas, and those composed from the members' own.

use crate::ir::{Api, BodyForm, Example, Operation as Op, Output, Sig, Success, TypeKind};
use crate::lower::Lower;
use crate::lower::envelope::ENVELOPE;
use crate::read::{Document, Media, Operation, Schema, media};
use codegen::doc::{Doc, Draft, Node};
use std::borrow::Cow;

/// How deep members are looked at for examples of their own.
const MAX_DEPTH: usize = 8;

/// The examples of one operation.
pub(super) fn of<'d>(lower: &mut Lower<'d>, api: &Api, operation: &Operation<'d>, op: &Op) -> Vec<Example> {
    let document = lower.document;
    let mut found = Vec::new();
    if let Some(body) = operation.body(document) {
        let sent = op.ways.iter().filter_map(|way| match &way.body {
            BodyForm::Json(sig, _) => Some(sig),
            _ => None,
        });
        for (media, sig) in media(body).filter(is_json).zip(sent) {
            found.extend(example(lower, &media, true, "", sig));
        }
    }
    let (responses, _) = operation.responses(document);
    for response in responses.iter().filter(|response| response.status.is_success()) {
        for media in media(response.node).filter(is_json) {
            if let Some(value) = values(api, op, response.status) {
                let example = example(lower, &media, false, &value.path, &value.sig);
                found.extend(example.map(|one| if value.beside { without_envelope(one) } else { one }));
            }
        }
    }
    found
}

fn is_json(media: &Media<'_>) -> bool {
    media.essence() == "application/json"
}

/// The typed value in a success.
struct Value {
    /// Where it stands.
    path: String,
    sig: Sig,
    /// Whether it is what stands beside an envelope's own members.
    beside: bool,
}

/// An example of what stands beside an envelope's own members.
fn without_envelope(example: Example) -> Example {
    let Ok(doc) = Doc::parse(&example.json) else { return example };
    let members = doc.root().members().iter().filter(|member| !ENVELOPE.contains(&member.key.as_ref()));
    let members = members.map(|member| (member.key.clone(), Draft::Node(&member.node)));
    let json = Draft::Object(members.collect()).to_json();
    Example { json, ..example }
}

/// The typed value in a success.
fn values(api: &Api, op: &Op, status: crate::read::Status) -> Option<Value> {
    let at = |path: &str, sig: Sig| Some(Value { path: path.to_owned(), sig, beside: false });
    let of = |success: &Success| match success {
        Success::Result(sig) => at("result", sig.clone()),
        Success::Body(sig) => at("", sig.clone()),
        Success::Beside(sig) => Some(Value { path: String::new(), sig: sig.clone(), beside: true }),
        Success::Page(sig) => {
            at(op.pages.as_ref().map_or("", |pages| &pages.items), Sig::List(Box::new(sig.clone())))
        }
        Success::Unit
        | Success::Headers(_)
        | Success::Lines(_)
        | Success::Text
        | Success::Bytes
        | Success::Events(_) => None,
    };
    match &op.output {
        Output::One(success) | Output::Events { otherwise: success, .. } => of(success),
        Output::Outcome(id) => {
            let TypeKind::Outcome(cases) = &api[*id].kind else { return None };
            let code = match status {
                crate::read::Status::Code(code) => code.to_string(),
                crate::read::Status::Range(_) | crate::read::Status::Default => return None,
            };
            of(&cases.iter().find(|case| case.status == code)?.success)
        }
        Output::Socket => None,
    }
}

fn example<'d>(
    lower: &mut Lower<'d>,
    media: &Media<'d>,
    sent: bool,
    path: &str,
    sig: &Sig,
) -> Option<Example> {
    let stated = stated(lower.document, media.node);
    let schema = media.schema();
    let (json, whole) = match stated {
        Some(node) => (node.to_json(), true),
        None => {
            let composed = compose(lower, schema?, sent, 0)?.to_json();
            // Without an example of the value itself there is nothing to read.
            let doc = Doc::parse(&composed).ok()?;
            path.split('.')
                .filter(|name| !name.is_empty())
                .try_fold(doc.root(), |node, name| node.get(name))?;
            (composed, false)
        }
    };
    let node = schema.map_or(media.node.id(), Schema::id);
    Some(Example { node, sent, whole, json, path: path.to_owned(), sig: sig.clone() })
}

/// The example a media type states.
fn stated<'d>(document: Document<'d>, media: &'d Node<'d>) -> Option<&'d Node<'d>> {
    media.get("example").or_else(|| {
        let first = media.get("examples")?.members().first()?;
        document.follow(&first.node)?.get("value")
    })
}

/// An example of a schema: its own, or one made from its members'. `None` where there is none anywhere in it.
fn compose<'d>(lower: &mut Lower<'d>, schema: Schema<'d>, sent: bool, depth: usize) -> Option<Draft<'d>> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(example) = own_example(lower.document, schema) {
        return Some(Draft::Node(example));
    }
    let mut parts = lower.parts(schema);
    if let Some(example) = parts.iter().rev().find_map(|part| part.example()) {
        return Some(Draft::Node(example));
    }
    // The first variant, and the first of those that it offers itself.
    let mut variants = lower.variants(&parts);
    for _ in 0..MAX_DEPTH {
        let Some(variant) = variants.first().copied() else { break };
        let own = lower.parts(variant);
        parts.extend(own.iter().copied());
        variants = if own.iter().any(|part| part.has_variants()) { lower.variants(&own) } else { Vec::new() };
    }
    if let Some(items) = parts.iter().rev().find_map(|part| part.items()) {
        return compose(lower, items, sent, depth + 1).map(|item| Draft::Array(vec![item]));
    }
    let mut members: Vec<(Cow<'d, str>, Draft<'d>)> = Vec::new();
    let mut missing: Vec<(Cow<'d, str>, Schema<'d>)> = Vec::new();
    let required: Vec<&str> = parts.iter().flat_map(|part| part.required()).collect();
    for (name, member) in lower.members(&parts) {
        let hidden = member.schemas.iter().any(|schema| {
            let target = lower.document.follow(schema.node).map(|node| Schema { node });
            let flags = [Some(*schema), target];
            flags
                .into_iter()
                .flatten()
                .any(|schema| if sent { schema.read_only() } else { schema.write_only() })
        });
        if hidden {
            continue;
        }
        let found = member.schemas.iter().rev().find_map(|schema| compose(lower, *schema, sent, depth + 1));
        match (found, member.schemas.last()) {
            (Some(value), _) => members.push((Cow::Borrowed(name), value)),
            (None, Some(schema)) if required.contains(&name) => missing.push((Cow::Borrowed(name), *schema)),
            _ => {}
        }
    }
    if members.is_empty() {
        return None;
    }
    // What must be there and has no example is made up.
    for (name, schema) in missing {
        members.push((name, super::instance::instance(lower, schema, depth + 1, sent)));
    }
    Some(Draft::Object(members))
}

/// A schema's example, or that of what it refers to.
fn own_example<'d>(document: Document<'d>, schema: Schema<'d>) -> Option<&'d Node<'d>> {
    schema.example().or_else(|| {
        let target = document.follow(schema.node)?;
        if target.id() == schema.id() { None } else { Schema { node: target }.example() }
    })
}
