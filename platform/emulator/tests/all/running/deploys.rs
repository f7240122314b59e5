//! Deployments: what is refused, what is replaced, which version answers, and which host leads where.

use super::{World, account, ask, upload};
use crate::support::{body, call, of_account, refused};
use cfs_catalogue::{Content, Part};
use cfs_emulator::{Emulator, ZONE_ID};
use cfs_http::File;
use serde_json::{Value, json};

fn says(text: &str) -> String {
    format!("export default {{ fetch(request) {{ return new Response('{text} ' + request.url) }} }}")
}

const NAME: [(&str, &str); 1] = [("script_name", "site")];

#[tokio::test]
async fn a_syntax_error_is_refused_and_the_old_version_goes_on() {
    let world = World::start().await;
    world.worker("site", json!({}), &says("one")).await;
    assert_eq!(world.get("site", "/a?b").await, "one https://site.emulator.workers.dev/a?b");
    let wrong = upload(json!({}), "export default { fetch( { }");
    let error =
        call(&world.client, "workers.scripts.update", of_account(&NAME), wrong).await.expect_err("refused");
    let text = format!("{error:?}");
    assert!(text.contains("10021") && text.contains("SyntaxError") && text.contains("index.js:1"), "{text}");
    let listed = world.done("workers.scripts.versions.list", &NAME, Content::none()).await;
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "nothing of it is kept");
    assert!(world.get("site", "/").await.starts_with("one"));
    let new = upload(json!({"compatibility_date": "2199-01-01"}), &says("new"));
    let error =
        call(&world.client, "workers.scripts.update", of_account(&NAME), new).await.expect_err("refused");
    assert!(format!("{error:?}").contains("newest possible is 20"), "{error:?}");
    world.worker("site", json!({}), &says("two")).await;
    assert!(world.get("site", "/").await.starts_with("two"));
    world.done("workers.scripts.delete", &NAME, Content::none()).await;
    assert_eq!(world.ask("site", "GET", "/", "").await.status, 404);
}

#[tokio::test]
async fn a_front_is_a_workers_own_address() {
    let world = World::start().await;
    let front = world.emulator.front("site", ([127, 0, 0, 1], 0).into()).await.expect("a front");
    let at = front.address();
    assert_eq!(ask(at, "localhost:8787", "GET", "/", "").await.status, 503, "not deployed yet");
    world.worker("site", json!({}), &says("one")).await;
    let told = ask(at, "localhost:8787", "GET", "/client/v4/accounts?b", "").await;
    assert_eq!(told.text, "one http://localhost:8787/client/v4/accounts?b", "nothing there is the API's");
    front.set_notice(Some("<h1>it does not compile</h1>".to_owned()));
    let told = ask(at, "localhost", "GET", "/", "").await;
    assert_eq!((told.status, told.text.as_str()), (503, "<h1>it does not compile</h1>"));
    front.set_notice(None);
    assert_eq!(ask(at, "shop.test", "GET", "/", "").await.text, "one http://shop.test/");
}

#[tokio::test]
async fn versions_answer_by_their_shares() {
    let world = World::start().await;
    world.worker("site", json!({}), &says("old")).await;
    let made = world.done("workers.scripts.versions.create", &NAME, upload(json!({}), &says("new"))).await;
    let listed = world.done("workers.scripts.versions.list", &NAME, Content::none()).await;
    let shares = json!({"strategy": "percentage", "versions": [
        {"version_id": listed[1]["id"], "percentage": 75}, {"version_id": made["id"], "percentage": 25},
    ]});
    world.done("workers.scripts.deployments.create", &NAME, body(&shares)).await;
    let mut new = 0;
    for _ in 0..40 {
        new += usize::from(world.get("site", "/").await.starts_with("new"));
    }
    assert!((8..=12).contains(&new), "{new} of 40");
}

#[tokio::test]
async fn hosts_routes_and_domains_lead_to_workers() {
    let world = World::start().await;
    for name in ["site", "api"] {
        world.worker(name, json!({}), &says(name)).await;
    }
    let at = world.emulator.address();
    let route = |pattern: &str, script: &str| {
        format!(
            r#"[{{"path": "/zones/{ZONE_ID}/workers/routes/{script}{len:030x}", "value": {{"pattern": "{pattern}", "script": "{script}"}}}}]"#,
            len = pattern.len()
        )
    };
    world.emulator.seed(&route("example.com/*", "site")).expect("a route");
    world.emulator.seed(&route("example.com/api/*", "api")).expect("a route");
    assert_eq!(ask(at, "example.com", "GET", "/x", "").await.text, "site https://example.com/x");
    assert_eq!(ask(at, "example.com", "GET", "/api/x", "").await.text, "api https://example.com/api/x");
    let domain = json!({"hostname": "shop.example.com", "service": "api", "zone_id": ZONE_ID, "environment": "production"});
    world.done("workers.domains.update", &[], body(&domain)).await;
    assert!(ask(at, "shop.example.com", "GET", "/", "").await.text.starts_with("api"));
    assert!(ask(at, "site.localhost", "GET", "/", "").await.text.starts_with("site http://site.localhost/"));
    let nobody = ask(at, "nobody.emulator.workers.dev", "GET", "/", "").await;
    assert_eq!(nobody.status, 404);
    assert!(nobody.text.contains("nobody"), "{nobody:?}");
    // What is no Worker's is the API's.
    let told = ask(at, "api.cloudflare.com", "GET", &format!("/client/v4{}", account("")), "").await;
    assert_ne!(told.status, 404, "{told:?}");
}

#[tokio::test]
async fn a_worker_that_throws_is_an_error_of_its_own() {
    let world = World::start().await;
    world.worker("site", json!({}), "export default { fetch() { throw new Error('no luck') } }").await;
    let told = world.ask("site", "GET", "/", "").await;
    assert_eq!(told.status, 500);
    assert!(told.text.contains("no luck") && told.headers.contains_key("cfs-emulator-error"), "{told:?}");
}

#[tokio::test]
async fn without_workers_the_account_is_as_it_was() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = crate::support::client(&emulator);
    let wrong = upload(json!({}), "export default { fetch( { }");
    let told = call(&client, "workers.scripts.update", of_account(&NAME), wrong).await.expect("kept");
    assert_eq!(told["id"], Value::from("site"));
    let missing = [("script_name", "nobody")];
    assert_eq!(refused(&client, "workers.scripts.get", &missing, Content::none()).await.0, 404);
}

#[tokio::test]
async fn assets_come_before_the_worker() {
    let world = World::start().await;
    let hash = "0ee44dd5c7fcce036b163b52135449e3";
    let manifest = body(&json!({"manifest": {"/about.html": {"hash": hash, "size": 2}}}));
    let session = world.done("workers.scripts.assets.upload.create", &NAME, manifest).await;
    let file = Part::File(File::new("aGkK").name(hash).content_type("text/html"));
    let arguments = [("base64", "true"), ("jwt", session["jwt"].as_str().expect("a token"))];
    let told = world
        .done("workers.assets.upload.create", &arguments, Content::form(vec![(hash.to_owned(), file)]))
        .await;
    let assets = json!({
        "assets": {"jwt": told["jwt"]}, "bindings": [{"type": "assets", "name": "ASSETS"}],
    });
    let code = "export default { async fetch(request, env) {
        const found = await env.ASSETS.fetch('http://assets/about');
        return new Response(`worker ${found.status} ${await found.text()}`);
    } }";
    world.worker("site", assets, code).await;
    let told = world.ask("site", "GET", "/about", "").await;
    assert_eq!(
        (told.text.as_str(), &told.headers["content-type"]),
        ("hi\n", &"text/html".parse().expect("a header"))
    );
    assert_eq!(world.get("site", "/other").await, "worker 200 hi\n");
}

#[tokio::test]
async fn a_secret_that_is_set_is_there_with_the_next_request() {
    let world = World::start().await;
    world
        .worker(
            "site",
            json!({}),
            "export default { fetch(_, env) { return new Response(env.KEY ?? 'none') } }",
        )
        .await;
    assert_eq!(world.get("site", "/").await, "none");
    let secret = json!({"name": "KEY", "text": "planted-secret", "type": "secret_text"});
    world.done("workers.scripts.secrets.update", &NAME, body(&secret)).await;
    assert_eq!(world.get("site", "/").await, "planted-secret");
}

#[tokio::test]
async fn scripts_without_modules_run_with_their_parts() {
    let world = World::start().await;
    let metadata = json!({
        "body_part": "script", "compatibility_date": super::DATE,
        "bindings": [{"type": "text_blob", "name": "TEXT", "part": "text"}, {"type": "plain_text", "name": "A", "text": "b"}],
    });
    let file = |name: &str, media: &str, text: &'static str| {
        (name.to_owned(), Part::File(File::new(text).name(name).content_type(media)))
    };
    let code = "addEventListener('fetch', (event) => event.respondWith(new Response(TEXT + A)))";
    let content = Content::form(vec![
        ("metadata".to_owned(), Part::Json(cfs_http::Json::parse(&metadata.to_string()).expect("JSON"))),
        file("script", "application/javascript", code),
        file("text", "text/plain", "of a part "),
    ]);
    world.done("workers.scripts.update", &NAME, content).await;
    let enabled = body(&json!({"enabled": true, "previews_enabled": false}));
    world.done("workers.scripts.subdomain.create", &NAME, enabled).await;
    assert_eq!(world.get("site", "/").await, "of a part b");
}
