//! The loopback port that the browser comes back to.

use super::page;
use crate::Error;
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Bytes of a request that are read.
const MAX_HEAD: usize = 16 * 1024;
/// How long a browser may take to send one; they open connections to have them.
const PATIENCE: Duration = Duration::from_secs(10);
const PATH: &str = "/oauth/callback";

pub(super) struct Callback {
    listener: TcpListener,
    port: u16,
}

/// What a request brought: a code, or why there is none.
type Came = Result<String, Error>;

impl Callback {
    pub(super) async fn listen(port: u16) -> Result<Self, Error> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await;
        let failed = |error: std::io::Error| {
            Error::Login(format!("the port {port} of this machine cannot be listened on: {error}"))
        };
        let listener = listener.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        Ok(Self { listener, port })
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// The code that comes with this state. Requests of another kind are answered and change nothing.
    pub(super) async fn code(self, state: &str) -> Came {
        let (sender, mut came) = mpsc::channel(1);
        // Ends with this future: nobody answers once the login is over.
        let mut tasks = tokio::task::JoinSet::new();
        loop {
            tokio::select! {
                // The page of it has been sent.
                Some(result) = came.recv() => return result,
                accepted = self.listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        tasks.spawn(serve(stream, state.to_owned(), sender.clone()));
                    }
                }
            }
        }
    }
}

async fn serve(mut stream: TcpStream, state: String, sender: mpsc::Sender<Came>) {
    let head = tokio::time::timeout(PATIENCE, head(&mut stream)).await;
    let Ok(Some(head)) = head else {
        return;
    };
    let (answer, came) = judged(&head, &state);
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    if let Some(came) = came {
        let _ = sender.try_send(came);
    }
}

/// The first line of a request.
async fn head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut piece = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let length = stream.read(&mut piece).await.ok().filter(|length| *length > 0)?;
        head.extend_from_slice(&piece[..length]);
        if head.len() > MAX_HEAD {
            return None;
        }
    }
    let text = String::from_utf8_lossy(&head);
    Some(text.lines().next()?.to_owned())
}

/// What is answered to a request, and what it means to the login.
fn judged(line: &str, state: &str) -> (String, Option<Came>) {
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if path != PATH {
        return (page::answer("404 Not Found", "Not here", "Nothing is at this address."), None);
    }
    if method != "GET" {
        return (page::answer("405 Method Not Allowed", "Not so", "A browser comes here with GET."), None);
    }
    let given = parameters(query);
    let text = |name: &str| given.get(name).map(String::as_str);
    if !text("state").is_some_and(|given| same(given, state)) {
        let why = "what came back from the browser is not of this login: nothing was taken, try again";
        let shown =
            "This is not the login that cfs waits for. Nothing was taken; close this page and log in again.";
        return (
            page::answer("400 Bad Request", "Not this login", shown),
            Some(Err(Error::Login(why.into()))),
        );
    }
    if let Some(error) = text("error") {
        let described = text("error_description").unwrap_or(error);
        let why = page::line(described);
        let shown = format!("Cloudflare says: {why}. You can close this page.");
        let why = if error == "access_denied" { format!("refused in the browser: {why}") } else { why };
        return (page::answer("200 OK", "Not logged in", &shown), Some(Err(Error::Login(why))));
    }
    match text("code").filter(|code| !code.is_empty()) {
        Some(code) => {
            let shown = "cfs has what it needs. You can close this page and go back to the terminal.";
            (page::answer("200 OK", "Logged in", shown), Some(Ok(code.to_owned())))
        }
        None => {
            let why = Error::Login("the browser came back without a code: try again".into());
            (
                page::answer("400 Bad Request", "Not logged in", "There is no code in this address."),
                Some(Err(why)),
            )
        }
    }
}

/// In a time that does not tell where they differ.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

fn parameters(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

/// A part of a query: a plus sign is a space there.
fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
