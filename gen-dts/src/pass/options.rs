//! `x?: Maybe` where `Maybe` is an option already: there is one way to be nothing.

use crate::ir::rust::{Crates, ItemId, ItemKind, Method, RTy};

pub(crate) fn run(crates: &mut Crates) {
    let options: Vec<Option<RTy>> =
        (0..crates.items.len()).map(|index| option(crates, ItemId(index as u32))).collect();
    // Any value may be nothing too.
    let anything: Vec<bool> =
        (0..crates.items.len()).map(|index| is_anything(crates, ItemId(index as u32))).collect();
    let inside = |ty: &RTy| match ty {
        RTy::Item(id, _) => options[id.0 as usize].clone(),
        _ => None,
    };
    for item in &mut crates.items {
        let methods: &mut [Method] = match &mut item.kind {
            ItemKind::Handle(handle) => &mut handle.methods,
            ItemKind::Function(method) => std::slice::from_mut(method),
            _ => &mut [],
        };
        // An argument that may be left out is optional itself, its type is not.
        for arg in methods.iter_mut().flat_map(|method| &mut method.args).filter(|arg| arg.optional) {
            if let Some(inner) = inside(&arg.ty) {
                arg.ty = inner;
            }
        }
        for ty in item.types_mut() {
            let whole = std::mem::replace(ty, RTy::Unit);
            *ty = whole.map(&mut |ty| match ty {
                RTy::Opt(inner) if inside(&inner).is_some() => *inner,
                RTy::Opt(inner) if matches!(&*inner, RTy::Item(id, _) if anything[id.0 as usize]) => *inner,
                other => other,
            });
        }
    }
}

/// What is in the option that an alias without type parameters comes to.
fn option(crates: &Crates, mut id: ItemId) -> Option<RTy> {
    for _ in 0..crates.items.len() {
        let item = &crates.items[id.0 as usize];
        match &item.kind {
            ItemKind::Alias(RTy::Opt(inner)) if item.params.is_empty() => return Some((**inner).clone()),
            ItemKind::Alias(RTy::Item(next, _)) => id = *next,
            _ => return None,
        }
    }
    None
}

/// Whether an alias comes to any value.
fn is_anything(crates: &Crates, mut id: ItemId) -> bool {
    for _ in 0..crates.items.len() {
        match &crates.items[id.0 as usize].kind {
            ItemKind::Alias(RTy::Js(_)) => return true,
            ItemKind::Alias(RTy::Item(next, _)) => id = *next,
            _ => return false,
        }
    }
    false
}
