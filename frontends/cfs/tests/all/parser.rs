//! Every operation through the argument parser: the request is the one that the catalogue makes of the same values, and that
//! is the typed method's (the step `wire`).

use cfs_catalogue::{
    Arguments, Check, Content, Detail, Form, Kind, Place, Preview, Schema, Sending, catalogue,
};
use cfs_http::{Client, Json};
use std::ffi::OsString;

/// What a person writes for a value.
fn written(json: &Json) -> String {
    json.as_str().unwrap_or_else(|| json.to_string())
}

/// A value that text can be read as.
fn sample(schema: Schema, is_path: bool) -> String {
    let text = written(&schema.example(false));
    if is_path && text.is_empty() { "x".to_owned() } else { text }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
        _ => "token",
    }
}

/// Flags and arguments with the same values.
fn parameters(detail: Detail) -> (Vec<String>, Arguments) {
    let (mut flags, mut arguments) = (Vec::new(), Arguments::new());
    for parameter in detail.parameters().iter().filter(|one| one.is_given()) {
        let text = sample(detail.schema(parameter), parameter.place == Place::Path);
        if parameter.place == Place::Scope {
            flags.push(format!("--account-id={text}"));
            arguments = arguments.set("account_id", text);
            continue;
        }
        if parameter.send == Sending::QueryNamed {
            flags.push(format!("--query.{}=name=x", parameter.name));
            arguments = arguments.set(parameter.rust, Json::object([("name", Json::from("x"))]));
            continue;
        }
        flags.push(format!("--{}.{}={text}", place(parameter.place), parameter.name));
        arguments = arguments.set(parameter.rust, text);
    }
    (flags, arguments)
}

/// An object's members as flags.
fn members(body: &Json, schema: Schema) -> Option<Vec<String>> {
    let Kind::Record(record) = schema.kind() else { return None };
    let fields = record.fields().iter().filter(|field| field.constant.is_empty() && !field.read_only);
    let flags = fields.filter_map(|field| {
        let value = body.get(field.name)?;
        Some(format!("--body.{}={}", field.name.replace('\\', "\\\\"), written(&value)))
    });
    Some(flags.collect())
}

fn shown(preview: &Preview) -> String {
    let body = preview.body.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    format!("{} {}\n{:?}\n{body}", preview.method, preview.url, preview.headers)
}

async fn by_command(client: &Client, words: &[String], more: &[String]) -> Result<String, String> {
    let line = ["cfs", "api"].into_iter().map(OsString::from);
    let line = line.chain(words.iter().chain(more).map(OsString::from)).collect();
    let request = cfs_cli::request(client, line, Check::Off).await.map_err(|failure| failure.to_string())?;
    Ok(shown(&request.preview().map_err(|error| error.to_string())?))
}

async fn compared() -> (usize, Vec<String>) {
    let client = Client::builder().token("token").build().expect("a client");
    let (mut equal, mut different) = (0, Vec::new());
    for operation in catalogue().operations() {
        let detail = operation.detail().expect("the catalogue is whole");
        let words: Vec<String> = operation.name().split('.').map(|word| word.replace('_', "-")).collect();
        let (flags, arguments) = parameters(detail);
        let body = detail.bodies().iter().find(|body| matches!(body.form, Form::Json | Form::UrlEncoded));
        let schema = body.and_then(|body| detail.body(body));
        let json = schema.map(|schema| schema.example(true));
        let content = json.clone().map_or_else(Content::none, Content::json);
        let expected = match operation.prepare(&client, &arguments, content, Check::Off) {
            Ok(request) => {
                request.preview().map(|preview| shown(&preview)).map_err(|error| error.to_string())
            }
            Err(refused) => Err(refused.to_string()),
        };
        let mut ways = Vec::new();
        match (&json, schema) {
            (Some(json), Some(schema)) => {
                ways.push([&flags[..], &[format!("--body={json}")]].concat());
                let own = members(json, schema).filter(|own| !own.is_empty());
                ways.extend(own.map(|own| [&flags[..], &own].concat()));
            }
            _ => ways.push(flags),
        }
        for way in ways {
            match (&expected, by_command(&client, &words, &way).await) {
                (Ok(expected), Ok(found)) if *expected == found => equal += 1,
                (Err(_), Err(_)) => equal += 1,
                (expected, found) => {
                    different.push(format!("{} {way:?}\n  {expected:?}\n  {found:?}", operation.name()));
                }
            }
        }
    }
    (equal, different)
}

#[test]
fn every_operation_is_parsed_into_what_the_catalogue_makes() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (equal, different) = runtime.block_on(compared());
    assert!(
        different.is_empty(),
        "{} of {}: {}",
        different.len(),
        equal + different.len(),
        different[..different.len().min(12)].join("\n")
    );
    assert!(equal > 4000, "only {equal}");
}
