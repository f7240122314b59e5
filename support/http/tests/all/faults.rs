//! Servers that misbehave, and what becomes of calls on them.

use crate::support::*;
use cfs_http::{Body, Bytes, Client, Duration, Error, TransportErrorKind};
use futures_util::StreamExt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::sync::Semaphore;

fn kind(error: &Error) -> TransportErrorKind {
    match error {
        Error::Transport(error) => error.kind,
        other => panic!("{other:?}"),
    }
}

const OK: &str = r#"{"success":true,"result":{"id":"fine"}}"#;

fn fine() -> Vec<Do> {
    json(200, OK)
}

/// A client of a place where nobody listens yet: connections are refused, and no one else can take the place.
fn nobody_listens() -> (TcpSocket, ManualClock, Client) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let clock = ManualClock::holding();
    let builder = Client::builder().base_url(format!("http://{}", socket.local_addr().unwrap()));
    let client = builder.clock(clock.clone()).max_retries(1).build().unwrap();
    (socket, clock, client)
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_even_for_post() {
    let (socket, clock, client) = nobody_listens();
    let error = post(&client).max_retries(0).await.unwrap_err();
    assert_eq!(kind(&error), TransportErrorKind::Connect);
    assert!(error.to_string().starts_with("POST /things: cannot connect"), "{error}");

    // The server comes up while the call is waiting.
    let call = tokio::spawn(post(&client).into_future());
    clock.waiting().await;
    let listener = socket.listen(8).unwrap();
    clock.pass(Duration::from_secs(9));
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut buffer = [0; 4096];
    let _ = stream.read(&mut buffer).await.unwrap();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{OK}", OK.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(call.await.unwrap().unwrap().id, "fine");
}

#[tokio::test]
async fn a_server_that_says_nothing_times_out() {
    let silent: fn() -> Vec<Do> = || vec![Do::Pass(LIMIT), Do::Hold];
    let server = Server::script(vec![silent, fine]).await;
    assert_eq!(get(&server.client()).timeout(LIMIT).await.unwrap().id, "fine");
    assert_eq!(server.count(), 2);

    // What a POST did is not known after a time-out.
    let server = Server::script(vec![silent, fine]).await;
    let error = post(&server.client()).timeout(LIMIT).await.unwrap_err();
    assert!(error.is_timeout());
    assert!(error.to_string().contains("within 10s"), "{error}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn resets_are_survived_wherever_they_happen() {
    let faults: [fn() -> Vec<Do>; 5] = [
        || vec![Do::Reset],
        || vec![Do::text("HTTP/1.1 200 OK\r\nConte"), Do::Reset],
        || vec![Do::text("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"succ"), Do::Reset],
        || vec![Do::text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"su"), Do::Reset],
        || vec![Do::text("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{}"), Do::Close],
    ];
    for (index, fault) in faults.into_iter().enumerate() {
        let server = Server::script(vec![fault, fine]).await;
        assert_eq!(get(&server.client()).await.unwrap().id, "fine", "fault {index}");
        assert_eq!(server.count(), 2, "fault {index}");

        let server = Server::script(vec![fault]).await;
        let error = put(&server.client()).max_retries(1).await.unwrap_err();
        // A reset may overtake what was sent before it: then the body's start is never seen.
        let expected = match index {
            0 | 1 => &[TransportErrorKind::Send][..],
            2 | 3 => &[TransportErrorKind::Send, TransportErrorKind::Body],
            _ => &[TransportErrorKind::Body],
        };
        assert!(expected.contains(&kind(&error)), "fault {index}: {error}");
        assert_eq!(server.count(), 2, "fault {index}");

        let server = Server::script(vec![fault, fine]).await;
        post(&server.client()).await.unwrap_err();
        assert_eq!(server.count(), 1, "a POST is not sent twice, fault {index}");

        let server = Server::script(vec![fault, fine]).await;
        let twice =
            cfs_http::RetryPolicy::default().repeat_unsafe(true).backoff(Duration::ZERO, Duration::ZERO);
        assert_eq!(post(&server.client()).retry_policy(twice).await.unwrap().id, "fine");
    }
}

#[tokio::test]
async fn a_reset_within_a_body_is_an_error_of_the_body() {
    let started = Arc::new(Semaphore::new(0));
    let seen = started.clone();
    let server = Server::start(move |_, _| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nabc";
        let steps = vec![Do::text(head), Do::Await(seen.clone()), Do::Reset];
        async move { steps }
    })
    .await;
    let mut download = content(&server.client()).bytes_stream().await.unwrap();
    assert_eq!(&download.next().await.unwrap().unwrap()[..], b"abc");
    started.add_permits(1);
    assert_eq!(kind(&download.next().await.unwrap().unwrap_err()), TransportErrorKind::Body);
    assert!(download.next().await.is_none());
}

#[tokio::test]
async fn a_length_that_is_wrong_spoils_no_other_answer() {
    // Shorter than said: cut off. Longer than said: what is left over is nobody's answer.
    let long = || {
        let body = envelope(r#"{"id":"long"}"#);
        let left_over = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        vec![Do::text(format!("{head}{body}{left_over}"))]
    };
    let server = Server::script(vec![long, fine, fine]).await;
    let client = server.client();
    assert_eq!(get(&client).await.unwrap().id, "long");
    for _ in 0..2 {
        assert_eq!(get(&client).await.unwrap().id, "fine");
    }
    for said in ["-1", "12, 13", "many"] {
        let server = Server::start(move |_, _| async move {
            vec![Do::text(format!("HTTP/1.1 200 OK\r\nContent-Length: {said}\r\n\r\n{{}}")), Do::Close]
        })
        .await;
        let error = get(&server.client()).await.unwrap_err();
        assert_eq!(kind(&error), TransportErrorKind::Send, "{said}: {error}");
    }
}

#[tokio::test]
async fn a_slow_drip_is_cut_off_by_the_deadline() {
    let server = Server::start(|_, _| async {
        let mut steps = vec![Do::text("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")];
        for _ in 0..60 {
            steps.extend([Do::text(" "), Do::Pass(Duration::from_secs(1))]);
        }
        steps.push(Do::Hold);
        steps
    })
    .await;
    let error = get(&server.client()).deadline(Duration::from_secs(30)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let limited = get(&server.client()).timeout(Duration::from_secs(20)).max_retries(0);
    assert!(limited.await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_stream_may_take_as_long_as_it_takes_while_something_comes() {
    let more = Arc::new(Semaphore::new(0));
    let asked = more.clone();
    let server = Server::start(move |_, _| {
        let mut steps = vec![Do::text("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")];
        for _ in 0..60 {
            steps.extend([Do::Await(asked.clone()), Do::text(" ")]);
        }
        steps.push(Do::Hold);
        async move { steps }
    })
    .await;
    let mut drip = content(&server.client()).timeout(LIMIT).bytes_stream().await.unwrap();
    assert_eq!(drip.length(), Some(1000));
    for _ in 0..60 {
        let next = drip.next();
        more.add_permits(1);
        assert_eq!(&next.await.unwrap().unwrap()[..], b" ");
        server.clock.pass(LIMIT * 9 / 10);
    }
}

#[tokio::test]
async fn statuses_are_tried_again_where_that_is_safe() {
    let failing: [fn() -> Vec<Do>; 4] =
        [|| json(500, "{}"), || json(408, "{}"), || json(409, "{}"), || json(502, "{}")];
    for fault in failing {
        let server = Server::script(vec![fault, fine]).await;
        get(&server.client()).await.unwrap();
        let server = Server::script(vec![fault, fine]).await;
        post(&server.client()).await.unwrap_err();
        assert_eq!(server.count(), 1);
    }
    let refused: [fn() -> Vec<Do>; 2] = [|| json(429, "{}"), || json(503, "{}")];
    for fault in refused {
        let server = Server::script(vec![fault, fine]).await;
        post(&server.client()).await.unwrap();
        assert_eq!(server.count(), 2);
        assert_eq!(server.requests()[0].body, server.requests()[1].body);
    }
    for fault in [|| json(400, "{}"), || json(404, "{}")] as [fn() -> Vec<Do>; 2] {
        let server = Server::script(vec![fault, fine]).await;
        get(&server.client()).await.unwrap_err();
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn servers_have_a_say_in_retries() {
    let server = Server::script(vec![|| with(500, "X-Should-Retry: false\r\n", b""), fine]).await;
    get(&server.client()).await.unwrap_err();
    assert_eq!(server.count(), 1);
    let server = Server::script(vec![|| with(400, "X-Should-Retry: true\r\n", b""), fine]).await;
    post(&server.client()).await.unwrap();
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn bursts_of_429_end_in_success_or_an_error() {
    let busy: fn() -> Vec<Do> = || with(429, "Retry-After-Ms: 30\r\n", b"{}");
    let server = Server::script(vec![busy, busy, busy, fine]).await;
    get(&server.client()).max_retries(5).await.unwrap();
    let waits = server.clock.waits();
    assert!(waits.len() == 3 && waits.iter().all(|wait| *wait >= Duration::from_millis(30)), "{waits:?}");
    assert_eq!(server.count(), 4);

    let server = Server::script(vec![busy]).await;
    let error = get(&server.client()).max_retries(2).await.unwrap_err();
    assert_eq!(error.status(), Some(429));
    assert_eq!(server.count(), 3);

    // An answer now is better than a time-out later.
    let server = Server::script(vec![|| with(429, "Retry-After: 30\r\n", b"{}")]).await;
    let patient = get(&server.client()).retry_policy(cfs_http::RetryPolicy::default());
    let error = patient.deadline(Duration::from_secs(20)).await.unwrap_err();
    assert_eq!(error.status(), Some(429));
    assert!(server.clock.waits().is_empty());
}

#[tokio::test]
async fn bodies_that_cannot_be_repeated_are_sent_once() {
    let once = || {
        let chunks = ["a", "b"].map(|chunk| Ok(Bytes::from(chunk)));
        Body::stream(futures_util::stream::iter(chunks), None)
    };
    let upload = |client: &Client, body: Body| {
        Upload(Upload::call(client).path(&"key").raw("application/octet-stream", body))
    };
    let server = Server::script(vec![|| json(503, "{}"), fine]).await;
    let error = upload(&server.client(), once()).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(server.count(), 1);
    assert_eq!(server.requests()[0].text(), "ab");

    let server = Server::script(vec![|| json(503, "{}"), fine]).await;
    let again = Body::replayable(move || once().into_stream(), Some(2));
    upload(&server.client(), again).await.unwrap();
    let seen = server.requests();
    assert_eq!((seen[0].text(), seen[1].text()), ("ab".to_owned(), "ab".to_owned()));
    assert_eq!(seen[1].header("content-length"), Some("2"));
}

#[tokio::test]
async fn a_body_of_which_nothing_was_sent_is_sent_later() {
    let (socket, clock, client) = nobody_listens();
    let chunks = ["a", "b"].map(|chunk| Ok(Bytes::from(chunk)));
    let body = Body::stream(futures_util::stream::iter(chunks), Some(2));
    let call = Upload(Upload::call(&client).path(&"k").raw("text/plain", body));
    let call = tokio::spawn(call.into_future());
    clock.waiting().await;
    let listener = socket.listen(8).unwrap();
    clock.pass(Duration::from_secs(9));
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"\r\n\r\nab") {
        stream.read_buf(&mut seen).await.unwrap();
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
    call.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_body_must_be_as_long_as_was_said() {
    let server = Server::script(vec![fine]).await;
    for said in [1, 3] {
        let chunks = ["a", "b"].map(|chunk| Ok(Bytes::from(chunk)));
        let body = Body::stream(futures_util::stream::iter(chunks), Some(said));
        let client = server.client();
        let error = Upload(Upload::call(&client).path(&"key").raw("text/plain", body)).await.unwrap_err();
        assert_eq!(kind(&error), TransportErrorKind::Body, "{error}");
        assert!(error.to_string().contains("not as long as was said"), "{error}");
    }
}

#[tokio::test]
async fn dropping_a_call_ends_it() {
    let server = Server::script(vec![|| vec![Do::Hold]]).await;
    let client = server.client();
    let call = tokio::spawn(get(&client).into_future());
    server.until(|server| server.count() == 1).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    server.until(|server| server.closed.load(Ordering::SeqCst) == 1).await;
    assert_eq!(server.count(), 1);
}
