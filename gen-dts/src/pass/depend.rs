//! Which crate mentions which.

use crate::ir::rust::{Crates, ItemId, RTy};
use codegen::diag::Diagnostic;
use indexmap::IndexMap;

/// # Errors
/// Crates that need each other: the manifest must move one of the two declarations.
pub(crate) fn run(crates: &mut Crates) -> Result<(), Vec<Diagnostic>> {
    let mut errors = Vec::new();
    let mut edges: IndexMap<(usize, usize), (ItemId, ItemId)> = IndexMap::new();
    for (index, item) in crates.items.iter().enumerate() {
        for ty in item.types() {
            ty.walk(&mut |ty| {
                if let RTy::Item(id, _) = ty {
                    let to = crates.items[id.0 as usize].home.krate;
                    if to != item.home.krate {
                        edges.entry((item.home.krate, to)).or_insert((ItemId(index as u32), *id));
                    }
                }
            });
        }
    }
    for ((from, to), (item, target)) in &edges {
        if to > from {
            let name = |id: &ItemId| crates.items[id.0 as usize].ts.clone();
            let message = format!(
                "`{}` in crate `{}` mentions `{}` in crate `{}`, which comes later in the manifest",
                name(item),
                crates.crates[*from].name,
                name(target),
                crates.crates[*to].name
            );
            errors.push(
                Diagnostic::error("manifest::order", message)
                    .help("move one of the two declarations, or the crates"),
            );
            continue;
        }
        crates.crates[*from].dependencies.push(*to);
    }
    for krate in &mut crates.crates {
        krate.dependencies.sort_unstable();
    }
    // A crate without an experimental part passes on that of those that it needs itself.
    let parts: Vec<bool> =
        crates.crates.iter().map(|krate| krate.experimental || !krate.dependencies.is_empty()).collect();
    for krate in &mut crates.crates {
        krate.passes = krate.dependencies.iter().copied().filter(|at| parts[*at]).collect();
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
