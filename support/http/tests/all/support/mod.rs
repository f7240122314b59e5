//! A server that does exactly what a test says, and operations to call on it.

#![allow(dead_code, missing_docs, unreachable_pub)]

use cfs_http::prelude::*;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};

mod clock;

#[allow(unused_imports)] // not every test has limits
pub use clock::{LIMIT, ManualClock};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One thing that a server does.
pub enum Do {
    Send(Vec<u8>),
    /// Lets time pass on the server's clock.
    Pass(Duration),
    /// Waits until the test gives a permit.
    Await(Arc<Semaphore>),
    /// Says nothing more until the client goes away.
    Hold,
    /// Ends the connection with a reset.
    Reset,
    Close,
}

impl Do {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Send(text.into().into_bytes())
    }
}

/// An answer with a JSON body.
pub fn json(status: u16, body: &str) -> Vec<Do> {
    with(status, "Content-Type: application/json\r\n", body.as_bytes())
}

/// An answer with these headers, each with its line end.
pub fn with(status: u16, headers: &str, body: &[u8]) -> Vec<Do> {
    let head = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    vec![Do::Send([head.as_bytes(), body].concat())]
}

pub fn envelope(result: &str) -> String {
    format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#)
}

#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    pub seen: Arc<Mutex<Vec<Seen>>>,
    pub connections: Arc<AtomicUsize>,
    /// Requests that were read and not yet answered, at most.
    pub most_under_way: Arc<AtomicUsize>,
    /// Connections that are over.
    pub closed: Arc<AtomicUsize>,
    /// Told of every request and every end of a connection.
    pub changed: Arc<Notify>,
    /// The clock of the clients.
    pub clock: ManualClock,
}

impl Server {
    /// Answers request number `n` (from 0) with what `answer` says.
    pub async fn start<F, A>(answer: F) -> Self
    where
        F: Fn(usize, Seen) -> A + Send + Sync + 'static,
        A: Future<Output = Vec<Do>> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            connections: Arc::default(),
            most_under_way: Arc::default(),
            closed: Arc::default(),
            changed: Arc::default(),
            clock: ManualClock::new(),
        };
        let (count, under_way) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (told, answer) = (server.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                told.connections.fetch_add(1, Ordering::SeqCst);
                let (told, count, under_way) = (told.clone(), count.clone(), under_way.clone());
                let answer = answer.clone();
                tokio::spawn(async move {
                    let mut buffer = Vec::new();
                    while let Some(request) = read_request(&mut stream, &mut buffer).await {
                        let number = count.fetch_add(1, Ordering::SeqCst);
                        let now = under_way.fetch_add(1, Ordering::SeqCst) + 1;
                        told.most_under_way.fetch_max(now, Ordering::SeqCst);
                        told.seen.lock().unwrap().push(request.clone());
                        told.changed.notify_waiters();
                        let steps = answer(number, request).await;
                        under_way.fetch_sub(1, Ordering::SeqCst);
                        if !perform(&mut stream, steps, &told.clock).await {
                            break;
                        }
                    }
                    told.closed.fetch_add(1, Ordering::SeqCst);
                    told.changed.notify_waiters();
                });
            }
        });
        server
    }

    /// Answers each request with the next of these, the last one for ever.
    pub async fn script(answers: Vec<fn() -> Vec<Do>>) -> Self {
        Self::start(move |number, _| {
            let steps = answers[number.min(answers.len() - 1)]();
            async move { steps }
        })
        .await
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of this server whose time is the server's clock.
    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub fn builder(&self) -> cfs_http::ClientBuilder {
        let quick = cfs_http::RetryPolicy::default()
            .backoff(Duration::from_millis(5), Duration::from_millis(20))
            .max_server_wait(Duration::from_millis(300));
        Client::builder()
            .base_url(self.url())
            .token("test-token-secret")
            .clock(self.clock.clone())
            .retry_policy(quick)
    }

    pub fn requests(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// Returns once this holds of what the server has seen.
    pub async fn until(&self, holds: impl Fn(&Self) -> bool) {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            if holds(self) {
                return;
            }
            changed.await;
        }
    }
}

/// Whether the connection can have another request.
async fn perform(stream: &mut TcpStream, steps: Vec<Do>, clock: &ManualClock) -> bool {
    for step in steps {
        match step {
            Do::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return false;
                }
                let _ = stream.flush().await;
            }
            Do::Pass(time) => clock.pass(time),
            Do::Await(permits) => permits.acquire().await.unwrap().forget(),
            Do::Hold => {
                while matches!(stream.read(&mut [0; 1024]).await, Ok(1..)) {}
                return false;
            }
            Do::Reset => {
                let _ = stream.set_zero_linger();
                return false;
            }
            Do::Close => return false,
        }
    }
    true
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Seen> {
    let head_end = loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..head_end].to_vec()).unwrap();
    buffer.drain(..head_end);
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let mut seen = Seen { method, target, headers, body: Vec::new() };
    if let Some(length) = seen.header("content-length").and_then(|length| length.parse::<usize>().ok()) {
        while buffer.len() < length {
            if stream.read_buf(buffer).await.ok()? == 0 {
                return None;
            }
        }
        seen.body = buffer.drain(..length).collect();
    } else if seen.header("transfer-encoding") == Some("chunked") {
        loop {
            let end = loop {
                if let Some(at) = buffer.windows(2).position(|two| two == b"\r\n") {
                    break at;
                }
                if stream.read_buf(buffer).await.ok()? == 0 {
                    return None;
                }
            };
            let size =
                usize::from_str_radix(std::str::from_utf8(&buffer[..end]).unwrap().trim(), 16).unwrap();
            while buffer.len() < end + 2 + size + 2 {
                if stream.read_buf(buffer).await.ok()? == 0 {
                    return None;
                }
            }
            seen.body.extend_from_slice(&buffer[end + 2..end + 2 + size]);
            buffer.drain(..end + 2 + size + 2);
            if size == 0 {
                break;
            }
        }
    }
    Some(seen)
}

// ---- operations -------------------------------------------------------------------------------------------------

#[derive(Clone, Default, PartialEq)]
pub struct Thing {
    pub id: String,
    pub count: Option<u64>,
}

record! { Thing { 0 id req "id", 1 count opt "count" } }

macro_rules! operations {
    ($($name:ident $method:ident $path:literal { $($rest:tt)+ })*) => {$(
        pub struct $name(pub Call);

        request! {
            $name = $method $path as "test.operation";
            auth [Token, Key]; permissions ["Things Read", "Things Write"];
            $($rest)+
        }
    )*};
}

operations! {
    Get GET "/things/{id}" { result Thing }
    Post POST "/things" { result Thing }
    Put PUT "/things/{id}" { result Thing }
    Delete DELETE "/things/{id}" { unit }
    Bare GET "/bare" { body Thing }
    Text GET "/text" { text }
    Content GET "/content/{key}" { bytes }
    Upload PUT "/upload/{key}" { unit }
    NumberList GET "/list" { pages Number of "result" by { page "page", size "per_page" }; page Thing }
    OffsetList GET "/list" { pages Offset of "result" by { offset "offset", size "limit" }; page Thing }
    CursorList GET "/list" { pages Cursor of "result.things" by { cursor "cursor", next "result_info.cursors.after" }; page Thing }
    SingleList GET "/list" { pages Single of "result" by {}; page Thing }
    MixedList GET "/list" { pages Number of "result" by { page "page", size "per_page", cursor "cursor" }; page Thing }
    PlainCursorList GET "/list" { pages Cursor of "result" by { cursor "cursor", size "limit", next "result_info.cursor" }; page Thing }
    Ask POST "/ask" { events Thing or result Thing by "stream" }
    Watch GET "/watch" { events Thing or body Thing by "" }
    Socket GET "/socket" { socket }
    KeyOnly GET "/key" { unit }
}

pub fn get(client: &Client) -> Get {
    Get(Get::call(client).path(&"a"))
}

pub fn post(client: &Client) -> Post {
    Post(Post::call(client).json(&Thing { id: "new".into(), count: Some(1) }))
}

pub fn put(client: &Client) -> Put {
    Put(Put::call(client).path(&"a").json(&Thing { id: "new".into(), count: None }))
}

pub fn content(client: &Client) -> Content {
    Content(Content::call(client).path(&"key"))
}

pub fn ids(things: &[Thing]) -> Vec<&str> {
    things.iter().map(|thing| thing.id.as_str()).collect()
}
