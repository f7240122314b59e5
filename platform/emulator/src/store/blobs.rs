//! Content with keys: values of KV namespaces, objects of buckets, modules and assets of Workers.

use super::Store;
use rusqlite::{OptionalExtension, params};
use serde_json::Value;

/// Content, and what is said of it.
#[derive(Clone, Debug)]
pub(crate) struct Blob {
    pub(crate) key: String,
    pub(crate) content: Vec<u8>,
    pub(crate) about: Value,
    /// When it goes, in seconds since 1970.
    pub(crate) expires: Option<i64>,
}

impl Store {
    /// The content of a key, unless its time is over.
    pub(crate) fn blob(&self, place: &str, key: &str, now: i64) -> rusqlite::Result<Option<Blob>> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT key, content, about, expires FROM blobs
             WHERE place = ?1 AND key = ?2 AND (expires IS NULL OR expires > ?3)",
        )?;
        query.query_row(params![place, key, now], |row| blob(row, true)).optional()
    }

    /// Adds content, or replaces what the key had.
    pub(crate) fn put_blobs(&self, place: &str, blobs: &[Blob]) -> rusqlite::Result<()> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        {
            let mut query = change.prepare_cached(
                "INSERT INTO blobs(place, key, content, about, expires) VALUES(?, ?, ?, ?, ?) ON CONFLICT(place, key) DO
                 UPDATE SET content = excluded.content, about = excluded.about, expires = excluded.expires, pieces = NULL",
            )?;
            for blob in blobs {
                query.execute(params![
                    place,
                    blob.key,
                    blob.content,
                    blob.about.to_string(),
                    blob.expires
                ])?;
            }
        }
        change.commit()?;
        self.sweep(&connection)
    }

    /// How many blobs a place has, and how many bytes they are.
    pub(crate) fn usage(&self, place: &str) -> rusqlite::Result<(u64, u64)> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT count(*), coalesce(sum(length(content)), 0) FROM blobs WHERE place = ?",
        )?;
        let whole = |number: i64| u64::try_from(number).unwrap_or(0);
        query.query_row([place], |row| Ok((whole(row.get(0)?), whole(row.get(1)?))))
    }

    /// Removes keys; how many were there.
    pub(crate) fn delete_blobs(&self, place: &str, keys: &[String]) -> rusqlite::Result<usize> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        let mut gone = 0;
        for key in keys {
            gone += change.execute("DELETE FROM blobs WHERE place = ? AND key = ?", params![place, key])?;
        }
        change.commit()?;
        self.sweep(&connection)?;
        Ok(gone)
    }

    /// Keys that begin with a prefix, after one of them, in order, without their content.
    pub(crate) fn keys(
        &self,
        place: &str,
        prefix: &str,
        after: &str,
        limit: usize,
        now: i64,
    ) -> rusqlite::Result<Vec<Blob>> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT key, x'', about, expires FROM blobs WHERE place = ?1 AND key >= ?2 AND key > ?3
             AND substr(key, 1, length(?2)) = ?2 AND (expires IS NULL OR expires > ?4) ORDER BY key LIMIT ?5",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        query.query_map(params![place, prefix, after, now, limit], |row| blob(row, false))?.collect()
    }
}

fn blob(row: &rusqlite::Row<'_>, whole: bool) -> rusqlite::Result<Blob> {
    let about: String = row.get(2)?;
    Ok(Blob {
        key: row.get(0)?,
        content: if whole { row.get(1)? } else { Vec::new() },
        about: serde_json::from_str(&about).unwrap_or_default(),
        expires: row.get(3)?,
    })
}
