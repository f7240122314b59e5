//! Aliases replaced by what they stand for.

use crate::ir::rust::{Item, ItemKind, RTy, Untyped};

/// More aliases of aliases than anyone writes: what leads back to itself ends here.
const DEEPEST: usize = 16;

/// What a type is, aliases followed and boxes opened.
pub(crate) fn resolve(items: &[Item], ty: &RTy) -> RTy {
    let mut ty = ty.clone();
    for _ in 0..DEEPEST {
        let RTy::Item(id, args) = &ty else { break };
        let item = &items[id.0 as usize];
        let ItemKind::Alias(to) = &item.kind else { break };
        ty = with_args(to.clone(), &item.params, args);
    }
    match ty {
        RTy::Boxed(inner) => resolve(items, &inner),
        ty => ty,
    }
}

/// A type with arguments for the parameters it mentions.
pub(crate) fn with_args(ty: RTy, params: &[String], args: &[RTy]) -> RTy {
    ty.map(&mut |ty| match &ty {
        RTy::Param(name) => match params.iter().position(|param| param == name) {
            Some(at) => args.get(at).cloned().unwrap_or(RTy::Js(Untyped::Declared)),
            None => ty,
        },
        _ => ty,
    })
}

/// What kind of item a type is, aliases followed.
pub(crate) fn kind_of<'i>(items: &'i [Item], ty: &RTy) -> Option<&'i ItemKind> {
    match resolve(items, ty) {
        RTy::Item(id, _) => Some(&items[id.0 as usize].kind),
        _ => None,
    }
}
