//! A struct or enumeration that contains itself by value holds itself in a box; an alias that leads to itself, which
//! Rust has no word for, is any value.

use crate::ir::rust::{Crates, ItemId, ItemKind, RTy, Untyped};
use crate::source::Sources;
use codegen::diag::Diagnostic;

pub(crate) fn run(crates: &mut Crates, sources: &Sources) -> Vec<Diagnostic> {
    let warnings = aliases(crates, sources);
    boxes(crates);
    warnings
}

/// Ends aliases that lead to themselves, at any depth.
fn aliases(crates: &mut Crates, sources: &Sources) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for index in 0..crates.items.len() {
        if !leads_to(crates, index) {
            continue;
        }
        let item = &mut crates.items[index];
        item.kind = ItemKind::Alias(RTy::Js(Untyped::Erased));
        let message = format!("`{}` leads to itself: it is read as any value", item.name);
        warnings.push(sources.warning("dts::recursive-type", item.span, message));
    }
    warnings
}

/// Whether following aliases from an alias comes back to it.
fn leads_to(crates: &Crates, start: usize) -> bool {
    let mut seen = vec![false; crates.items.len()];
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        let ItemKind::Alias(ty) = &crates.items[at].kind else { continue };
        let mut back = false;
        ty.walk(&mut |ty| {
            if let RTy::Item(id, _) = ty {
                let next = id.0 as usize;
                back |= next == start;
                if !std::mem::replace(&mut seen[next], true) {
                    open.push(next);
                }
            }
        });
        if back {
            return true;
        }
    }
    false
}

fn boxes(crates: &mut Crates) {
    let count = crates.items.len();
    // 0 unseen, 1 on the path, 2 done.
    let mut state = vec![0u8; count];
    let mut boxes: Vec<(usize, ItemId)> = Vec::new();
    for start in 0..count {
        let mut path = vec![(start, by_value(crates, start), 0usize)];
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        while let Some((at, targets, next)) = path.last_mut() {
            let Some(target) = targets.get(*next).copied() else {
                state[*at] = 2;
                path.pop();
                continue;
            };
            *next += 1;
            let at = *at;
            match state[target.0 as usize] {
                0 => {
                    state[target.0 as usize] = 1;
                    path.push((target.0 as usize, by_value(crates, target.0 as usize), 0));
                }
                1 => boxes.push((at, target)),
                _ => {}
            }
        }
    }
    for (at, target) in boxes {
        for ty in crates.items[at].types_mut() {
            let whole = std::mem::replace(ty, RTy::Unit);
            *ty = boxed(whole, target);
        }
    }
}

fn boxed(ty: RTy, target: ItemId) -> RTy {
    match ty {
        RTy::Item(id, args) if id == target => RTy::Boxed(Box::new(RTy::Item(id, args))),
        RTy::Opt(inner) => RTy::Opt(Box::new(boxed(*inner, target))),
        RTy::Tuple(items) => RTy::Tuple(items.into_iter().map(|item| boxed(item, target)).collect()),
        other => other,
    }
}

/// The items that an item contains without indirection.
fn by_value(crates: &Crates, index: usize) -> Vec<ItemId> {
    let item = &crates.items[index];
    if !matches!(item.kind, ItemKind::Dict(_) | ItemKind::Union(_) | ItemKind::Alias(_)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for ty in item.types() {
        inline(ty, &mut found);
    }
    found
}

fn inline(ty: &RTy, found: &mut Vec<ItemId>) {
    match ty {
        RTy::Item(id, args) => {
            found.push(*id);
            args.iter().for_each(|arg| inline(arg, found));
        }
        RTy::Opt(inner) => inline(inner, found),
        RTy::Tuple(items) => items.iter().for_each(|item| inline(item, found)),
        _ => {}
    }
}
