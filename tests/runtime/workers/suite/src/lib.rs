//! What the runtime does for Rust, asserted inside the real runtime; a section a route.

mod bindings;
mod check;
mod flows;
mod html;
mod net;
mod objects;
mod pipes;
mod products;
mod vectors;
mod web;

use cfs_runtime::analytics_engine::AnalyticsEngineDataset;
use cfs_runtime::core::Fetcher;
use cfs_runtime::durable_objects::DurableObjectNamespace;
use cfs_runtime::email::{ForwardableEmailMessage, SendEmail};
use cfs_runtime::hello_world::HelloWorldBinding;
use cfs_runtime::hyperdrive::Hyperdrive;
use cfs_runtime::pipelines::Pipeline;
use cfs_runtime::queues::{MessageBatch, Queue};
use cfs_runtime::rate_limit::RateLimit;
use cfs_runtime::secrets_store::SecretsStoreSecret;
use cfs_runtime::tail::TraceItem;
use cfs_runtime::version_metadata::WorkerVersionMetadata;
use cfs_runtime::worker_loader::WorkerLoader;
use cfs_runtime::workflows::Workflow;
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
    pub maths: Fetcher<net::Maths>,
    pub checkout: Workflow<Order>,
    pub mail: SendEmail,
    pub database_pool: Hyperdrive,
    pub version: WorkerVersionMetadata,
    pub vault: SecretsStoreSecret,
    pub loader: WorkerLoader,
    pub hello: HelloWorldBinding,
    pub pipe: Pipeline<Order>,
    pub tcp_port: Variable,
    pub ws_port: Variable,
}

#[event(start)]
fn start() {
    cfs_runtime::log::init_log(log::LevelFilter::Info);
    cfs_runtime::log::init_tracing(tracing::level_filters::LevelFilter::INFO);
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
        "/products" => products::section(&mut checks, &env).await,
        "/objects" => objects::section(&mut checks, &env).await,
        "/web" => web::standards(&mut checks).await,
        "/fetch" => web::fetching(&mut checks, &request).await,
        "/crypto" => vectors::crypto(&mut checks).await,
        "/streams" => pipes::streams(&mut checks).await,
        "/gigabyte" => pipes::gigabyte(&mut checks).await,
        "/html" => html::html(&mut checks).await,
        "/web-sockets" => net::web_sockets(&mut checks, &env).await,
        "/tcp" => net::tcp(&mut checks, &env).await,
        "/rpc" => net::rpc(&mut checks, &env).await,
        "/workflow" => flows::workflow(&mut checks, &env).await,
        "/send" => flows::send(&mut checks, &env).await,
        "/log" => {
            cfs_runtime::console_log!("traced line");
            log::warn!("by log {}", 1);
            tracing::info_span!("outer", id = 7).in_scope(|| tracing::error!(count = 2, "by tracing"));
            tracing::debug!("too quiet");
            Ok(())
        }
        "/slow" => {
            cfs_runtime::console_log!("slow begins");
            cfs_runtime::core::scheduler().wait(60_000.0).await.map(drop)
        }
        "/panic" => panic!("asked to panic"),
        "/fails" => return Err(Error::new("refused in words")),
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
        let tries = message.attempts()?;
        if order.item == "retry" && tries < 2 {
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

#[event(email)]
async fn email(message: ForwardableEmailMessage, env: Env) -> Result<()> {
    flows::received(message, env).await
}

#[event(tail)]
async fn tail(events: Vec<TraceItem>, env: Env) -> Result<()> {
    flows::traced(events, env).await
}
