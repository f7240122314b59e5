//! Calls that the document gets wrong or lacks, as the corrections in `overlays/` make them.

use cfs_http::testing::{Reply, Script, Sent};
use cfs_http::{Credentials, Json};
use cfs_management::{Client, ai, analytics, browser_rendering, pages, workers};
use futures_util::TryStreamExt;

/// A client with every kind of credential that is answered with these, and what it sends.
fn answered<const N: usize>(replies: [Reply; N]) -> (Client, Script) {
    let script = Script::new(replies);
    let all = Credentials::token("account-token").and_key("me@example.com", "account-key");
    let built = cfs_http::Client::builder().credentials(all).max_retries(0).transport(script.clone()).build();
    (Client::new(built.expect("a client")), script)
}

fn result(result: &str) -> Reply {
    Reply::json(200, format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#))
}

fn sent(script: &Script) -> Sent {
    script.requests().pop().expect("a request")
}

fn path(script: &Script) -> String {
    sent(script).uri.path().trim_start_matches("/client/v4").to_owned()
}

fn body(script: &Script) -> String {
    String::from_utf8_lossy(&sent(script).body).into_owned()
}

/// The request has this token and no other credential.
fn only_bearer(script: &Script, token: &str) {
    let headers = sent(script).headers;
    assert_eq!(headers["authorization"], format!("Bearer {token}"));
    assert!(!headers.contains_key("x-auth-email") && !headers.contains_key("x-auth-key"), "{headers:?}");
}

// ---- paths --------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn slashes_in_the_names_of_models_and_objects_separate_segments() {
    let (cf, script) = answered([result("{}")]);
    let _ = cf
        .ai()
        .run("acct", "@cf/black-forest-labs/flux-1-schnell", ai::AiRun::from(ai::Prompt::new("a cat")))
        .await;
    assert_eq!(path(&script), "/accounts/acct/ai/run/@cf/black-forest-labs/flux-1-schnell");

    let (cf, script) = answered([Reply::status(200).header("content-type", "image/png").body("bytes")]);
    let object = cf.r2().buckets().objects().get("acct", "bucket", "images/2026/a b.png").await.unwrap();
    assert_eq!(path(&script), "/accounts/acct/r2/buckets/bucket/objects/images/2026/a%20b.png");
    assert_eq!(&object[..], b"bytes");
    let refused = cf.r2().buckets().objects().get("acct", "bucket", "images/../secret").await;
    assert!(refused.unwrap_err().to_string().contains("`object_key` cannot be `..`"));
}

// ---- answers ------------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_model_that_paints_answers_with_the_picture() {
    let jpeg: &[u8] = b"\xff\xd8\xff\xe0 not UTF-8";
    let reply = Reply::status(200).header("content-type", "image/jpeg").body(jpeg);
    let (cf, _) = answered([reply]);
    let picture = cf.ai().leonardo().phoenix_1_0("acct", ai::LeonardoPhoenix1_0::new("cat")).await.unwrap();
    assert_eq!(&picture[..], jpeg);
    let stream = cf.ai().leonardo().phoenix_1_0("acct", ai::LeonardoPhoenix1_0::new("cat")).bytes_stream();
    let pieces: Vec<_> = stream.await.unwrap().try_collect().await.unwrap();
    assert_eq!(pieces.concat(), jpeg);
}

#[tokio::test]
async fn what_a_selector_found_is_a_list() {
    let (cf, _) = answered([result(
        r#"[{"results":[{"attributes":[],"height":39,"html":"Example Domain","left":100,"text":"Example Domain","top":133.4375,"width":600}],"selector":"h1"}]"#,
    )]);
    let page = browser_rendering::ScrapeCreate::default();
    let found = cf.browser_rendering().scrape().create("acct", page).await.unwrap();
    assert_eq!(found[0].selector, "h1");
    assert_eq!((found[0].results.len(), found[0].results[0].top), (1, 133.4375));
}

#[tokio::test]
async fn logs_are_lines() {
    let two = "{\"ClientIP\":\"1.2.3.4\",\"RayID\":\"a\"}\n{\"ClientIP\":\"1.2.3.5\",\"RayID\":\"b\"}\n";
    let lines =
        |text: &'static str| Reply::status(200).header("content-type", "application/x-ndjson").body(text);
    for (text, count) in [(two, 2), ("", 0)] {
        let (cf, _) = answered([lines(text)]);
        let whole = cf.logs().received().get("zone", "2026-01-01T00:00:00Z").await.unwrap();
        assert_eq!(whole.len(), count);
        let stream = cf.logs().received().get("zone", "2026-01-01T00:00:00Z").lines().await.unwrap();
        let streamed: Vec<_> = stream.try_collect().await.unwrap();
        assert_eq!(streamed.len(), count);
    }
    let (cf, _) = answered([lines(two)]);
    let whole = cf.logs().received().get("zone", "2026-01-01T00:00:00Z").await.unwrap();
    assert_eq!(whole[1]["RayID"].as_str().as_deref(), Some("b"));
}

#[tokio::test]
async fn an_upload_by_tus_begins_with_headers_alone() {
    let created = Reply::status(201)
        .header("location", "https://upload.cloudflarestream.com/tus/abc")
        .header("stream-media-id", "abc");
    let (cf, script) = answered([created]);
    let begun = cf.stream().create("acct", 100).await.unwrap();
    assert_eq!(begun.location.as_deref(), Some("https://upload.cloudflarestream.com/tus/abc"));
    assert_eq!(begun.stream_media_id.as_deref(), Some("abc"));
    let request = sent(&script);
    assert!(request.body.is_empty() && !request.headers.contains_key("content-type"), "{request:?}");
    assert_eq!(request.headers["upload-length"], "100");
    // The one version that there is is no argument.
    assert_eq!(request.headers["tus-resumable"], "1.0.0");
}

// ---- credentials of a few calls -----------------------------------------------------------------------------------

#[tokio::test]
async fn uploads_send_their_own_token_and_no_other_credential() {
    let (cf, script) = answered([result(r#"{"jwt":"completion"}"#)]);
    let call = cf.workers().assets().upload().update("acct", "hash", "session-jwt", "content");
    assert!(!format!("{call:?}").contains("session-jwt"));
    let done = call.await.unwrap();
    only_bearer(&script, "session-jwt");
    assert_eq!(path(&script), "/accounts/acct/workers/assets/upload/hash");
    assert!(!format!("{done:?}").contains("completion"), "{done:?}");

    let (cf, script) = answered([result(r#"["hash"]"#)]);
    let hashes = pages::AssetCheckMissing::new(["hash"]);
    let missing = cf.pages().assets().check_missing("pages-jwt", hashes).await.unwrap();
    only_bearer(&script, "pages-jwt");
    assert_eq!((path(&script).as_str(), missing), ("/pages/assets/check-missing", vec!["hash".to_owned()]));

    // Other calls of the same client have the client's.
    let (cf, script) = answered([result(r#"{"jwt":"pages-jwt"}"#)]);
    let token = cf.pages().projects().get_upload_token("acct", "project").await.unwrap();
    assert_eq!(sent(&script).headers["x-auth-key"], "account-key");
    assert!(!format!("{token:?}").contains("pages-jwt"), "{token:?}");
}

// ---- bindings -----------------------------------------------------------------------------------------------------

/// Every kind of binding with its members.
const BINDINGS: &str = r#"[
    {"type":"ai","name":"A","staging":true},
    {"type":"ai_search","name":"A","instance_name":"i"},
    {"type":"ai_search_namespace","name":"A","namespace":"n"},
    {"type":"agent_memory","name":"A","namespace":"n"},
    {"type":"analytics","name":"A"},
    {"type":"analytics_engine","name":"A"},
    {"type":"analytics_engine","name":"A","dataset":"d"},
    {"type":"artifacts","name":"A","namespace":"n"},
    {"type":"assets","name":"A"},
    {"type":"browser","name":"A"},
    {"type":"d1","name":"A","id":"i"},
    {"type":"d1","name":"A","database_id":"i"},
    {"type":"data_blob","name":"A","part":"p"},
    {"type":"dispatch_namespace","name":"A","namespace":"n","outbound":{"worker":{"service":"s","environment":"e","entrypoint":"E"},"params":[{"name":"p"}]}},
    {"type":"durable_object_namespace","name":"A","class_name":"C","script_name":"s","environment":"e","namespace_id":"n","dispatch_namespace":"d"},
    {"type":"flagship","name":"A","app_id":"a"},
    {"type":"hyperdrive","name":"A","id":"i"},
    {"type":"images","name":"A"},
    {"type":"inherit","name":"A","old_name":"B","version_id":"v"},
    {"type":"json","name":"A","json":{"x":1,"y":[true]}},
    {"type":"json","name":"A","json":5},
    {"type":"json","name":"A","json":true},
    {"type":"k2","name":"A","stream":"s"},
    {"type":"kv_namespace","name":"A","namespace_id":"n"},
    {"type":"logfwdr","name":"A","destination":"d"},
    {"type":"media","name":"A"},
    {"type":"messaging","name":"A","namespace":"n"},
    {"type":"mtls_certificate","name":"A","certificate_id":"c"},
    {"type":"pipelines","name":"A","stream":"s"},
    {"type":"pipelines","name":"A","pipeline":"p"},
    {"type":"plain_text","name":"A","text":"t"},
    {"type":"queue","name":"A","queue_name":"q","delivery_delay":5},
    {"type":"r2_bucket","name":"A","bucket_name":"b","jurisdiction":"us"},
    {"type":"ratelimit","name":"A","namespace_id":"1001","simple":{"limit":10,"period":60,"mitigation_timeout":30}},
    {"type":"secret_text","name":"A"},
    {"type":"secret_key","name":"A","format":"raw","algorithm":"AES-GCM","usages":["encrypt"]},
    {"type":"secret_key","name":"A","format":"raw","algorithm":{"name":"HMAC","hash":"SHA-256"},"usages":["sign"]},
    {"type":"secrets_store_secret","name":"A","store_id":"s","secret_name":"n"},
    {"type":"send_email","name":"A","destination_address":"a@b.test","allowed_sender_addresses":["c@b.test"]},
    {"type":"service","name":"A","service":"s","environment":"e","entrypoint":"E","props":{"x":1}},
    {"type":"stream","name":"A"},
    {"type":"text_blob","name":"A","part":"p"},
    {"type":"unsafe_hello_world","name":"A","enable_timer":true},
    {"type":"vectorize","name":"A","index_name":"i"},
    {"type":"version_metadata","name":"A"},
    {"type":"vpc_network","name":"A","network_id":"n"},
    {"type":"vpc_service","name":"A","service_id":"s"},
    {"type":"wasm_module","name":"A","part":"p"},
    {"type":"worker_loader","name":"A"},
    {"type":"workflow","name":"A","workflow_name":"w","class_name":"C","script_name":"s"}]"#;

fn by_kind(text: &str) -> Vec<serde_json::Value> {
    serde_json::from_str(text).expect("a list")
}

#[tokio::test]
async fn every_kind_of_binding_is_read_and_written_with_its_members() {
    let (cf, _) = answered([result(&format!(r#"{{"bindings":{BINDINGS}}}"#))]);
    let settings = cf.workers().scripts().script_and_version_settings().get("acct", "script").await.unwrap();
    let read = settings.bindings.expect("bindings");
    let unknown = read.iter().filter(|binding| matches!(binding, workers::BindingItem::Unknown(_))).count();
    assert_eq!(unknown, 0, "{read:#?}");
    let back: Vec<serde_json::Value> =
        read.iter().map(|binding| serde_json::from_str(Json::of(binding).as_text()).expect("JSON")).collect();
    for (written, wanted) in back.iter().zip(by_kind(BINDINGS)) {
        assert_eq!(*written, wanted);
    }
    // What is sent has the same kinds.
    for wanted in by_kind(BINDINGS) {
        let binding: workers::Binding = Json::parse(&wanted.to_string()).unwrap().decode().unwrap();
        assert!(!matches!(binding, workers::Binding::Unknown(_)), "{wanted}");
    }
}

// ---- calls that no document has -----------------------------------------------------------------------------------

#[tokio::test]
async fn a_worker_says_what_is_deployed() {
    let (cf, script) = answered([result(
        r#"{"id":"api","default_environment":{"environment":"production","script":{"id":"api","tag":"t","migration_tag":"v2","last_deployed_from":"wrangler"}}}"#,
    )]);
    let service = cf.workers().services().get("acct", "api").await.unwrap();
    assert_eq!(path(&script), "/accounts/acct/workers/services/api");
    let deployed = service.default_environment.unwrap().script.unwrap();
    assert_eq!(deployed.migration_tag.as_deref(), Some("v2"));
    assert_eq!(deployed.last_deployed_from.as_deref(), Some("wrangler"));
}

#[tokio::test]
async fn several_secrets_are_a_merge_patch() {
    let (cf, script) = answered([result("{}")]);
    let secrets =
        Json::parse(r#"{"secrets":{"A":{"type":"secret_text","name":"A","text":"s3cret"},"B":null}}"#)
            .unwrap();
    let patch: workers::scripts::secrets::ScriptSecretBulkUpdate = secrets.decode().unwrap();
    let _ = cf.workers().scripts().secrets().bulk_update("acct", "api", patch).await;
    let request = sent(&script);
    assert_eq!(request.headers["content-type"], "application/merge-patch+json");
    let wanted: serde_json::Value = serde_json::from_str(secrets.as_text()).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&body(&script)).unwrap(), wanted);
}

#[tokio::test]
async fn analytics_are_asked_for_by_graphql_and_sql() {
    let (cf, script) = answered([Reply::json(200, r#"{"data":{"viewer":{"accounts":[]}},"errors":null}"#)]);
    let query = analytics::AnalyticsGraphql::new("{ viewer { accounts { accountTag } } }");
    let answer = cf.analytics().graphql(query).await.unwrap();
    assert_eq!(path(&script), "/graphql");
    assert!(answer.data.into_option().is_some_and(|data| data.contains_key("viewer")));

    let failed =
        r#"{"data":null,"errors":[{"message":"cannot request data older than 2678400s","path":["viewer"]}]}"#;
    let (cf, _) = answered([Reply::json(200, failed)]);
    let error = cf.analytics().graphql(analytics::AnalyticsGraphql::new("{}")).await.unwrap_err();
    assert!(error.to_string().contains("older than 2678400s"), "{error}");

    let (cf, script) = answered([Reply::json(
        200,
        r#"{"meta":[{"name":"n","type":"UInt64"}],"data":[{"n":"12345678901234567890"}],"rows":1}"#,
    )]);
    let rows = cf.analytics().analytics_engine_sql("acct", "SELECT count() AS n FROM d").await.unwrap();
    assert_eq!(
        (path(&script).as_str(), body(&script).as_str()),
        ("/accounts/acct/analytics_engine/sql", "SELECT count() AS n FROM d")
    );
    assert_eq!(sent(&script).headers["content-type"], "text/plain");
    assert_eq!(rows.data[0]["n"].as_str().as_deref(), Some("12345678901234567890"));
}
