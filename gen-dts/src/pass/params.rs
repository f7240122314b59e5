//! Type parameters that nothing uses are dropped from structs, enumerations and aliases: Rust refuses them. Handles
//! keep theirs, they mark what the object is for.

use crate::ir::rust::{Crates, ItemKind, RTy};
use indexmap::IndexSet;

pub(crate) fn run(crates: &mut Crates) {
    let mut used: Vec<IndexSet<usize>> = crates
        .items
        .iter()
        .map(|item| match item.kind {
            ItemKind::Handle(_) => (0..item.params.len()).collect(),
            _ => IndexSet::new(),
        })
        .collect();
    loop {
        let mut grew = false;
        for (index, item) in crates.items.iter().enumerate() {
            let mut found = Vec::new();
            for ty in item.types() {
                mentioned(ty, &used, &mut found);
            }
            for name in found {
                if let Some(at) = item.params.iter().position(|param| *param == name) {
                    grew |= used[index].insert(at);
                }
            }
        }
        if !grew {
            break;
        }
    }
    let counts: Vec<usize> = crates.items.iter().map(|item| item.params.len()).collect();
    for item in &mut crates.items {
        for ty in item.types_mut() {
            let whole = std::mem::replace(ty, RTy::Unit);
            *ty = whole.map(&mut |ty| match ty {
                RTy::Item(id, args) if args.len() == counts[id.0 as usize] => {
                    let kept =
                        args.into_iter().enumerate().filter(|(at, _)| used[id.0 as usize].contains(at));
                    RTy::Item(id, kept.map(|(_, arg)| arg).collect())
                }
                other => other,
            });
        }
    }
    for (index, item) in crates.items.iter_mut().enumerate() {
        let mut at = 0;
        item.params.retain(|_| {
            at += 1;
            used[index].contains(&(at - 1))
        });
    }
}

fn mentioned(ty: &RTy, used: &[IndexSet<usize>], found: &mut Vec<String>) {
    match ty {
        RTy::Param(name) => found.push(name.clone()),
        RTy::Item(id, args) => {
            for (at, arg) in args.iter().enumerate() {
                if used[id.0 as usize].contains(&at) {
                    mentioned(arg, used, found);
                }
            }
        }
        RTy::Opt(inner)
        | RTy::List(inner)
        | RTy::Record(inner)
        | RTy::Set(inner)
        | RTy::Iter(inner)
        | RTy::AsyncIter(inner)
        | RTy::Boxed(inner) => mentioned(inner, used, found),
        RTy::Map(key, value) => {
            mentioned(key, used, found);
            mentioned(value, used, found);
        }
        RTy::Tuple(items) => items.iter().for_each(|item| mentioned(item, used, found)),
        RTy::Callback(args, ret, _) => {
            args.iter().for_each(|arg| mentioned(arg, used, found));
            mentioned(ret, used, found);
        }
        // A promise is one of any value: what it will be is said where it is awaited.
        _ => {}
    }
}
