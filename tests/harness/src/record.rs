//! Every operation over the wire.

use crate::catalogue::Catalogued;
use crate::command::Commanded;
use crate::named::{self, Body, Given};
use crate::server::{self, Seen};
use crate::{Example, generated};
use cfs_management::Client;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::future::Future;
use std::pin::Pin;

/// What a call came to.
pub struct Answer {
    /// The HTTP status; 0 where there was no answer.
    pub status: u16,
    /// The answer's body, or the error.
    pub text: String,
    /// Why the answer could not be read as what the operation promises.
    pub unreadable: Option<String>,
}

/// A call of one operation.
pub struct Call {
    /// The operation.
    pub operation: &'static str,
    /// Upper-case method and path template.
    pub line: &'static str,
    /// The content type's suffix of the method.
    pub way: &'static str,
    /// The arguments by their names in Rust.
    pub given: &'static [(&'static str, Given)],
    /// The body.
    pub content: Body,
    /// Makes the call through the catalogue, where arguments and body are not stated.
    pub again: Option<fn(&cfs_http::Client) -> named::Made>,
    /// Makes the call.
    pub run: fn(&Client) -> Pin<Box<dyn Future<Output = Answer>>>,
}

/// Sends a request and looks at the raw answer, whatever its status.
pub async fn send<T: 'static>(answer: cfs_http::Pending<cfs_http::Response<T>>) -> Answer {
    match answer.await {
        Ok(response) => {
            let status = response.status().as_u16();
            let text = String::from_utf8_lossy(response.bytes()).into_owned();
            let unreadable = response.decode().err().map(|error| error.to_string());
            Answer { status, text, unreadable }
        }
        Err(error) => Answer { status: 0, text: error.to_string(), unreadable: None },
    }
}

/// Connects a WebSocket, as far as a server that knows none lets it.
pub async fn connect(socket: cfs_http::Pending<cfs_http::WebSocket>) -> Answer {
    match socket.await {
        Ok(_) => Answer { status: 101, text: String::new(), unreadable: None },
        Err(error) => Answer { status: 0, text: error.to_string(), unreadable: None },
    }
}

fn client(url: &str) -> Option<cfs_http::Client> {
    let built = cfs_http::Client::builder().token("token").base_url(url).max_retries(0).build();
    built.map_err(|error| eprintln!("{error}")).ok()
}

fn calls() -> impl Iterator<Item = &'static Call> {
    generated::CALLS.iter().flat_map(|list| list.iter()).chain(crate::special::CALLS)
}

/// Calls every operation against a server of our own, which answers with the document's examples.
pub async fn record(out: &str, accepted: &str) -> bool {
    tokio::task::LocalSet::new().run_until(recorded(out, accepted)).await
}

async fn recorded(out: &str, accepted: &str) -> bool {
    let Ok((address, state)) = server::start().await else { return false };
    let Some(untyped) = client(&format!("http://{address}/client/v4")) else { return false };
    let client = Client::new(untyped.clone());
    let received = generated::EXAMPLES.iter().flat_map(|list| list.iter()).filter(|example| !example.sent);
    let examples: BTreeMap<&str, &Example> = received.map(|example| (example.operation, example)).collect();
    let mut text = String::new();
    let mut all = Vec::new();
    let mut silent = Vec::new();
    let mut unreadable = Vec::new();
    let mut catalogued = Catalogued::new(&untyped, accepted);
    let Ok(mut commanded) = Commanded::new(&untyped, accepted) else { return false };
    for call in calls() {
        let example = examples.get(call.operation).map_or("{\"success\":true,\"errors\":[],\"messages\":[]}", |e| e.json);
        state.borrow_mut().answer = example.to_owned();
        let answer = (call.run)(&client).await;
        let seen = std::mem::take(&mut state.borrow_mut().seen);
        catalogued.call(call, &seen, &state).await;
        commanded.call(call, &seen, &state).await;
        // What no document makes may be meant to be refused.
        if seen.is_empty() && !call.line.is_empty() {
            silent.push(format!("{}{}: {}", call.operation, call.way, answer.text));
        }
        if let Some(error) = answer.unreadable.filter(|_| examples.contains_key(call.operation)) {
            unreadable.push(format!("{}: {error}", call.operation));
        }
        let _ = writeln!(text, "# {}{}", call.operation, call.way);
        seen.iter().for_each(|seen| write_request(&mut text, seen));
        text.push('\n');
        all.push(serde_json::json!({
            "operation": call.operation,
            "way": call.way,
            "line": call.line,
            "requests": seen.iter().map(request).collect::<Vec<_>>(),
        }));
    }
    println!("{} calls recorded, {} sent nothing, {} examples unreadable", calls().count(), silent.len(), unreadable.len());
    silent.iter().chain(&unreadable).for_each(|line| println!("  {line}"));
    let equal = catalogued.report() & commanded.report();
    let all = serde_json::Value::Array(all).to_string();
    let written = std::fs::write(out, text).and_then(|()| std::fs::write(format!("{out}.json"), all));
    written.map_err(|error| eprintln!("{out}: {error}")).is_ok() && silent.is_empty() && equal
}

/// A request as programs read it: all of it, the body in base64.
fn request(seen: &Seen) -> serde_json::Value {
    let (method, target) = seen.line.split_once(' ').unwrap_or_default();
    let body = cfs_http::Base64::from(seen.body.to_vec()).to_string();
    serde_json::json!({ "method": method, "target": target, "headers": seen.headers, "body": body })
}

/// A request as people read it; a form's boundary is random and replaced.
pub fn write_request(text: &mut String, seen: &Seen) {
    let _ = writeln!(text, "{}", seen.line);
    let boundary = seen.headers.iter().find_map(|(name, value)| {
        (name == "content-type").then(|| value.split_once("boundary=")).flatten().map(|(_, boundary)| boundary.to_owned())
    });
    let plain = |text: &str| match &boundary {
        Some(boundary) => text.replace(boundary.trim_matches('"'), "BOUNDARY"),
        None => text.to_owned(),
    };
    for (name, value) in &seen.headers {
        let _ = writeln!(text, "{name}: {}", plain(value));
    }
    if !seen.body.is_empty() {
        let _ = writeln!(text, "\n{}", plain(&String::from_utf8_lossy(&seen.body)).replace('\r', ""));
    }
}

/// Calls every operation against another server.
pub async fn call(url: &str, out: &str) -> bool {
    let Some(client) = client(url).map(Client::new) else { return false };
    let mut report = Vec::new();
    for call in calls() {
        let answer = (call.run)(&client).await;
        report.push(serde_json::json!({
            "operation": call.operation,
            "way": call.way,
            "line": call.line,
            "status": answer.status,
            "answer": answer.text,
        }));
    }
    let text = serde_json::Value::Array(report).to_string();
    std::fs::write(out, text).map_err(|error| eprintln!("{out}: {error}")).is_ok()
}
