//! An API that makes and deletes tails, and connections on which a test says what is sent.

#![allow(dead_code, missing_docs, unreachable_pub)]

mod clock;

pub use clock::TestTime;

use cfs_http::Client;
use futures_util::{SinkExt, StreamExt};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::tungstenite::{Message, handshake::server, protocol::CloseFrame};

pub const HOUR: cfs_http::Duration = cfs_http::Duration::from_hours(1);

/// What a test has a connection do.
enum Order {
    Send(String),
    /// Asks for a pong, and tells when it came: all before was read.
    Sync(Arc<Notify>),
    Close(u16),
}

/// One connection, at the server's end; dropping it cuts it off.
pub struct Connection {
    /// Such as `/tail-1`.
    pub path: String,
    orders: mpsc::UnboundedSender<Order>,
}

impl Connection {
    pub fn send(&self, text: impl Into<String>) {
        self.orders.send(Order::Send(text.into())).unwrap();
    }

    /// Returns once the client has read all that was sent.
    pub async fn read(&self) {
        let told = Arc::new(Notify::new());
        self.orders.send(Order::Sync(told.clone())).unwrap();
        told.notified().await;
    }

    pub fn close(&self, code: u16) {
        self.orders.send(Order::Close(code)).unwrap();
    }
}

/// The server.
pub struct Api {
    pub clock: TestTime,
    address: String,
    connections: mpsc::UnboundedReceiver<Connection>,
    shared: Shared,
}

#[derive(Clone)]
struct Shared {
    clock: TestTime,
    log: Arc<Mutex<Vec<String>>>,
    logged: Arc<Notify>,
    made: Arc<Mutex<usize>>,
    refusal: Arc<Mutex<Option<(u16, String)>>>,
    refused_sockets: Arc<Mutex<bool>>,
    connected: mpsc::UnboundedSender<Connection>,
}

impl Api {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (connected, connections) = mpsc::unbounded_channel();
        let clock = TestTime::new();
        let shared = Shared {
            clock: clock.clone(),
            log: Arc::default(),
            logged: Arc::default(),
            made: Arc::default(),
            refusal: Arc::default(),
            refused_sockets: Arc::default(),
            connected,
        };
        let (served, at) = (shared.clone(), address.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, served.clone(), at.clone()));
            }
        });
        Self { clock, address, connections, shared }
    }

    pub fn client(&self) -> Client {
        let builder = Client::builder().base_url(format!("http://{}", self.address)).token("the-token");
        builder.clock(self.clock.clone()).max_retries(0).build().unwrap()
    }

    /// The next connection that is opened.
    pub async fn connection(&mut self) -> Connection {
        self.connections.recv().await.unwrap()
    }

    /// What was asked, in order: method, path and body, or the handshake's path and the first message.
    pub fn log(&self) -> Vec<String> {
        self.shared.log.lock().unwrap().clone()
    }

    /// Returns once something that begins so was asked.
    pub async fn asked(&self, start: &str) {
        self.asked_times(start, 1).await;
    }

    pub async fn asked_twice(&self, start: &str) {
        self.asked_times(start, 2).await;
    }

    async fn asked_times(&self, start: &str, times: usize) {
        loop {
            let told = self.shared.logged.notified();
            if self.log().iter().filter(|line| line.starts_with(start)).count() >= times {
                return;
            }
            told.await;
        }
    }

    /// Refuses to make tails from now on.
    pub fn refuse(&self, status: u16, body: &str) {
        *self.shared.refusal.lock().unwrap() = Some((status, body.to_owned()));
    }

    /// Refuses connections from now on, in words that repeat their address.
    pub fn refuse_sockets(&self) {
        *self.shared.refused_sockets.lock().unwrap() = true;
    }
}

impl Shared {
    fn push(&self, line: impl Into<String>) {
        self.log.lock().unwrap().push(line.into());
        self.logged.notify_waiters();
    }
}

async fn serve(mut stream: TcpStream, shared: Shared, address: String) {
    let mut start = [0; 8192];
    let length = stream.peek(&mut start).await.unwrap_or(0);
    let text = String::from_utf8_lossy(&start[..length]).into_owned();
    if text.to_ascii_lowercase().contains("upgrade: websocket") {
        if *shared.refused_sockets.lock().unwrap() {
            let path = text.split(' ').nth(1).unwrap_or_default();
            let _ = stream.read(&mut start).await;
            return answer(&mut stream, 403, &format!("nobody may have {path}")).await;
        }
        return connection(stream, shared).await;
    }
    let request = whole(&mut stream).await;
    let line = request.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let body = request.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
    shared.push(format!("{line} {body}").trim().to_owned());
    if !line.starts_with("POST") {
        return answer(&mut stream, 200, r#"{"success":true,"errors":[],"messages":[],"result":null}"#).await;
    }
    let refusal = shared.refusal.lock().unwrap().clone();
    if let Some((status, body)) = refusal {
        return answer(&mut stream, status, &body).await;
    }
    let number = {
        let mut made = shared.made.lock().unwrap();
        *made += 1;
        *made
    };
    let expires = shared.clock.wall() + 6 * HOUR;
    let result =
        format!(r#"{{"id":"tail-{number}","url":"ws://{address}/tail-{number}","expires_at":"{expires}"}}"#);
    answer(&mut stream, 200, &format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#))
        .await;
}

/// A request with its body.
async fn whole(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return text;
        }
    }
}

async fn answer(stream: &mut TcpStream, status: u16, body: &str) {
    let head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
}

async fn connection(stream: TcpStream, shared: Shared) {
    let mut path = String::new();
    #[allow(clippy::result_large_err)]
    let check = |request: &server::Request, mut response: server::Response| {
        request.uri().path().clone_into(&mut path);
        let headers = request.headers();
        let protocol = headers.get("sec-websocket-protocol").cloned();
        let token = if headers.contains_key("authorization") { " with a token" } else { "" };
        shared.push(format!("SOCKET {path} {protocol:?}{token}"));
        if let Some(protocol) = protocol {
            response.headers_mut().insert("sec-websocket-protocol", protocol);
        }
        Ok(response)
    };
    let mut socket = tokio_tungstenite::accept_hdr_async(stream, check).await.unwrap();
    if let Some(Ok(hello)) = socket.next().await {
        shared.push(format!("HELLO {path} {hello}"));
    }
    let (orders, mut taken) = mpsc::unbounded_channel();
    shared.connected.send(Connection { path, orders }).unwrap();
    let mut told: Option<Arc<Notify>> = None;
    loop {
        tokio::select! {
            order = taken.recv() => match order {
                Some(Order::Send(text)) => socket.send(Message::binary(text.into_bytes())).await.unwrap(),
                Some(Order::Sync(notify)) => {
                    told = Some(notify);
                    socket.send(Message::Ping("read?".into())).await.unwrap();
                }
                Some(Order::Close(code)) => {
                    let frame = CloseFrame { code: code.into(), reason: "".into() };
                    let _ = socket.close(Some(frame)).await;
                }
                None => return,
            },
            message = socket.next() => match message {
                Some(Ok(Message::Pong(_))) => told.take().iter().for_each(|told| told.notify_one()),
                Some(Ok(_)) => {}
                _ => return,
            },
        }
    }
}
