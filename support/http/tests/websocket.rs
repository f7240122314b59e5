//! WebSocket connections and tails, against a server of another library.

#![allow(missing_docs, clippy::format_push_string, clippy::needless_pass_by_value)]

mod support;

use cfs_http::tail::{Tail, TailTrigger};
use cfs_http::{Client, Duration, Error, Message};
use futures_util::{SinkExt, StreamExt};
use std::sync::{Arc, Mutex};
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::{Message as Peer, handshake::server, protocol::CloseFrame};

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

fn client(address: &str) -> Client {
    let builder = Client::builder().base_url(format!("http://{address}")).token("socket-token");
    builder.clock(Paced::new()).build().unwrap()
}

type Peers = tokio_tungstenite::WebSocketStream<TcpStream>;

/// Answers the handshake; the request's headers go to `seen`.
async fn accept(stream: TcpStream, seen: &Log) -> Peers {
    let seen = seen.clone();
    #[allow(clippy::result_large_err)]
    let check = move |request: &server::Request, mut response: server::Response| {
        seen.push(format!("{} {:?}", request.uri(), request.headers()));
        if let Some(protocol) = request.headers().get("sec-websocket-protocol") {
            response.headers_mut().insert("sec-websocket-protocol", protocol.clone());
        }
        Ok(response)
    };
    tokio_tungstenite::accept_hdr_async(stream, check).await.unwrap()
}

#[tokio::test]
async fn messages_travel_in_both_directions() {
    let (listener, address) = listen().await;
    let seen = Log::default();
    let shown = seen.clone();
    let peer = tokio::spawn(async move {
        let mut socket = accept(listener.accept().await.unwrap().0, &seen).await;
        socket.send(Peer::text("grüße")).await.unwrap();
        socket.send(Peer::Ping("are you there".into())).await.unwrap();
        socket.send(Peer::binary(vec![7; 100_000])).await.unwrap();
        let mut got = Vec::new();
        while let Some(Ok(message)) = socket.next().await {
            got.push(message.clone());
            if message == Peer::text("bye") {
                socket.close(Some(CloseFrame { code: 4001.into(), reason: "done".into() })).await.unwrap();
            }
        }
        got
    });
    let mut socket = Socket(Socket::call(&client(&address))).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::Text("grüße".into()));
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::Binary(vec![7; 100_000].into()));
    socket.send(Message::Binary(vec![1; 70_000].into())).await.unwrap();
    socket.send(Message::Text("bye".into())).await.unwrap();
    assert!(socket.next().await.is_none());
    assert_eq!(socket.close_code(), Some(4001));
    let got = peer.await.unwrap();
    assert!(got.contains(&Peer::Pong("are you there".into())));
    assert!(got.contains(&Peer::binary(vec![1; 70_000])));
    let shown = shown.lines()[0].clone();
    assert!(shown.starts_with("/socket ") && shown.contains("authorization"), "{shown}");
}

#[tokio::test]
async fn a_refused_upgrade_is_an_api_error() {
    let server =
        Server::script(vec![|| json(403, r#"{"errors":[{"code":9,"message":"no sockets"}]}"#), || {
            json(200, r#"{"id":"a"}"#)
        }])
        .await;
    let error = Socket(Socket::call(&server.client())).await.unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.has_code(9)), "{error}");
    let error = Socket(Socket::call(&server.client())).await.unwrap_err();
    assert_eq!(error.to_string(), "GET /socket: the server did not open a WebSocket");
}

#[tokio::test]
async fn a_handshake_of_another_connection_is_refused() {
    let server = Server::script(vec![|| {
        vec![Do::text(
            "HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: AAAA\r\n\r\n",
        )]
    }])
    .await;
    let error = Socket(Socket::call(&server.client())).await.unwrap_err();
    assert!(error.to_string().contains("does not belong to this connection"), "{error}");
}

#[tokio::test]
async fn a_connection_cut_off_is_an_error() {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let seen = Log::default();
        let mut socket = accept(listener.accept().await.unwrap().0, &seen).await;
        socket.send(Peer::text("one")).await.unwrap();
        drop(socket);
    });
    let mut socket = Socket(Socket::call(&client(&address))).await.unwrap();
    assert!(socket.next().await.unwrap().is_ok());
    assert!(socket.next().await.unwrap().is_err());
    assert!(socket.next().await.is_none());
}

const EVENTS: [&str; 10] = [
    r#"{"outcome":"ok","scriptName":"w","eventTimestamp":1700000000000,"logs":[{"message":["hi",1],"level":"log","timestamp":1}],"exceptions":[],"event":{"request":{"url":"https://example.com/","method":"GET","headers":{"a":"b"},"cf":{"colo":"AMS"}},"response":{"status":200}}}"#,
    r#"{"outcome":"exception","exceptions":[{"name":"Error","message":"x","timestamp":1}],"logs":[],"event":{"cron":"* * * * *","scheduledTime":1700000000000}}"#,
    r#"{"outcome":"ok","exceptions":[],"logs":[],"event":{"mailFrom":"a@b","rcptTo":"c@d","rawSize":10}}"#,
    r#"{"outcome":"ok","exceptions":[],"logs":[],"event":{"queue":"q","batchSize":5}}"#,
    r#"{"outcome":"ok","exceptions":[],"logs":[],"event":{"rpcMethod":"hello"}}"#,
    r#"{"outcome":"ok","exceptions":[],"logs":[],"event":{"scheduledTime":"2030-01-01T00:00:00Z"}}"#,
    r#"{"outcome":"ok","exceptions":[],"logs":[],"event":{"consumedEvents":[{"scriptName":"other"}]}}"#,
    r#"{"outcome":"unknown","exceptions":[],"logs":[],"event":{"message":"too many","type":"overload"}}"#,
    r#"{"outcome":"ok","exceptions":[],"logs":[],"event":{"newKind":1}}"#,
    "not json",
];

/// An API that creates and deletes tails, and the tail's own end; what was asked of it in order.
async fn tail_server(drops: usize) -> (String, Log) {
    let (listener, address) = listen().await;
    let log = Log::default();
    let (told, url) = (log.clone(), format!("ws://{address}/tail-1"));
    tokio::spawn(async move {
        let mut connections = 0;
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut start = [0; 4096];
            let length = stream.peek(&mut start).await.unwrap();
            let text = String::from_utf8_lossy(&start[..length]).into_owned();
            if text.to_ascii_lowercase().contains("upgrade: websocket") {
                connections += 1;
                let is_last = connections > drops;
                let told = told.clone();
                tokio::spawn(async move {
                    let mut socket = accept(stream, &told).await;
                    let hello = socket.next().await.unwrap().unwrap();
                    told.push(hello.into_text().unwrap().to_string());
                    if is_last {
                        for event in EVENTS {
                            socket.send(Peer::binary(event.as_bytes().to_vec())).await.unwrap();
                        }
                        while let Some(Ok(_)) = socket.next().await {}
                    }
                });
                continue;
            }
            let _ = stream.read(&mut start).await.unwrap();
            told.push(text.lines().next().unwrap_or_default());
            let body =
                envelope(&format!(r#"{{"id":"tail-1","url":"{url}","expires_at":"2030-01-01T00:00:00Z"}}"#));
            let head =
                format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        }
    });
    (address, log)
}

/// What was asked of a server, in order, and word of each.
#[derive(Clone, Default)]
struct Log(Arc<(Mutex<Vec<String>>, tokio::sync::Notify)>);

impl Log {
    fn push(&self, line: impl Into<String>) {
        self.0.0.lock().unwrap().push(line.into());
        self.0.1.notify_one();
    }

    fn lines(&self) -> Vec<String> {
        self.0.0.lock().unwrap().clone()
    }

    fn deletions(&self) -> usize {
        let deletion = "DELETE /accounts/acc/workers/scripts/my%20w/tails/tail-1 ";
        self.lines().iter().filter(|line| line.starts_with(deletion)).count()
    }

    /// Returns once the tail was deleted.
    async fn deleted(&self) {
        while self.deletions() == 0 {
            self.0.1.notified().await;
        }
    }
}

#[tokio::test]
async fn a_tail_tells_typed_events_and_is_deleted() {
    let (address, log) = tail_server(0).await;
    let mut tail = Tail::start(&client(&address), "acc", "my w").await.unwrap();
    let mut events = Vec::new();
    for _ in EVENTS {
        events.push(tail.next().await.unwrap().unwrap());
    }
    let TailTrigger::Fetch(fetch) = &events[0].event else { panic!("{:?}", events[0]) };
    assert_eq!(fetch.request.url, "https://example.com/");
    assert_eq!(fetch.response.as_ref().unwrap().status, 200);
    assert_eq!(events[0].logs[0].message.to_string(), r#"["hi",1]"#);
    assert_eq!(events[0].event_timestamp, Some(1_700_000_000_000));
    assert!(matches!(&events[1].event, TailTrigger::Cron(cron) if cron.cron == "* * * * *"));
    assert_eq!(events[1].exceptions[0].name, "Error");
    assert!(matches!(&events[2].event, TailTrigger::Email(email) if email.raw_size == 10));
    assert!(matches!(&events[3].event, TailTrigger::Queue(queue) if queue.batch_size == 5));
    assert!(matches!(&events[4].event, TailTrigger::Rpc(rpc) if rpc.rpc_method == "hello"));
    assert!(matches!(&events[5].event, TailTrigger::Alarm(_)));
    assert!(matches!(&events[6].event, TailTrigger::Tail(tail) if tail.consumed_events.len() == 1));
    assert!(matches!(&events[7].event, TailTrigger::Info(info) if info.kind == "overload"));
    assert!(matches!(&events[8].event, TailTrigger::Unknown(json) if json.to_string() == r#"{"newKind":1}"#));
    assert_eq!(events[9].raw.as_str().unwrap(), "not json");

    let shown = log.lines();
    assert!(shown[0].starts_with("POST /accounts/acc/workers/scripts/my%20w/tails "), "{shown:?}");
    assert!(shown[1].contains("trace-v1") && !shown[1].contains("socket-token"), "{shown:?}");
    assert_eq!(shown[2], r#"{"debug":false}"#);
    drop(tail);
    log.deleted().await;
}

#[tokio::test]
async fn a_tail_connects_again_and_can_be_closed() {
    let (address, log) = tail_server(1).await;
    let clock = Paced::new();
    let builder = Client::builder().base_url(format!("http://{address}")).clock(clock.clone());
    let mut tail = Tail::start(&builder.build().unwrap(), "acc", "my w").await.unwrap();
    assert_eq!(tail.next().await.unwrap().unwrap().outcome, "ok");
    assert_eq!(*clock.waits.lock().unwrap(), [1]);
    tail.close().await.unwrap();
    log.deleted().await;
    assert_eq!(log.deletions(), 1);
}

/// A clock on which ten seconds pass when a test says so, the waits before another connection are over at once, and
/// limits never pass.
#[derive(Clone, Debug)]
struct Paced {
    tens: Arc<tokio::sync::Semaphore>,
    waits: Arc<Mutex<Vec<u64>>>,
}

impl Paced {
    fn new() -> Self {
        Self { tens: Arc::new(tokio::sync::Semaphore::new(0)), waits: Arc::default() }
    }
}

impl cfs_http::Clock for Paced {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn now(&self) -> cfs_http::Timestamp {
        cfs_http::Timestamp::default()
    }

    fn sleep(&self, time: Duration) -> cfs_http::Sleep {
        let tens = self.tens.clone();
        match time.as_secs() {
            10 => Box::pin(async move { tens.acquire_owned().await.unwrap().forget() }),
            seconds @ 0..=16 => {
                self.waits.lock().unwrap().push(seconds);
                Box::pin(std::future::ready(()))
            }
            _ => Box::pin(std::future::pending()),
        }
    }

    fn random(&self) -> f64 {
        0.5
    }
}

#[tokio::test]
async fn a_ping_is_sent_every_ten_seconds() {
    let (listener, address) = listen().await;
    let peer = tokio::spawn(async move {
        let mut socket = accept(listener.accept().await.unwrap().0, &Log::default()).await;
        for number in 1..=5 {
            // Reading a ping answers it.
            assert!(matches!(socket.next().await, Some(Ok(Peer::Ping(_)))));
            socket.send(Peer::text(number.to_string())).await.unwrap();
        }
        socket
    });
    let clock = Paced::new();
    let builder = Client::builder().base_url(format!("http://{address}")).clock(clock.clone());
    let mut socket = Socket(Socket::call(&builder.build().unwrap())).await.unwrap();
    for number in 1..=5 {
        clock.tens.add_permits(1);
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::Text(number.to_string()));
    }
    // The peer stays, but reads and says nothing any more.
    let silent = peer.await.unwrap();
    clock.tens.add_permits(4);
    let error = socket.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("nothing came within 40s"), "{error}");
    drop(silent);
}

#[tokio::test]
async fn a_tail_waits_longer_each_time_and_gives_up() {
    let (address, log) = tail_server(usize::MAX).await;
    let clock = Paced::new();
    let builder = Client::builder().base_url(format!("http://{address}")).clock(clock.clone());
    let mut tail = Tail::start(&builder.build().unwrap(), "acc", "my w").await.unwrap();
    assert!(tail.next().await.unwrap().is_err());
    assert!(tail.next().await.is_none());
    assert_eq!(*clock.waits.lock().unwrap(), [1, 2, 4, 8, 16]);
    let tries = log.lines().iter().filter(|line| line.contains("trace-v1")).count();
    assert_eq!(tries, 6);
    drop(tail);
    log.deleted().await;
}
