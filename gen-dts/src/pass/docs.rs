//! Documentation as it is printed: links and markup mended, what has none called by its TypeScript.

use crate::ir::rust::{Crates, ItemKind, Method, Receiver};
use crate::ir::ts::Doc;

/// More characters of a signature than a line of documentation shows.
const LONGEST: usize = 160;

pub(crate) fn run(crates: &mut Crates) {
    for item in &mut crates.items {
        item.ts = short(&item.ts);
        finish(&mut item.doc, &item.ts);
        match &mut item.kind {
            ItemKind::Handle(handle) => handle.methods.iter_mut().for_each(method),
            ItemKind::Function(function) => method(function),
            ItemKind::Dict(dict) => dict.fields.iter_mut().for_each(|field| finish(&mut field.doc, "")),
            _ => {}
        }
    }
}

fn method(method: &mut Method) {
    method.written.signature = short(&signature(method));
    method.roles.iter_mut().for_each(|role| role.ts = short(&role.ts));
    finish(&mut method.doc, &method.written.signature);
}

/// A method's TypeScript as its documentation shows it: a constructor gives its class, a symbol is called as it is
/// written.
fn signature(method: &Method) -> String {
    let ts = match method.receiver {
        Receiver::Constructor => method.ts.rsplit_once("): ").map(|(before, _)| format!("{before})")),
        _ => method.ts.strip_prefix("@@").and_then(|symbol| {
            let (name, rest) = symbol.split_at(symbol.find(['(', '<'])?);
            Some(format!("[Symbol.{name}]{rest}"))
        }),
    };
    ts.unwrap_or_else(|| method.ts.clone())
}

fn finish(doc: &mut Doc, ts: &str) {
    doc.text = codegen::rust::clean(&doc.text, codegen::rust::Links::default());
    if doc.text.is_empty() && !ts.is_empty() {
        doc.text = format!("`{ts}`");
    }
    if doc.deprecated.as_ref().is_some_and(String::is_empty) {
        doc.deprecated = Some("deprecated by the platform".to_owned());
    }
}

/// TypeScript in one line.
fn short(ts: &str) -> String {
    let line = ts.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    if line.chars().count() <= LONGEST {
        line
    } else {
        line.chars().take(LONGEST - 3).collect::<String>() + "…"
    }
}
