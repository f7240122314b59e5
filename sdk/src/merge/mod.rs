//! What the SDK has besides, added to a document.
//!
//! The document always has the last word: nothing of it is removed or becomes another type. What it lacks is added, each
//! with its reason, so that everything that shows where things are from shows the SDK's file and line:
//!
//! 1. `paths` finds the operation that a call is. A call that the document does not have becomes an operation of it.
//! 2. `operation` and `walk` look at both sides of the others, from bodies, answers and parameters inwards, and only note
//!    what meets what: a schema that many refer to meets many types.
//! 3. `members` and `add` decide when all is known.

mod add;
mod members;
mod operation;
mod paths;
mod schema;
mod values;
mod walk;

#[cfg(test)]
mod tests;

pub use add::REASON;

use crate::Sdk;
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Node};
use openapi::assembly::{Assembly, Edit};
use paths::Paths;
use schema::Schemas;
use std::collections::BTreeMap;
use walk::{Pair, Walk};

/// A document with what the SDK has besides.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The document. Where both say different things of one is among its warnings.
    pub assembly: Assembly,
    /// What was added.
    pub added: Added,
}

/// How much was added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Operations.
    pub operations: usize,
    /// Parameters of operations that were there.
    pub parameters: usize,
    /// Bodies of operations that were there.
    pub bodies: usize,
    /// Members of objects that were there.
    pub members: usize,
    /// Values of enums that were there.
    pub values: usize,
    /// Alternatives of unions that were there.
    pub variants: usize,
}

/// How what is added begins to say where it is from in its documentation.
pub const NOTE: &str = "From the SDK ";

fn note(sdk: &Sdk) -> String {
    format!("{NOTE}{}.", sdk.version)
}

/// Adds to a document what the SDK has besides.
///
/// # Errors
/// When one of the texts is no JSON.
pub fn merge(base: &Assembly, sdk: &Sdk) -> Result<Merged, Diagnostic> {
    let (doc, other) = rayon::join(|| base.source().parse(), || sdk.source.parse());
    let (doc, other) = (doc?, other?);
    let mut edit = base.edit(&doc);
    let added = extend(&mut edit, sdk, &other);
    Ok(Merged { assembly: edit.finish(), added })
}

/// Adds to a document that is being changed, and has not been so far, what the SDK has besides, and says how much. `other`
/// is the SDK's document, parsed.
pub fn extend<'d>(edit: &mut Edit<'d>, sdk: &'d Sdk, other: &'d Doc<'d>) -> Added {
    let (_, doc) = edit.base();
    let pair = Pair { base: Schemas::of(doc), sdk: Schemas::of(other) };
    let paths = Paths::of(doc);
    let mut walk = Walk::new(note(sdk));
    let mut add = add::Add::new(edit, sdk, &pair);
    for item in other.root().get("paths").map(Node::members).unwrap_or_default() {
        for method in item.node.members() {
            match paths.operation(&item.key, &method.key) {
                Some((_, _, operation)) if walk.is_from_sdk(&pair, operation) => {}
                Some((path, own_item, operation)) => {
                    let lacking = operation::compare(&pair, &mut walk, own_item, operation, &method.node);
                    add.parts(path, &method.key, operation, lacking);
                }
                None => add.operation(&paths, &item.key, &method.key, &method.node),
            }
        }
    }
    for (target, meetings) in walk.objects.values() {
        let (additions, shared) = members::missing(&pair, target, meetings);
        additions.iter().for_each(|addition| add.member(addition));
        shared.iter().for_each(|shared| add.shared(shared));
    }
    walk.results.iter().for_each(|(base, result)| add.result(base, result));
    walk.enums.values().for_each(|(holder, lists)| add.values(holder, lists));
    let mut variants: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for variant in &walk.variants {
        variants.entry((variant.holder.id(), variant.tag)).or_default().push(variant);
    }
    variants.values().for_each(|same| add.variant(same));
    walk.contradictions.iter().for_each(|found| add.contradiction(found));
    add.finish()
}
