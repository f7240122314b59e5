//! What converts into a union: each branch's type, unless another's conversion would be the same one.

use super::resolve::resolve;
use crate::ir::rust::{Branch, Conversion, Crates, Item, ItemKind, RTy, Untyped};

pub(crate) fn run(crates: &mut Crates) {
    for index in 0..crates.items.len() {
        let ItemKind::Union(branches) = &mut crates.items[index].kind else { continue };
        let mut branches = std::mem::take(branches);
        union(&mut branches, &crates.items);
        crates.items[index].kind = ItemKind::Union(branches);
    }
}

fn union(branches: &mut [Branch], items: &[Item]) {
    let types: Vec<RTy> = branches.iter().map(|branch| resolve(items, &branch.ty)).collect();
    let mut taken: Vec<RTy> = Vec::new();
    for (at, branch) in branches.iter_mut().enumerate() {
        branch.from = conversion(&types, at, &mut taken, items);
    }
    // Bytes in the best of the forms that JavaScript has for them.
    let bytes = ["Uint8Array", "ArrayBufferView", "ArrayBuffer"];
    let bytes = bytes.into_iter().find_map(|wanted| types.iter().position(|ty| *ty == RTy::Std(wanted)));
    if let Some(at) = bytes {
        branches[at].bytes = true;
    }
    if let Some(branch) = branches.iter_mut().find(|branch| branch.ty == RTy::F64) {
        branch.whole = true;
    }
}

fn conversion(types: &[RTy], at: usize, taken: &mut Vec<RTy>, items: &[Item]) -> Conversion {
    let ty = &types[at];
    let mut has_param = false;
    ty.walk(&mut |ty| has_param |= matches!(ty, RTy::Param(_)));
    let clashes = has_param
        && !matches!(ty, RTy::Item(..))
        && types
            .iter()
            .enumerate()
            .any(|(other, there)| other != at && std::mem::discriminant(there) == std::mem::discriminant(ty));
    let shape = erase(items, ty.clone());
    if clashes || matches!(ty, RTy::Param(_) | RTy::Js(_)) || taken.contains(&shape) {
        return Conversion::Alone;
    }
    taken.push(shape);
    match ty {
        // A handle's type arguments say what it is for, not what it is: any will do.
        RTy::Item(id, args) if !args.is_empty() && !has_param => match items[id.0 as usize].kind {
            ItemKind::Handle(_) => Conversion::AnyHandle(*id, args.len()),
            _ => Conversion::Into,
        },
        RTy::Str => Conversion::Text,
        _ => Conversion::Into,
    }
}

/// Type arguments left out, and what Rust's type does not say: two branches that differ only there would make
/// conflicting conversions.
fn erase(items: &[Item], ty: RTy) -> RTy {
    match ty {
        RTy::Item(id, _) => RTy::Item(id, Vec::new()),
        RTy::Boxed(inner) => erase(items, *inner),
        other => other.map(&mut |ty| match resolve(items, &ty) {
            // What a promise gives is not part of it, nor why a value is any.
            RTy::Promise(_) => RTy::Promise(Box::new(RTy::Unit)),
            RTy::Js(_) => RTy::Js(Untyped::Declared),
            ty => ty,
        }),
    }
}
