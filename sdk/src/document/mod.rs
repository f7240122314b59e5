//! Calls and the types that they reach as an OpenAPI document.

mod json;
mod operation;
mod parameters;
mod schema;

use json::{Json, Text};

use crate::model::{Answer, Kind};
use crate::resolve::{Program, Scope, Seen, TypeId};
use indexmap::{IndexMap, IndexSet};
use json::At;
use std::cell::RefCell;

/// A document in the making.
pub(crate) struct Document<'p> {
    program: &'p Program<'p>,
    /// Declared types that are mentioned, and how often.
    uses: IndexMap<TypeId, usize>,
    /// Types other than objects that are in themselves.
    recursive: IndexSet<TypeId>,
    /// Those that the document refers to.
    mentioned: RefCell<IndexSet<TypeId>>,
}

/// The document of a program.
pub(crate) fn text(program: &Program<'_>, version: &str) -> Text {
    let mut document =
        Document { program, uses: uses(program), recursive: IndexSet::new(), mentioned: RefCell::default() };
    let ids: Vec<TypeId> = document.uses.keys().copied().collect();
    document.recursive = ids.into_iter().filter(|id| document.is_recursive(*id)).collect();
    let mut text = Text::begin();
    text.member("openapi", &Json::string("3.0.3"));
    let info = [("title", Json::string("Cloudflare API")), ("version", Json::string(version))];
    text.member("info", &Json::map(info));
    text.open("paths");
    for (path, calls) in document.paths() {
        let operations = calls.iter().map(|call| (call.of.method.as_str(), document.operation(*call)));
        text.member(&path, &Json::map(operations));
    }
    text.close();
    text.open("components");
    text.open("schemas");
    // Components mention others.
    for index in 0.. {
        let Some(id) = document.mentioned.borrow().get_index(index).copied() else { break };
        let (_, declaration) = program.declaration(id);
        let schema = schema::documented(document.schema(program.seen(id)), &declaration.doc);
        text.member(&document.name(id), &schema.at(At::new(id.module, declaration.start)));
    }
    for _ in ["schemas", "components", "document"] {
        text.close();
    }
    text
}

impl<'p> Document<'p> {
    /// Whether a type has a name in the document: it is an object, and declared outside of others or used more than once;
    /// or it is in itself.
    fn is_component(&self, id: TypeId) -> bool {
        let (name, declaration) = self.program.declaration(id);
        let shared = !name.contains('.') || self.uses.get(&id).is_some_and(|uses| *uses > 1);
        self.recursive.contains(&id)
            || matches!(declaration.ty.kind, Kind::Object(_) | Kind::Without(..)) && shared
    }

    /// Whether a type that is no component is in itself.
    fn is_recursive(&self, id: TypeId) -> bool {
        if self.is_component(id) {
            return false;
        }
        let mut done = IndexSet::new();
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            if !done.insert(at) {
                continue;
            }
            let mut inside = Vec::new();
            mentions(self.program, self.program.seen(at), &mut IndexMap::new(), &mut inside);
            if inside.contains(&id) {
                return true;
            }
            open.extend(inside);
        }
        false
    }

    /// `sdk-d1-database_DatabaseListResponse`
    fn name(&self, id: TypeId) -> String {
        let (name, _) = self.program.declaration(id);
        let path = self.program.path(id.module).trim_start_matches("src/resources/");
        format!("sdk-{}_{}", path.replace('/', "-"), name.replace('.', "-"))
    }
}

/// Every declared type that calls reach, with the number of its mentions.
fn uses(program: &Program<'_>) -> IndexMap<TypeId, usize> {
    let mut uses: IndexMap<TypeId, usize> = IndexMap::new();
    let mut open: Vec<TypeId> = Vec::new();
    for (module, call) in program.calls() {
        let scope = Scope { module, name: "" };
        let answer = match &call.answer {
            Answer::Whole(ty) | Answer::Result(ty) | Answer::Page(_, ty) => ty,
        };
        let types = call.arguments.iter().map(|argument| &argument.ty).chain([answer]);
        types.for_each(|ty| mentions(program, Seen { ty, scope }, &mut uses, &mut open));
    }
    let mut done: IndexSet<TypeId> = IndexSet::new();
    while let Some(id) = open.pop() {
        if done.insert(id) {
            mentions(program, program.seen(id), &mut uses, &mut open);
        }
    }
    uses
}

fn mentions(
    program: &Program<'_>,
    seen: Seen<'_>,
    uses: &mut IndexMap<TypeId, usize>,
    open: &mut Vec<TypeId>,
) {
    match &seen.ty.kind {
        Kind::Named(name) => {
            if let Some(id) = program.find(seen.scope, name, seen.ty.start) {
                *uses.entry(id).or_default() += 1;
                open.push(id);
            }
        }
        Kind::List(inner) | Kind::Map(inner) | Kind::Without(inner, _) => {
            mentions(program, seen.with(inner), uses, open);
        }
        Kind::Union(types) => types.iter().for_each(|ty| mentions(program, seen.with(ty), uses, open)),
        Kind::Object(object) => {
            let inside = object.extends.iter().chain(object.members.iter().map(|member| &member.ty));
            inside
                .chain(object.others.as_deref())
                .for_each(|ty| mentions(program, seen.with(ty), uses, open));
        }
        _ => {}
    }
}
