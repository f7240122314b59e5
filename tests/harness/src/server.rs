//! A server on loopback that notes what it is sent.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Request, Response, service::service_fn};
use hyper_util::rt::TokioIo;
use std::cell::RefCell;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::rc::Rc;
use tokio::net::TcpListener;

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// `GET /path?query`
    pub line: String,
    /// Headers in order of their names, without those that every request has.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// What the server is to answer, and what it has seen.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The body of the next answer.
    pub answer: String,
    /// Requests since this was last emptied.
    pub seen: Vec<Seen>,
}

/// Starts a server; it lives as long as the program.
pub async fn start() -> std::io::Result<(SocketAddr, Rc<RefCell<State>>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let state = Rc::new(RefCell::new(State::default()));
    let shared = Rc::clone(&state);
    tokio::task::spawn_local(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let state = Rc::clone(&shared);
            let service = service_fn(move |request| answer(Rc::clone(&state), request));
            tokio::task::spawn_local(async move {
                // A client that goes away is no concern of this server.
                let connection = hyper::server::conn::http1::Builder::new();
                drop(connection.serve_connection(TokioIo::new(stream), service).await);
            });
        }
    });
    Ok((address, state))
}

async fn answer(state: Rc<RefCell<State>>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let line = format!("{} {}", request.method(), request.uri());
    let mut headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "host" | "user-agent" | "accept-encoding" | "content-length"))
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    headers.sort();
    let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let mut state = state.borrow_mut();
    state.seen.push(Seen { line, headers, body });
    let answer = Bytes::from(state.answer.clone());
    let response = Response::builder().header("content-type", "application/json").body(Full::new(answer));
    Ok(response.unwrap_or_default())
}
