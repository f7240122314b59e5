//! Dispatch namespaces, and what Workers ask of hosts that are the account's.

use super::{World, upload};
use crate::support::{body, call, of_account, refused};
use cfs_catalogue::Content;
use serde_json::{Value, json};

const OWN: &str = "dispatch_namespace";

impl World {
    /// Uploads a Worker into the namespace.
    async fn tenant(&self, name: &str, metadata: Value, code: &str) {
        let own = [(OWN, "tenants"), ("script_name", name)];
        self.done("workers_for_platforms.dispatch.namespaces.scripts.update", &own, upload(metadata, code))
            .await;
    }

    async fn namespaced(&self) {
        let made = body(&json!({"name": "tenants"}));
        self.done("workers_for_platforms.dispatch.namespaces.create", &[], made).await;
    }
}

#[tokio::test]
async fn a_namespace_has_workers_that_others_call() {
    let world = World::start().await;
    world.namespaced().await;
    let code = "import { WorkerEntrypoint } from 'cloudflare:workers';
        export default class extends WorkerEntrypoint {
            fetch(request) { return new Response(`${this.env.WHO} ${new URL(request.url).pathname}`) }
            add(a, b) { return a + b }
        }";
    let who = |name: &str| json!({"tags": [name], "bindings": [{"type": "plain_text", "name": "WHO", "text": name}]});
    world.tenant("ada", who("ada"), code).await;
    let dispatcher = "export default { async fetch(request, env) {
        const [, name, call] = new URL(request.url).pathname.split('/');
        try {
            const tenant = env.TENANTS.get(name);
            if (call === 'add') return new Response(await tenant.add(1, 2));
            return await tenant.fetch(request);
        } catch (error) { return new Response(error.message, { status: 404 }) }
    } }";
    let bindings =
        json!({"bindings": [{"type": "dispatch_namespace", "name": "TENANTS", "namespace": "tenants"}]});
    world.worker("gate", bindings, dispatcher).await;
    assert_eq!(world.get("gate", "/ada/x").await, "ada /ada/x");
    assert_eq!(world.get("gate", "/ada/add").await, "3");
    assert_eq!(world.get("gate", "/bob/x").await, "Worker not found.");
    // Uploaded later, it is there at once; what throws at its start is refused.
    world.tenant("bob", who("bob"), code).await;
    assert_eq!(world.get("gate", "/bob/x").await, "bob /bob/x");
    let of_ada = [(OWN, "tenants"), ("script_name", "ada")];
    let told =
        world.done("workers_for_platforms.dispatch.namespaces.scripts.get", &of_ada, Content::none()).await;
    assert_eq!(
        (&told["dispatch_namespace"], &told["script"]["id"]),
        (&json!("tenants"), &json!("ada")),
        "{told}"
    );
    let own = [(OWN, "tenants"), ("script_name", "eve")];
    let missing = refused(
        &world.client,
        "workers_for_platforms.dispatch.namespaces.scripts.get",
        &own,
        Content::none(),
    );
    assert_eq!(missing.await, (404, 10_092));
    let wrong = upload(json!({}), "throw new Error('no')");
    let name = "workers_for_platforms.dispatch.namespaces.scripts.update";
    assert_eq!(refused(&world.client, name, &own, wrong).await, (400, 10_021));
    // They are none of the account's own Workers.
    let scripts = world.done("workers.scripts.list", &[], Content::none()).await;
    assert_eq!(scripts.as_array().map(Vec::len), Some(1), "{scripts}");
    let tags = [(OWN, "tenants"), ("script_name", "bob")];
    let of = |call: &str| format!("workers_for_platforms.dispatch.namespaces.scripts.{call}");
    world.done(&of("tags.update"), &tags, body(&json!(["paid", "bob"]))).await;
    assert_eq!(world.done(&of("tags.list"), &tags, Content::none()).await, json!(["paid", "bob"]));
    let listed = world.done(&of("list"), &[(OWN, "tenants"), ("tags", "paid:no")], Content::none()).await;
    assert_eq!((listed.as_array().map(Vec::len), &listed[0]["id"]), (Some(1), &json!("ada")), "{listed}");
    world.done(&of("bulk_delete"), &[(OWN, "tenants"), ("tags", "paid:yes")], Content::none()).await;
    assert_eq!(world.get("gate", "/bob/x").await, "Worker not found.");
    assert_eq!(world.get("gate", "/ada/x").await, "ada /ada/x");
    let all =
        world.done("workers_for_platforms.dispatch.namespaces.delete", &[(OWN, "tenants")], Content::none());
    all.await;
    assert_eq!(world.get("gate", "/ada/x").await, "Worker not found.");
}

#[tokio::test]
async fn what_tenants_ask_goes_through_the_outbound_worker() {
    let world = World::start().await;
    world.namespaced().await;
    world
        .tenant(
            "ada",
            json!({}),
            "export default { fetch() { return fetch('https://api.example.net/data?x=1', { method: 'POST', body: 'sent' }) } }",
        )
        .await;
    let outbound = "export default { async fetch(request, env) {
        return new Response(`${env.OWN} ${env.customer} ${env.plan.level} ${request.method} ${request.url} ${await request.text()}`);
    } }";
    let own = json!({"bindings": [{"type": "plain_text", "name": "OWN", "text": "out"}]});
    world.worker("out", own, outbound).await;
    let dispatcher = "export default { fetch(request, env) {
        const outbound = { customer: new URL(request.url).searchParams.get('who'), plan: { level: 2 } };
        return env.TENANTS.get('ada', {}, { limits: { cpuMs: 10 }, outbound }).fetch(request);
    } }";
    let bindings = json!({"bindings": [{
        "type": "dispatch_namespace", "name": "TENANTS", "namespace": "tenants",
        "outbound": {"worker": {"service": "out"}, "params": [{"name": "customer"}, {"name": "plan"}]},
    }]});
    world.worker("gate", bindings, dispatcher).await;
    for who in ["ada", "Zoë"] {
        let path = format!("/?who={}", if who == "ada" { "ada" } else { "Zo%C3%AB" });
        let wanted = format!("out {who} 2 POST https://api.example.net/data?x=1 sent");
        assert_eq!(world.get("gate", &path).await, wanted);
    }
}

#[tokio::test]
async fn hosts_of_the_account_are_asked_here() {
    let world = World::start().await;
    world.worker("site", json!({}), "export default { async fetch(request) { return new Response(`site ${request.url} ${request.headers.get('x-of')} ${await request.text()}`) } }").await;
    let domain = json!({"hostname": "shop.example.com", "service": "site", "zone_id": cfs_emulator::ZONE_ID, "environment": "production"});
    world.done("workers.domains.update", &[], body(&domain)).await;
    let code = "export default { async fetch(request) {
        const to = new URL(request.url).searchParams.get('to');
        const answer = await fetch(to, { method: 'PUT', body: 'sent', headers: { 'x-of': 'caller' } });
        return new Response(`${answer.status} ${await answer.text()}`);
    } }";
    world.worker("caller", json!({}), code).await;
    let told = world.get("caller", "/?to=https://site.emulator.workers.dev/a").await;
    assert_eq!(told, "200 site https://site.emulator.workers.dev/a caller sent");
    let told = world.get("caller", "/?to=https://shop.example.com/b").await;
    assert_eq!(told, "200 site https://shop.example.com/b caller sent");
    let told = world.get("caller", "/?to=https://nobody.emulator.workers.dev/").await;
    assert!(told.starts_with("404 there is no Worker nobody"), "{told}");
    // Others are asked where they are: here, what listens on loopback.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut heard = [0; 4096];
        drop(tokio::io::AsyncReadExt::read(&mut stream, &mut heard).await);
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\noutside";
        tokio::io::AsyncWriteExt::write_all(&mut stream, answer).await.expect("written");
    });
    assert_eq!(world.get("caller", &format!("/?to=http://{at}/")).await, "200 outside");
}

#[tokio::test]
async fn services_have_classes_and_props() {
    let world = World::start().await;
    let callee = "import { WorkerEntrypoint } from 'cloudflare:workers';
        export class Sums extends WorkerEntrypoint { add(a, b) { return a + b + this.ctx.props.more } }
        export default { fetch() { return new Response('default') } }";
    world.worker("sums", json!({}), callee).await;
    let bindings = json!({"bindings": [
        {"type": "service", "name": "DEFAULT", "service": "sums"},
        {"type": "service", "name": "SUMS", "service": "sums", "entrypoint": "Sums", "props": {"more": 4}},
    ]});
    let code = "export default { async fetch(request, env) {
        return new Response(`${await (await env.DEFAULT.fetch(request)).text()} ${await env.SUMS.add(1, 2)}`);
    } }";
    world.worker("caller", bindings, code).await;
    assert_eq!(world.get("caller", "/").await, "default 7");
}

#[tokio::test]
async fn versions_have_hosts_of_their_own() {
    let world = World::start().await;
    let says = |text: &str| format!("export default {{ fetch() {{ return new Response('{text}') }} }}");
    world.worker("my-site", json!({}), &says("old")).await;
    let own = [("script_name", "my-site")];
    let metadata = json!({"annotations": {"workers/alias": "next-one"}});
    let made = world.done("workers.scripts.versions.create", &own, upload(metadata, &says("new"))).await;
    let id = made["id"].as_str().expect("an id");
    let host = format!("{}-my-site", &id[..8]);
    let told = world.ask(&host, "GET", "/", "").await;
    assert!(told.status == 404 && told.text.contains("previews_enabled"), "{told:?}");
    let enabled = body(&json!({"enabled": true, "previews_enabled": true}));
    world.done("workers.scripts.subdomain.create", &own, enabled).await;
    assert_eq!(world.get(&host, "/").await, "new");
    assert_eq!(world.get("next-one-my-site", "/").await, "new");
    assert_eq!(world.get("my-site", "/").await, "old");
    assert_eq!(world.ask("00000000-my-site", "GET", "/", "").await.status, 404);
    let missing = call(
        &world.client,
        "workers.scripts.versions.get",
        of_account(&own).set("version_id", "x"),
        Content::none(),
    );
    assert!(missing.await.is_err());
}
