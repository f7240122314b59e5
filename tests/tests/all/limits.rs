//! Documents that nest deeper than any person writes: read whole, or with a word of what is left out.

use codegen::doc::Source;
use gen_openapi::{Ledger, Output};
use serde_json::{Value, json};
use tests::fixture::config;

/// What is made of an answer that is the first of these schemas.
fn made(schemas: Vec<Value>) -> Output {
    let named = schemas.into_iter().enumerate().map(|(at, schema)| (format!("S{at}"), schema));
    let answer = json!({ "application/json": { "schema": reference(0) } });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Deep", "version": "1" },
        "paths": { "/v": { "get": { "responses": { "200": { "description": "", "content": answer } } } } },
        "components": { "schemas": named.collect::<serde_json::Map<_, _>>() },
    });
    let source = Source::json("deep.json", document.to_string());
    let doc = source.parse().expect("it is JSON");
    gen_openapi::generate(&doc, &config("deep", "deep"), &Ledger::default()).expect("a crate is made")
}

fn reference(at: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{at}") })
}

/// A chain in which every schema leads to the next; the last is a string.
fn chain(length: usize, link: impl Fn(usize, Value) -> Value) -> Vec<Value> {
    let links = (0..length).map(|at| link(at, reference(at + 1)));
    links.chain([json!({ "type": "string" })]).collect()
}

fn codes(output: &Output) -> Vec<&str> {
    let mut codes: Vec<&str> = output.model.warnings().iter().map(|warning| warning.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn members_in_members_are_read_however_deep() {
    let output = made(chain(1_000, |_, next| json!({ "type": "object", "properties": { "next": next } })));
    assert_eq!(output.report.types, 1_000);
    assert_eq!(codes(&output), [""; 0]);
}

#[test]
fn parts_in_parts_are_read_to_a_limit_that_says_so() {
    let part =
        |at: usize| json!({ "type": "object", "properties": { format!("m{at}"): { "type": "string" } } });
    let parts = |length: usize| {
        let mut all = chain(length, |at, next| json!({ "allOf": [next, part(at)] }));
        all[length] = part(length);
        made(all)
    };
    let whole = parts(200);
    assert_eq!((whole.report.fields, codes(&whole)), (202, vec![]));
    let cut = parts(1_200);
    assert!(cut.report.fields > 400, "only {} members", cut.report.fields);
    assert_eq!(codes(&cut), ["openapi::all-of-depth"]);
}

#[test]
fn unions_in_unions_are_read_to_a_limit_that_says_so() {
    let unions = |length: usize| {
        made(chain(length, |at, next| {
            let own = json!({ "type": "object", "required": [format!("m{at}")], "properties": { format!("m{at}"): {} } });
            json!({ "oneOf": [own, next] })
        }))
    };
    let whole = unions(40);
    assert!(whole.report.types > 40, "only {} types", whole.report.types);
    assert_eq!(codes(&whole), [""; 0]);
    assert_eq!(codes(&unions(200)), ["openapi::union-depth"]);
}
