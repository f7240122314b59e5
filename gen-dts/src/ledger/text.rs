//! Types and members in the words of the ledger.

use crate::ir::rust::{CallKind, Item, Method, RTy, Receiver};

/// A type as a ledger says it: as in Rust, without paths.
pub(crate) fn text(items: &[Item], ty: &RTy) -> String {
    let one = |ty: &RTy| text(items, ty);
    let list = |types: &[RTy]| types.iter().map(one).collect::<Vec<_>>().join(", ");
    match ty {
        RTy::Unit => "()".to_owned(),
        RTy::Str => "String".to_owned(),
        RTy::F64 => "f64".to_owned(),
        RTy::Int(int) => (*int).to_owned(),
        RTy::Bool => "bool".to_owned(),
        RTy::Js(_) => "JsValue".to_owned(),
        RTy::Param(name) => name.clone(),
        RTy::Item(id, args) => {
            let item = &items[id.0 as usize];
            let name = if item.home.nested {
                format!("{}::{}", item.home.module, item.name)
            } else {
                item.name.clone()
            };
            if args.is_empty() { name } else { format!("{name}<{}>", list(args)) }
        }
        RTy::Opt(inner) => format!("Option<{}>", one(inner)),
        // Where a struct would contain itself is decided anew each time.
        RTy::Boxed(inner) => one(inner),
        RTy::List(inner) => format!("Vec<{}>", one(inner)),
        RTy::Tuple(inner) => format!("({})", list(inner)),
        RTy::Record(inner) => format!("Record<{}>", one(inner)),
        RTy::Map(key, value) => format!("Map<{}, {}>", one(key), one(value)),
        RTy::Set(inner) => format!("Set<{}>", one(inner)),
        RTy::Promise(inner) => format!("Promise<{}>", one(inner)),
        RTy::Iter(inner) => format!("Iter<{}>", one(inner)),
        RTy::AsyncIter(inner) => format!("AsyncIter<{}>", one(inner)),
        RTy::Callback(args, ret, promised) => {
            let word = if *promised { "async fn" } else { "fn" };
            format!("{word}({}) -> {}", list(args), one(ret))
        }
        RTy::Std(name) => (*name).to_owned(),
    }
}

/// What tells a method from others: its TypeScript, in one line.
pub(crate) fn key(method: &Method) -> String {
    let ts = method.ts.split_whitespace().collect::<Vec<_>>().join(" ");
    match (method.kind, method.receiver) {
        (CallKind::Setter, _) => format!("set {ts}"),
        (_, Receiver::Static) => format!("static {ts}"),
        _ => ts,
    }
}
