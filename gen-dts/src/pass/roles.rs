//! Overloads that differ in a literal of their options only are one call with a method for each literal:
//! `get(key).json()` for `get(key, { type: "json" })`.

use crate::ir::rust::{CallKind, CallRole, Crates, Dict, Item, ItemKind, Method, RTy, Receiver};
use crate::ir::ts::Lit;
use crate::names;

/// Folds overloads of each handle into the least specific of them.
pub(crate) fn run(crates: &mut Crates) {
    for index in 0..crates.items.len() {
        let ItemKind::Handle(handle) = &mut crates.items[index].kind else { continue };
        let mut methods = std::mem::take(&mut handle.methods);
        for base in 0..methods.len() {
            fold(&mut methods, base, &crates.items);
        }
        if let ItemKind::Handle(handle) = &mut crates.items[index].kind {
            handle.methods = methods;
        }
    }
    hide(crates);
}

/// A literal that options always hold: the property, and its value.
fn literal(dict: &Dict) -> Option<(&str, &Lit)> {
    let mut constants =
        dict.fields.iter().filter_map(|field| Some((field.js.as_str(), field.constant.as_ref()?)));
    constants.next().filter(|(_, value)| !matches!(value, Lit::Number(_) | Lit::Bool(false)))
}

/// The options of a call that gives a promise, all of which may be left out.
fn options<'i>(method: &Method, items: &'i [Item]) -> Option<&'i Dict> {
    if !method.is_async || method.receiver != Receiver::Instance || method.kind != CallKind::Call {
        return None;
    }
    let RTy::Item(id, _) = &method.args.last()?.ty else { return None };
    let ItemKind::Dict(dict) = &items[id.0 as usize].kind else { return None };
    let open = dict.fields.iter().all(|field| field.optional || field.constant.is_some());
    (open && dict.rest.is_none()).then_some(dict)
}

fn fold(methods: &mut [Method], base: usize, items: &[Item]) {
    let Some(common) = options(&methods[base], items) else { return };
    let plain = common.fields.iter().all(|field| field.constant.is_none());
    if !plain
        || common.fields.is_empty()
        || methods[base].folded
        || !methods[base].args.last().is_some_and(|arg| arg.optional)
    {
        return;
    }
    let mut roles: Vec<CallRole> = Vec::new();
    for at in 0..methods.len() {
        let (one, other) = (&methods[base], &methods[at]);
        if at == base || other.js != one.js || other.folded || leading(other) != leading(one) {
            continue;
        }
        let Some(dict) = options(other, items) else { continue };
        let Some((js, value)) = literal(dict) else { continue };
        let known = |name: &str| name == js || common.fields.iter().any(|field| field.js == name);
        let name = match value {
            Lit::String(text) => names::method_name(&names::stem(text)),
            _ => names::method_name(&names::stem(js)),
        };
        let taken = name == "options"
            || roles.iter().any(|role| role.name == name)
            || common.fields.iter().any(|field| field.name == name && field.js != js);
        if taken || !dict.fields.iter().all(|field| known(&field.js)) {
            continue;
        }
        roles.push(CallRole {
            name,
            js: js.to_owned(),
            value: value.clone(),
            ret: other.ret.clone(),
            params: other.params.iter().filter(|param| !one.params.contains(param)).cloned().collect(),
            ts: other.ts.clone(),
            bounds: Vec::new(),
        });
        methods[at].folded = true;
    }
    // `get(key, "json")` is another way to write the same.
    let texts: Vec<String> = roles.iter().filter_map(|role| text(&role.value).map(str::to_owned)).collect();
    for at in 0..methods.len() {
        let same = methods[at].js == methods[base].js && leading(&methods[at]) == leading(&methods[base]);
        let own = methods[at].args.last().and_then(|arg| arg.constant.as_ref()).and_then(text);
        if same && own.is_some_and(|own| texts.iter().any(|there| there == own)) {
            methods[at].folded = true;
        }
    }
    methods[base].roles = roles;
}

fn text(literal: &Lit) -> Option<&str> {
    match literal {
        Lit::String(text) => Some(text),
        Lit::Number(_) | Lit::Bool(_) => None,
    }
}

/// What a call takes before its options.
fn leading(method: &Method) -> Vec<(&str, &RTy)> {
    let but_last = method.args.len().saturating_sub(1);
    method.args[..but_last].iter().map(|arg| (arg.name.as_str(), &arg.ty)).collect()
}

/// Options without a name of their own that only folded overloads take are no public types.
fn hide(crates: &mut Crates) {
    let mut mentioned = vec![false; crates.items.len()];
    let mut taken = vec![false; crates.items.len()];
    for item in &crates.items {
        let types: Vec<&RTy> = match &item.kind {
            ItemKind::Handle(handle) => {
                let open = handle.methods.iter().filter(|method| !method.folded).flat_map(Method::types);
                open.chain(&handle.parent).collect()
            }
            _ => item.types(),
        };
        mark(&types, &mut mentioned);
        if let ItemKind::Handle(handle) = &item.kind {
            let folded = handle.methods.iter().filter(|method| method.folded);
            let folded: Vec<&RTy> =
                folded.filter_map(|method| method.args.last()).map(|arg| &arg.ty).collect();
            mark(&folded, &mut taken);
        }
    }
    for (index, item) in crates.items.iter_mut().enumerate() {
        item.hidden = taken[index] && !mentioned[index] && item.decl.is_none();
    }
}

fn mark(types: &[&RTy], marks: &mut [bool]) {
    for ty in types {
        ty.walk(&mut |ty| {
            if let RTy::Item(id, _) = ty {
                marks[id.0 as usize] = true;
            }
        });
    }
}
