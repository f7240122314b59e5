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
    let plain = common.fields.iter().all(|field| field.constant.is_none())
        && methods[base].args.iter().all(|arg| arg.literals.is_empty());
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
        let role = role(one, other, common, items);
        if let Some(role) = role.filter(|role| roles.iter().all(|there| there.name != role.name)) {
            roles.push(role);
            methods[at].folded = true;
        }
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

/// An overload as a method of the call without its literal.
fn role(one: &Method, other: &Method, common: &Dict, items: &[Item]) -> Option<CallRole> {
    let dict = options(other, items)?;
    let (arg, js, value) = told(other, dict)?;
    let name = match value {
        Lit::String(text) => names::method_name(&names::stem(text)),
        _ => names::method_name(&names::stem(js)),
    };
    let option = |name: &str| common.fields.iter().any(|field| field.js == name);
    let taken = name == "options"
        || common.fields.iter().any(|field| field.name == name && (arg.is_some() || field.js != js));
    let known = dict.fields.iter().all(|field| field.js == js || option(&field.js));
    (known && !taken).then(|| CallRole {
        name,
        arg,
        js: js.to_owned(),
        value: value.clone(),
        ret: other.ret.clone(),
        params: other.params.iter().filter(|param| !one.params.contains(param)).cloned().collect(),
        ts: other.ts.clone(),
        bounds: Vec::new(),
    })
}

/// The literal that tells an overload from others: among its options, or in what one argument holds besides.
fn told<'m>(method: &'m Method, dict: &'m Dict) -> Option<(Option<usize>, &'m str, &'m Lit)> {
    if let Some((js, value)) = literal(dict) {
        return Some((None, js, value));
    }
    let but_last = method.args.len().saturating_sub(1);
    let mut all = method.args[..but_last]
        .iter()
        .enumerate()
        .flat_map(|(at, arg)| arg.literals.iter().map(move |(js, value)| (Some(at), js.as_str(), value)));
    all.next().filter(|_| all.next().is_none())
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

/// Options that only folded overloads take, and what is always the same, are no public types.
fn hide(crates: &mut Crates) {
    let mut mentioned = vec![false; crates.items.len()];
    let (mut taken, mut fixed) = (mentioned.clone(), mentioned.clone());
    for item in &crates.items {
        let methods: &[Method] = match &item.kind {
            ItemKind::Handle(handle) => &handle.methods,
            ItemKind::Function(function) => std::slice::from_ref(function),
            _ => {
                mark(item.types(), &mut mentioned);
                continue;
            }
        };
        for method in methods.iter().filter(|method| !method.folded) {
            let (always, asked): (Vec<_>, Vec<_>) = method.args.iter().partition(|arg| arg.fixed);
            let others = method.roles.iter().map(|role| &role.ret).chain([&method.ret]);
            mark(asked.into_iter().map(|arg| &arg.ty).chain(others), &mut mentioned);
            mark(always.into_iter().map(|arg| &arg.ty), &mut fixed);
        }
        let folded = methods.iter().filter(|method| method.folded);
        mark(folded.filter_map(|method| method.args.last()).map(|arg| &arg.ty), &mut taken);
        if let ItemKind::Handle(handle) = &item.kind {
            mark(&handle.parent, &mut mentioned);
        }
    }
    for (index, item) in crates.items.iter_mut().enumerate() {
        // What has a name of its own may be meant for other calls too, unless there is nothing to say in it.
        item.hidden = !mentioned[index] && (fixed[index] || taken[index] && item.decl.is_none());
    }
}

fn mark<'t>(types: impl IntoIterator<Item = &'t RTy>, marks: &mut [bool]) {
    for ty in types {
        ty.walk(&mut |ty| {
            if let RTy::Item(id, _) = ty {
                marks[id.0 as usize] = true;
            }
        });
    }
}
