//! What is in the catalogue as text, sorted, a line each: what changes is read here.

use super::line;
use crate::ir::{Api, Collection, CollectionKind, OpId, Owner, Verb};
use crate::model::Model;

/// The operations and the collections of a model, a line each.
pub fn listing(model: &Model) -> String {
    let api = &model.api;
    let mut operations: Vec<String> = api.operations.iter().map(|one| line::line(api, one)).collect();
    operations.sort();
    let mut collections: Vec<String> = api.collections.iter().map(|one| collection(api, one)).collect();
    collections.sort();
    operations.into_iter().chain(collections).map(|line| line + "\n").collect()
}

/// `collection d1.database account /accounts/{account_id}/d1/database {database_id} id=uuid name=name create list get`,
/// then the members that have something to them.
fn collection(api: &Api, collection: &Collection) -> String {
    let kind = match collection.kind {
        CollectionKind::Collection => "collection",
        CollectionKind::Setting => "setting",
        CollectionKind::ReadOnly => "read-only",
    };
    let resource = api[collection.resource].path.join(".");
    let mut line = format!("{kind} {resource} {} {}", owner(collection.scope), collection.path);
    if !collection.parameter.is_empty() {
        line.push_str(&format!(" {{{}}}", collection.parameter));
    }
    for (word, value) in [("within", &collection.within), ("id", &collection.id), ("name", &collection.name)]
    {
        if !value.is_empty() {
            line.push_str(&format!(" {word}={value}"));
        }
    }
    if let Some(item) = collection.item {
        line.push_str(&format!(" of {}", api[item].name));
    }
    for (verb, operation) in &collection.operations {
        line.push(' ');
        line.push_str(&role(api, &resource, *verb, *operation));
    }
    if collection.batch {
        line.push_str("; batch");
    }
    for (word, members) in [
        ("read-only", &collection.read_only),
        ("write-only", &collection.write_only),
        ("create-only", &collection.create_only),
        ("secret", &collection.secret),
    ] {
        if !members.is_empty() {
            line.push_str(&format!("; {word} {}", members.join(",")));
        }
    }
    line
}

/// `get`, or `get=d1.database.read` where the operation is called otherwise.
fn role(api: &Api, resource: &str, verb: Verb, operation: OpId) -> String {
    let (word, name) = (verb.word(), &api[operation].name);
    if *name == format!("{resource}.{word}") { word.to_owned() } else { format!("{word}={name}") }
}

fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::None => "-",
        Owner::Account => "account",
        Owner::Zone => "zone",
        Owner::Either => "account-or-zone",
        Owner::User => "user",
        Owner::Organization => "organization",
        Owner::Tenant => "tenant",
    }
}

/// Whether a line is that of a collection.
pub(super) fn is_collection(line: &str) -> bool {
    let kind = line.split(' ').next().unwrap_or_default();
    !kind.contains('.')
}
