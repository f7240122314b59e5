//! What the API says where it says something of its own.

use crate::server::reply::Reply;
use cfs_catalogue::Collection;

/// Status, code and text when an item is not there. `{}` stands for what was asked for.
const MISSING: [(&str, u16, u32, &str); 11] = [
    ("d1.database", 404, 7404, "The database {} could not be found"),
    ("dns.records", 404, 81_044, "Record does not exist."),
    ("kv.namespaces", 404, 10_013, "list keys: 'namespace not found'"),
    ("queues", 404, 11_000, "Queue does not exist."),
    ("r2.buckets", 404, 10_006, "The specified bucket does not exist."),
    ("r2.buckets.objects", 404, 10_007, "The specified key does not exist."),
    ("workers.beta.workers", 404, 10_007, "This Worker does not exist on your account."),
    ("workers.scripts", 404, 10_007, "This Worker does not exist on your account."),
    ("workers.scripts.secrets", 404, 10_056, "Secret does not exist."),
    ("workers.services", 404, 10_090, "This service does not exist on your account."),
    ("workflows", 404, 10_200, "workflow.not_found"),
];

/// Status, code and text when there is such an item already.
const CONFLICT: [(&str, u16, u32, &str); 5] = [
    ("d1.database", 400, 7502, "Database with name '{}' already exists"),
    (
        "kv.namespaces",
        400,
        10_014,
        "create namespace: 'a namespace with this account ID and title already exists'",
    ),
    ("queues", 409, 11_009, "Queue name '{}' is already taken. Please use a different name and try again."),
    ("r2.buckets", 409, 10_004, "The bucket you tried to create already exists, and you own it."),
    ("zones", 400, 1061, "{} already exists"),
];

/// Collections of which several items may have one name.
const SHARED: [&str; 7] = [
    "accounts",
    "dns.records",
    "custom_certificates",
    "rulesets",
    "secrets_store.stores",
    "user.tokens",
    "accounts.tokens",
];

/// Collections whose items are also found by their names.
const BY_NAME: [&str; 4] =
    ["d1.database", "workers.beta.workers", "queues", "workers_for_platforms.dispatch.namespaces"];

/// There is no such item.
pub(crate) fn missing(collection: Collection, id: &str) -> Reply {
    let name = collection.resource().name();
    match MISSING.iter().find(|(known, ..)| *known == name) {
        Some((_, status, code, text)) => Reply::error(*status, *code, text.replace("{}", id)),
        None => Reply::error(404, 10_404, format!("{name}: {id:?} was not found")),
    }
}

/// There is such an item already.
pub(crate) fn conflict(collection: Collection, id: &str) -> Reply {
    let name = collection.resource().name();
    match CONFLICT.iter().find(|(known, ..)| *known == name) {
        Some((_, status, code, text)) => Reply::error(*status, *code, text.replace("{}", id)),
        None => Reply::error(409, 10_409, format!("{name}: {id:?} already exists")),
    }
}

/// Whether every item has a name of its own.
pub(super) fn is_named(collection: Collection) -> bool {
    !SHARED.contains(&collection.resource().name().as_str())
}

/// Whether items are also found by their names.
pub(super) fn by_name(collection: Collection) -> bool {
    BY_NAME.contains(&collection.resource().name().as_str())
}
