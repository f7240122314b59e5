//! What asked for a part of the document to be other than in the pinned one: an overlay's action, another source.

use codegen::doc::{Doc, NodeId, Pointer};
use openapi::assembly::{Assembly, Change, Kind};

/// The changes in the value under a pointer, and those that brought it with what is around it.
pub(crate) fn changes<'a>(assembly: &'a Assembly, doc: &Doc<'_>, pointer: &Pointer) -> Vec<Change<'a>> {
    let Some(node) = doc.resolve(pointer) else { return Vec::new() };
    let mut found: Vec<Change<'a>> = assembly.changes_within(node.span()).collect();
    let mut around = pointer.parent();
    while let Some(at) = around {
        if let Some(NodeId(start)) = doc.resolve(&at).map(codegen::doc::Node::id) {
            let start = start as usize;
            let own = assembly.changes_within(start..start + 1);
            found.extend(own.filter(|change| !matches!(change.kind, Kind::Lost(_))));
        }
        around = at.parent();
    }
    found
}

/// What asked for a change: `overlays/ai.yaml:6: why`.
pub(crate) fn reason(change: &Change<'_>) -> String {
    let location = &change.reason.location;
    let text =
        if change.reason.text.is_empty() { String::new() } else { format!(": {}", change.reason.text) };
    format!("{}:{}{text}", location.file, location.line)
}
