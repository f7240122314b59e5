//! Which types the TypeScript compiler compares with their declarations: those that a global declaration became.

use crate::ir::rust::{Crates, ItemKind};
use crate::ir::ts::{Program, TypeSide};

pub(crate) fn run(crates: &mut Crates, program: &Program) {
    for item in &mut crates.items {
        let Some(decl) = item.decl.map(|id| program.decl(id)) else { continue };
        let is_type = !matches!(item.kind, ItemKind::Pending | ItemKind::Function(_) | ItemKind::Value(_));
        let is_declared = matches!(decl.ty, Some(TypeSide::Object(_) | TypeSide::Alias(_)));
        item.compared = is_type && is_declared && decl.module.is_none();
    }
}
