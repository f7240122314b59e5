//! Where events last: a file of their own, so that who reads many of them holds up no call.

use super::Event;
use rusqlite::{Connection, Row, params};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So many events are kept in a file.
const MOST: u64 = 1_000_000;
/// So many are kept in memory.
const MOST_IN_MEMORY: u64 = 250_000;
/// The oldest go as so many came.
const STEP: i64 = 1024;
/// So many are read at once.
const CHUNK: i64 = 2000;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS events(
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, account TEXT NOT NULL, zone TEXT,
        fields TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS times ON events(kind, at, seq);
    CREATE TABLE IF NOT EXISTS played(hash TEXT PRIMARY KEY);
";

/// The log.
pub(crate) struct Log {
    connection: Mutex<Connection>,
    most: i64,
    pruned: AtomicI64,
}

/// Which events are meant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) kind: &'a str,
    pub(crate) account: &'a str,
    /// Those of any zone, and of none, where it is not said.
    pub(crate) zone: Option<&'a str>,
    /// The first microsecond.
    pub(crate) from: i64,
    /// The one after the last.
    pub(crate) until: i64,
}

impl Log {
    pub(super) fn open(folder: Option<&Path>, most: Option<u64>) -> rusqlite::Result<Self> {
        let connection = match folder {
            Some(folder) => Connection::open(folder.join("events.sqlite"))?,
            None => Connection::open_in_memory()?,
        };
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4000;",
        )?;
        connection.execute_batch(TABLES)?;
        let most = most.unwrap_or(if folder.is_some() { MOST } else { MOST_IN_MEMORY });
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        Ok(Self { connection: Mutex::new(connection), most, pruned: AtomicI64::new(0) })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds events, all or none, in their order.
    pub(super) fn add(&self, events: &[Event]) -> rusqlite::Result<()> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        {
            let mut insert = change.prepare_cached(
                "INSERT INTO events(at, kind, account, zone, fields) VALUES(?, ?, ?, ?, ?)",
            )?;
            for event in events {
                let fields = serde_json::to_string(&event.fields).unwrap_or_default();
                insert.execute(params![event.at, event.kind, event.account, event.zone, fields])?;
            }
        }
        let last = change.last_insert_rowid();
        if last - self.pruned.load(Ordering::Relaxed) >= STEP && last > self.most {
            change.execute("DELETE FROM events WHERE seq <= ?", [last - self.most])?;
            self.pruned.store(last, Ordering::Relaxed);
        }
        change.commit()
    }

    /// Goes through events of a kind in the order of their times.
    pub(crate) fn each(&self, wanted: &Wanted<'_>, mut visit: impl FnMut(Event)) -> rusqlite::Result<()> {
        let (mut at, mut seq) = (wanted.from, 0);
        loop {
            let events = self.chunk(wanted, at, seq)?;
            let Some(last) = events.last() else { return Ok(()) };
            (at, seq) = (last.at, last.seq);
            events.into_iter().for_each(&mut visit);
        }
    }

    fn chunk(&self, wanted: &Wanted<'_>, at: i64, seq: i64) -> rusqlite::Result<Vec<Event>> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT seq, at, kind, account, zone, fields FROM events
             WHERE kind = ?1 AND (at, seq) > (?2, ?3) AND at < ?4 AND account = ?5 AND (?6 IS NULL OR zone = ?6)
             ORDER BY at, seq LIMIT ?7",
        )?;
        let values = params![wanted.kind, at, seq, wanted.until, wanted.account, wanted.zone, CHUNK];
        query.query_map(values, event)?.collect()
    }

    /// Whether a scenario was played before; if not, it is from now on.
    pub(super) fn played(&self, hash: &str) -> rusqlite::Result<bool> {
        let connection = self.connection();
        connection.execute("INSERT OR IGNORE INTO played(hash) VALUES(?)", [hash]).map(|added| added == 0)
    }

    pub(super) fn clear(&self) -> rusqlite::Result<()> {
        self.connection().execute_batch("DELETE FROM events; DELETE FROM played;")
    }
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    let fields: String = row.get(5)?;
    Ok(Event {
        seq: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        account: row.get(3)?,
        zone: row.get(4)?,
        fields: serde_json::from_str(&fields).unwrap_or_default(),
    })
}
