//! The public surface of each crate: the ledgers.

use crate::ir::rust::{Crates, Dict, Form, Home, Item, ItemKind, Method, Place, RTy, Role};
use crate::ledger::{key, text};
use crate::pass::functions;
use codegen::artifact::Artifacts;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A ledger for each crate, by its short name.
pub fn surface(crates: &Crates, prefix: &str) -> Artifacts {
    let mut ledgers = Artifacts::default();
    for (at, krate) in crates.crates.iter().enumerate() {
        let mut blocks: BTreeMap<(String, &str), String> = BTreeMap::new();
        for item in crates.items.iter().filter(|item| item.home.krate == at && !item.hidden) {
            match &item.kind {
                ItemKind::Pending => {}
                ItemKind::Function(_) | ItemKind::Value(_) => {
                    let path = if item.home.nested { item.home.module.as_str() } else { "crate" };
                    let block = blocks.entry((String::new(), path));
                    function(block.or_insert_with(|| format!("module {path}\n")), crates, item);
                }
                _ => {
                    blocks.insert((path(&item.home, &item.name), ""), block(crates, item));
                }
            }
        }
        let mut out = format!(
            "# Public names of {prefix}{}. Regeneration keeps them: to rename something, change its line here.\n",
            krate.name
        );
        for block in blocks.values() {
            _ = write!(out, "\n{block}");
        }
        ledgers.insert(format!("{}.txt", krate.name), out);
    }
    ledgers
}

fn path(home: &Home, name: &str) -> String {
    if home.nested { format!("{}::{name}", home.module) } else { name.to_owned() }
}

fn block(crates: &Crates, item: &Item) -> String {
    let kind = match &item.kind {
        ItemKind::Handle(_) => "handle",
        ItemKind::Dict(_) => "struct",
        ItemKind::Union(_) => "union",
        ItemKind::Strings(_) => "enum",
        _ => "alias",
    };
    let params = if item.params.is_empty() { String::new() } else { format!("<{}>", item.params.join(", ")) };
    let arrives = match item.role {
        Role::Arrives => " arrives",
        Role::Both => "",
    };
    let mut out = format!("{kind} {}{params}{arrives}\n", path(&item.home, &item.name));
    for key in &item.keys {
        _ = writeln!(out, "  < {key}");
    }
    match &item.kind {
        ItemKind::Handle(handle) => {
            for method in &handle.methods {
                signature(&mut out, crates, method, &key(method));
            }
        }
        ItemKind::Dict(dict) => fields(&mut out, crates, dict),
        ItemKind::Union(branches) => {
            for branch in branches {
                let ty = text(&crates.items, &branch.ty);
                _ = writeln!(out, "  {} {}", branch.name, quoted(&ty));
            }
        }
        ItemKind::Strings(texts) => {
            for (name, text) in &texts.variants {
                _ = writeln!(out, "  {name} {}", quoted(text));
            }
        }
        ItemKind::Alias(ty) => _ = writeln!(out, "  = {}", text(&crates.items, ty)),
        ItemKind::Pending | ItemKind::Function(_) | ItemKind::Value(_) => {}
    }
    out
}

fn fields(out: &mut String, crates: &Crates, dict: &Dict) {
    for field in &dict.fields {
        let (word, ty) = match (field.place, &field.ty) {
            (Place::Constant, ty) => ("constant ", ty),
            (Place::Required, ty) => ("required ", ty),
            (Place::Optional, RTy::Opt(inner)) => ("", inner.as_ref()),
            (_, ty) => ("", ty),
        };
        _ = writeln!(out, "  {} {} {word}{}", field.name, quoted(&field.js), text(&crates.items, ty));
    }
}

fn function(out: &mut String, crates: &Crates, item: &Item) {
    let key = functions::key(item).unwrap_or_default();
    match &item.kind {
        ItemKind::Function(method) => signature(out, crates, method, &key),
        ItemKind::Value(value) => {
            let ty = text(&crates.items, &value.ty);
            _ = writeln!(out, "  {} {} sys {} {ty}", value.function, quoted(&key), item.name);
        }
        _ => {}
    }
}

/// A method: its name, what it is, and what it gives, for each of its forms.
fn signature(out: &mut String, crates: &Crates, method: &Method, key: &str) {
    let name = if method.name.is_empty() { "_" } else { &method.name };
    let sys = if method.sys == method.name { String::new() } else { format!(" sys {}", method.sys) };
    let gives = match &method.written.builder {
        Some(builder) => builder.name.clone(),
        None => text(&crates.items, &method.ret),
    };
    let forms: Vec<&str> = method
        .written
        .forms
        .iter()
        .map(|form: &Form| form.name.as_str())
        .filter(|form| *form != name)
        .collect();
    let forms = if forms.is_empty() { String::new() } else { format!(", {}", forms.join(", ")) };
    _ = writeln!(out, "  {name} {}{sys} {gives}{forms}", quoted(key));
}

/// A text as a ledger reads it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
