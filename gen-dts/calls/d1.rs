use cfs_runtime::d1::D1Database;
use cfs_runtime::prelude::*;

#[derive(FromJs)]
struct User {
    name: String,
}

async fn name(db: &D1Database, id: u32) -> Result<Option<String>> {
    let user: Option<User> = db.prepare("SELECT name FROM users WHERE id = ?1").bind((id,))?.first().await?;
    Ok(user.map(|user| user.name))
}
