//! The errors that the document describes, where a description says more than that there was one.

use super::words::Words;
use crate::ir::Operation;
use codegen::names::words;
use std::collections::BTreeSet;

/// What every description of an error may have, and what statuses are called.
const COMMON: [&str; 44] = [
    "a",
    "an",
    "and",
    "api",
    "bad",
    "client",
    "conflict",
    "detail",
    "entity",
    "error",
    "fail",
    "failed",
    "failure",
    "for",
    "forbidden",
    "found",
    "from",
    "gateway",
    "in",
    "internal",
    "invalid",
    "is",
    "many",
    "not",
    "of",
    "on",
    "or",
    "request",
    "response",
    "returned",
    "server",
    "service",
    "status",
    "success",
    "successful",
    "the",
    "to",
    "too",
    "unauthenticated",
    "unauthorized",
    "unavailable",
    "unexpected",
    "unprocessable",
    "when",
];

/// A section of a method's documentation, in paragraphs; none where nothing is said.
pub(super) fn section(operation: &Operation, words: Words<'_>) -> Vec<String> {
    let known = known(operation);
    let described: Vec<String> = operation
        .errors
        .iter()
        .filter(|(_, description)| says_more(description, &known))
        .map(|(status, description)| format!("- {status}: {}", words.clean(description).replace('\n', " ")))
        .collect();
    if described.is_empty() {
        return Vec::new();
    }
    let any = "Those of any call (see [`cfs_http::Error`]), among them these answers:";
    vec!["# Errors".to_owned(), any.to_owned(), described.join("\n")]
}

/// The words that say which operation it is.
fn known(operation: &Operation) -> BTreeSet<String> {
    let said = [&operation.summary, &operation.docs, &operation.path, &operation.name];
    said.into_iter().flat_map(|text| singular(text)).collect()
}

fn says_more(description: &str, known: &BTreeSet<String>) -> bool {
    let said = singular(description);
    said.iter().any(|word| {
        let number = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x');
        !number && !COMMON.contains(&word.as_str()) && !known.contains(word)
    })
}

fn singular(text: &str) -> Vec<String> {
    let one = |word: String| match word.strip_suffix('s') {
        Some(one) if one.len() > 2 && !one.ends_with('s') => one.to_owned(),
        _ => word,
    };
    words(text).into_iter().map(one).collect()
}
