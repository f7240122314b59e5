//! A Worker that answers with a user of a D1 database, cached in Workers KV for a minute.
//!
//! In a crate of its own this is `src/lib.rs`, with `crate-type = ["cdylib"]` and the features `d1` and `kv`.

use cfs_runtime::{d1::D1Database, kv::KvNamespace, prelude::*};

#[derive(Env)]
struct Env {
    #[binding("DATABASE")]
    db: D1Database,
    cache: KvNamespace,
}

#[derive(FromJs, ToJs)]
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
    let user: Option<User> =
        env.db.prepare("SELECT * FROM users WHERE id = ?1").bind((&id,))?.first().await?;
    match user {
        Some(user) => {
            ctx.wait_until(env.cache.put(&id, user.name.as_str()).expiration_ttl(60));
            Response::json(&user)
        }
        None => Response::error(404, "User not found"),
    }
}
