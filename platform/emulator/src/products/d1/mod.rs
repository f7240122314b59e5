//! D1: a `SQLite` database each.

mod dump;
mod import;
mod query;
pub(crate) mod travel;

use crate::collection;
use crate::route::Route;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use rusqlite::Connection;
use rusqlite::limits::Limit;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use import::{download, export, import, upload};
pub(crate) use query::{Rows, query, statements};

pub(crate) type Database = Arc<Mutex<Connection>>;

/// The databases that are open.
#[derive(Default)]
pub(crate) struct Databases(Mutex<BTreeMap<String, Database>>);

impl Databases {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Database>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The database of an id, which is made when it is asked for first.
    pub(crate) fn open(&self, state: Option<&Path>, id: &str) -> Result<Database, Reply> {
        let mut all = self.all();
        if let Some(open) = all.get(id) {
            return Ok(Arc::clone(open));
        }
        let connection = match state {
            Some(state) => {
                let folder = state.join("d1");
                std::fs::create_dir_all(&folder)
                    .map_err(|error| Reply::error(500, 10_500, error.to_string()))?;
                Connection::open(file(&folder, id))?
            }
            None => Connection::open_in_memory()?,
        };
        // SQL reaches no other file: neither `ATTACH` nor `VACUUM INTO`, which attaches.
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
        )?;
        let made = Arc::new(Mutex::new(connection));
        all.insert(id.to_owned(), Arc::clone(&made));
        Ok(made)
    }

    /// Removes all of them.
    pub(crate) fn clear(&self, state: Option<&Path>) {
        let ids: Vec<String> = self.all().keys().cloned().collect();
        ids.iter().for_each(|id| self.remove(state, id));
    }

    fn remove(&self, state: Option<&Path>, id: &str) {
        self.all().remove(id);
        if let Some(folder) = state.map(|state| state.join("d1")) {
            let own = file(&folder, id);
            for end in ["", "-wal", "-shm"] {
                let mut path = own.clone().into_os_string();
                path.push(end);
                // What was never queried has no file.
                drop(std::fs::remove_file(path));
            }
        }
    }
}

/// Ids are made here, but for those of a seed, which may be anything.
fn file(folder: &Path, id: &str) -> PathBuf {
    let name: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    folder.join(format!("{name}.sqlite"))
}

/// The id of the database that a path names by its id or name.
pub(crate) fn id(world: &World, asked: &Asked) -> Result<String, Reply> {
    let (place, named) = (asked.place(4), &asked.segments[4]);
    let store = &world.store;
    let found = match store.get(&place, named)? {
        Some(found) => Some(found),
        None => store.named(&place, named)?,
    };
    let missing = || Reply::error(404, 7404, format!("The database {named} could not be found"));
    found.map(|found| found.id).ok_or_else(missing)
}

fn open(world: &World, asked: &Asked) -> Result<Database, Reply> {
    world.databases.open(world.store.folder(), &id(world, asked)?)
}

/// A database, with its size as it is.
pub(crate) fn get(world: &World, asked: &Asked, route: &Route) -> Answered {
    let reply = collection::answer(world, asked, route)?;
    let mut body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let database = open(world, asked)?;
    let database = database.lock().unwrap_or_else(PoisonError::into_inner);
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0));
    let pages = one("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?;
    let tables = one("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    body["result"]["file_size"] = json!(pages);
    body["result"]["num_tables"] = json!(tables);
    Ok(Reply::json(reply.status.as_u16(), &body))
}

/// How many bytes a database has; 0 where that cannot be read.
pub(crate) fn size(world: &World, id: &str) -> i64 {
    let Ok(database) = world.databases.open(world.store.folder(), id) else { return 0 };
    let database = database.lock().unwrap_or_else(PoisonError::into_inner);
    let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    database.query_row(sql, [], |row| row.get(0)).unwrap_or(0)
}

/// Removes a database and what is in it.
pub(crate) fn delete(world: &World, asked: &Asked, route: &Route) -> Answered {
    let id = id(world, asked)?;
    let reply = collection::answer(world, asked, route)?;
    world.databases.remove(world.store.folder(), &id);
    Ok(reply)
}
