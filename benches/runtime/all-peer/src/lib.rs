//! `tests/runtime/workers/all`, route by route, with the `worker` crate.

use serde::{Deserialize, Serialize};
use worker::{
    Context, DurableObject, Env, MessageBatch, MessageExt, Request, Response, Result, State, durable_object, event,
    wasm_bindgen,
};

#[derive(Serialize, Deserialize)]
struct User {
    id: u32,
    name: String,
}

#[derive(Serialize, Deserialize)]
struct Order {
    item: String,
    count: u32,
}

/// The handler, as `cfs-build` reads it: the other crate's macros do not declare it.
#[unsafe(link_section = "cfs")]
static _FETCH: [u8; 19] = *b"\x11\0\x01\x07\0handler\x05\0fetch";

#[event(fetch)]
async fn fetch(req: Request, env: Env, ctx: Context) -> Result<Response> {
    let url = req.url()?;
    let id = url.query_pairs().find(|(name, _)| name == "id").map(|(_, id)| id.into_owned()).unwrap_or_default();
    match url.path() {
        "/hello" => Response::ok("hello from Rust"),
        "/user" => {
            let cache = env.kv("CACHE")?;
            if let Some(hit) = cache.get(&id).text().await? {
                return Response::ok(hit);
            }
            let found = env.d1("DATABASE")?.prepare("SELECT * FROM users WHERE id = ?1").bind(&[id.clone().into()])?;
            match found.first::<User>(None).await? {
                Some(user) => {
                    let put = cache.put(&id, &user.name)?.expiration_ttl(60);
                    ctx.wait_until(async move { drop(put.execute().await) });
                    Response::from_json(&user)
                }
                None => Response::error("User not found", 404),
            }
        }
        "/migrate" => {
            let database = env.d1("DATABASE")?;
            database.exec("CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name TEXT)").await?;
            let insert = database.prepare("INSERT OR REPLACE INTO users VALUES (?1, ?2)");
            insert.bind(&[1.into(), "Ada".into()])?.run().await?;
            Response::ok("migrated")
        }
        "/file" => {
            let files = env.bucket("FILES")?;
            files.put("greeting", "stored bytes".to_owned()).execute().await?;
            match files.get("greeting").execute().await? {
                Some(object) => {
                    let etag = object.http_etag();
                    let body = object.body().ok_or("no body")?.response_body()?;
                    let response = Response::from_body(body)?;
                    response.headers().set("etag", &etag)?;
                    Ok(response)
                }
                None => Response::error("no file", 404),
            }
        }
        "/order" => {
            env.queue("ORDERS")?.send(Order { item: "tea".into(), count: 2 }).await?;
            Response::ok("sent")
        }
        "/count" => {
            let stub = env.durable_object("COUNTER")?.id_from_name("main")?.get_stub()?;
            stub.fetch_with_str("http://counter/add?by=5").await
        }
        "/throw" => {
            let failed = env.d1("DATABASE")?.prepare("SELECT nothing FROM nowhere").run().await;
            Response::ok(failed.err().map(|error| error.to_string()).unwrap_or_default())
        }
        _ => Response::error("no such route", 404),
    }
}

#[event(queue)]
async fn queue(batch: MessageBatch<Order>, env: Env, _ctx: Context) -> Result<()> {
    for message in batch.messages()? {
        let order = message.body();
        env.kv("CACHE")?.put("order", format!("{} {}", order.count, order.item))?.execute().await?;
        message.ack();
    }
    Ok(())
}

#[durable_object]
pub struct Counter {
    state: State,
}

impl DurableObject for Counter {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, req: Request) -> Result<Response> {
        let by: u32 = req.url()?.query().and_then(|query| query.strip_prefix("by=")?.parse().ok()).unwrap_or(1);
        let storage = self.state.storage();
        let count = storage.get::<u32>("count").await.ok().flatten().unwrap_or(0) + by;
        storage.put("count", count).await?;
        Response::ok(count.to_string())
    }
}
