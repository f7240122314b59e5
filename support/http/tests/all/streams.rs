//! Events, lines, downloads.

use crate::support::*;
use cfs_http::{Body, Bytes, Call, Client, Error, Pending, Transport};
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

fn events(text: &str) -> Vec<Do> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    vec![Do::text(format!("{head}{text}")), Do::Close]
}

fn ask(server: &Server) -> Ask {
    let body = cfs_http::Json::parse(r#"{"prompt":"hi","stream":false}"#).unwrap();
    Ask(Ask::call(&server.client()).json(&body))
}

#[tokio::test]
async fn one_operation_gives_a_value_or_events() {
    let more = Arc::new(Semaphore::new(0));
    let asked = more.clone();
    let server = Server::start(move |_, seen| {
        let steps = if seen.text().contains("\"stream\":true") {
            let mut steps = events("data: {\"id\":\"1\"}\n\n: ping\n\ndata: {\"id\":\n");
            steps.pop();
            steps.extend([
                Do::Await(asked.clone()),
                Do::text("data: \"grü\u{df}e\"}\r\n\r\ndata: [DONE]\n\ndata: {}\n\n"),
                Do::Close,
            ]);
            steps
        } else {
            json(200, &envelope(r#"{"id":"whole"}"#))
        };
        async move { steps }
    })
    .await;
    assert_eq!(ask(&server).await.unwrap().id, "whole");
    let mut events = ask(&server).events();
    assert_eq!(events.try_next().await.unwrap().unwrap().id, "1");
    more.add_permits(1);
    let rest: Vec<Thing> = events.try_collect().await.unwrap();
    assert_eq!(ids(&rest), ["grüße"]);
    let seen = server.requests();
    assert_eq!(seen[1].text(), r#"{"prompt":"hi","stream":true}"#);
    assert_eq!(seen[1].header("accept"), Some("text/event-stream"));
}

#[tokio::test]
async fn a_bad_event_is_an_error_and_not_the_end() {
    let server =
        Server::script(vec![|| events("data: {\"id\":[1]}\n\nevent: x\nid: 7\ndata: {\"id\":\"2\"}\n\n")])
            .await;
    let all: Vec<_> = ask(&server).events().collect().await;
    let Err(Error::Decode(error)) = &all[0] else { panic!("{all:?}") };
    assert_eq!(error.to_string(), "POST /ask: id: expected a string, found [1]");
    assert_eq!(all[1].as_ref().unwrap().id, "2");
    assert_eq!(all.len(), 2);

    let raw: Vec<_> = ask(&server).events().raw().try_collect().await.unwrap();
    assert_eq!((raw[1].name.as_str(), raw[1].id.as_deref()), ("x", Some("7")));
}

#[tokio::test]
async fn errors_instead_of_events() {
    let server = Server::script(vec![
        || json(400, r#"{"errors":[{"code":5007,"message":"No such model"}]}"#),
        || json(200, r#"{"success":false,"errors":[{"code":3,"message":"busy"}]}"#),
        || json(200, r#"{"success":true,"result":{}}"#),
    ])
    .await;
    let mut texts = Vec::new();
    for _ in 0..3 {
        let mut stream = ask(&server).events();
        texts.push(stream.next().await.unwrap().unwrap_err().to_string());
        assert!(stream.next().await.is_none());
    }
    assert_eq!(
        texts,
        [
            "POST /ask: 400: No such model (code 5007)",
            "POST /ask: 200: busy (code 3)",
            "POST /ask: the answer is not a stream of events",
        ]
    );
}

#[tokio::test]
async fn a_broken_stream_goes_on_after_its_last_event() {
    let cut = |text: &str| {
        let length = text.len() + 100;
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {length}\r\n\r\n{text}"
        );
        vec![Do::text(head), Do::Close]
    };
    let server = Server::start(move |_, seen| {
        let steps = match seen.header("last-event-id") {
            None => cut("retry: 10\nid: 1\ndata: {\"id\":\"a\"}\n\nid: 2\ndata: {\"id\":\"b\"}\n\nid: 3\ndata: {\"id\":"),
            Some("2") => cut("id: 3\ndata: {\"id\":\"c\"}\n\n"),
            Some("3") => events("id: 4\ndata: {\"id\":\"d\"}\n\n"),
            other => panic!("{other:?}"),
        };
        async move { steps }
    })
    .await;
    let all: Vec<Thing> = Watch(Watch::call(&server.client())).events().try_collect().await.unwrap();
    assert_eq!(ids(&all), ["a", "b", "c", "d"]);
    assert_eq!(server.count(), 3);

    // What a POST did cannot be taken up again.
    let server = Server::start(move |_, _| {
        let steps = cut("id: 1\ndata: {\"id\":\"a\"}\n\n");
        async move { steps }
    })
    .await;
    let all: Vec<_> = ask(&server).events().collect().await;
    assert!(all[0].is_ok() && all[1].is_err() && all.len() == 2);
    assert_eq!(server.count(), 1);
}

pub struct Logs(Call);

use cfs_http::{Json, request};

request! {
    Logs = GET "/logs" as "logs";
    auth [Token]; permissions [];
    ndjson Thing
}

/// Answers every request with this body, three bytes at a time.
#[derive(Debug)]
struct Pieces(&'static [u8]);

impl Transport for Pieces {
    fn send(&self, _request: http::Request<Body>) -> Pending<http::Response<Body>> {
        let pieces = self.0.chunks(3).map(|piece| Ok(Bytes::from(piece)));
        let body = Body::stream(stream::iter(pieces), Some(self.0.len() as u64));
        Box::pin(std::future::ready(Ok(http::Response::new(body))))
    }
}

#[tokio::test]
async fn lines_and_values() {
    const BODY: &[u8] = b"{\"id\":\"a\"}\r\n\n{\"id\":[2]}\n{\"id\":\"c\"}";
    let client = Client::builder().transport(Pieces(BODY)).build().unwrap();
    let logs = || Logs(Logs::call(&client)).bytes_stream();
    let lines: Vec<String> = logs().await.unwrap().lines().try_collect().await.unwrap();
    assert_eq!(lines, [r#"{"id":"a"}"#, "", r#"{"id":[2]}"#, r#"{"id":"c"}"#]);
    let values: Vec<_> = logs().await.unwrap().ndjson::<Thing>().collect().await;
    assert_eq!(values[0].as_ref().unwrap().id, "a");
    assert!(values[1].as_ref().unwrap_err().to_string().ends_with("id: expected a string, found [2]"));
    assert_eq!(values[2].as_ref().unwrap().id, "c");
    assert_eq!(logs().await.unwrap().bytes().await.unwrap(), BODY);
    assert!(matches!(Logs(Logs::call(&client)).await, Err(Error::Decode(_))));
}

#[tokio::test]
async fn a_failed_envelope_is_no_content_however_it_is_cut() {
    let pieces = |body| Client::builder().transport(Pieces(body)).build().unwrap();
    let client = pieces(br#"{"success":false,"errors":[{"code":10001,"message":"no"}],"result":null}"#);
    let mut failed = Logs(Logs::call(&client)).bytes_stream().await.unwrap();
    let error = failed.next().await.unwrap().unwrap_err();
    assert!(error.to_string().ends_with("no (code 10001)"), "{error}");
    assert!(failed.next().await.is_none());
    // A line that is a whole value is given before the next one comes.
    let client = pieces(b"{\"a\":1}\n{\"a\":2}\n");
    let mut content = Logs(Logs::call(&client)).bytes_stream().await.unwrap();
    assert_eq!(&content.next().await.unwrap().unwrap()[..], b"{\"a\":1}\n{");
}

#[tokio::test]
async fn compressed_answers_are_read() {
    use std::io::Write;
    let plain = envelope(r#"{"id":"squeezed"}"#);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(plain.as_bytes()).unwrap();
    let packed = gzip.finish().unwrap();
    let cut = packed[..packed.len() - 9].to_vec();
    let server = Server::start(move |number, _| {
        let (headers, body) = match number {
            0 => ("Content-Encoding: gzip\r\n", packed.clone()),
            1 => ("Content-Encoding: gzip\r\n", cut.clone()),
            2 => ("Content-Encoding: gzip\r\n", b"not gzip".to_vec()),
            _ => ("Content-Encoding: compress\r\n", b"x".to_vec()),
        };
        async move { with(200, headers, &body) }
    })
    .await;
    let client = server.client();
    assert_eq!(get(&client).await.unwrap().id, "squeezed");
    assert!(server.requests()[0].header("accept-encoding").unwrap().contains("gzip"));
    for _ in 0..2 {
        let text = get(&client).await.unwrap_err().to_string();
        assert!(text.starts_with("GET /things/a: the answer cannot be decompressed: "), "{text}");
    }
    let text = get(&client).await.unwrap_err().to_string();
    assert!(text.ends_with("`compress` is not supported by this build"), "{text}");
}

#[tokio::test]
async fn a_small_answer_that_unpacks_to_a_large_one_is_refused() {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&vec![b' '; 50_000_000]).unwrap();
    let bomb = gzip.finish().unwrap();
    let server = Server::start(move |_, _| {
        let bomb = bomb.clone();
        async move { with(200, "Content-Encoding: gzip\r\n", &bomb) }
    })
    .await;
    let client = server.builder().max_body(1_000_000).build().unwrap();
    let text = get(&client).await.unwrap_err().to_string();
    assert!(text.contains("larger than 1000000 bytes"), "{text}");
}

#[tokio::test]
async fn a_download_of_a_missing_thing_is_an_api_error() {
    let server =
        Server::script(vec![|| json(404, r#"{"errors":[{"code":10009,"message":"key not found"}]}"#)]).await;
    let error = content(&server.client()).bytes_stream().await.unwrap_err();
    assert_eq!(error.to_string(), "GET /content/key: 404: key not found (code 10009)");
}

#[tokio::test]
async fn a_download_that_stalls_times_out() {
    let server =
        Server::script(vec![|| vec![Do::text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), Do::Hold]])
            .await;
    let request = content(&server.client()).timeout(LIMIT);
    let mut download = request.bytes_stream().await.unwrap();
    assert_eq!(&download.next().await.unwrap().unwrap()[..], b"abc");
    assert!(download.next().now_or_never().is_none());
    server.clock.pass(LIMIT);
    assert!(download.next().await.unwrap().unwrap_err().is_timeout());
    assert!(download.next().await.is_none());
    let _ = Json::default();
}

/// A client that is answered with this, and what its hook has heard.
fn noting(content_type: &str, body: &str) -> (Client, Arc<Mutex<Vec<String>>>) {
    use cfs_http::testing::{Reply, Script};
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hook = heard.clone();
    let reply = Reply::status(200).header("content-type", content_type).body(body.to_owned());
    let builder = Client::builder().token("t").transport(Script::new([reply]));
    let builder = builder.on_note(move |_, note| hook.lock().unwrap().push(note.to_string()));
    (builder.build().unwrap(), heard)
}

const ODD_LINES: &str = "{\"id\":\"a\"}\n\n{\"id\":\"b\",\"count\":\"many\"}\n{\"id\":[3]}\n";

#[tokio::test]
async fn what_is_passed_over_in_a_line_is_noted_with_its_number() {
    let (client, heard) = noting("application/x-ndjson", ODD_LINES);
    let noted = "[1].count: expected an unsigned integer, found \"many\"";
    let failed = "GET /logs: [2].id: expected a string, found [3]";
    assert_eq!(Logs(Logs::call(&client)).await.unwrap_err().to_string(), failed);
    assert_eq!(*heard.lock().unwrap(), [noted]);

    let mut values = Logs(Logs::call(&client)).lines().await.unwrap();
    for expected in [1, 2] {
        assert!(values.next().await.unwrap().is_ok());
        // Told as they come.
        assert_eq!(heard.lock().unwrap().len(), expected);
    }
    assert_eq!(values.next().await.unwrap().unwrap_err().to_string(), failed);
    assert!(values.next().await.is_none());
    assert_eq!(*heard.lock().unwrap(), [noted, noted]);

    let values = Logs(Logs::call(&client)).strict().lines().await.unwrap();
    let read: Vec<bool> = values.map(|value| value.is_ok()).collect().await;
    assert_eq!(read, [true, false, false]);
}

#[tokio::test]
async fn what_is_passed_over_in_an_event_is_noted() {
    let body = "data: {\"id\":\"b\",\"count\":\"many\"}\n\ndata: {\"success\":false,\"errors\":[{\"code\":1,\"message\":\"boom\"}]}\n\ndata: {\"id\":\"c\"}\n\n";
    let (client, heard) = noting("text/event-stream", body);
    let events: Vec<_> = Watch(Watch::call(&client)).events().collect().await;
    assert_eq!(events[0].as_ref().unwrap().id, "b");
    assert_eq!(events[1].as_ref().unwrap_err().to_string(), "GET /watch: 200: boom (code 1)");
    assert_eq!(events[2].as_ref().unwrap().id, "c");
    assert_eq!(*heard.lock().unwrap(), ["count: expected an unsigned integer, found \"many\""]);

    let events = Watch(Watch::call(&client)).strict().events();
    let read: Vec<bool> = events.map(|event| event.is_ok()).collect().await;
    assert_eq!(read, [false, false, true]);
}

#[tokio::test]
async fn a_failed_envelope_is_no_line() {
    let failed = r#"{"success":false,"errors":[{"code":10001,"message":"no"}],"messages":[],"result":null}"#;
    for media in ["application/json", "text/json", "application/problem+json", "text/plain"] {
        let (client, _) = noting(media, failed);
        let values: Vec<_> = Logs(Logs::call(&client)).lines().await.unwrap().collect().await;
        assert_eq!(values.len(), 1);
        assert_eq!(values[0].as_ref().unwrap_err().to_string(), "GET /logs: 200: no (code 10001)");
    }
}
