//! Writes a request of every operation, with values that its types allow, for other clients to repeat:
//! `requests OUT.json`. Beside each stand the query's lists, and whether each of their items has a member of its own. Collections
//! come with the names of their operations.

#[path = "../tests/all/calls.rs"]
mod calls;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use cfs_catalogue::{Check, Collection, Kind, Operation, Place, Sending, Verb, catalogue};
use cfs_emulator::{ACCOUNT_ID, ZONE_ID};
use cfs_http::{Client, Credentials, ListStyle};
use http_body_util::{BodyExt, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).ok_or("requests OUT.json")?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}/client/v4", listener.local_addr()?);
    let (sender, mut seen) = mpsc::unbounded_channel();
    tokio::spawn(record(listener, sender));
    let client =
        Client::builder().base_url(base).credentials(Credentials::token("token")).max_retries(0).build()?;
    let known = BTreeMap::from([
        ("account_id".to_owned(), ACCOUNT_ID.to_owned()),
        ("zone_id".to_owned(), ZONE_ID.to_owned()),
    ]);
    let mut all = Vec::new();
    for operation in catalogue().operations() {
        let (arguments, content) = (calls::arguments(operation, &known), calls::content(operation));
        // What cannot be sent is not asked for.
        let Ok(request) = operation.prepare(&client, &arguments, content, Check::Off) else { continue };
        drop(request.raw().await);
        let Some(request) = seen.recv().await else { break };
        let line = format!("{} {}", operation.method(), operation.detail()?.path());
        all.push(json!({"operation": operation.name(), "way": "", "line": line, "lists": lists(operation), "requests": [request]}));
    }
    println!("{} requests", all.len());
    let collections: Vec<Value> = catalogue().collections().filter_map(collection).collect();
    std::fs::write(out, serde_json::to_vec(&json!({"calls": all, "collections": collections}))?)?;
    Ok(())
}

/// The operations of a collection by what they do with it.
fn collection(collection: Collection) -> Option<Value> {
    let of = |verb| Some(collection.operation(verb)?.name());
    Some(json!({
        "name": collection.resource().name(), "id": collection.id().ok()?, "create": of(Verb::Create)?,
        "get": of(Verb::Get), "list": of(Verb::List), "update": of(Verb::Update), "edit": of(Verb::Edit),
        "delete": of(Verb::Delete),
    }))
}

/// The query's lists.
fn lists(operation: Operation) -> Map<String, Value> {
    let Ok(detail) = operation.detail() else { return Map::new() };
    let lists = detail.parameters().iter().filter(|parameter| parameter.place == Place::Query);
    let lists = lists.filter(|parameter| matches!(detail.schema(parameter).kind(), Kind::List(_)));
    lists
        .map(|parameter| {
            let style = match parameter.send {
                Sending::QueryList(style) | Sending::QueryTimes(style) | Sending::QueryAny(style) => {
                    Some(style)
                }
                _ => None,
            };
            (parameter.name.to_owned(), json!(style.is_some_and(|style| style != ListStyle::Comma)))
        })
        .collect()
}

/// Answers everything with nothing, and tells what came.
async fn record(listener: TcpListener, sender: mpsc::UnboundedSender<Value>) {
    while let Ok((stream, _)) = listener.accept().await {
        let sender = sender.clone();
        let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
            let sender = sender.clone();
            async move {
                let (parts, body) = request.into_parts();
                let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
                let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
                let headers: Vec<Value> =
                    parts.headers.iter().map(|(name, value)| json!([name.as_str(), text(value)])).collect();
                let request = json!({
                    "method": parts.method.as_str(), "target": parts.uri.to_string(), "headers": headers,
                    "body": STANDARD.encode(&body),
                });
                drop(sender.send(request));
                Ok::<_, Infallible>(http::Response::new(Full::new(Bytes::from_static(b"{}"))))
            }
        });
        let connection =
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move { drop(connection.await) });
    }
}
