//! What the runtime does for Rust, asserted inside the real runtime; a section a route.

mod bindings;
mod check;
mod objects;
mod web;

use cfs_runtime::analytics_engine::AnalyticsEngineDataset;
use cfs_runtime::durable_objects::DurableObjectNamespace;
use cfs_runtime::queues::{MessageBatch, Queue};
use cfs_runtime::rate_limit::RateLimit;
use cfs_runtime::{Secret, Variable, d1::D1Database, kv::KvNamespace, prelude::*, r2::R2Bucket};
use check::Checks;

#[derive(Env)]
pub struct Env {
    #[binding("DATABASE")]
    pub db: D1Database,
    pub cache: KvNamespace,
    pub files: R2Bucket,
    pub orders: Queue<Order>,
    pub room: DurableObjectNamespace<objects::Room>,
    pub events: AnalyticsEngineDataset,
    pub limit: RateLimit,
    pub greeting: Variable,
    pub token: Secret,
}

#[derive(Clone, Debug, PartialEq, FromJs, ToJs)]
pub struct Order {
    pub item: String,
    pub count: u32,
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let path = request.path()?;
    let mut checks = Checks::default();
    let done = match path.as_str() {
        "/kv" => bindings::kv(&mut checks, &env).await,
        "/r2" => bindings::r2(&mut checks, &env).await,
        "/d1" => bindings::d1(&mut checks, &env).await,
        "/queue" => bindings::queue(&mut checks, &env).await,
        "/small" => bindings::small(&mut checks, &env).await,
        "/objects" => objects::section(&mut checks, &env).await,
        "/web" => web::standards(&mut checks).await,
        "/fetch" => web::fetching(&mut checks, &request).await,
        "/crypto" => web::crypto(&mut checks).await,
        "/streams" => web::streams(&mut checks).await,
        "/html" => web::html(&mut checks).await,
        "/sockets" => web::sockets(&mut checks).await,
        "/cache" => web::cache(&mut checks).await,
        "/echo" => return Response::ok(request.text().await?),
        "/ws" => return objects::connect(&request, &env).await,
        "/wait" => {
            context.wait_until(env.cache.put("waited", "yes").expiration_ttl(60));
            Ok(())
        }
        _ => return Response::error(404, "no such section"),
    };
    if let Err(error) = done {
        checks.error(&error);
    }
    checks.response()
}

#[event(queue)]
async fn queue(batch: MessageBatch<Order>, env: Env) -> Result<()> {
    for message in batch.messages()? {
        let order = message.body()?;
        let tries = message.attempts();
        if order.item == "retry" && tries < 2.0 {
            message.retry()?;
            continue;
        }
        let text = format!("{} {} after {tries} from {}", order.count, order.item, batch.queue());
        env.cache.put(&format!("order-{}", order.item), text).await?;
        message.ack()?;
    }
    Ok(())
}

#[event(scheduled)]
async fn scheduled(event: cfs_runtime::core::ScheduledController, env: Env) -> Result<()> {
    env.cache.put("cron", event.cron()).await?;
    Ok(())
}
