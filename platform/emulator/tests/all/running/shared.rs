//! One store: what one side writes is what the other reads next, also after the emulator was killed.

use super::process::Process;
use super::{ask, upload};
use crate::support::body;
use cfs_catalogue::Content;
use serde_json::json;
use std::path::Path;
use std::process::Command;

#[tokio::test]
async fn a_thousand_writes_are_seen_by_the_other_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut own = Process::start(folder.path());
    let made = own.done("kv.namespaces.create", &[], body(&json!({"title": "things"}))).await;
    let namespace = made["id"].as_str().expect("an id").to_owned();
    let code = "import { DurableObject } from 'cloudflare:workers';
        export class Counter extends DurableObject {
            async next() { const n = ((await this.ctx.storage.get('n')) ?? 0) + 1; await this.ctx.storage.put('n', n); return n; }
        }
        export default { async fetch(request, env) {
            const key = new URL(request.url).pathname.slice(1);
            if (key === 'count') return new Response(await env.COUNTER.get(env.COUNTER.idFromName('a')).next());
            if (request.method === 'PUT') { await env.KV.put(key, await request.text()); return new Response('put'); }
            return new Response(await env.KV.get(key));
        } }";
    let metadata = json!({
        "bindings": [
            {"type": "kv_namespace", "name": "KV", "namespace_id": namespace},
            {"type": "durable_object_namespace", "name": "COUNTER", "class_name": "Counter"},
        ],
        "migrations": {"new_tag": "v1", "steps": [{"new_sqlite_classes": ["Counter"]}]},
    });
    let script = [("script_name", "kv")];
    own.done("workers.scripts.update", &script, upload(metadata, code)).await;
    let enabled = body(&json!({"enabled": true, "previews_enabled": false}));
    own.done("workers.scripts.subdomain.create", &script, enabled).await;
    for n in 0..1000 {
        let (key, value) = (format!("key-{}", n % 7), format!("value {n}"));
        let of = [("namespace_id", namespace.as_str()), ("key_name", key.as_str())];
        if n % 2 == 0 {
            own.done("kv.namespaces.values.update", &of, Content::raw(value.clone())).await;
            assert_eq!(own.worker("kv", "GET", &format!("/{key}"), "").await, value);
        } else {
            assert_eq!(own.worker("kv", "PUT", &format!("/{key}"), &value).await, "put");
            assert_eq!(own.done("kv.namespaces.values.get", &of, Content::none()).await, value.as_str());
        }
    }
    assert_eq!(own.worker("kv", "GET", "/count", "").await, "1");
    // The runtime itself ends: the next request starts it again, with what was kept.
    let killed = runtime_of(folder.path()).expect("a runtime");
    assert!(Command::new("kill").args(["-9", &killed]).status().expect("kill").success());
    assert_eq!(own.worker("kv", "GET", "/count", "").await, "2");
    own.kill();
    let again = Process::start(folder.path());
    for n in 993..1000 {
        let (key, value) = (format!("key-{}", n % 7), format!("value {n}"));
        let of = [("namespace_id", namespace.as_str()), ("key_name", key.as_str())];
        assert_eq!(again.worker("kv", "GET", &format!("/{key}"), "").await, value);
        assert_eq!(again.done("kv.namespaces.values.get", &of, Content::none()).await, value.as_str());
    }
    assert_eq!(again.worker("kv", "GET", "/count", "").await, "3");
}

/// The id of the process that runs the Workers of a state.
fn runtime_of(state: &Path) -> Option<String> {
    let own = state.to_string_lossy().into_owned();
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|process| {
        let said = std::fs::read(process.path().join("cmdline")).ok()?;
        let said = String::from_utf8_lossy(&said);
        let is_own = said.contains("config.capnp") && said.contains(&own);
        is_own.then(|| process.file_name().to_string_lossy().into_owned())
    })
}

#[tokio::test]
async fn the_runtime_ends_with_an_emulator_that_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut own = Process::start(folder.path());
    let script = [("script_name", "kv")];
    own.done("workers.scripts.update", &script, upload(json!({}), "export default {}")).await;
    assert!(runtime_of(folder.path()).is_some());
    own.kill();
    while runtime_of(folder.path()).is_some() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn without_a_runtime_an_answer_says_what_to_install() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = Process::start_with(folder.path(), |command| {
        command
            .current_dir(folder.path())
            .env("PATH", "")
            .env_remove("CFS_WORKERD")
            .env_remove("MINIFLARE_WORKERD_PATH");
    });
    let script = [("script_name", "kv")];
    own.done("workers.scripts.update", &script, upload(json!({}), "export default {}")).await;
    let enabled = body(&json!({"enabled": true, "previews_enabled": false}));
    own.done("workers.scripts.subdomain.create", &script, enabled).await;
    let told = ask(own.at, "kv.emulator.workers.dev", "GET", "/", "").await;
    assert_eq!(told.status, 503);
    assert!(told.text.contains("npm install workerd"), "{told:?}");
}
