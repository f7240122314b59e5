//! Names of fields, variants and texts: those of the ledger, and for what is new one that is free.

use crate::ir::rust::{Crates, Dict, ItemKind, Strings};
use crate::ledger::{Held, text};
use crate::names;

pub(crate) fn run(crates: &mut Crates, held: &Held<'_>) {
    for index in 0..crates.items.len() {
        let name = |key: &str| held.member(index, key).map(str::to_owned);
        match &mut crates.items[index].kind {
            ItemKind::Dict(dict) => fields(dict, name),
            ItemKind::Strings(texts) => strings(texts, name),
            ItemKind::Union(branches) => {
                let mut branches = std::mem::take(branches);
                let kept: Vec<_> =
                    branches.iter().map(|branch| name(&text(&crates.items, &branch.ty))).collect();
                let made = branches.iter().map(|branch| branch.name.clone()).collect();
                for (branch, name) in branches.iter_mut().zip(free(kept, made, "Value")) {
                    branch.name = name;
                }
                crates.items[index].kind = ItemKind::Union(branches);
            }
            _ => {}
        }
    }
}

fn fields(dict: &mut Dict, held: impl Fn(&str) -> Option<String>) {
    let kept: Vec<_> = dict.fields.iter().map(|field| held(&field.js)).collect();
    let made = dict.fields.iter().map(|field| {
        let name = names::value_name(&field.js);
        // What makes the struct, and the field for what is not listed, are there too.
        if matches!(name.as_str(), "new" | "new_typed" | "other_properties") { name + "_" } else { name }
    });
    let names = free(kept, made.collect(), "_");
    for (field, name) in dict.fields.iter_mut().zip(names) {
        field.name = name;
    }
}

fn strings(texts: &mut Strings, held: impl Fn(&str) -> Option<String>) {
    let kept: Vec<_> = texts.variants.iter().map(|(_, text)| held(text)).collect();
    let made: Vec<String> = texts.variants.iter().map(|(name, _)| name.clone()).collect();
    let names = free(kept, made.clone(), "Text");
    for (_, variant) in &mut texts.aliases {
        if let Some(at) = made.iter().position(|name| name == variant) {
            variant.clone_from(&names[at]);
        }
    }
    for ((name, _), new) in texts.variants.iter_mut().zip(names) {
        *name = new;
    }
}

/// Names that stay, and for the others theirs with the suffix until nothing else is called so.
fn free(kept: Vec<Option<String>>, made: Vec<String>, suffix: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, mut name) in made.into_iter().enumerate() {
        if let Some(kept) = &kept[at] {
            names.push(kept.clone());
            continue;
        }
        while names.contains(&name) || kept.iter().flatten().any(|there| *there == name) {
            name.push_str(suffix);
        }
        names.push(name);
    }
    names
}
