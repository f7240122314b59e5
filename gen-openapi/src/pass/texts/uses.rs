//! What a call gives, and where a type is used: in links.

use super::words::code;
use crate::ir::{Api, OpId, Origin, Output, ResourceId, Root, Sig, Spelling, Success, Type, TypeId};

/// As many uses are listed of a kind; how many more there are is told.
const LISTED: usize = 3;

/// An operation, as a link to its method.
pub(super) fn method(api: &Api, op: OpId) -> String {
    let operation = &api[op];
    let method = operation.ways.first().map_or("", |way| &way.method);
    format!("[`{}`]({}::{method})", operation.name, resource(api, operation.resource))
}

/// The path of a resource's type.
pub(super) fn resource(api: &Api, id: ResourceId) -> String {
    format!("crate::{}{}", api.module(id), api[id].name)
}

/// A resource's module, as a link from the module that it is in.
pub(super) fn module(api: &Api, id: ResourceId) -> String {
    let accessor = &api[id].accessor;
    match accessor.strip_prefix("r#") {
        // A word of the language leads nowhere by itself.
        Some(word) => format!("[`{word}`](crate::{})", api.module(id).trim_end_matches("::")),
        None => format!("[`{accessor}`](mod@{accessor})"),
    }
}

/// A type, as a link.
pub(super) fn link(api: &Api, id: TypeId) -> String {
    format!("[`{}`](crate::{})", api[id].name, api.path(id))
}

/// What awaiting a call gives.
pub(super) fn gives(api: &Api, output: &Output) -> String {
    match output {
        Output::One(one) => success(api, one),
        Output::Events { event, otherwise, .. } => {
            format!("{}, or events of {}", success(api, otherwise), linked(api, event))
        }
        Output::Outcome(id) => link(api, *id),
        Output::Socket => "a WebSocket".to_owned(),
    }
}

fn success(api: &Api, success: &Success) -> String {
    match success {
        Success::Result(sig) | Success::Body(sig) | Success::Beside(sig) | Success::Headers(sig) => {
            linked(api, sig)
        }
        Success::Page(item) => format!("a page of {}", linked(api, item)),
        Success::Lines(line) => format!("lines of {}", linked(api, line)),
        Success::Events(event) => format!("events of {}", linked(api, event)),
        Success::Unit => "nothing".to_owned(),
        Success::Text => "text".to_owned(),
        Success::Bytes => "bytes".to_owned(),
    }
}

/// A type in words, with links to this crate's.
fn linked(api: &Api, sig: &Sig) -> String {
    match sig {
        Sig::Type(id) | Sig::Boxed(id) => link(api, *id),
        Sig::List(item) => format!("a list of {}", linked(api, item)),
        Sig::Map(item) => format!("a map of {}", linked(api, item)),
        Sig::Maybe(inner) => format!("{}, or nothing", linked(api, inner)),
        sig => code(&Spelling::INSIDE.text(api, sig)),
    }
}

/// The operations that take and give a type, and the types that it stands in, in a sentence; empty where there are none.
pub(super) fn uses(api: &Api, ty: &Type) -> String {
    let (mut taken, mut given, mut inside) = (Vec::new(), Vec::new(), Vec::new());
    for origin in &ty.origins {
        let (list, user) = match origin {
            Origin::Component(_) => continue,
            Origin::Operation(op, Root::Body | Root::Param(_)) => (&mut taken, method(api, *op)),
            Origin::Operation(op, _) => (&mut given, method(api, *op)),
            Origin::Below(parent, _) if api[*parent].live => (&mut inside, link(api, *parent)),
            Origin::Below(..) => continue,
        };
        if !list.contains(&user) {
            list.push(user);
        }
    }
    let parts = [("taken by", taken), ("given by", given), ("in", inside)];
    let parts: Vec<String> = parts.into_iter().filter_map(|(how, users)| listed(how, &users)).collect();
    let mut sentence = parts.join("; ");
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
        sentence.push('.');
    }
    sentence
}

fn listed(how: &str, users: &[String]) -> Option<String> {
    let shown = &users[..users.len().min(LISTED)];
    let more = users.len() - shown.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!shown.is_empty()).then(|| format!("{how} {}{more}", shown.join(", ")))
}
