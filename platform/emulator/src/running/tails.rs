//! Tails: what Workers did, as it happens, to whoever has the address of one.

use super::Running;
use crate::events::Event;
use crate::route::body;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::server::{Body, whole};
use crate::telemetry;
use crate::world::World;
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

/// So many events wait for a reader; those that come then are lost to it.
const WAITING: usize = 1024;
/// Where tails are by their ids alone.
const TAILS: &str = "/_tails";
const PROTOCOL: &str = "trace-v1";

struct Open {
    account: String,
    worker: String,
    filters: Value,
    /// Whether it is of telemetry, whose events are other ones.
    live: bool,
    events: mpsc::Sender<String>,
}

/// The tails that somebody reads.
#[derive(Default)]
pub(crate) struct Tails(Mutex<Vec<Open>>);

impl Tails {
    fn all(&self) -> MutexGuard<'_, Vec<Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands on what a Worker did: `NAME/VERSION`, and a list of what the runtime traced.
    pub(crate) fn publish(&self, account: &str, id: &str, traces: Vec<(Value, Event)>) {
        let (worker, version) = id.split_once('/').unwrap_or((id, ""));
        for (mut event, invocation) in traces {
            event["scriptName"] = json!(worker);
            event["scriptVersion"] = json!({"id": version});
            let text = event.to_string();
            self.all().retain(|tail| {
                let own = tail.worker == worker || tail.live && tail.worker.is_empty();
                let frames = match tail.account == account && own {
                    true if tail.live => telemetry::frames(&invocation, &tail.filters),
                    true if passes(&tail.filters, &event) => vec![text.clone()],
                    _ => Vec::new(),
                };
                let gone = frames.into_iter().any(|frame| {
                    matches!(tail.events.try_send(frame), Err(mpsc::error::TrySendError::Closed(_)))
                });
                !gone
            });
        }
    }
}

/// Whether an event is one that a reader wants.
fn passes(filters: &Value, event: &Value) -> bool {
    let texts = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let request = &event["event"]["request"];
    let one = |filter: &Value| {
        let Some((name, wanted)) = filter.as_object().and_then(|filter| filter.iter().next()) else {
            return true;
        };
        match name.as_str() {
            "outcome" => texts(wanted).iter().any(|outcome| event["outcome"] == outcome.as_str()),
            "method" => texts(wanted)
                .iter()
                .any(|method| request["method"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(method))),
            "header" => {
                let key = wanted["key"].as_str().unwrap_or_default().to_lowercase();
                let own = request["headers"][key.as_str()].as_str();
                own.is_some_and(|own| wanted["query"].as_str().is_none_or(|query| own.contains(query)))
            }
            "query" => event["logs"].to_string().contains(wanted.as_str().unwrap_or_default()),
            "client_ip" => {
                let own = request["headers"]["cf-connecting-ip"].as_str().unwrap_or_default();
                texts(wanted).iter().any(|ip| ip == own || ip == "self")
            }
            "scriptVersion" => event["scriptVersion"]["id"] == *wanted,
            _ => true,
        }
    };
    match filters {
        Value::Array(all) => all.iter().all(one),
        _ => true,
    }
}

/// Makes a tail of a Worker, whose tails are kept in a place.
pub(crate) fn create(world: &World, asked: &Asked, place: &str, account: &str, worker: &str) -> Answered {
    let given = body::value(asked)?.unwrap_or_default();
    let id = world.ids.hex();
    let until = world.now().checked_add(6.hours()).unwrap_or(Timestamp::MAX).to_string();
    let told = json!({"id": id, "url": address(world, &id), "expires_at": until});
    world.store.put(place, &id, None, &told)?;
    let known = json!({"account": account, "worker": worker, "filters": given["filters"], "until": until});
    world.store.put(TAILS, &id, None, &known)?;
    Ok(Reply::result(told))
}

fn address(world: &World, id: &str) -> String {
    format!("{}/_emulator/tails/{id}", world.origin.replacen("http", "ws", 1))
}

/// Makes a tail of telemetry, of a Worker or of all; its address.
pub(crate) fn live(world: &World, account: &str, worker: &str, filters: &Value) -> Result<String, Reply> {
    let id = world.ids.hex();
    let known = json!({"account": account, "worker": worker, "filters": filters, "live": true});
    world.store.put(TAILS, &id, None, &known)?;
    Ok(address(world, &id))
}

/// The id of the tail that a request wants to read.
pub(crate) fn wanted<B>(request: &Request<B>) -> Option<String> {
    let id = request.uri().path().strip_prefix("/_emulator/tails/")?;
    request.headers().contains_key(header::UPGRADE).then(|| id.to_owned())
}

/// Opens the WebSocket of a tail.
pub(crate) fn open(
    world: &World,
    running: &Arc<Running>,
    id: &str,
    mut request: Request<Incoming>,
) -> Response<Body> {
    let refused = |status: StatusCode| {
        let mut response = Response::new(whole(Bytes::new()));
        *response.status_mut() = status;
        response
    };
    let Ok(Some(found)) = world.store.get(TAILS, id) else { return refused(StatusCode::NOT_FOUND) };
    let until = found.value["until"].as_str().and_then(|text| text.parse().ok()).unwrap_or(Timestamp::MAX);
    let clock = Arc::clone(&world.clock);
    if clock.now() >= until {
        return refused(StatusCode::NOT_FOUND);
    }
    let asked = Asked::new("GET", request.uri().path(), "", request.headers().clone(), Bytes::new());
    let silent = world.faults.of(&asked).is_some_and(|fault| fault.half_open);
    let Some(key) = request.headers().get(header::SEC_WEBSOCKET_KEY).cloned() else {
        return refused(StatusCode::BAD_REQUEST);
    };
    let (sender, events) = mpsc::channel(WAITING);
    let text = |name: &str| found.value[name].as_str().unwrap_or_default().to_owned();
    let live = found.value["live"] == true;
    running.tails().all().push(Open {
        live,
        account: text("account"),
        worker: text("worker"),
        filters: found.value["filters"].clone(),
        events: sender,
    });
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            if silent {
                // The connection is there, and nobody at its end.
                let _held = upgraded;
                return std::future::pending().await;
            }
            let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, None).await;
            feed(socket, events, live, || clock.now() < until).await;
        }
    });
    let mut response = refused(StatusCode::SWITCHING_PROTOCOLS);
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    let offered = request.headers().get(header::SEC_WEBSOCKET_PROTOCOL).and_then(|value| value.to_str().ok());
    if offered.is_some_and(|offered| offered.split(',').any(|one| one.trim() == PROTOCOL)) {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    }
    if let Ok(accept) = HeaderValue::from_str(&derive_accept_key(key.as_bytes())) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}

/// Sends events until the reader goes. Pings are answered by the socket itself, what is said otherwise is not heard.
async fn feed(
    mut socket: WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>,
    mut events: mpsc::Receiver<String>,
    live: bool,
    is_on: impl Fn() -> bool,
) {
    loop {
        tokio::select! {
            event = events.recv() => {
                let Some(event) = event else { return };
                if !is_on() {
                    // What is over says nothing more, and is not closed.
                    continue;
                }
                let message = if live { Message::text(event) } else { Message::binary(event.into_bytes()) };
                if socket.send(message).await.is_err() {
                    return;
                }
            }
            heard = socket.next() => match heard {
                Some(Ok(message)) if !message.is_close() => {}
                _ => return,
            },
        }
    }
}
