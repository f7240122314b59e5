//! A chat: rooms are Durable Objects, what is said goes through a queue into D1, a cron counts it into KV.

mod cases;
mod room;

use cfs_runtime::core::ScheduledController;
use cfs_runtime::d1::D1Database;
use cfs_runtime::durable_objects::DurableObjectNamespace;
use cfs_runtime::kv::KvNamespace;
use cfs_runtime::prelude::*;
use cfs_runtime::queues::{MessageBatch, Queue};
use cfs_runtime::r2::R2Bucket;
use room::{Room, RoomRpc};

#[derive(Env)]
pub struct Env {
    pub db: D1Database,
    pub cache: KvNamespace,
    pub files: R2Bucket,
    pub archive: Queue<Said>,
    pub rooms: DurableObjectNamespace<Room>,
}

/// Something that somebody said.
#[derive(Clone, Debug, FromJs, ToJs)]
#[js(rename_all = "camelCase")]
pub struct Said {
    pub room: String,
    pub user_name: String,
    pub what: What,
}

#[derive(Clone, Debug, FromJs, ToJs)]
#[js(tag = "kind")]
pub enum What {
    Joined,
    Text { text: String },
    Left,
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> anyhow::Result<Response> {
    let path = request.path()?;
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts[..] {
        [""] => {
            let visits: u32 = env.cache.get("visits").await?.unwrap_or_default().parse().unwrap_or(0);
            context.wait_until(env.cache.put("visits", (visits + 1).to_string()));
            Ok(Response::ok(format!("visit {}", visits + 1))?)
        }
        ["rooms", name, "join"] => {
            let answer = env.rooms.get_by_name(name)?.fetch(request.into_inner()).await?;
            Ok(answer.into())
        }
        ["rooms", name, "history"] => {
            let lines = env.rooms.get_by_name(name)?.history(&20).await?;
            Ok(Response::json(&lines)?)
        }
        ["archive", name] => {
            let rows = env.db.prepare("SELECT user, line FROM said WHERE room = ?1 ORDER BY id").bind((name,))?;
            Ok(Response::json(&rows.rows::<Row>().await?)?)
        }
        ["digest"] => Ok(Response::ok(env.cache.get("digest").await?.unwrap_or_default())?),
        ["cases", ref case @ ..] => cases::run(case, request, &env).await,
        _ => Ok(Response::error(404, "no such page")?),
    }
}

#[derive(FromJs, ToJs)]
struct Row {
    user: String,
    line: String,
}

#[event(queue)]
async fn archive(batch: MessageBatch<Said>, env: &Env) -> Result<()> {
    for message in batch.messages()? {
        let said = message.body()?;
        let line = match said.what {
            What::Joined => "joined".to_owned(),
            What::Text { text } => text,
            What::Left => "left".to_owned(),
        };
        let insert = env.db.prepare("INSERT INTO said (room, user, line) VALUES (?1, ?2, ?3)");
        insert.bind((said.room, said.user_name, line))?.run::<()>().await?;
        message.ack()?;
    }
    Ok(())
}

#[derive(FromJs)]
struct Count {
    lines: u64,
}

#[event(scheduled)]
async fn count(_event: ScheduledController, env: Env) -> Result<()> {
    let count: Option<Count> = env.db.prepare("SELECT count(*) AS lines FROM said")?.first().await?;
    env.cache.put("digest", format!("{} lines", count.map_or(0, |count| count.lines))).await?;
    Ok(())
}
