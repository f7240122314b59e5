//! One store: what one side writes is what the other reads next, also after the emulator was killed.

use super::{ask, npm, upload};
use crate::support::{body, call, of_account};
use cfs_catalogue::Content;
use cfs_emulator::TOKEN;
use cfs_http::{Client, Credentials};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// An emulator as a process of its own.
struct Process {
    child: Child,
    client: Client,
    at: SocketAddr,
}

impl Process {
    fn start(state: &Path) -> Self {
        Self::start_with(state, |_| {})
    }

    fn start_with(state: &Path, change: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfs-emulator"));
        command
            .args(["--port", "0", "--state"])
            .arg(state)
            .current_dir(if npm().is_dir() { npm() } else { state.to_owned() })
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        change(&mut command);
        let mut child = command.spawn().expect("a process");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its address");
        let base = line.trim().to_owned();
        let at = base
            .trim_start_matches("http://")
            .split('/')
            .next()
            .unwrap_or_default()
            .parse()
            .expect("an address");
        let client = Client::builder()
            .base_url(base)
            .credentials(Credentials::token(TOKEN))
            .build()
            .expect("a client");
        Self { child, client, at }
    }

    async fn done(&self, name: &str, more: &[(&str, &str)], content: Content) -> Value {
        call(&self.client, name, of_account(more), content)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    async fn worker(&self, method: &str, path: &str, content: &str) -> String {
        ask(self.at, "kv.emulator.workers.dev", method, path, content).await.text
    }

    fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

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
            assert_eq!(own.worker("GET", &format!("/{key}"), "").await, value);
        } else {
            assert_eq!(own.worker("PUT", &format!("/{key}"), &value).await, "put");
            assert_eq!(own.done("kv.namespaces.values.get", &of, Content::none()).await, value.as_str());
        }
    }
    assert_eq!(own.worker("GET", "/count", "").await, "1");
    // The runtime itself ends: the next request starts it again, with what was kept.
    let killed = runtime_of(folder.path()).expect("a runtime");
    assert!(Command::new("kill").args(["-9", &killed]).status().expect("kill").success());
    assert_eq!(own.worker("GET", "/count", "").await, "2");
    own.kill();
    let again = Process::start(folder.path());
    for n in 993..1000 {
        let (key, value) = (format!("key-{}", n % 7), format!("value {n}"));
        let of = [("namespace_id", namespace.as_str()), ("key_name", key.as_str())];
        assert_eq!(again.worker("GET", &format!("/{key}"), "").await, value);
        assert_eq!(again.done("kv.namespaces.values.get", &of, Content::none()).await, value.as_str());
    }
    assert_eq!(again.worker("GET", "/count", "").await, "3");
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
