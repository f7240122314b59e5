//! What is told of what happened: GraphQL, telemetry, SQL and audit logs over one event log.

mod calls;
mod errors;
mod graphql;
mod naive;
mod real;
mod schema;
mod sql;
mod telemetry;

use bytes::Bytes;
use cfs_emulator::{ACCOUNT_ID, Builder, Emulator, ManualClock};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::sync::Arc;

/// What all scenarios here are seen at.
pub(crate) const NOW: &str = "2026-11-28T12:00:00Z";

/// An emulator whose clock stands still.
pub(crate) async fn still(builder: Builder) -> (Emulator, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(NOW.parse().expect("a time")));
    (builder.clock(clock.clone()).start().await.expect("an emulator"), clock)
}

/// One that a scenario is played in.
pub(crate) async fn played(scenario: &str) -> (Emulator, Arc<ManualClock>) {
    still(Emulator::builder().scenario(scenario)).await
}

/// Status and body of a call.
pub(crate) async fn post(emulator: &Emulator, path: &str, body: &str) -> (u16, String) {
    let http: hyper_util::client::legacy::Client<HttpConnector, Full<Bytes>> =
        hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(HttpConnector::new());
    let request = Request::post(format!("{}{path}", emulator.base_url()))
        .header("authorization", format!("Bearer {}", emulator.token()))
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_owned())))
        .expect("a request");
    let (parts, body) = http.request(request).await.expect("an answer").into_parts();
    let body = body.collect().await.expect("its end").to_bytes();
    (parts.status.as_u16(), String::from_utf8_lossy(&body).into_owned())
}

/// The answer to a GraphQL query: its status, its data, its errors.
pub(crate) async fn ask(emulator: &Emulator, query: &str, variables: Value) -> (u16, Value, Value) {
    let body = json!({"query": query, "variables": variables}).to_string();
    let (status, text) = post(emulator, "/graphql", &body).await;
    let mut told: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    (status, told["data"].take(), told["errors"].take())
}

/// The account's part of the data of a query about it, which must have no errors.
pub(crate) async fn account(emulator: &Emulator, nodes: &str) -> Value {
    let query =
        format!("{{ viewer {{ accounts(filter: {{accountTag: \"{ACCOUNT_ID}\"}}) {{ {nodes} }} }} }}");
    let (status, mut data, errors) = ask(emulator, &query, json!({})).await;
    assert_eq!((status, &errors), (200, &Value::Null), "{query}");
    data["viewer"]["accounts"][0].take()
}
