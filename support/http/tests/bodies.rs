//! Forms, files, and bodies too large for memory.

#![allow(missing_docs, clippy::format_push_string, clippy::needless_pass_by_value)]

mod support;

use cfs_http::{Body, Bytes, Call, File, Form, Json};
use futures_util::stream;
use std::sync::atomic::Ordering;
use support::*;

fn upload(server: &Server, form: Form) -> Upload {
    Upload(Upload::call(&server.client()).path(&"k").multipart(form))
}

/// Name, file name, content type, content.
type Part = (String, Option<String>, Option<String>, Bytes);

/// What a parser that nobody here wrote reads.
async fn read_back(seen: &Seen) -> Vec<Part> {
    let boundary = multer::parse_boundary(seen.header("content-type").unwrap()).unwrap();
    let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from(seen.body.clone()))]);
    let mut form = multer::Multipart::new(body, boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.unwrap() {
        parts.push((
            field.name().unwrap().to_owned(),
            field.file_name().map(str::to_owned),
            field.content_type().map(ToString::to_string),
            field.bytes().await.unwrap(),
        ));
    }
    parts
}

fn part(name: &str, file: Option<&str>, content_type: Option<&str>, content: &[u8]) -> Part {
    (name.into(), file.map(Into::into), content_type.map(Into::into), Bytes::copy_from_slice(content))
}

#[tokio::test]
async fn forms_are_read_back_as_they_were_written() {
    let server = Server::script(vec![|| json(200, r#"{"id":"a"}"#)]).await;
    let form = Form::new()
        .text("plain", "a\r\n--cfs-\r\nb")
        .text("empty", "")
        .json("metadata", &Json::parse(r#"{"main_module":"index.js"}"#).unwrap())
        .file("index.js", File::new("export default {}").content_type("application/javascript+module"))
        .file("odd", File::new(vec![0, 255, 13, 10]).name("na\"me\r\nü.bin").content_type("text/x\r\n-y"))
        .file("bare", &b"x"[..]);
    upload(&server, form).await.unwrap();
    let seen = &server.requests()[0];
    assert_eq!(seen.header("content-length").unwrap(), seen.body.len().to_string());
    assert_eq!(
        read_back(seen).await,
        [
            part("plain", None, None, b"a\r\n--cfs-\r\nb"),
            part("empty", None, None, b""),
            part("metadata", None, Some("application/json"), br#"{"main_module":"index.js"}"#),
            part("index.js", Some("index.js"), Some("application/javascript+module"), b"export default {}"),
            part("odd", Some("na%22me%0D%0Aü.bin"), Some("text/x-y"), &[0, 255, 13, 10]),
            part("bare", Some("bare"), Some("application/octet-stream"), b"x"),
        ]
    );
}

#[tokio::test]
async fn streamed_parts_travel_with_and_without_a_length() {
    let chunks = || stream::iter(["ab", "cd"].map(|chunk| Ok(Bytes::from(chunk))));
    let server = Server::script(vec![|| json(503, "{}"), || json(200, r#"{"id":"a"}"#)]).await;
    let known = Form::new().text("a", 1).file("f", Body::stream(chunks(), Some(4)));
    upload(&server, known).await.unwrap_err();
    let unknown = Form::new().text("a", 1).file("f", Body::stream(chunks(), None));
    upload(&server, unknown).await.unwrap();
    let again = Form::new().file("f", Body::replayable(move || Box::pin(chunks()), Some(4))).text("a", 1);
    upload(&server, again).await.unwrap();
    let seen = server.requests();
    assert_eq!(seen[0].header("content-length").unwrap(), seen[0].body.len().to_string());
    assert_eq!(seen[1].header("transfer-encoding"), Some("chunked"));
    for seen in seen {
        assert!(read_back(&seen).await.iter().any(|part| part.0 == "f" && &part.3[..] == b"abcd"));
    }
}

#[tokio::test]
async fn generated_forms() {
    use cfs_http::multipart;
    use std::collections::BTreeMap;

    #[derive(Debug, Default)]
    struct Script {
        metadata: Option<Json>,
        tags: Vec<String>,
        count: Option<u64>,
        missing: Option<String>,
        main: Option<File>,
        modules: BTreeMap<String, File>,
    }
    multipart! {
        Script {
            metadata: json "metadata", tags: text "tags", count: text "count", missing: text "missing",
            main: file "main", modules: named "",
        }
    }
    let script = Script {
        metadata: Some(Json::parse("{}").unwrap()),
        tags: vec!["a".into(), "b".into()],
        count: Some(3),
        missing: None,
        main: Some("x".into()),
        modules: BTreeMap::from([("b.js".into(), "y".into()), ("c.wasm".into(), File::new("z"))]),
    };
    let server = Server::script(vec![|| json(200, r#"{"id":"a"}"#)]).await;
    Upload(Upload::call(&server.client()).path(&"k").multipart(script)).await.unwrap();
    let parts = read_back(&server.requests()[0]).await;
    let shown: Vec<(&str, &[u8])> = parts.iter().map(|part| (part.0.as_str(), &part.3[..])).collect();
    let expected: [(&str, &[u8]); 7] = [
        ("metadata", b"{}"),
        ("tags", b"a"),
        ("tags", b"b"),
        ("count", b"3"),
        ("main", b"x"),
        ("b.js", b"y"),
        ("c.wasm", b"z"),
    ];
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn files_and_readers_are_sent() {
    let path = std::env::temp_dir().join(format!("cfs-http-{}", std::process::id()));
    let content: Vec<u8> = (0..200_000u32).map(|at| at as u8).collect();
    std::fs::write(&path, &content).unwrap();
    let server = Server::script(vec![|| json(503, "{}"), || json(200, r#"{"id":"a"}"#)]).await;
    let client = server.client();
    let put = |body: Body| Upload(Upload::call(&client).path(&"k").raw("application/octet-stream", body));
    put(Body::file(&path).await.unwrap()).await.unwrap();
    put(Body::reader(std::io::Cursor::new(content.clone()), None)).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let seen = server.requests();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|seen| seen.body == content));
    assert_eq!(seen[0].header("content-length"), Some("200000"));
    let error = Body::file(&path).await.unwrap_err().to_string();
    assert!(error.starts_with("cannot read "), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_share_the_connections() {
    let server = Server::start(|_, _| async { json(200, &envelope(r#"{"id":"x"}"#)) }).await;
    let client = server.client();
    let calls: Vec<_> = (0..10_000).map(|_| tokio::spawn(get(&client).into_future())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().id, "x");
    }
    assert_eq!(server.count(), 10_000);
    let most = server.most_under_way.load(Ordering::SeqCst);
    assert!(most <= 256, "{most} at once");
    // A few are opened while others become free.
    let all = server.connections.load(Ordering::SeqCst);
    assert!(all <= 2_500, "{all} connections");
}

#[test]
fn calls_are_small() {
    assert_eq!(size_of::<Call>(), size_of::<usize>());
}
