//! What each method and function becomes: plain calls, without and with what may be left out, or a call that is set up
//! before it is awaited; on what it is written, and how each argument and its result cross.

use super::resolve::{resolve, with_args};
use super::{bounds, conventions, shape};
use crate::ir::rust::{
    Builder, CallKind, Convention, Crates, Dict, Form, Item, ItemId, ItemKind, Method, On, RArg, RTy,
    Receiver, Setter, SysTy, Take, Untyped, Written,
};
use crate::ir::ts::Doc;
use crate::names;
use std::collections::BTreeSet;

/// What a method belongs to.
struct Owner<'i> {
    item: usize,
    name: &'i str,
    params: &'i [String],
    /// Whether its class exists as a value.
    exists: bool,
}

pub(crate) fn run(crates: &mut Crates) {
    let mut shortened = BTreeSet::new();
    for index in 0..crates.items.len() {
        let (mut methods, exists) = match &mut crates.items[index].kind {
            ItemKind::Handle(handle) => (std::mem::take(&mut handle.methods), handle.class.is_some()),
            ItemKind::Function(method) => (vec![method.clone()], true),
            ItemKind::Value(_) => {
                value(crates, index);
                continue;
            }
            _ => continue,
        };
        let item = &crates.items[index];
        let owner = Owner { item: index, name: &item.name, params: &item.params, exists };
        let owner = Some(owner).filter(|_| matches!(item.kind, ItemKind::Handle(_)));
        for method in &mut methods {
            decide(method, owner.as_ref(), &crates.items);
            let Some(name) = method.written.builder.as_ref().map(|builder| builder.name.clone()) else {
                continue;
            };
            let whole = whole_call_name(owner.as_ref().map_or("", |owner| owner.name), method);
            if name != whole
                && !shortened.insert(name)
                && let Some(builder) = &mut method.written.builder
            {
                builder.name = whole;
            }
        }
        let parent = match &item.kind {
            ItemKind::Handle(handle) => handle.parent.as_ref(),
            _ => None,
        };
        let sys_parent = parent.map(|parent| conventions::sys(&crates.items, parent));
        match &mut crates.items[index].kind {
            ItemKind::Handle(handle) => (handle.methods, handle.sys_parent) = (methods, sys_parent),
            ItemKind::Function(function) => methods.into_iter().for_each(|method| *function = method),
            _ => {}
        }
    }
}

fn value(crates: &mut Crates, index: usize) {
    let ItemKind::Value(value) = &crates.items[index].kind else { return };
    let give = conventions::value(&crates.items, &value.ty);
    // Statics are handles or any value.
    let sys = match conventions::sys(&crates.items, &value.ty) {
        handle @ SysTy::Item(_) => handle,
        _ => SysTy::Value,
    };
    if let ItemKind::Value(value) = &mut crates.items[index].kind {
        (value.give, value.sys) = (give, sys);
    }
}

fn decide(method: &mut Method, owner: Option<&Owner<'_>>, items: &[Item]) {
    let on = on(method, owner);
    if on == On::Untyped {
        untyped(method, owner.map_or(&[], |owner| owner.params));
    }
    for arg in &mut method.args {
        arg.convention = conventions::of(items, &arg.ty);
        arg.resolved = match resolve(items, &arg.ty) {
            RTy::List(item) => RTy::List(Box::new(resolve(items, &item))),
            other => other,
        };
    }
    let sys_args = method.args.iter().map(|arg| {
        if arg.variadic { SysTy::Std("Array") } else { conventions::sys_argument(items, &arg.ty) }
    });
    let sys_args = sys_args.collect();
    let sys_ret = match (method.is_async, method.receiver, owner) {
        (true, ..) => SysTy::Std("Promise"),
        (false, Receiver::Constructor, Some(owner)) => SysTy::Item(ItemId(owner.item as u32)),
        _ => conventions::sys(items, &method.ret),
    };
    let external = method.receiver == Receiver::Instance || owner.is_none_or(|owner| owner.exists);
    method.written = Written { on, external, sys_args, sys_ret, ..std::mem::take(&mut method.written) };
    if on == On::Nowhere {
        return;
    }
    match method.kind {
        CallKind::Getter => {
            method.written.give = conventions::property(items, &method.ret);
            let bounds = bounds::of(items, &[], &[&method.ret]);
            method.written.forms = vec![Form { name: method.name.clone(), bounds, ..Form::default() }];
        }
        CallKind::Setter => {
            let given = vec![true; method.args.len()];
            method.written.forms = vec![form(method, method.name.clone(), given, items)];
        }
        CallKind::Call => call(method, owner, items),
    }
}

/// On what a method is written.
fn on(method: &Method, owner: Option<&Owner<'_>>) -> On {
    if method.name.is_empty() {
        return On::Nowhere;
    }
    let Some(owner) = owner else { return On::Own };
    match (method.receiver, method.kind) {
        (Receiver::Instance, CallKind::Setter) if method.args.is_empty() => On::Nowhere,
        (Receiver::Instance, _) => On::Own,
        (_, CallKind::Setter) => On::Nowhere,
        _ if !owner.exists => On::Nowhere,
        // `Request::new(…)` must not ask for type parameters that nothing given decides.
        (_, CallKind::Call) if !mentions(method, owner.params) => On::Untyped,
        _ => On::Own,
    }
}

/// Whether what must be given mentions the class's type parameters.
fn mentions(method: &Method, params: &[String]) -> bool {
    let mut found = false;
    for arg in method.args.iter().filter(|arg| !arg.optional) {
        arg.ty.walk(&mut |ty| found |= matches!(ty, RTy::Param(name) if params.contains(name)));
    }
    found
}

/// The method with any values for the class's type parameters.
fn untyped(method: &mut Method, params: &[String]) {
    for ty in method.types_mut() {
        let whole = std::mem::replace(ty, RTy::Unit);
        *ty = whole.map(&mut |ty| match ty {
            RTy::Param(name) if params.contains(&name) => RTy::Js(Untyped::Declared),
            other => other,
        });
    }
}

fn call(method: &mut Method, owner: Option<&Owner<'_>>, items: &[Item]) {
    let last = method.args.iter().rposition(RArg::is_asked);
    let options = last.filter(|at| method.is_async && method.args[*at].optional);
    if let Some((at, dict)) = options.and_then(|at| Some((at, fields(&method.args[at].ty, items)?))) {
        let owner = owner.map_or("", |owner| owner.name);
        let made = builder(method, owner, at, dict, items);
        let options = method.args[at].ty.clone();
        for role in &mut method.roles {
            role.bounds = bounds::of(items, &[&options], &[&role.ret]);
        }
        method.written.builder = Some(made);
        return;
    }
    for arg in method.args.iter_mut().filter(|arg| is_values(arg)) {
        arg.convention = if arg.sql { Convention::SqlValues } else { Convention::Values };
    }
    method.written.give = conventions::result(items, &method.ret);
    let required: Vec<bool> = method.args.iter().map(|arg| arg.is_asked() && !arg.optional).collect();
    let all: Vec<bool> = method.args.iter().map(RArg::is_asked).collect();
    // With what may be left out left out, and with all of it.
    let with = (all != required).then(|| form(method, names::with_name(&method.name), all, items));
    let plain = form(method, method.name.clone(), required, items);
    method.written.forms = std::iter::once(plain).chain(with).collect();
}

/// `...values: unknown[]`: a tuple or slice of anything.
fn is_values(arg: &RArg) -> bool {
    arg.variadic && matches!(&arg.ty, RTy::List(item) if matches!(item.as_ref(), RTy::Js(_)))
}

fn form(method: &Method, name: String, given: Vec<bool>, items: &[Item]) -> Form {
    let (args, left): (Vec<_>, Vec<_>) = method.args.iter().zip(&given).partition(|(_, given)| **given);
    let args: Vec<&RArg> = args.into_iter().map(|(arg, _)| arg).collect();
    let written = left.iter().any(|(arg, _)| !arg.literals.is_empty());
    let types: Vec<&RTy> = args.iter().map(|arg| &arg.ty).collect();
    let rets: &[&RTy] = if method.kind == CallKind::Setter { &[] } else { &[&method.ret] };
    Form {
        name,
        bounds: bounds::of(items, &types, rets),
        fails: written || args.iter().any(|arg| arg.variadic || arg.convention.fails(arg.optional)),
        given,
    }
}

/// The options struct that a last argument is, if it can be filled field by field.
fn fields<'i>(ty: &RTy, items: &'i [Item]) -> Option<&'i Dict> {
    let RTy::Item(id, _) = resolve(items, ty) else { return None };
    let ItemKind::Dict(dict) = &items[id.0 as usize].kind else { return None };
    (!dict.fields.is_empty()).then_some(dict)
}

/// A promise-returning call with options.
fn builder(method: &Method, owner: &str, at: usize, dict: &Dict, items: &[Item]) -> Builder {
    let options = &method.args[at];
    let (params, args) = match resolve(items, &options.ty) {
        RTy::Item(id, args) => (items[id.0 as usize].params.clone(), args),
        _ => (Vec::new(), Vec::new()),
    };
    let fillable = dict.fields.iter().all(|field| field.optional || field.constant.is_some());
    let constant = dict.fields.iter().any(|field| field.constant.is_some());
    // An argument's own setter has the name already; another overload's option is refused.
    let free = |name: &str, js: &str| {
        let argument =
            method.args.iter().any(|arg| arg.optional && arg.name == name && arg.name != options.name);
        let role = method.roles.iter().any(|role| role.arg.is_none() && role.js == js);
        !argument && !role && !method.elsewhere.iter().any(|(there, _)| there == js)
    };
    let set = dict.fields.iter().filter(|field| fillable && field.constant.is_none());
    let setters = set.filter(|field| free(&field.name, &field.js)).map(|field| {
        let inner = match &field.ty {
            RTy::Opt(inner) => inner.as_ref(),
            ty => ty,
        };
        let ty = with_args(inner.clone(), &params, &args);
        let take = if matches!(inner, RTy::Param(_)) { Take::Into } else { shape::take(items, &ty) };
        let mut doc = field.doc.clone();
        if doc.text.is_empty() {
            doc = Doc { text: format!("Sets `{}`.", field.js), ..doc };
        }
        // All of them at once have that name.
        let name = if field.name == "options" { "options_" } else { &field.name };
        Setter { name: name.to_owned(), js: field.js.clone(), ty, take, doc, gate: field.gate.clone() }
    });
    let given = method.args.iter().filter(|arg| arg.is_asked() && !arg.optional);
    let given: Vec<&RTy> = given.map(|arg| &arg.ty).collect();
    Builder {
        name: call_name(owner, method, items),
        options: at,
        initial: (constant && fillable).then_some(!params.is_empty()),
        setters: setters.collect(),
        given: bounds::of(items, &given, &[]),
        args: method.args.iter().map(|arg| bounds::of(items, &[&arg.ty], &[])).collect(),
        set: bounds::of(items, &[&options.ty], &[]),
        awaited: bounds::of(items, &[&options.ty], &[&method.ret]),
    }
}

/// What a call is called: after what it is of, and what it does.
fn call_name(owner: &str, method: &Method, items: &[Item]) -> String {
    let whole = whole_call_name(owner, method);
    let name = names::within(whole.clone());
    if items.iter().any(|item| item.name == name) { whole } else { name }
}

fn whole_call_name(owner: &str, method: &Method) -> String {
    format!("{owner}{}Call", names::type_name(&method.name))
}
