//! Methods that set a member of a resource's settings.

use super::Printer;
use super::value::{quoted, small};
use serde_json::Value;

/// A method, the member that it sets, and what it takes.
pub(super) struct Setter {
    pub(super) member: &'static str,
    pub(super) method: &'static str,
    pub(super) takes: Takes,
}

/// What a method takes.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    Text,
    Number,
    Bool,
    Json,
    /// A word of an enum of the builder.
    Word(&'static str, &'static [&'static str]),
}

use Takes::{Bool, Json, Number, Text, Word};

pub(super) const JURISDICTION: Takes = Word("Jurisdiction", &["eu", "fedramp", "us"]);
const LOCATION: Takes = Word("Location", &["wnam", "enam", "weur", "eeur", "apac", "oc"]);
const STORAGE: Takes = Word("StorageClass", &["Standard", "InfrequentAccess"]);
pub(super) const METRIC: Takes = Word("Metric", &["cosine", "euclidean", "dot-product"]);

const fn set(member: &'static str, method: &'static str, takes: Takes) -> Setter {
    Setter { member, method, takes }
}

const fn same(member: &'static str, takes: Takes) -> Setter {
    Setter { member, method: member, takes }
}

static PLACE: [Setter; 1] = [same("jurisdiction", JURISDICTION)];
static BUCKET: [Setter; 3] = [
    set("locationHint", "location", LOCATION),
    same("jurisdiction", JURISDICTION),
    set("storageClass", "storage_class", STORAGE),
];
static DATABASE: [Setter; 2] =
    [set("primary_location_hint", "location", LOCATION), same("jurisdiction", JURISDICTION)];
static INDEX: [Setter; 1] = [same("description", Text)];
static HYPERDRIVE: [Setter; 3] =
    [set("origin_connection_limit", "connection_limit", Number), same("origin", Json), same("mtls", Json)];
static PIPELINE: [Setter; 1] = [same("sql", Json)];
static STREAM: [Setter; 2] = [same("schema", Json), same("format", Json)];
static GATEWAY: [Setter; 4] = [
    same("cache_ttl", Number),
    same("cache_invalidate_on_update", Bool),
    same("collect_logs", Bool),
    same("authentication", Bool),
];
static SEARCH: [Setter; 4] = [
    set("ai_search_model", "model", Text),
    same("embedding_model", Text),
    same("chunk_size", Number),
    set("max_num_results", "max_results", Number),
];
static PAGES: [Setter; 4] = [
    same("production_branch", Text),
    set("build_config", "build", Json),
    set("deployment_configs", "deployments", Json),
    set("source", "repository", Json),
];

/// The methods of the handle that a method of `App` gives.
pub(super) fn setters(method: &str) -> &'static [Setter] {
    match method {
        "kv" | "queue" => &PLACE,
        "r2" => &BUCKET,
        "d1" => &DATABASE,
        "vectorize" => &INDEX,
        "hyperdrive" => &HYPERDRIVE,
        "pipeline" => &PIPELINE,
        "pipeline_stream" | "pipeline_sink" => &STREAM,
        "ai_gateway" => &GATEWAY,
        "ai_search" => &SEARCH,
        "pages" => &PAGES,
        _ => &[],
    }
}

impl Printer<'_> {
    /// An argument for a method, if it takes this value.
    pub(super) fn argument(&self, takes: Takes, value: &Value) -> Option<String> {
        match takes {
            Text => value.as_str().map(quoted),
            Number => small(value).map(|number| number.to_string()),
            Bool => value.as_bool().map(|on| on.to_string()),
            Json => Some(self.value(value)),
            Word(name, words) => value.as_str().map(|text| word(name, words, text)),
        }
    }

    /// A call of the method for a member, or of `set`.
    pub(super) fn setter(&self, setters: &[Setter], member: &str, value: &Value) -> String {
        let known = setters.iter().find(|setter| setter.member == member);
        let call = known.and_then(|known| Some((known.method, self.argument(known.takes, value)?)));
        match call {
            Some((method, argument)) => format!(".{method}({argument})"),
            None => format!(".set({}, {})", quoted(member), self.value(value)),
        }
    }
}

/// A word of an enum: `Location::Wnam`.
fn word(name: &str, words: &[&str], text: &str) -> String {
    if !words.contains(&text) {
        return format!("{name}::Other({}.into())", quoted(text));
    }
    let parts = text.split('-').map(|part| {
        let (first, rest) = part.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    });
    format!("{name}::{}", parts.collect::<String>())
}
