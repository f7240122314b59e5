//! The words of component names that mean something.

use codegen::names::words;

/// Words that say how a document is organised, not what a schema is.
const EVERYWHERE: &[&str] = &["schemas", "schema", "components", "component", "yaml", "json", "unnamed"];

/// Last words that say the same of every schema.
const AT_THE_END: &[&str] = &[
    "response",
    "responses",
    "request",
    "requests",
    "body",
    "object",
    "obj",
    "props",
    "dto",
    "model",
    "payload",
    "single",
    "details",
    "detail",
    "param",
    "params",
];

/// What names of components begin with that the official SDK has brought: `sdk-queues_Consumer`.
const FROM_THE_SDK: &str = "sdk-";

/// A component's name as its source has it: what the SDK has brought is called there without its file.
pub(crate) fn at_its_source(name: &str) -> &str {
    let own = name.strip_prefix(FROM_THE_SDK).and_then(|rest| rest.split_once('_'));
    own.map_or(name, |(_, own)| own)
}

/// The words of a component's name without the noise; all of them if nothing else is left.
pub(crate) fn component_words(name: &str) -> Vec<String> {
    let all = words(name.strip_prefix(FROM_THE_SDK).unwrap_or(name));
    let mut kept: Vec<String> =
        all.iter().filter(|word| !EVERYWHERE.contains(&word.as_str())).cloned().collect();
    while kept.len() > 1 && kept.last().is_some_and(|last| AT_THE_END.contains(&last.as_str())) {
        kept.pop();
    }
    without_echoes(&mut kept);
    if kept.is_empty() { all } else { kept }
}

/// Leaves out words that repeat the one before them. Numbers that do are a version: `3.3`.
pub(super) fn without_echoes(words: &mut Vec<String>) {
    words.dedup_by(|word, before| word == before && word.contains(|c: char| !c.is_ascii_digit()));
}

/// The words without the name space that Cloudflare's components begin with: `d1_database-id` → `database id`.
pub(crate) fn without_namespace(name: &str) -> Vec<String> {
    match name.split_once('_') {
        Some((prefix, rest)) if !prefix.is_empty() && !words(rest).is_empty() => component_words(rest),
        _ => component_words(name),
    }
}

/// Words that name nothing by themselves.
const GENERIC: &[&str] = &[
    "action",
    "base",
    "content",
    "data",
    "default",
    "detail",
    "details",
    "function",
    "id",
    "identifier",
    "info",
    "input",
    "item",
    "items",
    "kind",
    "level",
    "list",
    "message",
    "messages",
    "meta",
    "method",
    "mode",
    "name",
    "object",
    "option",
    "options",
    "other",
    "output",
    "parameter",
    "parameters",
    "params",
    "private",
    "properties",
    "property",
    "public",
    "request",
    "requests",
    "response",
    "result",
    "results",
    "schema",
    "source",
    "state",
    "status",
    "target",
    "text",
    "type",
    "value",
    "values",
    "with",
];

/// Whether words say too little to be a name.
pub(crate) fn is_generic(words: &[String]) -> bool {
    words.iter().all(|word| GENERIC.contains(&word.as_str()) || word.bytes().all(|b| b.is_ascii_digit()))
}
