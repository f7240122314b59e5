//! Which overlays had a part in a crate.

use crate::asked;
use codegen::diag::Diagnostic;
use codegen::doc::{Node, Pointer};
use openapi::assembly::Assembly;
use std::collections::{BTreeMap, BTreeSet};

/// By package, what asked for its part of the document to be other than in the pinned one.
pub(super) fn by_package(document: &Assembly) -> Result<BTreeMap<String, BTreeSet<String>>, Vec<Diagnostic>> {
    let mut found = BTreeMap::new();
    if document.changes().next().is_none() {
        return Ok(found);
    }
    let doc = document.source().parse().map_err(|error| vec![error])?;
    for segment in pipeline::segment(document.source(), &doc, &[], true)?.segments {
        let text = pipeline::text(&segment);
        let cut = text.parse().map_err(|error| vec![error])?;
        let mut reasons = BTreeSet::new();
        for top in ["paths", "components"] {
            let top = Pointer::root().join(top);
            for outer in cut.resolve(&top).map(Node::members).unwrap_or_default() {
                for inner in outer.node.members() {
                    let pointer = segment.origins.original(&top.join(&outer.key).join(&inner.key));
                    reasons.extend(asked::changes(document, &doc, &pointer).iter().map(asked::reason));
                }
            }
        }
        found.insert(pipeline::service_config(&segment.name).meta.package, reasons);
    }
    Ok(found)
}
