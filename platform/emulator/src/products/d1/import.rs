//! Files in and out: an address to upload to, then the statements; a dump, and an address to take it from.

use super::dump::{Options, dump};
use super::query::failed;
use crate::ids::hex;
use crate::route::body;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use crate::world::World;
use md5::{Digest, Md5};
use serde_json::{Value, json};
use std::sync::PoisonError;

/// Where files wait. They go after a day.
const FILES: &str = "/_d1_files";
const DAY: i64 = 86_400;

fn keep(world: &World, key: &str, content: Vec<u8>) -> Result<(), Reply> {
    let expires = Some(world.seconds() + DAY);
    Ok(world.store.put_blobs(FILES, &[Blob { key: key.to_owned(), content, about: Value::Null, expires }])?)
}

/// A name for how a database is.
pub(super) fn bookmark(world: &World) -> String {
    let id = world.ids.hex();
    format!("{}-{}-{}-{id}", &id[..8], &id[8..16], &id[16..24])
}

/// Takes a file of statements, in its steps.
pub(crate) fn import(world: &World, asked: &Asked) -> Answered {
    let body = body::needed(asked)?;
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    match text("action") {
        "init" => {
            let filename = format!("{}.sql", world.ids.hex());
            let url = format!("{}/_emulator/d1/{filename}", world.origin);
            Ok(Reply::result(
                json!({"filename": filename, "upload_url": url, "success": true, "type": "import"}),
            ))
        }
        "ingest" => {
            let missing = || Reply::error(400, 7500, "the file was not uploaded");
            let file = world.store.blob(FILES, text("filename"), world.seconds())?.ok_or_else(missing)?;
            if hex(&Md5::digest(&file.content)) != text("etag") {
                return Err(Reply::error(400, 7500, "the uploaded file has another etag"));
            }
            let sql = String::from_utf8_lossy(&file.content).into_owned();
            let done = ingest(world, asked, &sql)?;
            Ok(Reply::result(done))
        }
        "poll" => Ok(Reply::result(json!({
            "success": true, "type": "import", "status": "complete", "at_bookmark": text("current_bookmark"),
            "messages": [], "error": "Not currently importing anything.",
        }))),
        other => {
            Err(Reply::error(400, 7400, format!("body.action: {other:?} is not one of init, ingest, poll")))
        }
    }
}

fn ingest(world: &World, asked: &Asked, sql: &str) -> Result<Value, Reply> {
    let database = super::open(world, asked)?;
    let mut database = database.lock().unwrap_or_else(PoisonError::into_inner);
    let before = database.total_changes();
    let change = database.transaction()?;
    change.execute_batch(sql).map_err(|error| failed(&error))?;
    change.commit().map_err(|error| failed(&error))?;
    let changes = database.total_changes() - before;
    let queries = sql.split(';').filter(|one| !one.trim().is_empty()).count();
    let size: i64 = database.query_row(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        [],
        |row| row.get(0),
    )?;
    let meta = json!({
        "served_by": "cfs-emulator", "duration": 1.0, "changes": changes, "last_row_id": database.last_insert_rowid(),
        "changed_db": changes > 0, "size_after": size, "rows_read": 0, "rows_written": changes,
    });
    let mark = bookmark(world);
    Ok(json!({
        "success": true, "type": "import", "status": "complete", "at_bookmark": mark, "messages": [],
        "result": {"num_queries": queries, "final_bookmark": mark, "meta": meta},
    }))
}

/// Gives a dump.
pub(crate) fn export(world: &World, asked: &Asked) -> Answered {
    let body = body::value(asked)?.unwrap_or_default();
    let wanted = &body["dump_options"];
    let tables = wanted["tables"].as_array().into_iter().flatten();
    let options = Options {
        no_schema: wanted["no_schema"] == true,
        no_data: wanted["no_data"] == true,
        tables: tables.filter_map(Value::as_str).map(str::to_owned).collect(),
    };
    let database = super::open(world, asked)?;
    let text = dump(&database.lock().unwrap_or_else(PoisonError::into_inner), &options)
        .map_err(|error| failed(&error))?;
    let filename = format!("{}.sql", world.ids.hex());
    keep(world, &filename, text.into_bytes())?;
    let url = format!("{}/_emulator/d1/{filename}", world.origin);
    Ok(Reply::result(json!({
        "success": true, "type": "export", "status": "complete", "at_bookmark": bookmark(world), "messages": [],
        "result": {"filename": filename, "signed_url": url},
    })))
}

/// Takes a file at the address that was given for it.
pub(crate) fn upload(world: &World, asked: &Asked, name: &str) -> Answered {
    let etag = hex(&Md5::digest(&asked.body));
    keep(world, name, asked.body.to_vec())?;
    Ok(Reply::content(200, "", "").with("etag", format!("\"{etag}\"")))
}

/// Gives a file at the address that was given for it.
pub(crate) fn download(world: &World, name: &str) -> Answered {
    let missing = || Reply::error(404, 7404, "there is no such file");
    let file = world.store.blob(FILES, name, world.seconds())?.ok_or_else(missing)?;
    Ok(Reply::content(200, "application/sql", file.content))
}
