//! What documentation says, as Markdown: the document's words made readable, or a sentence from a name where it has none.

mod first;
mod methods;
mod words;

use crate::config::PackageMeta;
use crate::ir::{Api, PartKind, RootResource, ServerVariable, Type, TypeKind};
use codegen::names::{self, sentence};
use codegen::rust::Links;
use words::{Words, code, listed};

pub(super) fn run(api: &mut Api, meta: &PackageMeta) {
    let words = Words { links: Links { base: meta.docs_base.as_deref() } };
    // Methods speak of their parameters in the document's words.
    methods::run(api, words);
    for ty in api.types.iter_mut().filter(|ty| ty.live) {
        ty.docs = words.or_name(&ty.docs, &ty.name);
        ty.docs.extend(constants(ty));
        members(ty, words);
    }
    for resource in &mut api.resources {
        resource.docs = format!("The resource {}.", code(&resource.path.join(".")));
        resource.accessor_docs = sentence(resource.path.last().map_or("", String::as_str));
    }
    for variable in api.server.iter_mut().flat_map(|server| &mut server.variables) {
        variable.docs = words.with_facts(&variable.docs, &variable.wire, &facts(variable));
    }
    api.first = first::choose(api);
    let root = api.resources.first();
    api.root = RootResource {
        ty: root.map_or_else(|| "Client".to_owned(), |root| root.name.clone()),
        variable: names::avoid_keyword(names::snake(&names::words(&meta.title))),
    };
}

/// What values of a type always have, in a paragraph.
fn constants(ty: &Type) -> Option<String> {
    let found: Vec<(&str, &str)> = match &ty.kind {
        TypeKind::Record(record) => {
            let fields = record.fields.iter();
            fields.filter_map(|field| Some((field.wire.as_str(), field.constant.as_deref()?))).collect()
        }
        TypeKind::Form(form) => {
            let parts = form.parts.iter().map(|part| (part.wire.as_str(), &part.kind));
            let constant = parts.filter_map(|(wire, kind)| match kind {
                PartKind::Constant(text) => Some((wire, text.as_str())),
                _ => None,
            });
            constant.collect()
        }
        _ => Vec::new(),
    };
    let how = if ty.role.sends() { "Sent with" } else { "Comes with" };
    listed(how, found).map(|sentence| format!("\n\n{sentence}"))
}

fn members(ty: &mut Type, words: Words<'_>) {
    match &mut ty.kind {
        TypeKind::Record(record) => {
            for field in &mut record.fields {
                field.docs = words.with_facts(&field.docs, &field.wire, &field.facts.text());
            }
        }
        TypeKind::Union(union) => {
            for variant in &mut union.variants {
                variant.docs = words.or_name(&variant.docs, &variant.name);
            }
        }
        TypeKind::Enum(of) => {
            for value in &mut of.values {
                let said = words.clean(&value.docs);
                value.docs = code(&value.wire);
                if !said.is_empty() {
                    value.docs.push_str(&format!("\n\n{said}"));
                }
            }
        }
        TypeKind::Form(form) => {
            for part in &mut form.parts {
                part.docs = words.with_facts(&part.docs, &part.wire, &part.facts.text());
            }
        }
        TypeKind::Outcome(cases) => {
            for case in cases {
                let media =
                    case.content_type.as_ref().map(|media| format!(" as `{media}`")).unwrap_or_default();
                case.docs = format!("Status {}{media}.", case.status);
            }
        }
    }
}

/// A variable's default and values, in a line.
fn facts(variable: &ServerVariable) -> String {
    let mut facts = format!("Default: {}.", code(&variable.default).trim_end_matches('.'));
    if !variable.values.is_empty() {
        let values: Vec<String> = variable.values.iter().map(|value| code(value)).collect();
        facts.push_str(&format!(" One of {}.", values.join(", ")));
    }
    facts
}
