//! What mentions something experimental is experimental itself; types without a name belong to whoever mentions them.

use crate::ir::rust::{Crates, ItemId, ItemKind, RTy};
use crate::ir::ts::Variants;

pub(crate) fn run(crates: &mut Crates) {
    stable_anonymous(crates);
    while spread(crates) {}
    lacking(crates);
    mark_crates(crates);
}

/// Makes what mentions something experimental experimental; whether there was any.
fn spread(crates: &mut Crates) -> bool {
    let experimental: Vec<bool> = crates.items.iter().map(|item| item.variants.experimental_only()).collect();
    let mentions = |ty: &RTy| {
        let mut found = false;
        ty.walk(&mut |ty| found |= matches!(ty, RTy::Item(id, _) if experimental[id.0 as usize]));
        found
    };
    let mut grew = false;
    let mut mark = |variants: &mut Variants| {
        *variants = Variants { stable: false, experimental: true };
        grew = true;
    };
    for item in &mut crates.items {
        match &mut item.kind {
            ItemKind::Handle(handle) => {
                for method in &mut handle.methods {
                    if !method.variants.experimental_only() && method.types().any(mentions) {
                        mark(&mut method.variants);
                    }
                }
            }
            ItemKind::Dict(dict) => {
                for field in &mut dict.fields {
                    if !field.variants.experimental_only() && mentions(&field.ty) {
                        mark(&mut field.variants);
                    }
                }
            }
            ItemKind::Union(_) => {}
            _ => {
                if !item.variants.experimental_only() && item.types().into_iter().any(mentions) {
                    mark(&mut item.variants);
                }
            }
        }
    }
    grew
}

/// A field that only the experimental file requires is one that a stable struct may lack.
fn lacking(crates: &mut Crates) {
    for item in crates.items.iter_mut().filter(|item| !item.variants.experimental_only()) {
        let ItemKind::Dict(dict) = &mut item.kind else { continue };
        for field in dict.fields.iter_mut().filter(|field| field.variants.experimental_only()) {
            if field.constant.is_none() && !field.optional {
                field.optional = true;
                field.ty = std::mem::replace(&mut field.ty, RTy::Unit).optional();
            }
        }
    }
}

/// Says which crates declare something experimental.
fn mark_crates(crates: &mut Crates) {
    for krate in &mut crates.crates {
        krate.experimental = false;
    }
    for item in &crates.items {
        let members = match &item.kind {
            ItemKind::Handle(handle) => {
                handle.methods.iter().any(|method| method.variants.experimental_only())
            }
            ItemKind::Dict(dict) => dict.fields.iter().any(|field| field.variants.experimental_only()),
            _ => false,
        };
        if members || item.variants.experimental_only() {
            crates.crates[item.home.krate].experimental = true;
        }
    }
}

/// An unnamed type is stable if something stable mentions it.
fn stable_anonymous(crates: &mut Crates) {
    let unnamed: Vec<bool> = crates.items.iter().map(|item| item.decl.is_none()).collect();
    for item in &mut crates.items {
        if item.decl.is_none() {
            item.variants = Variants { stable: false, experimental: true };
        }
    }
    loop {
        let mut stable: Vec<ItemId> = Vec::new();
        let mut visit = |ty: &RTy| {
            ty.walk(&mut |ty| {
                if let RTy::Item(id, _) = ty {
                    stable.push(*id);
                }
            });
        };
        for item in crates.items.iter().filter(|item| !item.variants.experimental_only()) {
            match &item.kind {
                ItemKind::Handle(handle) => {
                    handle.parent.iter().for_each(&mut visit);
                    let methods = handle.methods.iter().filter(|method| !method.variants.experimental_only());
                    methods.flat_map(crate::ir::rust::Method::types).for_each(&mut visit);
                }
                ItemKind::Dict(dict) => {
                    let fields = dict.fields.iter().filter(|field| !field.variants.experimental_only());
                    fields.map(|field| &field.ty).chain(&dict.rest).for_each(&mut visit);
                }
                _ => item.types().into_iter().for_each(&mut visit),
            }
        }
        let mut grew = false;
        for id in stable {
            let item = &mut crates.items[id.0 as usize];
            if unnamed[id.0 as usize] && item.variants.experimental_only() {
                item.variants.stable = true;
                grew = true;
            }
        }
        if !grew {
            break;
        }
    }
}
