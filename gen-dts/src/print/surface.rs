//! The public surface of each crate: the ledgers.

use crate::ir::rust::{Crates, Field, Home, Item, ItemKind, Method, Place, RTy, Role};
use crate::ledger::{UNNAMED, key, text};
use crate::pass::functions;
use codegen::artifact::Artifacts;
use codegen::surface::{Block, Entry, Member, Surface};
use std::collections::BTreeMap;

/// A ledger for each crate, by its short name.
pub fn surface(crates: &Crates, prefix: &str) -> Artifacts {
    let mut ledgers = Artifacts::default();
    for (at, krate) in crates.crates.iter().enumerate() {
        let surface = Surface { package: format!("{prefix}{}", krate.name), blocks: blocks(crates, at) };
        ledgers.insert(format!("{}.txt", krate.name), surface.to_string());
    }
    ledgers
}

/// What a crate shows: the functions of its modules, then its types.
fn blocks(crates: &Crates, krate: usize) -> Vec<Block> {
    let mut blocks: BTreeMap<(String, &str), Block> = BTreeMap::new();
    for item in crates.items.iter().filter(|item| item.home.krate == krate && !item.hidden) {
        match &item.kind {
            ItemKind::Pending => {}
            ItemKind::Function(_) | ItemKind::Value(_) => {
                let path = if item.home.nested { item.home.module.as_str() } else { "crate" };
                let block = blocks.entry((String::new(), path));
                let block = block.or_insert_with(|| Block::new("module", path, ""));
                block.entries.extend(function(crates, item).map(Entry::Member));
            }
            _ => {
                blocks.insert((path(&item.home, &item.name), ""), type_block(crates, item));
            }
        }
    }
    blocks.into_values().collect()
}

fn path(home: &Home, name: &str) -> String {
    if home.nested { format!("{}::{name}", home.module) } else { name.to_owned() }
}

fn type_block(crates: &Crates, item: &Item) -> Block {
    let kind = match &item.kind {
        ItemKind::Handle(_) => "handle",
        ItemKind::Dict(_) => "struct",
        ItemKind::Union(_) => "union",
        ItemKind::Strings(_) => "enum",
        _ => "alias",
    };
    let arrives = match item.role {
        Role::Arrives => "arrives",
        Role::Both => "",
    };
    let mut block = Block::new(kind, path(&item.home, &item.name), arrives);
    if !item.params.is_empty() {
        block.params = format!("<{}>", item.params.join(", "));
    }
    item.keys.iter().for_each(|key| block.key(key));
    match &item.kind {
        ItemKind::Handle(handle) => {
            let methods = handle.methods.iter().map(|method| signature(crates, method, &key(method)));
            block.entries.extend(methods.map(Entry::Member));
        }
        ItemKind::Dict(dict) => {
            block.entries.extend(dict.fields.iter().map(|field| Entry::Member(member(crates, field))));
        }
        ItemKind::Union(branches) => {
            branches
                .iter()
                .for_each(|branch| block.member(&branch.name, text(&crates.items, &branch.ty), ""));
        }
        ItemKind::Strings(texts) => {
            texts.variants.iter().for_each(|(name, text)| block.member(name, text, ""));
        }
        ItemKind::Alias(ty) => block.entries.push(Entry::Alias(text(&crates.items, ty))),
        ItemKind::Pending | ItemKind::Function(_) | ItemKind::Value(_) => {}
    }
    block
}

fn member(crates: &Crates, field: &Field) -> Member {
    let (word, ty) = match (field.place, &field.ty) {
        (Place::Constant, ty) => ("constant ", ty),
        (Place::Required, ty) => ("required ", ty),
        (Place::Optional, RTy::Opt(inner)) => ("", inner.as_ref()),
        (_, ty) => ("", ty),
    };
    Member::new(&field.name, &field.js, format!("{word}{}", text(&crates.items, ty)))
}

fn function(crates: &Crates, item: &Item) -> Option<Member> {
    let key = functions::key(item).unwrap_or_default();
    match &item.kind {
        ItemKind::Function(method) => Some(signature(crates, method, &key)),
        ItemKind::Value(value) => {
            let ty = text(&crates.items, &value.ty);
            Some(Member::new(&value.function, key, format!("sys {} {ty}", item.name)))
        }
        _ => None,
    }
}

/// A method: its name, what it is, and what it gives, for each of its forms.
fn signature(crates: &Crates, method: &Method, key: &str) -> Member {
    let name = if method.name.is_empty() { UNNAMED } else { &method.name };
    let sys = if method.sys == method.name { String::new() } else { format!("sys {} ", method.sys) };
    let gives = match &method.written.builder {
        Some(builder) => builder.name.clone(),
        None => text(&crates.items, &method.ret),
    };
    let forms = method.written.forms.iter().map(|form| form.name.as_str()).filter(|form| *form != name);
    let rest: Vec<&str> = std::iter::once(gives.as_str()).chain(forms).collect();
    Member::new(name, key, format!("{sys}{}", rest.join(", ")))
}
