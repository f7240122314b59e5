//! Calls of operations with values that their types allow.

use cfs_catalogue::{Arguments, Content, Form, Kind, Operation, Part, Schema};
use cfs_emulator::ACCOUNT_ID;
use cfs_http::Json;
use std::collections::BTreeMap;

/// Arguments of an operation: those of its path that are known, examples for the others that must be given.
pub(crate) fn arguments(operation: Operation, known: &BTreeMap<String, String>) -> Arguments {
    let detail = operation.detail().expect("a detail");
    let mut arguments = Arguments::new();
    for parameter in detail.parameters().iter().filter(|parameter| parameter.is_given() && parameter.required)
    {
        let name = parameter.rust;
        let value = match (known.get(parameter.name), parameter.name) {
            (Some(value), _) => value.clone().into(),
            (None, "scope") => {
                arguments = arguments.set("account_id", ACCOUNT_ID);
                continue;
            }
            _ => {
                let example = detail.schema(parameter).example(false);
                match example.as_str() {
                    Some(text) => text.into(),
                    None => cfs_catalogue::Argument::Json(example),
                }
            }
        };
        arguments = arguments.set(name, value);
    }
    arguments
}

/// A body that the document allows.
pub(crate) fn content(operation: Operation) -> Content {
    let detail = operation.detail().expect("a detail");
    let Some(body) = detail.bodies().first() else { return Content::none() };
    match (body.form, detail.body(body)) {
        (Form::Json | Form::UrlEncoded, Some(schema)) => Content::json(example(schema)),
        (Form::Multipart, Some(schema)) => Content::form(form(schema)),
        (Form::Lines, Some(schema)) => Content::lines(vec![example(schema)]),
        (Form::AnyMultipart, _) => Content::form(vec![("part".to_owned(), Part::Text("text".to_owned()))]),
        (Form::Raw, _) => Content::raw("content"),
        _ => Content::none(),
    }
}

/// A JSON body that the document allows, with all that may be in it.
#[allow(dead_code, reason = "the example that shares this file has no use for it")]
pub(crate) fn body_of(operation: Operation) -> Option<serde_json::Value> {
    let detail = operation.detail().ok()?;
    let body = detail.bodies().first().filter(|body| body.form == Form::Json)?;
    serde_json::from_str(example(detail.body(body)?).as_text()).ok()
}

fn example(schema: Schema) -> Json {
    let whole = schema.example(true);
    if whole.get("name").and_then(|name| name.as_str()).as_deref() == Some("example.com") {
        return Json::parse(&whole.as_text().replace("example.com", "example.net")).expect("JSON");
    }
    if schema.check(&whole).is_empty() { whole } else { schema.example(false) }
}

fn form(schema: Schema) -> Vec<(String, Part)> {
    let Kind::Form(form) = schema.kind() else { return Vec::new() };
    let parts = form.parts().iter().filter(|part| part.required);
    parts
        .map(|part| {
            let name = if part.name.is_empty() { "worker.js" } else { part.name };
            let part = match form.schema(part) {
                Some(schema) => Part::Json(schema.example(false)),
                None => Part::Text("text".to_owned()),
            };
            (name.to_owned(), part)
        })
        .collect()
}
