//! What documentation says, as Markdown: the document's words made readable, what a call gives, where a type is used. Nothing
//! is said that is but a name.

mod access;
mod errors;
mod front;
mod methods;
mod resources;
mod uses;
mod words;

use crate::config::PackageMeta;
use crate::ir::{Api, Origin, PartKind, Resource, ResourceId, RootResource, ServerVariable, Type, TypeKind};
use crate::pass::names::at_its_source;
use codegen::names;
use codegen::rust::Links;
use words::{Words, code, listed};

pub(super) fn run(api: &mut Api, meta: &PackageMeta) {
    let words = Words { links: Links { base: meta.docs_base.as_deref() } };
    // Methods speak of their parameters in the document's words.
    methods::run(api, words);
    for id in api.own_ids() {
        let uses = uses::uses(api, &api[id]);
        let ty = &mut api[id];
        ty.uses = uses;
        ty.docs = words.beyond(&ty.docs, &ty.name);
        if let Some(constants) = constants(ty) {
            // Lists of types show the first paragraph: what it is in says more than what it comes with.
            let (paragraph, before) =
                if ty.docs.is_empty() { (&mut ty.uses, " ") } else { (&mut ty.docs, "\n\n") };
            let before = if paragraph.is_empty() { "" } else { before };
            paragraph.push_str(&format!("{before}{constants}"));
        }
        ty.aliases = aliases(ty);
        members(ty, words);
    }
    for at in 0..api.aliases.len() {
        let alias = &api.aliases[at];
        let methods: Vec<String> = alias.ops.iter().map(|op| uses::method(api, *op)).collect();
        let text = format!("What {} takes: a {}.", methods.join(" and "), uses::link(api, alias.of));
        api.aliases[at].docs = text;
    }
    for at in 0..api.resources.len() {
        let resource = &api.resources[at];
        let (docs, module_docs) = resources::docs(api, ResourceId(at as u32), meta);
        let accessor_docs = leads_to(api, resource);
        let resource = &mut api.resources[at];
        (resource.docs, resource.module_docs, resource.accessor_docs) = (docs, module_docs, accessor_docs);
    }
    for variable in api.server.iter_mut().flat_map(|server| &mut server.variables) {
        variable.docs = words.with_facts(&variable.docs, &variable.wire, &facts(variable));
    }
    api.first = front::choose(api);
    api.sections = front::sections(api);
    let root = api.resources.first();
    api.root = RootResource {
        ty: root.map_or_else(|| "Client".to_owned(), |root| root.name.clone()),
        variable: names::avoid_keyword(names::snake(&names::words(&meta.title))),
    };
}

/// A resource's own methods, and what is below it.
fn leads_to(api: &Api, resource: &Resource) -> String {
    let mut methods: Vec<String> = resource
        .operations
        .iter()
        .flat_map(|op| api[*op].ways.iter().map(|way| format!("`{}`", way.method)))
        .collect();
    methods.sort();
    let below = resource.children.iter().map(|child| format!("`{}`", api[*child].accessor));
    let below: Vec<String> = below.collect();
    let parts = [methods.join(", "), below.join(", ")];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("Leads to {}.", parts.join("; and on to "))
}

/// No type has more of them.
const MAX_ALIASES: usize = 4;

/// The names of the document's components that a type is, where its own says something else.
fn aliases(ty: &Type) -> Vec<String> {
    let components = ty.origins.iter().filter_map(|origin| match origin {
        // What rustdoc takes as one word.
        Origin::Component(name) if !name.contains(['"', '\'', ' ']) => Some(at_its_source(name)),
        _ => None,
    });
    let mut found: Vec<String> = Vec::new();
    for name in components.filter(|name| names::words(name) != names::words(&ty.name)) {
        if !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found.truncate(MAX_ALIASES);
    found
}

/// What values of a type always have, in a sentence.
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
    listed(how, found)
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
                variant.docs = words.beyond(&variant.docs, &variant.name);
            }
        }
        TypeKind::Enum(of) => {
            for value in &mut of.values {
                let said = words.clean(&value.docs);
                // In quotes, as it stands in JSON: the variant's name alone does not tell how it is spelled.
                value.docs = code(&format!("\"{}\"", value.wire));
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
