//! What Workers survive, and what they must not lose, asserted inside the real runtime.

#[path = "../../suite/src/check.rs"]
mod check;
mod object;
mod shared;
mod steps;
mod traps;
mod values;
mod web;

use cfs_runtime::core::ScheduledController;
use cfs_runtime::durable_objects::DurableObjectNamespace;
use cfs_runtime::email::ForwardableEmailMessage;
use cfs_runtime::queues::{MessageBatch, Queue};
use cfs_runtime::tail::TraceItem;
use cfs_runtime::workflows::Workflow;
use cfs_runtime::{d1::D1Database, kv::KvNamespace, prelude::*, r2::R2Bucket};
use check::Checks;
use object::VaultRpc;

#[derive(Env)]
pub struct Env {
    #[binding("DATABASE")]
    pub db: D1Database,
    pub cache: KvNamespace,
    pub files: R2Bucket,
    pub jobs: Queue<Job>,
    pub vault: DurableObjectNamespace<object::Vault>,
    pub steps: Workflow<String>,
}

/// A message; queues send JSON.
#[derive(FromJs, ToJs)]
pub struct Job {
    kind: String,
    payload: Vec<u8>,
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let path = request.path()?;
    let (route, kind) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    let vault = env.vault.get_by_name("main")?;
    let mut checks = Checks::default();
    let done = match route {
        "" => return Response::ok("hello"),
        "trap" => return Response::ok(traps::end(kind).to_string()),
        "late" => {
            cfs_runtime::core::scheduler().wait(10.0).await?;
            return Response::ok(traps::end(kind).to_string());
        }
        "node" => {
            let node: traps::Node = request.json().await?;
            return Response::ok(node.count().to_string());
        }
        "background" => {
            let kind = kind.to_owned();
            context.wait_until(async move {
                _ = traps::end(&kind);
            });
            return Response::ok("started");
        }
        "object" => return Response::ok(vault.end(&kind.to_owned()).await?.to_string()),
        "callback" => return Response::ok(vault.end_inside(&kind.to_owned()).await?.to_string()),
        "alarm" => return Response::ok(vault.wake(&kind.to_owned()).await?.to_string()),
        "alarmed" => return Response::ok(vault.woken().await?.to_string()),
        "job" => {
            env.jobs.send(&Job { kind: kind.to_owned(), payload: vec![1, 2, 255] }).await?;
            return Response::ok("sent");
        }
        "print" => {
            cfs_runtime::console_log!("{kind}");
            return Response::ok("printed");
        }
        "steps" => return Response::ok(steps::status(&env, kind).await?),
        "lock" => return shared::lock(&env).await,
        "cell" => return shared::cell(&env).await,
        "channel" => return shared::channel(kind).await,
        "future" => return shared::future(&env).await,
        "finished" => {
            let cache = env.cache.clone();
            context.wait_until(async move { drop(cache.put("finished", "yes").await) });
            return Response::ok("started");
        }
        "sql" => vault.sql().await.map(|lines| checks.lines(lines)),
        "d1" => values::d1(&mut checks, &env).await,
        "numbers" => values::numbers(&mut checks, &vault).await,
        "counts" => values::counts(&mut checks, &env).await,
        "bytes" => values::bytes(&mut checks, &vault).await,
        "serde" => values::serde(&mut checks, &env).await,
        "r2" => web::conditional(&mut checks, &env).await,
        "headers" => web::headers(&mut checks, &env).await,
        "feed" => web::feed(&mut checks).await,
        "clone" => web::clones(&mut checks, &request).await,
        _ => return Response::error(404, "no such section"),
    };
    if let Err(error) = done {
        checks.error(&error);
    }
    checks.response()
}

/// The first delivery ends the instance, the second one says that it arrived.
#[event(queue)]
async fn queue(batch: MessageBatch<Job>, env: Env) -> Result<()> {
    for message in batch.messages()? {
        let Job { kind, payload } = message.body()?;
        let attempts = message.attempts()?;
        if attempts < 2 {
            _ = traps::end(&kind);
        }
        env.cache.put(&format!("job-{kind}"), format!("{attempts} {payload:?}")).await?;
        message.ack()?;
    }
    Ok(())
}

#[event(scheduled)]
async fn scheduled(event: ScheduledController, env: Env) -> Result<()> {
    let kind = event.cron();
    if kind != "* * * * *" {
        _ = traps::end(&kind);
    }
    env.cache.put("cron", kind).await?;
    Ok(())
}

#[event(email)]
async fn email(message: ForwardableEmailMessage, env: Env) -> Result<()> {
    let subject = message.headers().get("subject")?.unwrap_or_default();
    if subject != "hello" {
        _ = traps::end(&subject);
    }
    env.cache.put("email", subject).await?;
    Ok(())
}

#[event(tail)]
async fn tail(events: Vec<TraceItem>, env: Env) -> Result<()> {
    let lines = format!("{:?}", events.iter().map(|event| &event.logs).collect::<Vec<_>>());
    if lines.contains("tail-trap") {
        _ = traps::end("stack");
    }
    if lines.contains("tail-line") {
        env.cache.put("tail", "read").await?;
    }
    Ok(())
}
