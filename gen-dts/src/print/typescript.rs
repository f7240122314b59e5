//! What was understood, as TypeScript again: from the items that are printed as Rust, so that every loss on the way
//! shows when the TypeScript compiler compares it with the input.

use crate::ir::rust::{CallKind, Crates, Handle, Item, ItemId, ItemKind, Method, RTy, Receiver, Untyped};
use crate::ir::ts::{Lit, Program};
use std::fmt::Write;

/// The items as declarations in `namespace Ours`, and a file of assignments both ways for every declaration.
pub fn typescript(program: &Program, crates: &Crates) -> (String, String) {
    let cx = Cx { crates };
    let mut ours = String::from("declare namespace Ours {\n");
    for (index, krate) in crates.crates.iter().enumerate() {
        _ = writeln!(ours, "export namespace {} {{", module(&krate.name));
        for item in crates.items.iter().filter(|item| item.home.krate == index) {
            cx.item(&mut ours, item);
        }
        ours.push_str("}\n");
    }
    ours.push_str("}\n");
    let mut checks = String::new();
    for (index, item) in crates.items.iter().enumerate().filter(|(_, item)| item.compared) {
        let Some(decl) = item.decl.map(|id| program.decl(id)) else { continue };
        // Parameters that all have defaults are left to them: some defaults decide a conditional type.
        let defaults = decl.params.iter().all(|param| param.default.is_some());
        let mine = {
            let args = vec!["any"; item.params.len()];
            let args = if args.is_empty() { String::new() } else { format!("<{}>", args.join(", ")) };
            format!("Ours.{}.{}{args}", module(&crates.crates[item.home.krate].name), name(item))
        };
        let theirs = {
            let args = vec!["any"; if defaults { 0 } else { decl.params.len() }];
            let args = if args.is_empty() { String::new() } else { format!("<{}>", args.join(", ")) };
            // A name that only a value has: its type is what the value constructs.
            if decl.value_only {
                format!("InstanceType<typeof {}>", decl.path())
            } else {
                format!("{}{args}", decl.path())
            }
        };
        let experimental = if item.variants.experimental_only() { " experimental" } else { "" };
        _ = writeln!(
            checks,
            "const to_{index}: {mine} = null! as {theirs}; // {} in{experimental}",
            decl.path()
        );
        _ = writeln!(
            checks,
            "const of_{index}: {theirs} = null! as {mine}; // {} out{experimental}",
            decl.path()
        );
    }
    (ours, checks)
}

fn module(name: &str) -> String {
    name.replace('-', "_")
}

fn name(item: &Item) -> String {
    if item.home.nested { format!("{}_{}", item.home.module, item.name) } else { item.name.clone() }
}

#[derive(Clone, Copy)]
struct Cx<'c> {
    crates: &'c Crates,
}

impl Cx<'_> {
    fn path(self, id: ItemId) -> String {
        let item = &self.crates.items[id.0 as usize];
        format!("Ours.{}.{}", module(&self.crates.crates[item.home.krate].name), name(item))
    }

    fn item(self, out: &mut String, item: &Item) {
        let params = if item.params.is_empty() {
            String::new()
        } else {
            let params: Vec<_> = item.params.iter().map(|param| format!("{param} = any")).collect();
            format!("<{}>", params.join(", "))
        };
        let name = name(item);
        match &item.kind {
            ItemKind::Handle(handle) => self.handle(out, &name, &params, handle),
            ItemKind::Dict(dict) => {
                _ = writeln!(out, "export interface {name}{params} {{");
                for field in &dict.fields {
                    let ty = match &field.constant {
                        Some(literal) => lit(literal),
                        None => self.ty(&field.ty),
                    };
                    let mark = if field.optional { "?" } else { "" };
                    _ = writeln!(out, "  {:?}{mark}: {ty};", field.js);
                }
                if let Some(rest) = &dict.rest {
                    _ = writeln!(out, "  [key: string]: any | {};", self.ty(rest));
                }
                out.push_str("}\n");
            }
            ItemKind::Strings(texts) => {
                let open = texts.open.then(|| "(string & {})".to_owned());
                let texts = texts.variants.iter().map(|(_, text)| format!("{text:?}")).chain(open);
                let texts: Vec<_> = texts.collect();
                _ = writeln!(out, "export type {name}{params} = {};", texts.join(" | "));
            }
            ItemKind::Union(branches) => {
                let branches: Vec<_> = branches.iter().map(|branch| self.ty(&branch.ty)).collect();
                _ = writeln!(out, "export type {name}{params} = {};", branches.join(" | "));
            }
            ItemKind::Alias(ty) => _ = writeln!(out, "export type {name}{params} = {};", self.ty(ty)),
            ItemKind::Pending | ItemKind::Function(_) | ItemKind::Value(_) => {}
        }
    }

    fn handle(self, out: &mut String, name: &str, params: &str, handle: &Handle) {
        let parent = match &handle.parent {
            Some(RTy::Item(id, args)) => format!(" extends {}{}", self.path(*id), self.args(args)),
            Some(RTy::Std("Error")) => " extends Error".to_owned(),
            _ => String::new(),
        };
        _ = writeln!(out, "export interface {name}{params}{parent} {{");
        let instance: Vec<&Method> =
            handle.methods.iter().filter(|method| method.receiver == Receiver::Instance).collect();
        for method in &instance {
            let key = match method.js.strip_prefix("@@") {
                Some(symbol) => format!("[Symbol.{symbol}]"),
                None => format!("{:?}", method.js),
            };
            match method.kind {
                CallKind::Setter => {}
                CallKind::Getter => {
                    let writable =
                        instance.iter().any(|other| other.kind == CallKind::Setter && other.js == method.js);
                    let readonly = if writable { "" } else { "readonly " };
                    let optional = if method.absent { "?" } else { "" };
                    _ = writeln!(out, "  {readonly}{key}{optional}: {};", self.ty(&method.ret));
                }
                CallKind::Call => {
                    // A method's own parameters are whatever the caller makes of them.
                    let any = |ty: &RTy| {
                        self.ty(&ty.clone().map(&mut |ty| match ty {
                            RTy::Param(name) if method.params.contains(&name) => RTy::Js(Untyped::Declared),
                            other => other,
                        }))
                    };
                    let args: Vec<_> = method
                        .args
                        .iter()
                        .enumerate()
                        .map(|(at, arg)| {
                            let ty = arg.constant.as_ref().map_or_else(|| any(&arg.ty), lit);
                            // What is required may not follow what can be left out.
                            let last =
                                method.args[at + 1..].iter().all(|more| more.optional || more.variadic);
                            let (dots, mark) = match (arg.variadic, arg.optional && !arg.defaulted && last) {
                                (true, _) => ("...", ""),
                                (false, true) => ("", "?"),
                                (false, false) => ("", ""),
                            };
                            format!("{dots}a{at}{mark}: {ty}")
                        })
                        .collect();
                    let ret = any(&method.ret);
                    let ret = if method.is_async { format!("Promise<{ret}>") } else { ret };
                    _ = writeln!(out, "  {key}({}): {ret};", args.join(", "));
                }
            }
        }
        out.push_str("}\n");
    }

    fn args(self, args: &[RTy]) -> String {
        if args.is_empty() {
            return String::new();
        }
        let args: Vec<_> = args.iter().map(|arg| self.ty(arg)).collect();
        format!("<{}>", args.join(", "))
    }

    fn ty(self, ty: &RTy) -> String {
        match ty {
            RTy::Unit => "void".into(),
            RTy::Str => "string".into(),
            RTy::F64 | RTy::Int(_) => "number".into(),
            RTy::Bool => "boolean".into(),
            RTy::Js(_) => "any".into(),
            RTy::Param(name) => name.clone(),
            RTy::Item(id, args) => format!("{}{}", self.path(*id), self.args(args)),
            RTy::Opt(inner) => format!("({} | null | undefined)", self.ty(inner)),
            RTy::Boxed(inner) => self.ty(inner),
            RTy::List(item) => format!("({})[]", self.ty(item)),
            RTy::Tuple(items) => {
                let items: Vec<_> = items.iter().map(|item| self.ty(item)).collect();
                format!("[{}]", items.join(", "))
            }
            // Not `Record`, which an alias may not lead back to itself through.
            RTy::Record(value) => format!("{{ [key: string]: {} }}", self.ty(value)),
            RTy::Map(key, value) => format!("Map<{}, {}>", self.ty(key), self.ty(value)),
            RTy::Set(item) => format!("Set<{}>", self.ty(item)),
            RTy::Promise(inner) => format!("Promise<{}>", self.ty(inner)),
            RTy::Iter(item) => format!("IterableIterator<{}>", self.ty(item)),
            RTy::AsyncIter(item) => format!("AsyncIterableIterator<{}>", self.ty(item)),
            RTy::Callback(args, ret, promised) => {
                let args: Vec<_> =
                    args.iter().enumerate().map(|(at, arg)| format!("a{at}: {}", self.ty(arg))).collect();
                let ret = self.ty(ret);
                let ret = if *promised { format!("{ret} | Promise<{ret}>") } else { ret };
                format!("(({}) => {ret})", args.join(", "))
            }
            RTy::Std("BigInt") => "bigint".into(),
            RTy::Std("Symbol") => "symbol".into(),
            RTy::Std(name) => (*name).to_owned(),
        }
    }
}

fn lit(literal: &Lit) -> String {
    match literal {
        Lit::String(text) => format!("{text:?}"),
        Lit::Number(number) => number.clone(),
        Lit::Bool(truth) => truth.to_string(),
    }
}
