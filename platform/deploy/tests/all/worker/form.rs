//! The form of an upload, as an independent parser reads what is sent.

use super::support::{wanted, worker};
use bytes::Bytes;
use cfs_deploy::worker::request::{Body, Method, Request};
use cfs_deploy::worker::upload::{Module, ModuleKind};
use cfs_deploy::worker::{Upload, client, form};
use cfs_http::{Client, Credentials};
use cfs_http::{Pending, Transport};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// Keeps what is sent.
#[derive(Debug, Default)]
struct Kept(Mutex<Vec<http::Request<Bytes>>>);

impl Transport for Kept {
    fn send(&self, request: http::Request<cfs_http::Body>) -> Pending<http::Response<cfs_http::Body>> {
        use futures_util::TryStreamExt as _;
        let (parts, body) = request.into_parts();
        // Everything of these bodies is in memory: the future has nothing to wait for.
        let collect = async move {
            let chunks: Vec<Bytes> = body.into_stream().try_collect().await?;
            Ok::<Vec<u8>, cfs_http::Error>(chunks.concat())
        };
        let bytes = futures_util::FutureExt::now_or_never(collect).expect("in memory").expect("read");
        self.0.lock().expect("a lock").push(http::Request::from_parts(parts, Bytes::from(bytes)));
        let answer = r#"{"success":true,"errors":[],"messages":[],"result":{"id":"v"}}"#;
        let answer = http::Response::builder().header("content-type", "application/json").body(answer.into());
        Box::pin(std::future::ready(Ok(answer.expect("an answer"))))
    }
}

struct Part {
    name: String,
    file: Option<String>,
    media: Option<String>,
    content: Bytes,
}

async fn sent(request: &Request) -> (http::request::Parts, Vec<Part>) {
    let kept = Arc::new(Kept::default());
    let client = Client::builder().credentials(Credentials::token("t")).transport(Arc::clone(&kept)).build();
    client::send(&client.expect("a client"), request).await.expect("an answer");
    let (head, body) = kept.0.lock().expect("a lock").remove(0).into_parts();
    let media = head.headers["content-type"].to_str().expect("a media type");
    let boundary = multer::parse_boundary(media).expect("a boundary");
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(body)]);
    let mut form = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.expect("a field") {
        parts.push(Part {
            name: field.name().unwrap_or_default().to_owned(),
            file: field.file_name().map(str::to_owned),
            media: field.headers().get("content-type").map(|media| media.to_str().expect("text").to_owned()),
            content: field.bytes().await.expect("bytes"),
        });
    }
    (head, parts)
}

fn module(name: &str, kind: ModuleKind, content: &'static [u8]) -> Module {
    Module { name: name.into(), kind, content: Bytes::from_static(content) }
}

#[tokio::test]
async fn every_kind_of_module_arrives_as_it_is() {
    let upload = Upload {
        main: "src/index.js".into(),
        modules: vec![
            module("src/index.js.map", ModuleKind::SourceMap, b"{}"),
            module("lib/x.wasm", ModuleKind::Wasm, b"\0asm\r\n--\r\n"),
            module("src/index.js", ModuleKind::EsModule, b"export default {}"),
            module("a \"b\".txt", ModuleKind::Text, "grüß".as_bytes()),
            module("d.bin", ModuleKind::Data, &[0, 255, 13, 10]),
            module("e.cjs", ModuleKind::CommonJs, b"exports.a = 1"),
            module("f.py", ModuleKind::Python, b"pass"),
            module("cf-requirements.txt", ModuleKind::PythonRequirement, b""),
        ],
        ..Upload::default()
    };
    let metadata = json!({"main_module": "src/index.js", "bindings": [{"type": "plain_text", "name": "A", "text": "ä\"\r\n"}]});
    let mut request =
        Request::new(Method::Put, "/accounts/a/workers/scripts/my%20api").query("excludeScript", "true");
    request.body = Body::Form(form(metadata.clone(), Some(&upload)));
    let (head, parts) = sent(&request).await;
    assert!(
        head.uri.to_string().ends_with("/accounts/a/workers/scripts/my%20api?excludeScript=true"),
        "{}",
        head.uri
    );
    assert_eq!((parts[0].name.as_str(), &parts[0].file, &parts[0].media), ("metadata", &None, &None));
    assert_eq!(serde_json::from_slice::<Value>(&parts[0].content).expect("JSON"), metadata);
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(
        (names[1], names.last()),
        ("src/index.js", Some(&"src/index.js.map")),
        "main first, maps last"
    );
    for wanted in &upload.modules {
        let encoded = wanted.name.replace('"', "%22");
        let part = parts.iter().find(|part| part.name == encoded).expect("a part");
        assert_eq!(part.file.as_deref(), Some(encoded.as_str()));
        assert_eq!(part.media.as_deref(), Some(wanted.kind.media()));
        assert_eq!(part.content, wanted.content);
    }
}

#[tokio::test]
async fn a_script_of_old_reads_its_modules_by_bindings() {
    let upload = Upload {
        main: "index.js".into(),
        modules: vec![
            module("index.js", ModuleKind::CommonJs, b"addEventListener('fetch', () => {})"),
            module("./a-b.wasm", ModuleKind::Wasm, b"\0asm"),
        ],
        ..Upload::default()
    };
    let worker = worker(json!({}));
    let wanted = wanted(&worker, Some(&upload));
    let migration = cfs_deploy::worker::migration(&worker, None, wanted.policy.classes);
    let metadata = cfs_deploy::worker::metadata(&wanted, None, &migration, cfs_deploy::worker::Way::Whole);
    assert_eq!(metadata["body_part"], "index.js");
    assert_eq!(
        metadata["bindings"],
        json!([{"name": "__a_b_wasm", "type": "wasm_module", "part": "__a_b_wasm"}])
    );
    let mut request = Request::new(Method::Put, "/x");
    request.body = Body::Form(form(metadata, Some(&upload)));
    let (_, parts) = sent(&request).await;
    assert_eq!((parts[2].name.as_str(), parts[2].file.as_deref()), ("__a_b_wasm", Some("./a-b.wasm")));
}

#[tokio::test]
async fn a_token_of_its_own_is_the_only_one() {
    let request = Request::get("/x").header("authorization", "Bearer session");
    let kept = Arc::new(Kept::default());
    let client =
        Client::builder().credentials(Credentials::token("account")).transport(Arc::clone(&kept)).build();
    client::send(&client.expect("a client"), &request).await.expect("an answer");
    let sent = kept.0.lock().expect("a lock").remove(0);
    assert_eq!(sent.headers().get_all("authorization").iter().collect::<Vec<_>>(), ["Bearer session"]);
}
