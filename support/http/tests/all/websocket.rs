//! WebSocket connections, against a server of another library.

use crate::support::*;
use cfs_http::{Client, Duration, Error, Message};
use futures_util::{SinkExt, StreamExt};
use std::sync::{Arc, Mutex};
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

/// What was asked of a server, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn push(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Accepts one connection and says what it was asked with; the first message that came is the last line.
async fn one_connection() -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let (listener, address) = listen().await;
    let peer = tokio::spawn(async move {
        let seen = Log::default();
        let mut socket = accept(listener.accept().await.unwrap().0, &seen).await;
        let first = socket.next().await.unwrap().unwrap();
        seen.push(first.into_text().unwrap().to_string());
        seen.lines()
    });
    (address, peer)
}

#[tokio::test]
async fn any_path_of_the_api_is_opened_with_the_clients_credentials() {
    let (address, peer) = one_connection().await;
    let builder = Client::builder().base_url(format!("http://{address}/v4?region=eu")).token("socket-token");
    let client = builder.clock(Paced::new()).build().unwrap();
    let opened = client.websocket("/accounts/a/live?fields=all").header("x-of-mine", &7).first("hello").await;
    assert_eq!(opened.unwrap().protocol(), None);
    let seen = peer.await.unwrap();
    assert!(seen[0].starts_with("/v4/accounts/a/live?fields=all&region=eu "), "{seen:?}");
    assert!(seen[0].contains("socket-token") && seen[0].contains("x-of-mine"), "{seen:?}");
    assert_eq!(seen[1], "hello");
}

#[tokio::test]
async fn an_address_gets_a_subprotocol_and_a_first_message_and_no_credentials() {
    let (address, peer) = one_connection().await;
    let request = client("127.0.0.1:1").websocket(format!("ws://{address}/secret-place?key=1"));
    let socket = request.protocol("trace-v1").first(r#"{"debug":false}"#).first(vec![1, 2]).await.unwrap();
    assert_eq!(socket.protocol(), Some("trace-v1"));
    let seen = peer.await.unwrap();
    assert!(seen[0].starts_with("/secret-place?key=1 ") && seen[0].contains("trace-v1"), "{seen:?}");
    assert!(!seen[0].contains("socket-token"), "{seen:?}");
    assert_eq!(seen[1], r#"{"debug":false}"#);
}

#[tokio::test]
async fn an_address_is_told_by_nobody() {
    let server = Server::script(vec![|| {
        let page = "no /secret-place for you";
        with(403, "Content-Type: text/html\r\n", page.as_bytes())
    }])
    .await;
    let place = format!("ws://{}/secret-place", server.address);
    let request = server.client().websocket(&place);
    let shown = format!("{request:?}");
    let error = request.await.unwrap_err();
    for shown in [shown, error.to_string(), format!("{error:?}")] {
        assert!(!shown.contains("secret-place") && shown.contains("127.0.0.1"), "{shown}");
    }
    assert_eq!(error.status(), Some(403));
    for (wrong, why) in [
        ("secret-place", "is neither a path, which begins with `/`, nor begins with `wss://`"),
        ("ftp://example.com/secret-place", "is neither a path"),
        ("wss://secret-place/ ", "the address of the WebSocket: invalid uri character"),
        ("ws://secret.example.com/", "plain http to secret.example.com would send credentials readable"),
    ] {
        let error = server.client().websocket(wrong).await.unwrap_err().to_string();
        assert!(error.contains(why) && !error.contains("secret-place"), "{error}");
    }
}

/// A clock on which ten seconds pass when a test says so, and nothing else does.
#[derive(Clone, Debug)]
struct Paced {
    tens: Arc<tokio::sync::Semaphore>,
}

impl Paced {
    fn new() -> Self {
        Self { tens: Arc::new(tokio::sync::Semaphore::new(0)) }
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
