//! The Worker of the README: users from D1, cached in KV.

use cfs_runtime::{d1::D1Database, kv::KvNamespace, prelude::*};

#[derive(Env)] // binding names are checked when the Worker starts
struct Env {
    #[binding("DATABASE")]
    db: D1Database,
    cache: KvNamespace,
}

#[derive(FromJs, ToJs, serde::Serialize)]
struct User {
    id: u32,
    name: String,
}

#[event(fetch)]
async fn fetch(req: Request, env: Env, ctx: Context) -> Result<Response> {
    let id = req.url()?.query("id").unwrap_or_default();
    if let Some(hit) = env.cache.get(&id).await? {
        return Response::ok(hit);
    }
    let user: Option<User> = env.db.prepare("SELECT * FROM users WHERE id = ?1").bind((&id,))?.first().await?;
    match user {
        Some(u) => {
            ctx.wait_until(env.cache.put(&id, serde_json::to_string(&u)?).expiration_ttl(60));
            Response::json(&u)
        }
        None => Response::error(404, "User not found"),
    }
}
