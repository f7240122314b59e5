//! What lasts: one `SQLite` file, written ahead, so that what was answered is there after a kill.
//!
//! `SQLite` is here anyway, since D1 is made of it; nothing is loaded at the start, so 100,000 objects cost no time and no memory.
//! Items of all collections are rows of one table, by the path of their collection (their place) and their id: what is below an
//! item has a place that begins with the item's path, so it goes with it. Large content is in files beside it (`files`).

mod blobs;
mod files;
mod messages;
mod objects;
mod reading;

pub(crate) use blobs::Blob;
pub(crate) use files::Kept;
pub(crate) use messages::Message;
pub(crate) use objects::Failed;
pub(crate) use reading::Reading;

use files::Files;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The state of everything but what is in databases of users.
pub(crate) struct Store {
    connection: Mutex<Connection>,
    folder: Option<PathBuf>,
    files: Arc<Files>,
}

/// One item of a collection.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) value: Value,
}

/// The tables. `seq` keeps the order in which items were made.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS items(
        seq INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL, id TEXT NOT NULL, name TEXT, value TEXT NOT NULL,
        UNIQUE(place, id));
    CREATE INDEX IF NOT EXISTS names ON items(place, name) WHERE name IS NOT NULL;
    CREATE TABLE IF NOT EXISTS blobs(
        place TEXT NOT NULL, key TEXT NOT NULL, content BLOB NOT NULL, about TEXT NOT NULL, expires INTEGER,
        PRIMARY KEY(place, key));
    CREATE TABLE IF NOT EXISTS garbage(file TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS messages(
        seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, kind TEXT NOT NULL,
        sent INTEGER NOT NULL, visible INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, lease TEXT);
    CREATE INDEX IF NOT EXISTS queued ON messages(queue, visible);
";

/// Whoever removes a row leaves its files in `garbage`, from where they are removed after the change is made.
const TRIGGERS: &str = "
    CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON blobs WHEN old.pieces IS NOT NULL BEGIN
        INSERT INTO garbage SELECT json_extract(value, '$[0]') FROM json_each(old.pieces); END;
    CREATE TRIGGER IF NOT EXISTS replaced AFTER UPDATE ON blobs WHEN old.pieces IS NOT NULL BEGIN
        INSERT INTO garbage SELECT json_extract(value, '$[0]') FROM json_each(old.pieces); END;
";

impl Store {
    /// A store in a folder, or in memory.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, Failed> {
        let connection = match folder {
            Some(folder) => Connection::open(folder.join("account.sqlite"))?,
            None => Connection::open_in_memory()?,
        };
        // A write is in the file's log before it is answered: it survives the process. The system's end it survives from one
        // checkpoint to the next only, which is what a development server is worth.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000;",
        )?;
        connection.execute_batch(TABLES)?;
        // A state of before had no files.
        let known = connection
            .prepare("SELECT 1 FROM pragma_table_info('blobs') WHERE name = 'pieces'")?
            .exists([])?;
        if !known {
            connection.execute_batch("ALTER TABLE blobs ADD COLUMN pieces TEXT")?;
        }
        connection.execute_batch(TRIGGERS)?;
        connection.set_prepared_statement_cache_capacity(64);
        let files = Arc::new(Files::open(folder)?);
        let store = Self { connection: Mutex::new(connection), folder: folder.map(Path::to_owned), files };
        store.sweep(&store.connection())?;
        Ok(store)
    }

    /// Removes what a state in memory has on the disk.
    pub(crate) fn end(&self) {
        self.files.end();
    }

    /// The folder that it is in.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The item of an id.
    pub(crate) fn get(&self, place: &str, id: &str) -> rusqlite::Result<Option<Item>> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached("SELECT id, value FROM items WHERE place = ? AND id = ?")?;
        query.query_row(params![place, id], item).optional()
    }

    /// The item of a name.
    pub(crate) fn named(&self, place: &str, name: &str) -> rusqlite::Result<Option<Item>> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached("SELECT id, value FROM items WHERE place = ? AND name = ? LIMIT 1")?;
        query.query_row(params![place, name], item).optional()
    }

    /// Adds an item, or replaces the one of its id in its place.
    pub(crate) fn put(
        &self,
        place: &str,
        id: &str,
        name: Option<&str>,
        value: &Value,
    ) -> rusqlite::Result<()> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "INSERT INTO items(place, id, name, value) VALUES(?, ?, ?, ?)
             ON CONFLICT(place, id) DO UPDATE SET name = excluded.name, value = excluded.value",
        )?;
        query.execute(params![place, id, name, value.to_string()])?;
        Ok(())
    }

    /// All items of a place, in the order in which they were made.
    pub(crate) fn list(&self, place: &str) -> rusqlite::Result<Vec<Item>> {
        self.page(place, 0, i64::MAX as u64)
    }

    /// Some items of a place.
    pub(crate) fn page(&self, place: &str, offset: u64, limit: u64) -> rusqlite::Result<Vec<Item>> {
        let connection = self.connection();
        let mut query = connection
            .prepare_cached("SELECT id, value FROM items WHERE place = ? ORDER BY seq LIMIT ? OFFSET ?")?;
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        query.query_map(params![place, number(limit), number(offset)], item)?.collect()
    }

    /// How many items a place has.
    pub(crate) fn count(&self, place: &str) -> rusqlite::Result<u64> {
        let connection = self.connection();
        let mut query = connection.prepare_cached("SELECT count(*) FROM items WHERE place = ?")?;
        query.query_row([place], |row| row.get::<_, i64>(0)).map(|count| u64::try_from(count).unwrap_or(0))
    }

    /// Removes everything.
    pub(crate) fn clear(&self) -> rusqlite::Result<()> {
        let connection = self.connection();
        connection.execute_batch("DELETE FROM items; DELETE FROM blobs; DELETE FROM messages;")?;
        self.sweep(&connection)
    }

    /// Removes an item and all that is below it; whether it was there.
    pub(crate) fn delete(&self, place: &str, id: &str) -> rusqlite::Result<bool> {
        let own = format!("{place}/{}", id.replace('%', "%25").replace('/', "%2F"));
        let mut connection = self.connection();
        let change = connection.transaction()?;
        let there = change.execute("DELETE FROM items WHERE place = ? AND id = ?", params![place, id])? > 0;
        // All places from `own/` up to the character after `/`, and `own` itself, where a setting is.
        let (from, to) = (format!("{own}/"), format!("{own}0"));
        for table in ["items", "blobs"] {
            change.execute(
                &format!("DELETE FROM {table} WHERE place = ?1 OR place >= ?2 AND place < ?3"),
                params![own, from, to],
            )?;
        }
        change.execute("DELETE FROM messages WHERE queue = ?", [&own])?;
        change.commit()?;
        self.sweep(&connection)?;
        Ok(there)
    }
}

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    let text: String = row.get(1)?;
    Ok(Item { id: row.get(0)?, value: serde_json::from_str(&text).unwrap_or_default() })
}
