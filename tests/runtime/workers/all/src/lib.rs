//! The Worker of the README, with a route a product.

use cfs_runtime::core::ReadableStream;
use cfs_runtime::durable_objects::{DurableObjectNamespace, DurableObjectState};
use cfs_runtime::queues::{MessageBatch, Queue};
use cfs_runtime::{d1::D1Database, kv::KvNamespace, prelude::*, r2::R2Bucket};
use std::cell::Cell;

#[derive(Env)]
struct Env {
    #[binding("DATABASE")]
    db: D1Database,
    cache: KvNamespace,
    files: R2Bucket,
    orders: Queue<Order>,
    counter: DurableObjectNamespace<Counter>,
}

#[derive(Clone, Debug, FromJs, ToJs)]
struct User {
    id: u32,
    name: String,
}

#[derive(Clone, Debug, FromJs, ToJs)]
struct Order {
    item: String,
    count: u32,
}

#[event(fetch)]
async fn fetch(req: Request, env: Env, ctx: Context) -> Result<Response> {
    let url = req.url()?;
    let id = url.query("id").unwrap_or_default();
    match url.pathname().as_str() {
        "/hello" => Response::ok("hello from Rust"),
        "/user" => {
            if let Some(hit) = env.cache.get(&id).await? {
                return Response::ok(hit)?.with_header("x-cache", "hit");
            }
            let user: Option<User> = env.db.prepare("SELECT * FROM users WHERE id = ?1")?.bind((&id,))?.first().await?;
            match user {
                Some(user) => {
                    ctx.wait_until(env.cache.put(&id, user.name.as_str()).expiration_ttl(60));
                    Response::json(&user)
                }
                None => Response::error(404, "User not found"),
            }
        }
        "/migrate" => {
            env.db.exec("CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name TEXT)").await?;
            env.db.prepare("INSERT OR REPLACE INTO users VALUES (?1, ?2)")?.bind((1, "Ada"))?.run::<cfs_runtime::wasm_bindgen::JsValue>().await?;
            Response::ok("migrated")
        }
        "/file" => {
            env.files.put("greeting", "stored bytes").await?;
            match env.files.get("greeting").await? {
                Some(object) => Response::ok(ReadableStream::from(object.body()))?.with_header("etag", &object.http_etag()),
                None => Response::error(404, "no file"),
            }
        }
        "/order" => {
            env.orders.send(&Order { item: "tea".into(), count: 2 }).await?;
            Response::ok("sent")
        }
        "/count" => {
            let stub = env.counter.get_by_name("main")?;
            let count = stub.add(&5).await?;
            Response::ok(count.to_string())
        }
        "/panic" => panic!("on purpose"),
        "/throw" => {
            let failed = env.db.prepare("SELECT nothing FROM nowhere")?.run::<cfs_runtime::wasm_bindgen::JsValue>().await;
            Response::ok(failed.err().map(|error| error.to_string()).unwrap_or_default())
        }
        _ => Response::error(404, "no such route"),
    }
}

#[event(queue)]
async fn queue(batch: MessageBatch<Order>, env: Env) -> Result<()> {
    for message in batch.messages()? {
        let order = message.body()?;
        env.cache.put("order", format!("{} {}", order.count, order.item)).await?;
        message.ack()?;
    }
    Ok(())
}

struct Counter {
    state: DurableObjectState,
    calls: Cell<u32>,
}

#[durable_object]
impl Counter {
    fn new(state: DurableObjectState, _env: cfs_runtime::wasm_bindgen::JsValue) -> Self {
        Self { state, calls: Cell::new(0) }
    }

    async fn add(&self, by: u32) -> Result<u32> {
        self.calls.set(self.calls.get() + 1);
        let storage = self.state.storage();
        let count = storage.get::<u32>("count").await?.unwrap_or(0) + by;
        storage.put("count", &count).await?;
        Ok(count)
    }
}
