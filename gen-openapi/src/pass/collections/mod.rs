//! Collections: the operations of one path and of the path with one parameter more, by what they do.
//!
//! Paths are compared without the names of their parameters. `B/{x}` is the path of an item where `B` ends in a word, or
//! in a parameter that selects nothing that can be changed. Verbs go by HTTP method, as many operations are called
//! otherwise; a path that is no item's and can be written is a setting.

mod item;
mod members;

use crate::ir::{
    Api, Argument, BodyForm, Collection, CollectionHint, CollectionId, CollectionKind, Note, OpId, Operation,
    Output, Owner, ResourceId, Sig, Success, TypeKind, Verb,
};
use members::Given;
use std::collections::BTreeMap;

/// The operations of a path by HTTP method.
type Methods = BTreeMap<&'static str, OpId>;

pub(super) fn run(api: &mut Api) {
    let paths = paths(api);
    let mut found = Vec::new();
    for (path, methods) in &paths {
        if let Some((base, _)) = path.rsplit_once('/').filter(|(base, last)| is_item(&paths, base, last)) {
            found.extend(collection(api, base, paths.get(base), methods));
        }
    }
    let taken: Vec<OpId> = found.iter().flat_map(|one| one.operations.values().copied()).collect();
    for methods in paths.values() {
        found.extend(setting(api, methods, &taken));
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    for (at, one) in found.iter_mut().enumerate() {
        members::describe(api, one);
        for (verb, id) in &one.operations {
            api.operations[id.0 as usize].role = Some((CollectionId(at as u32), *verb));
        }
        if let Some(note) = without_id(api, one) {
            api.notes.push(note);
        }
    }
    api.collections = found;
}

/// Every path without the names of its parameters.
fn paths(api: &Api) -> BTreeMap<String, Methods> {
    let mut paths: BTreeMap<String, Methods> = BTreeMap::new();
    for (at, operation) in api.operations.iter().enumerate() {
        let methods = paths.entry(nameless(&operation.path)).or_default();
        methods.insert(operation.http_method, OpId(at as u32));
    }
    paths
}

fn nameless(path: &str) -> String {
    let nameless = |segment: &str| if is_parameter(segment) { "{}".to_owned() } else { segment.to_owned() };
    path.trim_start_matches('/').split('/').map(nameless).collect::<Vec<_>>().join("/")
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}') && segment.matches('{').count() == 1
}

/// Whether a path, cut before its last segment, is that of an item.
fn is_item(paths: &BTreeMap<String, Methods>, base: &str, last: &str) -> bool {
    if last != "{}" {
        return false;
    }
    let Some(above) = base.strip_suffix("/{}") else { return base != "{}" };
    // Of two parameters at the end only the last is an id, unless the first already is one.
    let selects = paths.get(base).is_none_or(|methods| methods.keys().all(|method| *method == "GET"));
    selects && !above.ends_with("{}")
}

fn collection(api: &Api, base: &str, on_base: Option<&Methods>, on_item: &Methods) -> Option<Collection> {
    let any = *on_item.values().next()?;
    let hint = hint(api, &api[any].path);
    let named = |name: &String| {
        let at = api.operations.iter().position(|operation| operation.name == *name)?;
        Some(OpId(at as u32))
    };
    let of_base = |method: &str| on_base.and_then(|methods| methods.get(method)).copied();
    let create = match hint.and_then(|hint| hint.create.as_ref()) {
        Some(name) => named(name),
        None => of_base("POST").filter(|id| !only_reads(&api[*id])),
    };
    let list = match hint.and_then(|hint| hint.list.as_ref()) {
        Some(name) => named(name),
        None => of_base("GET").filter(|id| listed(api, &api[*id]).is_some()),
    };
    let mut operations: BTreeMap<Verb, OpId> = BTreeMap::new();
    operations.extend(create.map(|id| (Verb::Create, id)));
    operations.extend(list.map(|id| (Verb::List, id)));
    let put = if create.is_some() { Verb::Update } else { Verb::Put };
    for (method, verb) in [("GET", Verb::Get), ("PUT", put), ("PATCH", Verb::Edit), ("DELETE", Verb::Delete)]
    {
        operations.extend(on_item.get(method).map(|id| (verb, *id)));
    }
    let writes = operations.keys().any(|verb| verb.writes());
    if list.is_none() && !writes {
        return None;
    }
    let item = &api[any];
    let (path, parameter) = item.path.rsplit_once('/')?;
    Some(Collection {
        resource: owner(api, &operations)?,
        path: path.to_owned(),
        kind: if writes { CollectionKind::Collection } else { CollectionKind::ReadOnly },
        scope: scope(api, any, base),
        batch: create.is_some_and(|id| matches!(body(&api[id]), Some(Given::Sig(Sig::List(_))))),
        parameter: parameter.trim_matches(['{', '}']).to_owned(),
        operations,
        ..empty(any, api)
    })
}

/// A path that is there once and can be written.
fn setting(api: &Api, methods: &Methods, taken: &[OpId]) -> Option<Collection> {
    let free = |method: &str| methods.get(method).copied().filter(|id| !taken.contains(id));
    if methods.get("GET").is_some_and(|id| taken.contains(id)) {
        return None;
    }
    let mut operations: BTreeMap<Verb, OpId> = BTreeMap::new();
    for (method, verb) in
        [("GET", Verb::Get), ("PUT", Verb::Update), ("PATCH", Verb::Edit), ("DELETE", Verb::Delete)]
    {
        operations.extend(free(method).map(|id| (verb, id)));
    }
    let changes = operations.get(&Verb::Update).or_else(|| operations.get(&Verb::Edit)).copied()?;
    // What can only be sent and is not called a change is an action: `abort`, `verify`.
    let called = |id: &OpId| api[*id].method.split('_').any(|word| word == "update" || word == "edit");
    if !operations.contains_key(&Verb::Get) && !operations.values().any(called) {
        return None;
    }
    Some(Collection {
        kind: CollectionKind::Setting,
        path: api[changes].path.clone(),
        scope: scope(api, changes, &nameless(&api[changes].path)),
        operations,
        ..empty(changes, api)
    })
}

fn empty(operation: OpId, api: &Api) -> Collection {
    Collection {
        resource: api[operation].resource,
        path: String::new(),
        kind: CollectionKind::Collection,
        scope: Owner::None,
        operations: BTreeMap::new(),
        batch: false,
        parameter: String::new(),
        item: None,
        id: String::new(),
        name: String::new(),
        within: String::new(),
        read_only: Vec::new(),
        write_only: Vec::new(),
        create_only: Vec::new(),
        secret: Vec::new(),
    }
}

/// The resource of the operations on one item, else of what there is.
fn owner(api: &Api, operations: &BTreeMap<Verb, OpId>) -> Option<ResourceId> {
    const BEST: [Verb; 7] =
        [Verb::Get, Verb::Update, Verb::Edit, Verb::Put, Verb::Delete, Verb::Create, Verb::List];
    BEST.into_iter().find_map(|verb| operations.get(&verb)).map(|id| api[*id].resource)
}

/// What the document says of the collection whose item has this path.
fn hint<'a>(api: &'a Api, path: &str) -> Option<&'a CollectionHint> {
    api.hints.iter().find(|(hinted, _)| nameless(hinted) == nameless(path)).map(|(_, hint)| hint)
}

/// A request that asks although it is sent like a creation.
fn only_reads(operation: &Operation) -> bool {
    matches!(operation.method.as_str(), "list" | "get" | "search")
}

fn scope(api: &Api, operation: OpId, path: &str) -> Owner {
    if api[operation].arguments.iter().any(|argument| matches!(argument, Argument::Scope)) {
        return Owner::Either;
    }
    Owner::of(path)
}

/// What an operation gives, where that is a value.
fn given(operation: &Operation) -> Option<&Success> {
    let first = operation.answers.iter().map(|answer| &answer.success);
    let one = match &operation.output {
        Output::One(success) | Output::Events { otherwise: success, .. } => Some(success),
        Output::Outcome(_) | Output::Socket => None,
    };
    one.into_iter().chain(first).find(|success| {
        matches!(success, Success::Result(_) | Success::Body(_) | Success::Beside(_) | Success::Page(_))
    })
}

/// The items of the list that an operation gives; `None` where it gives no list.
fn listed<'a>(api: &'a Api, operation: &'a Operation) -> Option<&'a Sig> {
    let sig = match given(operation)? {
        Success::Page(item) => return Some(item),
        Success::Result(sig) | Success::Body(sig) | Success::Beside(sig) => plain(sig),
        _ => return None,
    };
    if let Sig::List(item) = sig {
        return Some(item);
    }
    let TypeKind::Record(record) = &api[direct(sig)?].kind else { return None };
    let lists = || {
        record.fields.iter().filter_map(|field| match &field.sig {
            Sig::List(item) => Some(&**item),
            _ => None,
        })
    };
    let mut typed = lists().filter(|item| item.type_id().is_some());
    let (first, second) = (typed.next(), typed.next());
    match (first, second, lists().count()) {
        (Some(only), None, _) => Some(only),
        (None, None, 1) => lists().next(),
        _ => None,
    }
}

/// A signature without the mark that there may be nothing.
fn plain(sig: &Sig) -> &Sig {
    if let Sig::Maybe(inner) = sig { inner } else { sig }
}

/// The type that a signature is, not behind lists or maps.
fn direct(sig: &Sig) -> Option<crate::ir::TypeId> {
    match plain(sig) {
        Sig::Type(id) | Sig::Boxed(id) => Some(*id),
        _ => None,
    }
}

/// What an operation takes as its body, where that has members.
fn body(operation: &Operation) -> Option<Given<'_>> {
    operation.ways.iter().find_map(|way| match &way.body {
        BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) => Some(Given::Sig(plain(sig))),
        BodyForm::Multipart(id) => Some(Given::Form(*id)),
        _ => None,
    })
}

/// The warning that nothing in an item says which one it is.
fn without_id(api: &Api, collection: &Collection) -> Option<Note> {
    let describes = collection.kind != CollectionKind::Setting && collection.item.is_some();
    let operation = *collection.operations.values().next()?;
    (describes && collection.id.is_empty()).then(|| Note {
        code: "openapi::collection-without-id",
        node: api[operation].node,
        message: format!(
            "no member of an item is its `{}`; items of `{}` cannot be told apart by what is answered",
            collection.parameter, collection.path
        ),
    })
}
