//! Bindings: what a Worker writes is what the API reads, and the other way round.

use super::World;
use crate::support::body;
use cfs_catalogue::Content;
use cfs_emulator::{Emulator, ManualClock};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Runs what a path names, and answers it as JSON.
fn calls(all: &str) -> String {
    format!(
        "const calls = {{ {all} }};
         export default {{ async fetch(request, env) {{
             const name = new URL(request.url).pathname.slice(1);
             try {{ return Response.json((await calls[name](env)) ?? null) }}
             catch (error) {{ return Response.json({{ error: String(error) }}) }}
         }} }}"
    )
}

impl World {
    async fn json(&self, name: &str, path: &str) -> Value {
        let text = self.get(name, path).await;
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{path}: {text}"))
    }
}

#[tokio::test]
async fn kv_is_the_same_from_both_sides() {
    let world = World::start().await;
    let namespace = world.namespace().await;
    let code = calls(
        "put: (env) => env.KV.put('a/b ü', 'by binding', { expirationTtl: 3600, metadata: { n: [1, 'ü'] } }),
         get: (env) => env.KV.getWithMetadata('a/b ü'),
         rest: (env) => env.KV.get('rest', 'json'),
         none: (env) => env.KV.get('none'),
         many: (env) => env.KV.get(['rest', 'none']).then((map) => Object.fromEntries(map)),
         list: async (env) => {
             const first = await env.KV.list({ limit: 1 });
             const next = await env.KV.list({ cursor: first.cursor });
             return [first.list_complete, ...first.keys.map(({ name, metadata }) => [name, metadata]), ...next.keys.map(({ name }) => name), next.list_complete];
         },
         delete: (env) => env.KV.delete('rest'),",
    );
    let bindings = json!([{"type": "kv_namespace", "name": "KV", "namespace_id": namespace}]);
    world.worker("kv", json!({"bindings": bindings}), &code).await;
    assert_eq!(world.json("kv", "/put").await, Value::Null);
    assert_eq!(world.value(&namespace, "a/b ü").await, "by binding");
    let got = world.json("kv", "/get").await;
    assert_eq!((&got["value"], &got["metadata"]), (&json!("by binding"), &json!({"n": [1, "ü"]})));
    let own = [("namespace_id", namespace.as_str())];
    let pairs = json!([{"key": "rest", "value": "{\"by\":\"API\"}"}]);
    world.done("kv.namespaces.bulk_update", &own, body(&pairs)).await;
    assert_eq!(world.json("kv", "/rest").await, json!({"by": "API"}));
    assert_eq!(world.json("kv", "/none").await, Value::Null);
    assert_eq!(world.json("kv", "/many").await, json!({"rest": "{\"by\":\"API\"}", "none": null}));
    assert_eq!(world.json("kv", "/list").await, json!([false, ["a/b ü", {"n": [1, "ü"]}], "rest", true]));
    world.json("kv", "/delete").await;
    let keys = world.done("kv.namespaces.keys.list", &own, Content::none()).await;
    assert_eq!(keys.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn r2_reads_ranges_conditions_and_parts() {
    let world = World::start().await;
    world.done("r2.buckets.create", &[], body(&json!({"name": "files"}))).await;
    let code = calls(
        "put: async (env) => {
             const put = await env.R2.put('a/1.txt', 'hello world', { httpMetadata: { contentType: 'text/plain' }, customMetadata: { k: 'v' } });
             return [put.key, put.size, put.etag];
         },
         get: async (env) => {
             const got = await env.R2.get('a/1.txt', { range: { offset: 6 } });
             return [await got.text(), got.httpMetadata.contentType, got.customMetadata, got.range];
         },
         head: async (env) => [(await env.R2.head('a/1.txt')).size, await env.R2.head('none'), await env.R2.get('none')],
         onlyIf: async (env) => [
             await env.R2.put('a/1.txt', 'other', { onlyIf: { etagMatches: 'wrong' } }),
             (await env.R2.get('a/1.txt', { onlyIf: { etagMatches: 'wrong' } })).body === undefined,
         ],
         parts: async (env) => {
             const upload = await env.R2.createMultipartUpload('big', { customMetadata: { p: 'q' } });
             const one = await upload.uploadPart(1, new Uint8Array(5 << 20));
             const two = await upload.uploadPart(2, 'end');
             const done = await upload.complete([one, two]);
             return [done.size, done.etag.endsWith('-2'), (await (await env.R2.get('big', { range: { suffix: 3 } })).text())];
         },
         list: async (env) => {
             const list = await env.R2.list({ delimiter: '/', include: ['customMetadata'] });
             return [list.objects.map((o) => [o.key, o.customMetadata]), list.delimitedPrefixes, list.truncated];
         },
         wrong: (env) => env.R2.put('x', 'y', { md5: '00000000000000000000000000000000' }),
         rest: async (env) => (await env.R2.get('rest')).text(),
         delete: (env) => env.R2.delete(['a/1.txt', 'big']),",
    );
    let bindings = json!([{"type": "r2_bucket", "name": "R2", "bucket_name": "files"}]);
    world.worker("r2", json!({"bindings": bindings}), &code).await;
    let md5 = "5eb63bbbe01eeed093cb22bb8f5acdc3";
    assert_eq!(world.json("r2", "/put").await, json!(["a/1.txt", 11, md5]));
    let got = world.json("r2", "/get").await;
    assert_eq!(got, json!(["world", "text/plain", {"k": "v"}, {"offset": 6, "length": 5}]));
    assert_eq!(world.json("r2", "/head").await, json!([11, null, null]));
    assert_eq!(world.json("r2", "/onlyIf").await, json!([null, true]));
    assert_eq!(world.json("r2", "/parts").await, json!([(5 << 20) + 3, true, "end"]));
    assert_eq!(world.json("r2", "/list").await, json!([[["big", {"p": "q"}]], ["a/"], false]));
    assert!(world.json("r2", "/wrong").await["error"].as_str().expect("an error").contains("checksum"));
    let own = |key| [("bucket_name", "files"), ("object_key", key)];
    assert_eq!(world.done("r2.buckets.objects.get", &own("a/1.txt"), Content::none()).await, "hello world");
    let content = Content::raw("from the API");
    world.done("r2.buckets.objects.upload", &own("rest"), content).await;
    assert_eq!(world.json("r2", "/rest").await, "from the API");
    world.json("r2", "/delete").await;
    let left = world.done("r2.buckets.objects.list", &[("bucket_name", "files")], Content::none()).await;
    assert_eq!(left[0]["key"], "rest");
}

#[tokio::test]
async fn d1_and_durable_objects() {
    let world = World::start().await;
    let made = world.done("d1.database.create", &[], body(&json!({"name": "db"}))).await;
    let database = made["uuid"].as_str().expect("an id").to_owned();
    let code = "import { DurableObject } from 'cloudflare:workers';
        export class Counter extends DurableObject {
            async next() {
                this.ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS t(n)');
                this.ctx.storage.sql.exec('INSERT INTO t VALUES(1)');
                return this.ctx.storage.sql.exec('SELECT count(*) n FROM t').one().n;
            }
        }"
    .to_owned()
        + &calls(
            "make: (env) => env.DB.exec('CREATE TABLE t(a, b)'),
             fill: async (env) => {
                 const insert = env.DB.prepare('INSERT INTO t VALUES(?, ?)');
                 const all = await env.DB.batch([insert.bind(1, 'x'), insert.bind(2, null)]);
                 return all.map(({ meta }) => [meta.changes, meta.last_row_id, meta.rows_written > 0]);
             },
             all: async (env) => (await env.DB.prepare('SELECT * FROM t ORDER BY a').all()).results,
             raw: (env) => env.DB.prepare('SELECT a, b FROM t ORDER BY a').raw({ columnNames: true }),
             first: (env) => env.DB.prepare('SELECT b FROM t WHERE a = ?').bind(1).first('b'),
             wrong: (env) => env.DB.prepare('SELECT * FROM nowhere').all(),
             next: (env) => env.COUNTER.get(env.COUNTER.idFromName('one')).next(),",
        );
    let metadata = json!({
        "bindings": [
            {"type": "d1", "name": "DB", "id": database},
            {"type": "durable_object_namespace", "name": "COUNTER", "class_name": "Counter"},
        ],
        "migrations": {"new_tag": "v1", "steps": [{"new_sqlite_classes": ["Counter"]}]},
    });
    world.worker("data", metadata.clone(), &code).await;
    assert_eq!(world.json("data", "/make").await["count"], 1);
    assert_eq!(world.json("data", "/fill").await, json!([[1, 1, true], [1, 2, true]]));
    assert_eq!(world.json("data", "/all").await, json!([{"a": 1, "b": "x"}, {"a": 2, "b": null}]));
    assert_eq!(world.json("data", "/raw").await, json!([["a", "b"], [1, "x"], [2, null]]));
    assert_eq!(world.json("data", "/first").await, "x");
    assert!(
        world.json("data", "/wrong").await["error"]
            .as_str()
            .expect("an error")
            .contains("no such table: nowhere")
    );
    let query = body(&json!({"sql": "SELECT count(*) n FROM t"}));
    let told = world.done("d1.database.query", &[("database_id", &database)], query).await;
    assert_eq!(told[0]["results"][0]["n"], 2);
    assert_eq!(world.json("data", "/next").await, 1);
    // The class is renamed: its objects keep what they had.
    let mut renamed = metadata;
    renamed["bindings"][1]["class_name"] = json!("Number");
    renamed["migrations"] = json!({"old_tag": "v1", "new_tag": "v2", "steps": [{"renamed_classes": [{"from": "Counter", "to": "Number"}]}]});
    world.worker("data", renamed, &code.replace("class Counter", "class Number")).await;
    assert_eq!(world.json("data", "/next").await, 2);
}

#[tokio::test]
async fn values_limits_and_what_is_not_known() {
    let clock = Arc::new(ManualClock::new("2026-11-28T10:00:00Z".parse().expect("a time")));
    let world = World::of(Emulator::builder().clock(clock.clone())).await;
    let code = calls(
        "values: (env) => [env.TEXT, env.JSON, env.SECRET, env.VERSION.id.length, env.ODD === undefined],
         limit: async (env) => (await env.LIMIT.limit({ key: 'k' })).success,
         ai: async (env) => (await env.AI.run('@cf/meta/llama-3.1-8b-instruct', { prompt: 'why?' })).response,
         embed: async (env) => (await env.AI.run('@cf/baai/bge-base-en-v1.5', { text: ['a b', 'a b'] })).shape,
         point: (env) => env.POINTS.writeDataPoint({ blobs: ['x'], doubles: [1], indexes: ['i'] }),
         service: async (env) => (await env.NOBODY.fetch('http://nobody/')).status,",
    );
    let bindings = json!([
        {"type": "plain_text", "name": "TEXT", "text": "t"}, {"type": "json", "name": "JSON", "json": {"a": [1]}},
        {"type": "secret_text", "name": "SECRET", "text": "planted"}, {"type": "version_metadata", "name": "VERSION"},
        {"type": "ratelimit", "name": "LIMIT", "namespace_id": "1", "simple": {"limit": 2, "period": 60}},
        {"type": "ai", "name": "AI"}, {"type": "analytics_engine", "name": "POINTS", "dataset": "points"},
        {"type": "service", "name": "NOBODY", "service": "nobody"}, {"type": "browser", "name": "ODD"},
    ]);
    world.worker("values", json!({"bindings": bindings}), &code).await;
    assert_eq!(world.json("values", "/values").await, json!(["t", {"a": [1]}, "planted", 36, true]));
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(world.json("values", "/limit").await);
    }
    assert_eq!(seen, [json!(true), json!(true), json!(false)]);
    clock.advance(Duration::from_mins(1));
    assert_eq!(world.json("values", "/limit").await, true);
    assert_eq!(world.json("values", "/ai").await, "The emulator was asked: why?");
    assert_eq!(world.json("values", "/embed").await, json!([2, 768]));
    assert_eq!(world.json("values", "/point").await, Value::Null);
    assert_eq!(world.json("values", "/service").await, 503);
    let told = world.ask("values", "GET", "/values", "").await;
    assert!(told.headers["cfs-emulator-warning"].to_str().expect("text").contains("ODD"), "{told:?}");
}

#[tokio::test]
async fn vectors_are_found_exactly() {
    let world = World::start().await;
    let config = json!({"name": "near", "config": {"dimensions": 2, "metric": "cosine"}});
    world.done("vectorize.indexes.create", &[], body(&config)).await;
    let code = calls(
        "fill: (env) => env.V.upsert([
             { id: 'a', values: [1, 0], metadata: { kind: 'x' } }, { id: 'b', values: [1, 1], metadata: { kind: 'y' } },
             { id: 'c', values: [0, 1], metadata: { kind: 'x' } },
         ]),
         near: async (env) => (await env.V.query([1, 0.1], { topK: 2 })).matches.map(({ id }) => id),
         of: async (env) => (await env.V.query([1, 0.1], { filter: { kind: 'x' }, returnMetadata: 'all' })).matches.map(({ id, metadata }) => [id, metadata.kind]),
         get: async (env) => (await env.V.getByIds(['b'])).map(({ values }) => values),
         wrong: (env) => env.V.insert([{ id: 'd', values: [1] }]),",
    );
    let bindings = json!([{"type": "vectorize", "name": "V", "index_name": "near"}]);
    world.worker("vectors", json!({"bindings": bindings}), &code).await;
    assert!(world.json("vectors", "/fill").await["mutationId"].is_string());
    assert_eq!(world.json("vectors", "/near").await, json!(["a", "b"]));
    assert_eq!(world.json("vectors", "/of").await, json!([["a", "x"], ["c", "x"]]));
    assert_eq!(world.json("vectors", "/get").await, json!([[1, 1]]));
    assert!(world.json("vectors", "/wrong").await["error"].as_str().expect("an error").contains("1 values"));
}

#[tokio::test]
async fn secrets_of_the_store_and_databases_of_hyperdrive() {
    let world = World::start().await;
    let stores = world.done("secrets_store.stores.create", &[], body(&json!([{"name": "store"}]))).await;
    let store = crate::lifecycle::find(&stores, "id").expect("an id");
    let secrets = json!([{"name": "key", "value": "planted-secret", "scopes": ["workers"]}]);
    world.done("secrets_store.stores.secrets.create", &[("store_id", &store)], body(&secrets)).await;
    let origin = json!({
        "host": "127.0.0.1", "port": 5432, "database": "orders", "user": "me", "password": "planted", "scheme": "postgres",
    });
    let config =
        world.done("hyperdrive.configs.create", &[], body(&json!({"name": "db", "origin": origin}))).await;
    let code = calls(
        "secret: (env) => env.SECRET.get(),
         database: (env) => [env.DB.user, env.DB.password, env.DB.database, env.DB.connectionString.startsWith('postgres')],",
    );
    let bindings = json!([
        {"type": "secrets_store_secret", "name": "SECRET", "store_id": store, "secret_name": "key"},
        {"type": "hyperdrive", "name": "DB", "id": config["id"]},
    ]);
    world.worker("stored", json!({"bindings": bindings}), &code).await;
    assert_eq!(world.json("stored", "/secret").await, "planted-secret");
    assert_eq!(world.json("stored", "/database").await, json!(["me", "planted", "orders", true]));
}

#[tokio::test]
async fn workers_call_each_other_and_share_objects() {
    let world = World::start().await;
    let callee = "import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers';
        export class Sums extends WorkerEntrypoint { add(a, b) { return a + b } }
        export class Room extends DurableObject { title() { return 'room of callee' } }
        export default { fetch(request) { return new Response('callee ' + new URL(request.url).host) } }";
    let caller = calls(
        "fetch: async (env) => (await env.CALLEE.fetch('http://inside/')).text(),
         rpc: (env) => env.SUMS.add(1, 2),
         room: (env) => env.ROOM.get(env.ROOM.idFromName('a')).title(),",
    );
    let bindings = json!([
        {"type": "service", "name": "CALLEE", "service": "callee"},
        {"type": "service", "name": "SUMS", "service": "callee", "entrypoint": "Sums"},
        {"type": "durable_object_namespace", "name": "ROOM", "class_name": "Room", "script_name": "callee"},
    ]);
    // The caller is there first: what it calls comes later.
    world.worker("caller", json!({"bindings": bindings}), &caller).await;
    let migrations = json!({"migrations": {"new_tag": "v1", "steps": [{"new_sqlite_classes": ["Room"]}]}});
    world.worker("callee", migrations, callee).await;
    assert_eq!(world.json("caller", "/fetch").await, "callee inside");
    assert_eq!(world.json("caller", "/rpc").await, 3);
    assert_eq!(world.json("caller", "/room").await, "room of callee");
}

#[tokio::test]
async fn buckets_of_a_jurisdiction_are_others() {
    let world = World::start().await;
    for more in [Vec::new(), vec![("cf-r2-jurisdiction", "eu")]] {
        let made = world.done("r2.buckets.create", &more, body(&json!({"name": "files"}))).await;
        assert_eq!(made["jurisdiction"], if more.is_empty() { "default" } else { "eu" }, "{made}");
    }
    let bindings = json!({"bindings": [
        {"type": "r2_bucket", "name": "HERE", "bucket_name": "files"},
        {"type": "r2_bucket", "name": "EU", "bucket_name": "files", "jurisdiction": "eu"},
    ]});
    let code = calls(
        "put: (env) => env.EU.put('key', 'in the EU').then(() => 1), get: async (env) => [(await env.HERE.get('key')), await (await env.EU.get('key')).text()],",
    );
    world.worker("data", bindings, &code).await;
    assert_eq!(world.json("data", "/put").await, 1);
    assert_eq!(world.json("data", "/get").await, json!([null, "in the EU"]));
    let of = |more: &[(&'static str, &'static str)]| [&[("bucket_name", "files")], more].concat();
    let here = world.done("r2.buckets.objects.list", &of(&[]), Content::none()).await;
    assert_eq!(here.as_array().map(Vec::len), Some(0));
    let eu =
        world.done("r2.buckets.objects.list", &of(&[("cf-r2-jurisdiction", "eu")]), Content::none()).await;
    assert_eq!(eu[0]["key"], "key");
}
