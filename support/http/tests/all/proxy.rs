//! Proxies: what is sent to them, and what goes past them.

use crate::support::*;
use cfs_http::{Client, Error, HyperOptions, HyperTransport, Proxies, TransportErrorKind};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn client(base: &str, proxies: Proxies) -> Client {
    let transport = HyperTransport::with_options(HyperOptions { proxies, ..HyperOptions::default() });
    let builder = Client::builder().base_url(base).token("token").allow_plain_http(true).max_retries(0);
    builder.transport(transport).clock(ManualClock::new()).build().unwrap()
}

#[tokio::test]
async fn a_plain_request_is_read_by_the_proxy() {
    let proxy = Server::script(vec![|| json(200, &envelope(r#"{"id":"by proxy"}"#))]).await;
    let url = format!("http://me:pass%20word@{}", proxy.address);
    let client = client("http://api.example.test", Proxies::all(&url, ""));
    assert_eq!(get(&client).await.unwrap().id, "by proxy");
    let seen = &proxy.requests()[0];
    assert_eq!(seen.target, "http://api.example.test/things/a");
    assert_eq!(seen.header("host"), Some("api.example.test"));
    assert_eq!(seen.header("proxy-authorization"), Some("Basic bWU6cGFzcyB3b3Jk"));
    assert_eq!(seen.header("authorization"), Some("Bearer token"));
}

/// A proxy that answers `CONNECT` with a line, and what it was asked.
async fn tunnel(answer: &'static str) -> (String, Arc<Mutex<String>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(String::new()));
    let seen = asked.clone();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        *seen.lock().unwrap() = String::from_utf8(head).unwrap();
        stream.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).await.unwrap();
        // The first bytes of what travels through: a TLS handshake, not a request.
        let first = stream.read_u8().await.unwrap_or_default();
        seen.lock().unwrap().push_str(if first == 22 { "then a handshake" } else { "then something else" });
    });
    (format!("http://user:secret@{address}"), asked)
}

#[tokio::test]
async fn a_secure_request_travels_unread() {
    let (url, asked) = tunnel("200 Connected").await;
    let error = get(&client("https://api.example.test", Proxies::all(&url, ""))).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "the proxy ends the handshake: {error}");
    let asked = asked.lock().unwrap().clone();
    assert!(asked.starts_with("CONNECT api.example.test:443 HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"), "{asked}");
    assert!(asked.ends_with("then a handshake"), "{asked}");
    assert!(!asked.contains("Bearer"), "{asked}");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_an_error_that_says_so() {
    let (url, _) = tunnel("407 Proxy Authentication Required").await;
    let Err(Error::Transport(error)) = get(&client("https://api.example.test", Proxies::all(&url, ""))).await
    else {
        panic!("no error")
    };
    assert_eq!(error.kind, TransportErrorKind::Connect);
    assert!(
        error.to_string().contains(": tunnel error: proxy authorization required")
            && error.to_string().contains("through the proxy 127.0.0.1:"),
        "{error}"
    );
    assert!(!error.to_string().contains("secret"), "{error}");

    let socks = client("https://api.example.test", Proxies::all("socks5://127.0.0.1:1", ""));
    let error = get(&socks).await.unwrap_err().to_string();
    assert!(error.contains("127.0.0.1:1 is to be spoken to by socks5, which is not supported"), "{error}");
}

#[tokio::test]
async fn this_machine_is_reached_without_a_proxy() {
    let server = Server::script(vec![|| json(200, &envelope(r#"{"id":"direct"}"#))]).await;
    // Nobody listens there: whatever goes to the proxy fails.
    let proxies = Proxies::all("http://127.0.0.1:1", "");
    assert_eq!(get(&client(&server.url(), proxies)).await.unwrap().id, "direct");
    assert!(!format!("{:?}", Proxies::all("http://u:secret@h", "")).contains("secret"));
}
