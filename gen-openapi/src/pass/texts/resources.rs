//! What documentation says of resources.

use super::uses;
use super::words::code;
use crate::config::PackageMeta;
use crate::ir::{Api, OpId, ResourceId};

/// What a resource's type is, and what its module has.
pub(super) fn docs(api: &Api, id: ResourceId, meta: &PackageMeta) -> (String, String) {
    let resource = &api[id];
    if resource.parent.is_none() {
        let list = "[its operations](crate#operations)";
        return (format!("{} over a client: leads to {list}.", meta.title), String::new());
    }
    let name = code(&resource.path.join("."));
    let ops = api.methods(id);
    let about = match ops.as_slice() {
        [] => format!("What is below {name}."),
        ops => format!("{} of {name}.", some(api, ops)),
    };
    let ty = uses::resource(api, id);
    let mut paragraphs = vec![about.clone()];
    let operations: Vec<String> = ops.iter().copied().map(|op| listed(api, op, &ty)).collect();
    paragraphs.push(operations.join("\n"));
    let below: Vec<String> = resource.children.iter().map(|child| uses::module(api, *child)).collect();
    if !below.is_empty() {
        paragraphs.push(format!("Below it: {}.", below.join(", ")));
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    let own = if ops.is_empty() { about } else { format!("Operations of {name}.") };
    (own, paragraphs.join("\n\n"))
}

/// The first methods, and how many there are besides.
fn some(api: &Api, ops: &[OpId]) -> String {
    const SHOWN: usize = 8;
    let names = ops.iter().map(|op| code(&api[*op].method));
    let shown: Vec<String> = names.take(if ops.len() > SHOWN + 1 { SHOWN } else { ops.len() }).collect();
    let more = ops.len() - shown.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &more
}

/// An operation with its methods, one for each content type, and what it does.
fn listed(api: &Api, op: OpId, ty: &str) -> String {
    let operation = &api[op];
    let links = operation.ways.iter().map(|way| format!("[`{0}`]({ty}::{0})", way.method));
    let links = links.collect::<Vec<_>>().join(", ");
    if operation.about.is_empty() { format!("- {links}") } else { format!("- {links}: {}", operation.about) }
}
