//! What may be done with the members of an item: by comparing what is given with what is taken.

use super::item::{self, Called};
use super::{body, direct, given, hint, listed, plain};
use crate::ir::{Access, Api, Collection, CollectionKind, Field, Sig, Success, TypeId, TypeKind, Verb};
use std::collections::BTreeMap;

/// Records in records are looked into so deep.
const MAX_DEPTH: usize = 4;

/// What a request takes.
pub(super) enum Given<'a> {
    /// A value.
    Sig(&'a Sig),
    /// A form.
    Form(TypeId),
}

/// What is known of a member.
#[derive(Clone, Copy, Default)]
struct Known {
    access: Access,
    secret: bool,
}

/// Members by the names that lead to them, joined by dots.
type Members = BTreeMap<String, Known>;

/// Finds item, id, name and members.
pub(super) fn describe(api: &Api, collection: &mut Collection) {
    let items: Vec<&Sig> = [Verb::Get, Verb::List, Verb::Create, Verb::Update, Verb::Edit, Verb::Put]
        .into_iter()
        .filter_map(|verb| answered(api, collection, verb))
        .collect();
    let hint = collection
        .operations
        .iter()
        .find(|(verb, _)| !matches!(verb, Verb::Create | Verb::List))
        .and_then(|(_, id)| hint(api, &api[*id].path))
        .cloned()
        .unwrap_or_default();
    if collection.kind != CollectionKind::Setting {
        let called = Called::new(&collection.path, &collection.parameter);
        let found = items.iter().find_map(|sig| called.id(api, sig));
        (collection.id, collection.within) = found.unwrap_or_default();
        if let Some(id) = hint.id {
            collection.id = id;
        }
        if let Some(within) = hint.within {
            collection.within = within;
        }
        let item = items.iter().find_map(|sig| inside(api, sig, &collection.within));
        let fields = item.map(|sig| item::fields(api, sig)).unwrap_or_default();
        collection.name = hint.name.unwrap_or_else(|| called.name(api, &fields));
    }
    let item = items.iter().find_map(|sig| inside(api, sig, &collection.within));
    let has_members = |id: &TypeId| matches!(api[*id].kind, TypeKind::Record(_) | TypeKind::Union(_));
    collection.item = item.and_then(direct).filter(has_members);
    compare(api, collection, item);
}

/// The item in an operation's answer.
fn answered<'a>(api: &'a Api, collection: &Collection, verb: Verb) -> Option<&'a Sig> {
    let operation = &api[*collection.operations.get(&verb)?];
    if verb == Verb::List {
        return listed(api, operation);
    }
    match given(operation)? {
        Success::Result(sig) | Success::Body(sig) | Success::Beside(sig) => match plain(sig) {
            Sig::List(item) => Some(&**item),
            sig => Some(sig),
        },
        Success::Page(item) => Some(item),
        _ => None,
    }
    .filter(|sig| direct(sig).is_some())
}

/// What members lead to from a value; the value itself where it has no such member.
fn inside<'a>(api: &'a Api, sig: &'a Sig, within: &str) -> Option<&'a Sig> {
    let mut at = sig;
    for name in within.split('.').filter(|name| !name.is_empty()) {
        let fields = item::fields(api, at);
        match fields.into_iter().find(|field| field.wire == name) {
            Some(field) => at = &field.sig,
            None => break,
        }
    }
    direct(at).map(|_| at)
}

/// Sorts the members by what may be done with them.
fn compare(api: &Api, collection: &mut Collection, item: Option<&Sig>) {
    let taken = |verbs: &[Verb]| {
        let mut members = Members::new();
        for verb in verbs {
            let operation = collection.operations.get(verb).and_then(|id| body(&api[*id]));
            members.extend(operation.map(|body| of_body(api, &body, &collection.within)).unwrap_or_default());
        }
        members
    };
    let given = item.map(|sig| of_sig(api, sig)).unwrap_or_default();
    let created = taken(&[Verb::Create, Verb::Put]);
    let updated = taken(&[Verb::Update, Verb::Edit]);
    let sent = |path: &String| created.contains_key(path) || updated.contains_key(path);
    let (has_bodies, has_update) = (!(created.is_empty() && updated.is_empty()), !updated.is_empty());
    let both = || created.iter().chain(&updated);

    let read_only =
        given.iter().filter(|(path, known)| known.access == Access::ReadOnly || (has_bodies && !sent(path)));
    let write_only = both().filter(|(path, known)| {
        known.access == Access::WriteOnly || (!given.is_empty() && !given.contains_key(*path))
    });
    let create_only =
        created.keys().filter(|path| has_update && given.contains_key(*path) && !updated.contains_key(*path));
    let secret = given.iter().chain(both()).filter(|(_, known)| known.secret);

    let names = |found: &mut dyn Iterator<Item = &String>| outermost(found.cloned().collect());
    let lists = (
        names(&mut read_only.map(|member| member.0)),
        names(&mut write_only.map(|member| member.0)),
        names(&mut create_only.into_iter()),
        names(&mut secret.map(|member| member.0)),
    );
    (collection.read_only, collection.write_only, collection.create_only, collection.secret) = lists;
}

/// Names in order, each once, without those below another.
fn outermost(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names.dedup();
    let all = names.clone();
    names.retain(|name| {
        let mut above = name.as_str();
        while let Some((outer, _)) = above.rsplit_once('.') {
            if all.binary_search_by(|known| known.as_str().cmp(outer)).is_ok() {
                return false;
            }
            above = outer;
        }
        true
    });
    names
}

fn of_body(api: &Api, body: &Given<'_>, within: &str) -> Members {
    match body {
        Given::Sig(sig) => {
            let one = if let Sig::List(item) = sig { item } else { *sig };
            inside(api, one, within).map(|sig| of_sig(api, sig)).unwrap_or_default()
        }
        Given::Form(id) => match &api[*id].kind {
            TypeKind::Form(form) => {
                form.parts.iter().map(|part| (part.wire.clone(), Known::default())).collect()
            }
            _ => Members::new(),
        },
    }
}

/// The members of a value: those of a union are those of its variants.
fn of_sig(api: &Api, sig: &Sig) -> Members {
    let mut members = Members::new();
    let variants = match direct(sig).map(|id| &api[id].kind) {
        Some(TypeKind::Union(union)) => union.variants.iter().map(|variant| &variant.sig).collect(),
        _ => vec![sig],
    };
    for variant in variants {
        if let Some(TypeKind::Record(record)) = direct(variant).map(|id| &api[id].kind) {
            add(api, &record.fields, "", 0, &mut members);
        }
    }
    members
}

fn add(api: &Api, fields: &[Field], prefix: &str, depth: usize, members: &mut Members) {
    for field in fields {
        let path = format!("{prefix}{}", field.wire);
        if let Some(TypeKind::Record(record)) = direct(&field.sig).map(|id| &api[id].kind)
            && depth < MAX_DEPTH
        {
            add(api, &record.fields, &format!("{path}."), depth + 1, members);
        }
        members.insert(path, Known { access: field.access, secret: field.secret });
    }
}
