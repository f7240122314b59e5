//! A database as it was: a bookmark is a copy of the database, kept when it is asked for. Of times in between, the last bookmark
//! before them counts.

use super::import::bookmark;
use super::query::failed;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use crate::world::World;
use jiff::Timestamp;
use rusqlite::backup::Backup;
use rusqlite::{Connection, MAIN_DB};
use serde_json::json;
use std::sync::PoisonError;
use std::time::Duration;

/// How long a bookmark is kept, in seconds: thirty days, as there.
const KEPT: i64 = 30 * 86_400;
const MOST: usize = 100_000;

/// Where the copies of a database are.
fn place(asked: &Asked, id: &str) -> String {
    format!("{}/{id}/_bookmarks", asked.place(4))
}

/// The bookmark of how a database is, or was at a time.
pub(crate) fn get(world: &World, asked: &Asked) -> Answered {
    let id = super::id(world, asked)?;
    let mark = match time(asked)? {
        Some(time) if time < world.now() => before(world, &place(asked, &id), time)?,
        _ => mark(world, asked, &id)?,
    };
    Ok(Reply::result(json!({"bookmark": mark})))
}

/// Makes a database what it was.
pub(crate) fn restore(world: &World, asked: &Asked) -> Answered {
    let id = super::id(world, asked)?;
    let place = place(asked, &id);
    let wanted = match (asked.query("bookmark"), time(asked)?) {
        (Some(mark), _) => mark.to_owned(),
        (None, Some(time)) => before(world, &place, time)?,
        (None, None) => {
            return Err(Reply::error(400, 7400, "bookmark or timestamp: one of them is expected"));
        }
    };
    let missing = || Reply::error(400, 7500, format!("the bookmark {wanted} is not known"));
    let kept = world.store.blob(&place, &wanted, world.seconds())?.ok_or_else(missing)?;
    let previous = mark(world, asked, &id)?;
    let database = super::open(world, asked)?;
    let mut database = database.lock().unwrap_or_else(PoisonError::into_inner);
    put(&kept.content, &mut database).map_err(|error| failed(&error))?;
    drop(database);
    let message = format!("Restored the database to the bookmark {wanted}");
    let now = mark(world, asked, &id)?;
    Ok(Reply::result(json!({"bookmark": now, "previous_bookmark": previous, "message": message})))
}

fn put(content: &[u8], database: &mut Connection) -> rusqlite::Result<()> {
    let mut from = Connection::open_in_memory()?;
    from.deserialize_read_exact(MAIN_DB, content, content.len(), true)?;
    Backup::new(&from, database)?.run_to_completion(1000, Duration::ZERO, None)
}

/// Keeps a copy of a database as it is, unless the last one is the same.
fn mark(world: &World, asked: &Asked, id: &str) -> Result<String, Reply> {
    let place = place(asked, id);
    let database = super::open(world, asked)?;
    let database = database.lock().unwrap_or_else(PoisonError::into_inner);
    // A copy in memory has no journal of its own to be read with it.
    let mut copy = Connection::open_in_memory()?;
    Backup::new(&database, &mut copy)?.run_to_completion(1000, Duration::ZERO, None)?;
    drop(database);
    let mut content = copy.serialize(MAIN_DB)?.to_vec();
    // The file says whether it is written ahead; in memory nothing can be.
    if let Some(version) = content.get_mut(18..20) {
        version.fill(1);
    }
    let now = world.seconds();
    if let Some(last) = marks(world, &place)?.pop()
        && let Some(kept) = world.store.blob(&place, &last.key, now)?
        && kept.content == content
    {
        return Ok(last.key);
    }
    let key = bookmark(world);
    let about = json!({"at": world.clock.now().as_millisecond(), "number": marks(world, &place)?.len()});
    world.store.put_blobs(&place, &[Blob { key: key.clone(), content, about, expires: Some(now + KEPT) }])?;
    Ok(key)
}

/// The bookmarks of a database, the oldest first, without their copies.
fn marks(world: &World, place: &str) -> Result<Vec<Blob>, Reply> {
    let mut all = world.store.keys(place, "", "", MOST, world.seconds())?;
    all.sort_by_key(|mark| (mark.about["at"].as_i64(), mark.about["number"].as_u64()));
    Ok(all)
}

/// The last bookmark that was made up to a time.
fn before(world: &World, place: &str, time: Timestamp) -> Result<String, Reply> {
    let made = |mark: &Blob| mark.about["at"].as_i64().unwrap_or(i64::MAX);
    let found = marks(world, place)?.into_iter().rfind(|mark| made(mark) <= time.as_millisecond());
    let missing = "no bookmark was asked for before that time: the emulator keeps a database when one is";
    found.map(|mark| mark.key).ok_or_else(|| Reply::error(400, 7500, missing))
}

fn time(asked: &Asked) -> Result<Option<Timestamp>, Reply> {
    let Some(text) = asked.query("timestamp") else { return Ok(None) };
    let wrong = |_| Reply::error(400, 7400, format!("query.timestamp: {text:?} is no time of RFC 3339"));
    text.parse().map(Some).map_err(wrong)
}
