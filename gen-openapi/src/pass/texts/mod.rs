//! What documentation says, as Markdown: the document's words made readable, or a sentence from a name where it has none.

mod first;
mod methods;
mod words;

use crate::config::PackageMeta;
use crate::ir::{Api, RootResource, ServerVariable, Type, TypeKind};
use codegen::names;
use codegen::rust::Links;
use words::{Words, code, sentence};

pub(super) fn run(api: &mut Api, meta: &PackageMeta) {
    let words = Words { links: Links { base: meta.docs_base.as_deref() } };
    // Methods speak of their parameters in the document's words.
    methods::run(api, words);
    for ty in api.types.iter_mut().filter(|ty| ty.live) {
        ty.docs = words.or_name(&ty.docs, &ty.name);
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
        TypeKind::Enum(of) => of.values.iter_mut().for_each(|value| value.docs = code(&value.wire)),
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
