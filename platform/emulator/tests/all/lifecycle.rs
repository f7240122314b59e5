//! Every collection with its calls, through the catalogue's own strict reader.

use crate::support::{client, json};
use cfs_catalogue::{
    Answer, Arguments, Collection, CollectionKind, Content, Form, Kind, Operation, Part, Schema, Verb,
    catalogue,
};
use cfs_emulator::{ACCOUNT_ID, Emulator, ZONE_ID};
use cfs_http::{Client, Json};
use serde_json::Value;
use std::collections::BTreeMap;

/// Arguments of an operation: those of its path that are known, examples for the others that must be given.
fn arguments(operation: Operation, known: &BTreeMap<String, String>) -> Arguments {
    let detail = operation.detail().expect("a detail");
    let mut arguments = Arguments::new();
    for parameter in detail.parameters().iter().filter(|parameter| parameter.is_given() && parameter.required) {
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
fn content(operation: Operation) -> Content {
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

fn example(schema: Schema) -> Json {
    let whole = schema.example(true);
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

async fn call(client: &Client, operation: Operation, known: &BTreeMap<String, String>) -> Result<Option<Value>, String> {
    let body = content(operation);
    match operation.call(client, &arguments(operation, known), body).await {
        Ok(Answer::Json(value)) => Ok(Some(json(&value))),
        Ok(Answer::Page(page)) => {
            let items = page.items().iter().map(json).collect();
            Ok(Some(Value::Array(items)))
        }
        Ok(_) => Ok(None),
        Err(error) => Err(format!("{}: {error}", operation.name())),
    }
}

#[tokio::test]
async fn every_collection_with_its_calls() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let mut failed = Vec::new();
    let mut done = 0;
    for collection in catalogue().collections().filter(|collection| collection.kind() == CollectionKind::Collection) {
        if collection.operation(Verb::Create).is_none() {
            continue;
        }
        let mut known = BTreeMap::from([
            ("account_id".to_owned(), ACCOUNT_ID.to_owned()),
            ("zone_id".to_owned(), ZONE_ID.to_owned()),
        ]);
        parents(&emulator, collection, &mut known);
        match turn(&client, collection, &mut known).await {
            Ok(()) => done += 1,
            Err(error) => failed.push(error),
        }
    }
    println!("{done} done");
    assert!(failed.is_empty(), "{done} done, {} failed:\n{}", failed.len(), failed.join("\n"));
}

async fn turn(client: &Client, collection: Collection, known: &mut BTreeMap<String, String>) -> Result<(), String> {
    let name = collection.resource().name();
    let create = collection.operation(Verb::Create).ok_or("no create")?;
    let made = call(client, create, known).await?;
    let id = collection.id().expect("an id");
    let within = collection.within().expect("within");
    let made = made.unwrap_or_default();
    let made = made.get(within).filter(|_| !within.is_empty()).unwrap_or(&made);
    let made = if let Value::Array(items) = made { items.first().unwrap_or(made) } else { made };
    let own = match made.get(id) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Err(format!("{name}: no {id:?} in {made}")),
    };
    known.insert(collection.parameter().expect("a parameter").to_owned(), own.clone());
    for verb in [Verb::Get, Verb::List, Verb::Update, Verb::Edit, Verb::Delete] {
        let Some(operation) = collection.operation(verb) else { continue };
        let answer = call(client, operation, known).await?;
        if verb == Verb::Get
            && let Some(answer) = &answer
        {
            let got = answer.get(within).filter(|_| !within.is_empty()).unwrap_or(answer);
            if got.get(id).is_some_and(|got| got.to_string().trim_matches('"') != own) {
                return Err(format!("{name}: got {got} for {own}"));
            }
        }
        if verb == Verb::List && !answer.as_ref().is_some_and(|answer| answer.to_string().contains(&own)) {
            return Err(format!("{name}: {own} is not listed"));
        }
    }
    if let (Some(get), Some(_)) = (collection.operation(Verb::Get), collection.operation(Verb::Delete)) {
        match call(client, get, known).await {
            Err(error) if error.contains("404") => {}
            other => return Err(format!("{name}: after the deletion {other:?}")),
        }
    }
    Ok(())
}

/// Makes the items that a collection's path leads through.
fn parents(emulator: &Emulator, collection: Collection, known: &mut BTreeMap<String, String>) {
    let path = collection.path().expect("a path");
    let mut so_far = String::new();
    for (at, segment) in path.trim_start_matches('/').split('/').enumerate() {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            so_far += &format!("/{segment}");
            continue;
        };
        if name == "accounts_or_zones" {
            so_far += &format!("/accounts/{ACCOUNT_ID}");
            continue;
        }
        let id = known.entry(name.to_owned()).or_insert_with(|| format!("f174e90afafe4643bbbc4a0ed4fc84{at:02}"));
        so_far += &format!("/{id}");
        if at > 1 {
            // What is no item needs not to be there.
            drop(emulator.seed(&format!(r#"[{{"path": "{so_far}", "value": {{}}}}]"#)));
        }
    }
}
