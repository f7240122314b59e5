//! Plain structs: what their constructors take, what their setters do.

use super::resolve::resolve;
use crate::ir::rust::{Crates, Dict, Item, ItemKind, New, Place, RTy, Take};

pub(crate) fn run(crates: &mut Crates) {
    for index in 0..crates.items.len() {
        let ItemKind::Dict(dict) = &mut crates.items[index].kind else { continue };
        let mut dict = std::mem::take(dict);
        shape(&mut dict, &crates.items[index].params, &crates.items);
        crates.items[index].kind = ItemKind::Dict(dict);
    }
}

fn shape(dict: &mut Dict, params: &[String], items: &[Item]) {
    for field in &mut dict.fields {
        field.place = match (&field.constant, field.optional, &field.ty) {
            (Some(_), ..) => Place::Constant,
            (None, false, _) => Place::Required,
            (None, true, RTy::Opt(_)) => Place::Optional,
            (None, true, _) => Place::Absent,
        };
        field.take = match &field.ty {
            RTy::Opt(inner) if field.place == Place::Optional => take(items, inner),
            ty => take(items, ty),
        };
    }
    let required: Vec<_> = dict.fields.iter().filter(|field| field.place == Place::Required).collect();
    dict.default = required.is_empty() && params.is_empty();
    let decides = |param: &String| {
        let mut found = false;
        for field in &required {
            field.ty.walk(&mut |ty| found |= matches!(ty, RTy::Param(name) if name == param));
        }
        found
    };
    dict.new = New {
        fails: required.iter().any(|field| field.take == Take::Any),
        decided: params.iter().map(decides).collect(),
    };
}

/// What a setter takes for a type.
pub(crate) fn take(items: &[Item], ty: &RTy) -> Take {
    match resolve(items, ty) {
        RTy::Js(_) => Take::Any,
        RTy::Bool => Take::Plain,
        RTy::Int(_) => Take::Whole,
        RTy::Opt(inner) if matches!(*inner, RTy::Int(_)) => Take::Whole,
        RTy::Callback(.., true) => Take::AsyncCallback,
        RTy::Callback(..) => Take::Callback,
        _ => Take::Into,
    }
}
