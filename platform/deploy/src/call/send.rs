//! Calls over the network, through cfs-http: paced, repeated where that is safe, errors with what helps.

use super::{Body, Call, Content, Part, Target};
use cfs_catalogue::{self as catalogue, Answer, Argument, Arguments, Check, Gives, Place, catalogue as all};
use cfs_http::operation::{self, Auth, Method, Pages};
use cfs_http::{Client, Error, File, Form, Json, kind};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A value of the API as one of `serde_json`.
fn value(json: &Json) -> Value {
    serde_json::from_str(json.as_text()).unwrap_or_default()
}

fn json(value: &Value) -> Json {
    Json::parse(&value.to_string()).unwrap_or_default()
}

/// A value as it stands in a path, a query or a header.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Makes a call whose values are all known; what comes back, or nothing.
pub(crate) async fn sent(client: &Client, call: &Call) -> Result<Value, Error> {
    match &call.target {
        Target::Operation { operation } => prepared(client, operation, call)?.send().await.map(answered),
        Target::Path { method, path } => of_path(client, method, path, call).await,
    }
}

/// All items of a list, however many pages it has.
pub(crate) async fn listed(client: &Client, call: &Call) -> Result<Value, Error> {
    /// More than any account has of one kind.
    const MOST: usize = 1_000_000;
    let Target::Operation { operation } = &call.target else { return sent(client, call).await };
    let request = prepared(client, operation, call)?;
    if request.operation().gives() != Gives::Page {
        return request.send().await.map(answered);
    }
    match request.items() {
        Some(items) => Ok(items.collect_all(MOST).await?.iter().map(value).collect()),
        None => Ok(Value::Null),
    }
}

fn answered(answer: Answer) -> Value {
    match answer {
        Answer::Json(json) => value(&json),
        Answer::Page(page) => page.items().iter().map(value).collect(),
        Answer::Text(text) => text.into(),
        Answer::Bytes(bytes) | Answer::Other { content: bytes, .. } => {
            serde_json::from_slice(&bytes).unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into())
        }
        Answer::Lines(lines) => lines.iter().map(value).collect(),
        Answer::Nothing => Value::Null,
    }
}

fn prepared(client: &Client, name: &str, call: &Call) -> Result<catalogue::Request, Error> {
    let operation = all()
        .operation(name)
        .ok_or_else(|| Error::Request(format!("the catalogue has no operation {name}")))?;
    let detail = operation.detail().map_err(|damaged| Error::Request(damaged.to_string()))?;
    let mut arguments = Arguments::new();
    for (name, value) in &call.arguments {
        let argument = match value {
            Value::String(text) => Argument::Text(text.clone()),
            Value::Null => continue,
            other => Argument::Json(json(other)),
        };
        arguments = arguments.set(name.clone(), argument);
    }
    // What must be given and has one meaning is given.
    for parameter in detail.parameters().iter().filter(|one| one.required && one.place == Place::Header) {
        if let Some(value) = call.headers.get(parameter.name) {
            arguments = arguments.set(parameter.rust, plain(value));
        }
    }
    let content = match &call.body {
        Body::None => catalogue::Content::none(),
        Body::Json(value) => catalogue::Content::json(json(value)),
        Body::JsonAs(media, value) => catalogue::Content::raw(value.to_string()).media(media.clone()),
        Body::Raw(media, content) => catalogue::Content::raw(bytes(content)).media(media.clone()),
        Body::Form(parts) => catalogue::Content::form(parts.iter().map(part).collect()),
    };
    let mut request = operation.prepare(client, &arguments, content, Check::Off)?;
    for (name, value) in &call.query {
        request = request.query_param(name, &plain(value));
    }
    for (name, value) in &call.headers {
        request = request.header(name, &plain(value));
    }
    Ok(request)
}

fn bytes(content: &Content) -> Vec<u8> {
    match content {
        Content::Json(value) => value.to_string().into_bytes(),
        Content::Bytes(bytes) => bytes.to_vec(),
    }
}

fn file(part: &Part) -> File {
    let mut file = File::new(bytes(&part.content));
    if let Some(name) = &part.file {
        file = file.name(name.clone());
    }
    match &part.media {
        Some(media) => file.content_type(media.clone()),
        None => file,
    }
}

fn part(part: &Part) -> (String, catalogue::Part) {
    let made = match (&part.file, &part.content) {
        (None, Content::Json(value)) => catalogue::Part::Json(json(value)),
        (None, Content::Bytes(text)) if part.media.is_none() => {
            catalogue::Part::Text(String::from_utf8_lossy(text).into_owned())
        }
        _ => catalogue::Part::File(file(part)),
    };
    (part.name.clone(), made)
}

/// The form of a path's call: as it is given, part by part.
fn form(parts: &[Part]) -> Form {
    parts.iter().fold(Form::new(), |form, part| match (&part.file, &part.media) {
        (None, None) => {
            let text = String::from_utf8_lossy(&bytes(&part.content)).into_owned();
            form.text(part.name.clone(), text)
        }
        _ => form.file(part.name.clone(), file(part)),
    })
}

async fn of_path(client: &Client, method: &str, path: &str, call: &Call) -> Result<Value, Error> {
    let mut made = cfs_http::Call::new(client, known(method, path));
    for name in names(path) {
        let value = call.arguments.get(name).map(plain).unwrap_or_default();
        made = made.path(&value);
    }
    for (name, value) in &call.query {
        made = made.query_param(name, &plain(value));
    }
    for (name, value) in &call.headers {
        made = made.header(name, &plain(value));
    }
    made = match &call.body {
        Body::None => made,
        Body::Json(value) => made.json(&json(value)),
        Body::JsonAs(media, value) => made.raw(media, value.to_string()),
        Body::Raw(media, content) => made.raw(media, bytes(content)),
        Body::Form(parts) => made.multipart(form(parts)),
    };
    Ok(value(&made.run(kind::result::<Json>).await?))
}

/// The names in braces.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// An operation that the catalogue does not have. There are as many as there are templates in this program.
fn known(method: &str, path: &str) -> &'static operation::Operation {
    static KNOWN: Mutex<BTreeMap<(String, String), &'static operation::Operation>> =
        Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry((method.to_owned(), path.to_owned())).or_insert_with(|| {
        Box::leak(Box::new(operation::Operation {
            name: "path",
            method: Method::from_bytes(method.as_bytes()).unwrap_or_default(),
            path: path.to_owned().leak(),
            auth: &[Auth::Token, Auth::Key],
            permissions: &[],
            pages: Pages::NONE,
        }))
    })
}
