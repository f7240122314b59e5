//! Options whose properties have one value each are written, never asked for: `get_reader_byob()` is
//! `getReader({ mode: "byob" })`. Such a struct is no public type.

use super::resolve::resolve;
use crate::ir::rust::{Crates, Dict, Item, ItemKind, Method, RArg, RTy};
use crate::ir::ts::Lit;

pub(crate) fn run(crates: &mut Crates) {
    for index in 0..crates.items.len() {
        let mut kind = std::mem::replace(&mut crates.items[index].kind, ItemKind::Pending);
        let methods: &mut [Method] = match &mut kind {
            ItemKind::Handle(handle) => &mut handle.methods,
            ItemKind::Function(method) => std::slice::from_mut(method),
            _ => &mut [],
        };
        let calls: Vec<String> = methods.iter().map(|method| method.js.clone()).collect();
        for method in methods {
            let overloaded = calls.iter().filter(|js| **js == method.js).count() > 1;
            method.args.iter_mut().for_each(|arg| write(arg, overloaded, &crates.items));
        }
        crates.items[index].kind = kind;
    }
}

/// Writes down what an argument always holds, if nothing else must be given. Where it may be left out, and is not what
/// tells an overload from others, leaving it out may mean another thing.
fn write(arg: &mut RArg, overloaded: bool, items: &[Item]) {
    let RTy::Item(id, _) = resolve(items, &arg.ty) else { return };
    let ItemKind::Dict(dict) = &items[id.0 as usize].kind else { return };
    let sent = !arg.variadic && (overloaded || !arg.optional);
    if let Some(literals) = literals(dict).filter(|_| sent) {
        arg.fixed = literals.len() == dict.fields.len() && dict.rest.is_none() && !arg.optional;
        arg.literals = literals;
    }
}

/// The constants of a struct that has some, and nothing that must be given.
fn literals(dict: &Dict) -> Option<Vec<(String, Lit)>> {
    let constants = dict.fields.iter().filter_map(|field| Some((field.js.clone(), field.constant.clone()?)));
    let constants: Vec<_> = constants.collect();
    let open = dict.fields.iter().all(|field| field.optional || field.constant.is_some());
    (open && !constants.is_empty()).then_some(constants)
}
