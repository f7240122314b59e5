//! Methods that take parameters of SQL: the manifest names their types.

use super::place::Manifest;
use crate::ir::rust::{Crates, ItemKind, RTy};

pub(crate) fn run(crates: &mut Crates, manifest: &Manifest) {
    for item in &mut crates.items {
        let named = manifest.crates.get(item.home.krate).is_some_and(|krate| krate.sql.contains(&item.name));
        let ItemKind::Handle(handle) = &mut item.kind else { continue };
        let args = handle.methods.iter_mut().filter(|_| named).flat_map(|method| &mut method.args);
        for arg in args.filter(|arg| arg.variadic) {
            arg.sql = matches!(&arg.ty, RTy::List(value) if matches!(**value, RTy::Js(_)));
        }
    }
}
