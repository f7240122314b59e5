//! Options that change what a call gives: `get(key, { onlyIf })` may give an object without a body. Where an overload asks
//! for the option and gives another type, the call without it has no setter for it, and refuses it.

use crate::ir::rust::{CallKind, Crates, Item, ItemKind, Method, RTy};

pub(crate) fn run(crates: &mut Crates) {
    for index in 0..crates.items.len() {
        let ItemKind::Handle(handle) = &crates.items[index].kind else { continue };
        let elsewhere: Vec<Vec<(String, String)>> =
            handle.methods.iter().map(|method| elsewhere(method, &handle.methods, &crates.items)).collect();
        let ItemKind::Handle(handle) = &mut crates.items[index].kind else { continue };
        for (method, options) in handle.methods.iter_mut().zip(elsewhere) {
            method.elsewhere = options;
        }
    }
}

/// Options of `method`, each with the overload that has it.
fn elsewhere(method: &Method, methods: &[Method], items: &[Item]) -> Vec<(String, String)> {
    let own = fields(method, items, true);
    methods
        .iter()
        .filter(|other| {
            other.kind == CallKind::Call
                && other.js == method.js
                && other.name != method.name
                && other.ret != method.ret
                && !other.name.is_empty()
        })
        .flat_map(|other| fields(other, items, false).into_iter().map(|field| (field, other.name.clone())))
        .filter(|(field, _)| own.contains(field))
        .collect()
}

/// The optional or the required fields of a call's options.
fn fields(method: &Method, items: &[Item], optional: bool) -> Vec<String> {
    let Some(RTy::Item(id, _)) = method.args.last().map(|arg| &arg.ty) else { return Vec::new() };
    let ItemKind::Dict(dict) = &items[id.0 as usize].kind else { return Vec::new() };
    let asked = dict.fields.iter().filter(|field| field.constant.is_none() && field.optional == optional);
    asked.map(|field| field.js.clone()).collect()
}
