//! Forms, files, bodies too large for memory, and bodies that are another thing than they should be.

use crate::support::*;
use cfs_http::testing::{Reply, Script};
use cfs_http::{Body, Bytes, Call, Client, Error, File, Form, Json, record, request};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::sync::atomic::Ordering;

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

/// A value in which nothing is required.
#[derive(Clone, Default, PartialEq)]
pub struct Loose {
    id: Option<String>,
}

record! { Loose { 0 id opt "id" } }

/// A value that has the members of errors.
#[derive(Clone, Default, PartialEq)]
pub struct Event {
    code: Option<i64>,
    message: Option<String>,
}

record! { Event { 0 code opt "code", 1 message opt "message" } }

macro_rules! operation {
    ($($name:ident { $($kind:tt)+ })*) => {$(
        pub struct $name(Call);
        request! { $name = GET "/x" as "test.x"; auth [Token]; permissions []; $($kind)+ }

        impl $name {
            fn new(client: &Client) -> Self {
                Self(Self::call(client))
            }
        }
    )*};
}

operation! {
    GetLoose { result Loose }
    BareLoose { body Loose }
    GetEvent { result Event }
    GetAny { body Json }
    Nothing { unit }
    Raw { bytes }
    Words { text }
    Records { ndjson Loose }
}

fn answered(content_type: &str, body: &str) -> Client {
    let reply = Reply::status(200).header("content-type", content_type).body(body.to_owned());
    Client::builder().token("t").transport(Script::new([reply])).build().unwrap()
}

fn words<T>(answer: Result<T, Error>) -> String {
    match answer {
        Ok(_) => "a success".to_owned(),
        Err(Error::Api(error)) => error.errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        Err(other) => format!("not read: {other}"),
    }
}

#[tokio::test]
async fn what_only_says_why_is_an_error_where_nothing_is_required() {
    for (body, why) in [
        (r#"{"errors":"boom"}"#, "boom"),
        (r#"{"result":{"id":"a"},"errors":[{"code":1,"message":"boom"}]}"#, "boom (code 1)"),
        (r#"{"success":null,"result":{"id":"a"},"error":"boom"}"#, "boom"),
        (r#"{"success":"false","result":{"id":"a"},"messages":["boom"]}"#, ""),
        (r#"{"errors":["boom"]}"#, "boom"),
        (r#"{"error":true,"message":"no such thing"}"#, "no such thing"),
        (r#"{"error":1003,"message":"no such thing"}"#, "no such thing"),
        (r#"{"code":10000,"message":"Authentication error"}"#, "Authentication error (code 10000)"),
        (r#"{"type":"about:blank","title":"Bad","status":400,"detail":"bad thing"}"#, "Bad"),
    ] {
        let client = answered("application/json", body);
        assert_eq!(words(GetLoose::new(&client).await), why, "{body}");
        assert_eq!(words(BareLoose::new(&client).await), why, "{body}");
        assert_eq!(words(Nothing::new(&client).await), why, "{body}");
    }
    let client = answered("application/json", r#"{"errors":{"field":["bad"]}}"#);
    assert!(matches!(GetLoose::new(&client).await, Err(Error::Api(_))));
    // Words alone may be those of a success, where no value is promised.
    let client = answered("application/json", r#"{"message":"Not found"}"#);
    assert_eq!(words(GetLoose::new(&client).await), "Not found");
    assert_eq!(words(Nothing::new(&client).await), "a success");
}

#[tokio::test]
async fn members_that_a_type_knows_are_its_own() {
    let client = answered("application/json", r#"{"code":10000,"message":"disk full"}"#);
    let event = GetEvent::new(&client).await.unwrap();
    assert_eq!((event.code, event.message.as_deref()), (Some(10000), Some("disk full")));
    assert!(GetAny::new(&client).await.unwrap().get("message").is_some());
    for body in [
        r#"{"id":"a","code":7,"message":"m"}"#,
        r#"{"code":0,"message":"done"}"#,
        r#"{"code":200,"message":"done"}"#,
        r#"{"id":"a","errors":3,"error":0.5}"#,
        r#"{"errors":[],"error":""}"#,
    ] {
        assert_eq!(words(GetLoose::new(&answered("application/json", body)).await), "a success", "{body}");
    }
}

#[tokio::test]
async fn success_decides_and_errors_beside_it_are_noted() {
    let body = r#"{"success":true,"errors":[{"code":7003,"message":"x"}],"messages":[],"result":null}"#;
    let client = answered("application/json", body);
    let noted = |notes: Vec<cfs_http::Note>| notes.iter().map(|note| note.path.clone()).collect::<Vec<_>>();
    assert_eq!(noted(GetLoose::new(&client).send().await.unwrap().notes()), ["errors"]);
    assert_eq!(noted(BareLoose::new(&client).send().await.unwrap().notes()), ["errors"]);
    assert_eq!(noted(Nothing::new(&client).send().await.unwrap().notes()), ["errors"]);
    for text in [
        words(GetLoose::new(&client).strict().await),
        words(BareLoose::new(&client).strict().await),
        words(Nothing::new(&client).strict().await),
    ] {
        assert!(text.contains("errors: expected no errors beside `success: true`, found [{"), "{text}");
    }
}

#[tokio::test]
async fn nothing_is_neither_a_page_nor_words() {
    let page = "<html><title>Blocked</title></html>";
    for (body, why) in [
        (page, "GET /x: the answer is an HTML page, \"Blocked\""),
        ("not json", "GET /x: expected null, found not"),
        (r#"{"id":"a"} trailing"#, "GET /x: expected the end of the text, found trailing"),
    ] {
        let Err(Error::Decode(error)) = Nothing::new(&answered("text/html", body)).await else {
            panic!("{body}")
        };
        assert_eq!(error.to_string(), why);
        assert!(!error.snippet.is_empty(), "{body}");
        assert_eq!(Words::new(&answered("text/plain", body)).await.unwrap(), body);
    }
    for body in ["", " null\n", "{}", "5", "\"done\"", r#"{"success":true}"#] {
        Nothing::new(&answered("application/json", body)).await.unwrap();
    }
}

const FAILED: &str =
    r#"{"success":false,"errors":[{"code":10001,"message":"no"}],"messages":[],"result":null}"#;

#[tokio::test]
async fn only_a_failed_envelope_is_an_error_in_place_of_content() {
    for body in [
        r#"{"error":"this is the user's own file"}"#,
        r#"{"success":false,"score":3}"#,
        r#"{"errors":["line 1"]}"#,
        r#"{"success":false,"errors":["line 1"],"messages":[]}"#,
        r#"{"success":false,"errors":[{"code":1,"message":"m"}],"score":3}"#,
        r#"{"code":10000,"message":"Authentication error"}"#,
        r#"{"success":true,"errors":[{"code":1,"message":"m"}],"messages":[],"result":null}"#,
    ] {
        let client = answered("application/json", body);
        assert_eq!(Raw::new(&client).await.unwrap(), body);
        assert_eq!(Words::new(&client).await.unwrap(), body);
        assert_eq!(Records::new(&client).await.unwrap().len(), 1);
        assert_eq!(Raw::new(&client).bytes_stream().await.unwrap().bytes().await.unwrap(), body);
        let pieces: Vec<_> = Raw::new(&client).bytes_stream().await.unwrap().try_collect().await.unwrap();
        assert_eq!(pieces.concat(), body.as_bytes());
    }
    for media in
        ["application/json; charset=utf-8", "text/json", "application/problem+json", "text/plain", ""]
    {
        let client = answered(media, FAILED);
        assert_eq!(words(Raw::new(&client).await), "no (code 10001)", "{media}");
        assert_eq!(words(Words::new(&client).await), "no (code 10001)", "{media}");
        assert_eq!(words(Records::new(&client).await), "no (code 10001)", "{media}");
        let download = Raw::new(&client).bytes_stream().await.unwrap();
        assert_eq!(words(download.bytes().await), "no (code 10001)", "{media}");
        let pieces: Vec<_> = Raw::new(&client).bytes_stream().await.unwrap().collect().await;
        assert_eq!(pieces.len(), 1, "{media}");
        assert_eq!(words(pieces.into_iter().next().unwrap()), "no (code 10001)", "{media}");
    }
    let client = answered("application/octet-stream", FAILED);
    assert_eq!(Raw::new(&client).await.unwrap(), FAILED);
}
