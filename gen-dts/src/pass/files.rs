//! Which file each item stands in: a module of the idiomatic layer, and of the `sys` layer what has externs.

use crate::ir::rust::{Crates, File, Home, Item, ItemId, ItemKind};
use indexmap::IndexMap;

pub(crate) fn run(crates: &mut Crates) {
    let mut files: IndexMap<(&Home, bool), Vec<ItemId>> = IndexMap::new();
    for (index, item) in crates.items.iter().enumerate() {
        if matches!(item.kind, ItemKind::Pending) || item.hidden {
            continue;
        }
        for sys in [false, true].into_iter().filter(|sys| has_externs(item) || !sys) {
            files.entry((&item.home, sys)).or_default().push(ItemId(index as u32));
        }
    }
    let files = files.into_iter().map(|((home, sys), items)| {
        let Home { krate, module, nested } = home.clone();
        File { krate, module, nested, sys, items }
    });
    crates.files = files.collect();
}

/// Structs, enumerations and aliases are of the idiomatic layer alone.
fn has_externs(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Handle(_) | ItemKind::Function(_) | ItemKind::Value(_))
}
