//! Calls of the API and of bindings, as events.

use super::{Event, kind};
use crate::bindings::Bound;
use crate::emulator::ACCOUNT_ID;
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::store::Message;
use crate::world::World;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// So many characters of a statement are kept.
const MOST_OF_QUERY: usize = 1000;
/// No answer that says how many keys it was of is longer.
const MOST_OF_ANSWER: usize = 64 << 10;

/// Adds an event of an account, now.
pub(crate) fn add(world: &World, kind: &str, account: &str, fields: Value) {
    let Value::Object(fields) = fields else { return };
    world.events.add(&Event {
        at: world.clock.now().as_microsecond(),
        kind: kind.to_owned(),
        account: account.to_owned(),
        fields,
        ..Event::default()
    });
}

/// A binding was answered.
pub(crate) fn binding(world: &World, of: &str, bound: &Bound<'_>, reply: &Reply, took: Duration) {
    let (asked, id) = (bound.asked, bound.id);
    let done = Done { reply, took, sent: asked.body.len(), several: false };
    let path = asked.segments.join("/");
    match of {
        "kv" => {
            let action = match (asked.method.as_str(), path.as_str()) {
                ("PUT", _) => "write",
                ("DELETE", _) => "delete",
                ("GET", "") => "list",
                _ => "read",
            };
            done.kv(world, bound.account, id, action);
        }
        "r2" => {
            let said = match asked.method.as_str() {
                "GET" => asked.headers.get("cf-r2-request").map(http::HeaderValue::as_bytes),
                _ => Some(&asked.body[..]),
            };
            // In a body the content comes after the JSON.
            let said =
                serde_json::Deserializer::from_slice(said.unwrap_or_default()).into_iter::<Value>().next();
            let said = said.and_then(Result::ok).unwrap_or_default();
            let action = r2_action(said["method"].as_str().unwrap_or_default());
            done.r2(world, bound.account, id, action, said["object"].as_str().unwrap_or_default());
        }
        "d1" => done.d1(world, bound.account, id, &asked.body),
        "queue" if asked.method == "POST" => {
            done.queue(world, bound.account, id, "WriteMessage", "worker", &asked.body);
        }
        "vectorize" => done.vectorize(world, bound.account, id, &path, &asked.body),
        "ai" => done.ai(world, bound, &asked.body),
        _ => {}
    }
}

/// A call of the API was answered.
pub(crate) fn call(world: &World, asked: &Asked, reply: &Reply, took: Duration) {
    let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    let several = segments.get(6) == Some(&"bulk");
    let done = Done { reply, took, sent: asked.body.len(), several };
    let method = asked.method.as_str();
    match segments.as_slice() {
        ["accounts", account, "storage", "kv", "namespaces", id, rest @ ..] => {
            let action = match (method, rest) {
                ("GET", ["values" | "metadata", ..]) | ("POST", ["bulk", "get"]) => "read",
                ("PUT", ["values" | "bulk", ..]) => "write",
                ("DELETE", ["values" | "bulk", ..]) | ("POST", ["bulk", "delete"]) => "delete",
                ("GET", ["keys"]) => "list",
                _ => return,
            };
            done.kv(world, account, id, action);
        }
        ["accounts", account, "r2", "buckets", bucket, "objects", key @ ..] => {
            let action = match (method, key) {
                ("GET", []) => "ListObjects",
                ("GET", _) => "GetObject",
                ("PUT", _) => "PutObject",
                ("DELETE", _) => "DeleteObject",
                _ => return,
            };
            done.r2(world, account, bucket, action, &key.join("/"));
        }
        ["accounts", account, "d1", "database", id, "query" | "raw"] => {
            done.d1(world, account, id, &asked.body);
        }
        ["accounts", account, "queues", id, "messages", rest @ ..] => {
            let action = match rest {
                [] | ["batch"] => "WriteMessage",
                ["pull"] => "ReadMessage",
                ["ack"] => "DeleteMessage",
                _ => return,
            };
            done.queue(world, account, id, action, "http", &asked.body);
        }
        _ => {}
    }
}

/// One operation of a queue, which is billed for every 64 KB that have begun.
fn operation(id: &str, action: &str, outcome: &str, consumer: &str, bytes: usize) -> Value {
    json!({
        "queueId": id, "actionType": action, "outcome": outcome, "consumerType": consumer, "messageSize": bytes,
        "bytes": bytes, "billableOperations": bytes.div_ceil(64 << 10).max(1),
    })
}

/// A Worker was given messages of a queue, and said of each whether it is done.
pub(crate) fn delivered<'m>(
    world: &World,
    account: &str,
    queue: &str,
    messages: impl Iterator<Item = (&'m Message, bool)>,
) {
    let now = world.clock.now().as_millisecond();
    for (message, done) in messages {
        let mut read = operation(queue, "ReadMessage", "success", "worker", message.body.len());
        read["lagTime"] = json!(now - message.sent);
        read["retryCount"] = json!(message.attempts - 1);
        add(world, kind::QUEUE, account, read);
        if done {
            let delete = operation(queue, "DeleteMessage", "success", "worker", message.body.len());
            add(world, kind::QUEUE, account, delete);
        }
    }
    let fields = json!({"queueId": queue, "concurrency": 1});
    add(world, "queueConsumerMetricsAdaptiveGroups", account, fields);
}

/// A call that changed something, for the audit logs.
pub(crate) fn audit(world: &World, asked: &Asked, reply: &Reply, operation: Option<String>) {
    let reads = matches!(asked.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    let Some(operation) = operation.filter(|_| !reads && reply.status.is_success()) else { return };
    let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    let account = match segments.as_slice() {
        ["accounts", account, ..] => (*account).to_owned(),
        ["zones", zone, ..] => account_of(world, zone),
        _ => return,
    };
    let data = ["values", "bulk", "messages", "objects", "query", "raw", "telemetry", "analytics_engine"];
    // Data is no configuration: the audit logs are of that alone.
    if segments.iter().skip(2).any(|segment| data.contains(segment)) {
        return;
    }
    let zone = segments.first().filter(|first| **first == "zones").map(|_| segments[1]);
    let fields = json!({
        "operation": operation, "method": asked.method, "path": asked.path, "status": reply.status.as_u16(), "zone": zone,
        "ip": "127.0.0.1", "agent": asked.header("user-agent").unwrap_or_default(),
    });
    add(world, kind::AUDIT, &account, fields);
}

fn account_of(world: &World, zone: &str) -> String {
    let found = world.store.get("/zones", zone).ok().flatten();
    let own = found.and_then(|zone| zone.value["account"]["id"].as_str().map(str::to_owned));
    own.unwrap_or_default()
}

fn r2_action(method: &str) -> &'static str {
    match method {
        "head" => "HeadObject",
        "put" => "PutObject",
        "delete" => "DeleteObject",
        "list" => "ListObjects",
        "createMultipartUpload" => "CreateMultipartUpload",
        "uploadPart" => "UploadPart",
        "completeMultipartUpload" => "CompleteMultipartUpload",
        "abortMultipartUpload" => "AbortMultipartUpload",
        _ => "GetObject",
    }
}

/// What D1 says of each statement; rows are not read.
#[derive(Deserialize)]
struct Told {
    meta: Option<Meta>,
    results: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    duration: f64,
    #[serde(default)]
    rows_read: u64,
    #[serde(default)]
    rows_written: u64,
    #[serde(default)]
    changed_db: bool,
}

#[derive(Deserialize)]
struct Enveloped {
    result: Option<Vec<Told>>,
}

/// A call that was answered.
struct Done<'a> {
    reply: &'a Reply,
    took: Duration,
    /// Bytes of the request's body.
    sent: usize,
    /// Whether it was of several keys, perhaps.
    several: bool,
}

impl Done<'_> {
    fn millis(&self) -> f64 {
        self.took.as_secs_f64() * 1000.0
    }

    fn status(&self) -> u16 {
        self.reply.status.as_u16()
    }

    fn kv(&self, world: &World, account: &str, id: &str, action: &str) {
        let size = if action == "write" { self.sent } else { self.reply.body.len() };
        let result = match self.status() {
            200..300 => "hit",
            404 => "miss",
            _ => "error",
        };
        let fields = json!({
            "namespaceId": id, "actionType": action, "responseStatusCode": self.status(), "result": result,
            "requests": self.keys(),
            "objectBytes": size, "latencyMs": self.millis(),
        });
        add(world, kind::KV, account, fields);
    }

    /// How many keys a call was of, as the answer says it of several.
    fn keys(&self) -> u64 {
        if !self.several || self.reply.body.len() > MOST_OF_ANSWER {
            return 1;
        }
        let told: Value = serde_json::from_slice(&self.reply.body).unwrap_or_default();
        let result = &told["result"];
        let several = result["values"].as_object().map(|values| values.len() as u64);
        result["successful_key_count"].as_u64().or(several).unwrap_or(1)
    }

    fn r2(&self, world: &World, account: &str, bucket: &str, action: &str, object: &str) {
        let status = match self.status() {
            200..300 => "success",
            500.. => "internalError",
            _ => "userError",
        };
        let fields = json!({
            "bucketName": bucket, "actionType": action, "actionStatus": status, "responseStatusCode": self.status(),
            "objectName": object, "storageClass": "Standard", "requests": 1, "responseBytes": self.reply.body.len(),
            "responseObjectSize": if action == "GetObject" { self.reply.body.len() } else { 0 },
        });
        add(world, kind::R2, account, fields);
    }

    fn d1(&self, world: &World, account: &str, id: &str, body: &[u8]) {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let batch = match &asked {
            Value::Array(all) => all.clone(),
            one => one["batch"].as_array().cloned().unwrap_or_else(|| vec![one.clone()]),
        };
        let told: Vec<Told> = serde_json::from_slice::<Vec<Told>>(&self.reply.body)
            .or_else(|_| {
                serde_json::from_slice::<Enveloped>(&self.reply.body)
                    .map(|all| all.result.unwrap_or_default())
            })
            .unwrap_or_default();
        let metas: Vec<&Meta> = told.iter().filter_map(|told| told.meta.as_ref()).collect();
        let writes = metas.iter().filter(|meta| meta.changed_db).count();
        let mut queries = Vec::new();
        for (at, one) in batch.iter().enumerate() {
            let sql: String =
                one["sql"].as_str().unwrap_or_default().trim().chars().take(MOST_OF_QUERY).collect();
            let told = told.get(at);
            let mut query = Map::from_iter([("query".to_owned(), json!(sql))]);
            match told.and_then(|told| told.meta.as_ref().map(|meta| (meta, told.results.is_some()))) {
                Some((meta, gives)) => {
                    query.insert("queryDurationMs".to_owned(), json!(meta.duration));
                    query.insert("rowsRead".to_owned(), json!(meta.rows_read));
                    query.insert("rowsWritten".to_owned(), json!(meta.rows_written));
                    query.insert("rowsReturned".to_owned(), json!(if gives { meta.rows_read } else { 0 }));
                }
                None => {
                    query.insert("error".to_owned(), json!("SQLITE_ERROR"));
                }
            }
            queries.push(Value::Object(query));
        }
        let total = |of: fn(&Meta) -> u64| metas.iter().map(|meta| of(meta)).sum::<u64>();
        let fields = json!({
            "databaseId": id, "databaseRole": "primary", "servedByRegion": "LOCAL", "servedByInstance": "cfs-emulator",
            "readQueries": metas.len() - writes, "writeQueries": writes, "rowsRead": total(|meta| meta.rows_read),
            "rowsWritten": total(|meta| meta.rows_written), "queryBatchResponseBytes": self.reply.body.len(),
            "queryBatchTimeMs": self.millis(), "queries": queries,
        });
        add(world, kind::D1, account, fields);
    }

    fn queue(&self, world: &World, account: &str, id: &str, action: &str, consumer: &str, body: &[u8]) {
        let outcome = if self.reply.status.is_success() { "success" } else { "error" };
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let many = ["messages", "acks"].iter().find_map(|name| asked[*name].as_array().map(Vec::len));
        let many = many.unwrap_or(1).max(1);
        for _ in 0..many {
            add(world, kind::QUEUE, account, operation(id, action, outcome, consumer, self.sent / many));
        }
    }

    fn vectorize(&self, world: &World, account: &str, index: &str, operation: &str, body: &[u8]) {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let count = |name: &str| asked[name].as_array().map_or(0, Vec::len);
        let status = format!("{}xx", self.status() / 100);
        let fields = json!({
            "indexName": index, "operation": operation, "requestStatus": status, "requestDurationMs": self.millis(),
            "queriedVectorDimensions": count("vector"), "addedVectorCount": count("vectors"),
            "deletedVectorCount": if operation == "deleteByIds" { count("ids") } else { 0 },
        });
        add(world, kind::VECTORIZE, account, fields);
    }

    fn ai(&self, world: &World, bound: &Bound<'_>, body: &[u8]) {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let answer: Value = serde_json::from_slice(&self.reply.body).unwrap_or_default();
        let model = asked["model"].as_str().or_else(|| bound.asked.header("cf-consn-model-id"));
        let tokens = |name: &str| answer["usage"][name].as_u64().unwrap_or(0);
        let fields = json!({
            "modelId": model.unwrap_or("unknown"), "errorCode": if self.reply.status.is_success() { 0 } else { self.status() },
            "requestSource": "binding", "inferenceTimeMs": self.millis(), "inputTokens": tokens("prompt_tokens"),
            "outputTokens": tokens("completion_tokens"), "requestBytesIn": self.sent, "requestBytesOut": self.reply.body.len(),
        });
        // Its binding leads to no account of its own.
        let account = if bound.account.is_empty() { ACCOUNT_ID } else { bound.account };
        add(world, kind::AI, account, fields);
    }
}
