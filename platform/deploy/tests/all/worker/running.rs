//! Workers that are deployed to an account on this machine, and asked over HTTP.

use super::support::{code, worker};
use bytes::Bytes;
use cfs_config::model::{Assets, Worker};
use cfs_deploy::worker::assets::Site;
use cfs_deploy::worker::versions::{before, shift};
use cfs_deploy::worker::{
    Annotations, Answers, Deployed, Difference, KnownCode, Read, Request, Upload, Wanted, after_placeholder,
    client, compare, order, placeholder, reads, run, steps,
};
use cfs_emulator::{ACCOUNT_ID, Emulator, ZONE_ID};
use cfs_http::{Client, Credentials};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client as Http;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

const DATE: &str = "2026-07-01";

pub(super) struct World {
    pub(super) emulator: Emulator,
    client: Client,
}

/// What came of a deployment.
pub(super) struct Deployment {
    pub(super) difference: Difference,
    /// How many requests were sent to change something.
    pub(super) writes: usize,
    /// The script's `etag` then.
    pub(super) etag: Option<String>,
}

impl World {
    pub(super) async fn start() -> Self {
        // Where `npm install` brought the runtime, unless the environment names one.
        let npm = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/npm");
        Self::of(Emulator::builder().run_workers(npm, None).start().await.expect("an emulator"))
    }

    /// An account that keeps Workers and runs none.
    pub(super) async fn without_workers() -> Self {
        Self::of(Emulator::start().await.expect("an emulator"))
    }

    fn of(emulator: Emulator) -> Self {
        let credentials = Credentials::token(emulator.token());
        let client = Client::builder().base_url(emulator.base_url()).credentials(credentials).build();
        Self { client: client.expect("a client"), emulator }
    }

    pub(super) async fn send(&self, request: &Request) -> Value {
        client::send(&self.client, request).await.unwrap_or_else(|error| panic!("{request:?}: {error}"))
    }

    pub(super) async fn make(&self, below: &str, body: Value) -> Value {
        let path = format!("/accounts/{ACCOUNT_ID}{below}");
        self.send(&Request::new(cfs_deploy::worker::request::Method::Post, path).json(body)).await
    }

    async fn get(&self, below: &str) -> Value {
        self.send(&Request::get(format!("/accounts/{ACCOUNT_ID}{below}"))).await
    }

    pub(super) async fn answers(&self, wanted: &Wanted<'_>) -> Answers {
        let scripts = self.get("/workers/scripts").await;
        let name = wanted.target.name.as_str();
        let script = scripts.as_array().into_iter().flatten().find(|script| script["id"] == name);
        let mut answers = Answers {
            script: script.cloned().unwrap_or_default(),
            routes: self.send(&Request::get(format!("/zones/{ZONE_ID}/workers/routes"))).await,
            domains: self.get("/workers/domains").await,
            queues: self.get("/queues").await,
            namespaces: self.get("/workers/durable_objects/namespaces").await,
            workflows: self.get("/workflows").await,
            ..Answers::default()
        };
        if answers.script.is_null() {
            return answers;
        }
        for (read, request) in reads(&wanted.target) {
            let place = match read {
                Read::Settings => &mut answers.settings,
                Read::Versions => &mut answers.versions,
                Read::Deployments => &mut answers.deployments,
                Read::Schedules => &mut answers.schedules,
                Read::Subdomain => &mut answers.subdomain,
            };
            *place = self.send(&request).await;
        }
        answers
    }

    pub(super) async fn deploy(&self, wanted: &mut Wanted<'_>) -> Deployment {
        let answers = self.answers(wanted).await;
        for queue in answers.queues.as_array().into_iter().flatten() {
            if let (Some(name), Some(id)) = (queue["queue_name"].as_str(), queue["queue_id"].as_str()) {
                wanted.queues.insert(name.to_owned(), id.to_owned());
            }
        }
        let deployed = Deployed::read(&wanted.target, &answers);
        self.bring(wanted, deployed.as_ref()).await
    }

    async fn bring(&self, wanted: &Wanted<'_>, deployed: Option<&Deployed>) -> Deployment {
        let difference = compare(wanted, deployed);
        let steps = steps(wanted, deployed, &difference);
        let ran = run(&self.client, wanted, &steps, &|_| None, &()).await;
        let ran = ran.unwrap_or_else(|stopped| panic!("{stopped}\n{steps:#?}"));
        Deployment { difference, writes: steps.len(), etag: ran.etag }
    }

    pub(super) async fn ask(&self, host: &str, path: &str) -> (u16, String) {
        let request = http::Request::builder()
            .uri(format!("http://{}{path}", self.emulator.address()))
            .header("host", host)
            .body(Full::new(Bytes::new()))
            .expect("a request");
        let answer =
            Http::builder(TokioExecutor::new()).build_http().request(request).await.expect("an answer");
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.expect("its end").to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    async fn text(&self, name: &str, path: &str) -> String {
        self.ask(&format!("{name}.emulator.workers.dev"), path).await.1
    }
}

fn of<'a>(worker: &'a Worker, upload: &'a Upload) -> Wanted<'a> {
    Wanted { upload: Some(upload), ..Wanted::new(ACCOUNT_ID, worker) }
}

const SHOP: &str = r#"
import { DurableObject } from "cloudflare:workers";
export class Room extends DurableObject {
  count() { this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS hits(n)"); this.ctx.storage.sql.exec("INSERT INTO hits VALUES(1)");
    return this.ctx.storage.sql.exec("SELECT COUNT(*) AS n FROM hits").one().n; }
}
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/kv") { await env.CACHE.put("a", "kept"); return new Response(await env.CACHE.get("a")); }
    if (pathname === "/room") return new Response(String(await env.ROOM.get(env.ROOM.idFromName("x")).count()));
    if (pathname === "/env") return Response.json({ LOG: env.LOG, N: env.N, KEY: env.KEY?.length });
    if (pathname === "/cron") return new Response(await env.CACHE.get("cron") ?? "not yet");
    if (pathname === "/send") { await env.MAIL.send("hello"); return new Response("sent"); }
    return new Response("worker " + pathname);
  },
  async scheduled(event, env) { await env.CACHE.put("cron", event.cron); },
  async queue(batch, env) { await env.CACHE.put("mail", batch.messages[0].body); },
};
"#;

fn shop(namespace: &Value) -> Value {
    json!({
        "name": "shop", "compatibility_date": DATE, "classes": {"Room": {}}, "workers_dev": true,
        "bindings": {
            "CACHE": {"type": "kv_namespace", "namespace_id": namespace["id"]},
            "ROOM": {"type": "durable_object_namespace", "class_name": "Room"},
            "LOG": {"type": "plain_text", "text": "info"}, "N": {"type": "json", "json": {"x": [1, true]}},
            "KEY": {"type": "secret_text", "text": "planted-secret"}, "MAIL": {"type": "queue", "queue_name": "mail"},
        },
        "metadata": {"observability": {"enabled": true}}, "crons": ["0 * * * *"],
        "routes": [{"pattern": "example.com/shop/*", "zone": "example.com"}], "domains": [{"hostname": "shop.example.com"}],
        "consumers": [{"queue": "mail", "settings": {"batch_size": 1, "max_wait_time_ms": 0}}],
        "assets": {"directory": "public"},
    })
}

#[tokio::test]
async fn a_worker_is_deployed_changed_and_left_alone() {
    let world = World::start().await;
    let namespace = world.make("/storage/kv/namespaces", json!({"title": "cache"})).await;
    world.make("/queues", json!({"queue_name": "mail"})).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("about.html"), "<p>about</p>").expect("a file");
    std::fs::write(folder.path().join("_redirects"), "/old /about 301\n").expect("a file");
    let site = Site::read(folder.path(), &Assets::default()).expect("a site");
    let (declared, upload) = (worker(shop(&namespace)), code(SHOP));
    let mut wanted = of(&declared, &upload);
    wanted.site = Some(&site);
    let first = world.deploy(&mut wanted).await;
    assert!(first.difference.is_new);
    assert_eq!(world.text("shop", "/kv").await, "kept");
    assert_eq!(
        (world.text("shop", "/room").await, world.text("shop", "/room").await),
        ("1".into(), "2".into())
    );
    assert_eq!(world.text("shop", "/env").await, r#"{"LOG":"info","N":{"x":[1,true]},"KEY":14}"#);
    assert_eq!(world.text("shop", "/about").await, "<p>about</p>");
    assert_eq!(world.ask("shop.example.com", "/x").await, (200, "worker /x".into()));
    assert_eq!(world.ask("example.com", "/shop/x").await, (200, "worker /shop/x".into()));
    assert_eq!(world.text("shop", "/send").await, "sent");

    // The same again: nothing is sent.
    wanted.same_secrets = ["KEY".to_owned()].into();
    let again = world.deploy(&mut wanted).await;
    assert_eq!((again.writes, &again.difference.changes), (0, &Vec::new()));

    // Changed: a version and a deployment; the schedule, the route and the consumer are removed.
    let mut next = shop(&namespace);
    next["bindings"]["LOG"]["text"] = json!("debug");
    for member in ["crons", "routes", "consumers"] {
        next.as_object_mut().expect("an object").remove(member);
    }
    let next = worker(next);
    let changed = code(&SHOP.replace("\"worker \"", "\"changed \""));
    let mut wanted = of(&next, &changed);
    (wanted.site, wanted.before, wanted.same_secrets) =
        (Some(&site), Some(&declared), ["KEY".to_owned()].into());
    let members: Vec<String> =
        world.deploy(&mut wanted).await.difference.changes.into_iter().map(|change| change.member).collect();
    assert_eq!(members, ["code", "LOG", "route example.com/shop/*", "cron 0 * * * *", "consumer of mail"]);
    assert_eq!(world.text("shop", "/x").await, "changed /x");
    assert_eq!(
        world.text("shop", "/env").await,
        r#"{"LOG":"debug","N":{"x":[1,true]},"KEY":14}"#,
        "the secret stayed"
    );
    assert_eq!(world.text("shop", "/room").await, "3", "so did the objects");
    assert_ne!(world.ask("example.com", "/shop/x").await.1, "changed /shop/x");
    assert_eq!(world.get("/workers/scripts/shop/schedules").await["schedules"], json!([]));
    assert_eq!(world.deploy(&mut wanted).await.writes, 0);
    rolled_back(&world, &wanted).await;
}

/// The version before takes over in steps, then all at once.
async fn rolled_back(world: &World, wanted: &Wanted<'_>) {
    let answers = world.answers(wanted).await;
    let there = Deployed::read(&wanted.target, &answers).expect("a Worker");
    let (new, old) = (
        there.active().expect("a version").0.to_owned(),
        before(&there.deployments).expect("one before").to_owned(),
    );
    let said = Annotations { message: Some("back".into()), ..Annotations::default() };
    world.send(&shift(&wanted.target, &new, &old, 50.0, &said)).await;
    let there = Deployed::read(&wanted.target, &world.answers(wanted).await).expect("a Worker");
    assert_eq!(there.deployments[0].versions.len(), 2);
    assert!(compare(wanted, Some(&there)).notes.iter().any(|note| note.contains("a rollout is under way")));
    world.send(&shift(&wanted.target, &new, &old, 100.0, &said)).await;
    assert_eq!(world.text("shop", "/x").await, "worker /x");
}

#[tokio::test]
async fn what_others_change_is_drift_or_reset() {
    let world = World::start().await;
    let declared = worker(
        json!({"name": "site", "compatibility_date": DATE, "bindings": {"A": {"type": "plain_text", "text": "1"}}}),
    );
    let upload = code("export default { fetch(_, env) { return new Response(env.A + env.BY_HAND) } }");
    let mut wanted = of(&declared, &upload);
    let digest = cfs_deploy::worker::digest(&declared, Some(&upload), None);
    let first = world.deploy(&mut wanted).await;
    assert!(first.etag.is_some());
    let secret = cfs_deploy::worker::set_secrets(&wanted.target, &[("BY_HAND".into(), Some("2".into()))]);
    world.send(&secret).await;
    assert_eq!(world.text("site", "/").await, "12");
    wanted.known_code = first.etag.map(|etag| KnownCode { etag, digest });
    let again = world.deploy(&mut wanted).await;
    assert_eq!(again.writes, 0, "a secret of others changes no code: {:?}", again.difference);
    assert_eq!(again.difference.drift[0].member, "BY_HAND");
    wanted.policy.secrets = cfs_deploy::worker::Elsewhere::Reset;
    assert_eq!(world.deploy(&mut wanted).await.writes, 1);
    assert_eq!(world.text("site", "/").await, "1undefined");
}

#[tokio::test]
async fn workers_that_call_each_other_are_deployed_together() {
    let world = World::start().await;
    let entry = |name: &str, other: &str| {
        let code = format!(
            "import {{ WorkerEntrypoint, DurableObject }} from 'cloudflare:workers';
             export class Entry extends WorkerEntrypoint {{ name() {{ return '{name}' }} }}
             export class Room extends DurableObject {{ title() {{ return 'room of {name}' }} }}
             export default {{ async fetch(_, env) {{
               return new Response(await env.OTHER.name() + ', ' + await env.ROOM.get(env.ROOM.idFromName('x')).title());
             }} }}"
        );
        let declared = worker(json!({
            "name": name, "compatibility_date": DATE, "classes": {"Room": {}},
            "bindings": {
                "OTHER": {"type": "service", "service": other, "entrypoint": "Entry"},
                "ROOM": {"type": "durable_object_namespace", "class_name": "Room", "script_name": other},
            },
        }));
        (declared, super::support::code(&code))
    };
    let (all, uploads): (Vec<Worker>, Vec<Upload>) =
        [entry("one", "two"), entry("two", "one")].into_iter().unzip();
    let (placeholders, sorted) = order(&all, &BTreeSet::new());
    assert_eq!((placeholders.len(), sorted.len()), (1, 2));
    for declared in &placeholders {
        world.send(&placeholder(&Wanted::new(ACCOUNT_ID, declared), &all).request).await;
    }
    for declared in sorted {
        let at = all.iter().position(|worker| worker.name == declared.name).expect("one of them");
        let mut wanted = of(declared, &uploads[at]);
        if placeholders.iter().any(|placeholder| placeholder.name == declared.name) {
            let there = after_placeholder(&wanted);
            world.bring(&wanted, Some(&there)).await;
        } else {
            world.deploy(&mut wanted).await;
        }
    }
    assert_eq!(world.text("one", "/").await, "two, room of two");
    assert_eq!(world.text("two", "/").await, "one, room of one");
    for (declared, upload) in all.iter().zip(&uploads) {
        assert_eq!(world.deploy(&mut of(declared, upload)).await.writes, 0, "{}", declared.name);
    }
}

#[tokio::test]
async fn classes_are_renamed_and_deleted_as_it_is_said() {
    let world = World::start().await;
    let source = |class: &str| {
        format!(
            "import {{ DurableObject }} from 'cloudflare:workers';
             export class {class} extends DurableObject {{
               async up() {{ const n = (await this.ctx.storage.get('n') ?? 0) + 1; await this.ctx.storage.put('n', n); return n; }} }}
             export default {{ async fetch(_, env) {{ return new Response(String(await env.ROOM.get(env.ROOM.idFromName('x')).up())) }} }}"
        )
    };
    let declare = |class: &str, classes: Value| {
        worker(json!({
            "name": "rooms", "compatibility_date": DATE, "classes": classes,
            "bindings": {"ROOM": {"type": "durable_object_namespace", "class_name": class}},
        }))
    };
    let (old, upload) = (declare("Room", json!({"Room": {}})), code(&source("Room")));
    world.deploy(&mut of(&old, &upload)).await;
    assert_eq!(world.text("rooms", "/").await, "1");
    let (new, upload) = (declare("Hall", json!({"Hall": {"was": "Room"}})), code(&source("Hall")));
    world.deploy(&mut of(&new, &upload)).await;
    let namespaces = world.get("/workers/durable_objects/namespaces").await;
    assert_eq!(namespaces.as_array().map(Vec::len), Some(1));
    assert_eq!(namespaces[0]["class"], "Hall");
    assert_eq!(world.deploy(&mut of(&new, &upload)).await.writes, 0);
    let gone =
        worker(json!({"name": "rooms", "compatibility_date": DATE, "classes": {"Hall": {"deleted": true}}}));
    let upload = code("export default { fetch() { return new Response('gone') } }");
    world.deploy(&mut of(&gone, &upload)).await;
    assert_eq!(world.get("/workers/durable_objects/namespaces").await, json!([]));
    assert_eq!(world.text("rooms", "/").await, "gone");
    assert_eq!(world.deploy(&mut of(&gone, &upload)).await.writes, 0);
}

#[tokio::test]
async fn files_alone_are_a_worker() {
    let world = World::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    for at in 0..120 {
        std::fs::write(folder.path().join(format!("{at}.html")), format!("page {at}")).expect("a file");
    }
    let declared = worker(
        json!({"name": "pages", "compatibility_date": DATE, "assets": {"directory": "public", "config": {"not_found_handling": "404-page"}}}),
    );
    let site = Site::read(folder.path(), declared.assets.as_ref().expect("assets")).expect("a site");
    let mut wanted = Wanted { site: Some(&site), ..Wanted::new(ACCOUNT_ID, &declared) };
    world.deploy(&mut wanted).await;
    assert_eq!(world.text("pages", "/77").await, "page 77");
    assert_eq!(world.deploy(&mut wanted).await.writes, 0);
    std::fs::write(folder.path().join("77.html"), "other").expect("a file");
    let site = Site::read(folder.path(), declared.assets.as_ref().expect("assets")).expect("a site");
    let mut wanted = Wanted { site: Some(&site), ..Wanted::new(ACCOUNT_ID, &declared) };
    world.deploy(&mut wanted).await;
    assert_eq!(
        (world.text("pages", "/77").await, world.text("pages", "/78").await),
        ("other".into(), "page 78".into())
    );
}
