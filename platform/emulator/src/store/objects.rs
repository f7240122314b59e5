//! Objects of buckets: content of any size, with what is said of it.

use super::Store;
use super::blobs::Blob;
use super::files::{Content, Kept, Piece, Writing};
use super::reading::Reading;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde_json::Value;
use std::io;

/// An object.
pub(crate) struct Object {
    pub(crate) key: String,
    pub(crate) about: Value,
    pub(crate) content: Reading,
}

/// Names and sizes of files, as a row has them.
fn written(content: &Content) -> Option<String> {
    match content {
        Content::Row(_) => None,
        Content::Files(pieces) => {
            let pieces: Vec<(&str, u64)> =
                pieces.iter().map(|piece| (piece.name.as_str(), piece.size)).collect();
            serde_json::to_string(&pieces).ok()
        }
    }
}

fn content(row: &Row<'_>) -> rusqlite::Result<Content> {
    let Some(pieces) = row.get::<_, Option<String>>(1)? else { return Ok(Content::Row(row.get(0)?)) };
    let pieces: Vec<(String, u64)> = serde_json::from_str(&pieces).unwrap_or_default();
    Ok(Content::Files(pieces.into_iter().map(|(name, size)| Piece { name, size }).collect()))
}

/// What reading and writing ends in.
pub(crate) type Done<T> = Result<T, Failed>;

/// The state cannot be read or written.
#[derive(Debug)]
pub(crate) struct Failed(pub(crate) String);

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl Store {
    /// An object and its content.
    pub(crate) fn object(&self, place: &str, key: &str) -> Done<Option<Object>> {
        let connection = self.connection();
        let mut query = connection
            .prepare_cached("SELECT content, pieces, about FROM blobs WHERE place = ?1 AND key = ?2")?;
        let found = query
            .query_row(params![place, key], |row| Ok((content(row)?, row.get::<_, String>(2)?)))
            .optional()?;
        let Some((content, about)) = found else { return Ok(None) };
        // Under the lock, so that no file is removed between what the row says and who reads it.
        let content = Reading::new(&self.files, content)?;
        let about = serde_json::from_str(&about).unwrap_or_default();
        Ok(Some(Object { key: key.to_owned(), about, content }))
    }

    /// What is said of an object.
    pub(crate) fn about(&self, place: &str, key: &str) -> rusqlite::Result<Option<Blob>> {
        let connection = self.connection();
        let mut query = connection.prepare_cached("SELECT about FROM blobs WHERE place = ?1 AND key = ?2")?;
        let found = query.query_row(params![place, key], |row| row.get::<_, String>(0)).optional()?;
        Ok(found.map(|about| Blob {
            key: key.to_owned(),
            content: Vec::new(),
            about: serde_json::from_str(&about).unwrap_or_default(),
            expires: None,
        }))
    }

    /// Content that is to be written.
    pub(crate) fn writing(&self) -> Writing {
        self.files.writing()
    }

    /// Content that is in memory.
    pub(crate) fn keep(&self, bytes: &[u8]) -> io::Result<Kept> {
        let mut writing = self.writing();
        writing.write(bytes)?;
        writing.end()
    }

    /// The content of an object, for another one.
    pub(crate) fn copied(&self, place: &str, key: &str) -> Done<Option<Kept>> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached("SELECT content, pieces FROM blobs WHERE place = ?1 AND key = ?2")?;
        let found = query.query_row(params![place, key], content).optional()?;
        Ok(found.map(|content| self.files.copy(&content)).transpose()?)
    }

    /// Adds an object, or replaces what the key had.
    pub(crate) fn put_object(&self, place: &str, key: &str, about: &Value, kept: Kept) -> Done<()> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        insert(&change, place, key, about, &kept.content)?;
        change.commit()?;
        kept.named();
        Ok(self.sweep(&connection)?)
    }

    /// Makes an object of the parts of an upload, and ends the upload: `parts` are keys in `uploads/ID`.
    pub(crate) fn assemble(
        &self,
        (place, key, about): (&str, &str, &Value),
        (uploads, id): (&str, &str),
        parts: &[String],
    ) -> Done<()> {
        let own = format!("{uploads}/{id}");
        let mut connection = self.connection();
        let (joined, fresh) = self.joined(&connection, &own, parts)?;
        let change = connection.transaction()?;
        insert(&change, place, key, about, &joined)?;
        change.execute("DELETE FROM blobs WHERE place = ?", [&own])?;
        change.execute("DELETE FROM items WHERE place = ? AND id = ?", params![uploads, id])?;
        // The files of the parts are the object's now.
        if let Content::Files(pieces) = &joined {
            let mut query = change.prepare_cached("DELETE FROM garbage WHERE file = ?")?;
            for piece in pieces {
                query.execute([&piece.name])?;
            }
        }
        change.commit()?;
        fresh.into_iter().for_each(Kept::named);
        self.sweep(&connection)?;
        Ok(())
    }

    /// The content of parts one after the other, and what had to be written for it.
    fn joined(&self, connection: &Connection, place: &str, parts: &[String]) -> Done<(Content, Vec<Kept>)> {
        let mut query =
            connection.prepare_cached("SELECT content, pieces FROM blobs WHERE place = ?1 AND key = ?2")?;
        let (mut pieces, mut fresh) = (Vec::new(), Vec::new());
        for part in parts {
            match query.query_row(params![place, part], content)? {
                Content::Files(own) => pieces.extend(own),
                row if parts.len() == 1 => return Ok((row, Vec::new())),
                // The last part may be small: here it becomes a file as the others are.
                Content::Row(bytes) if !bytes.is_empty() => {
                    let kept = self.files.file(&bytes)?;
                    if let Content::Files(own) = &kept.content {
                        pieces.extend(own.iter().cloned());
                    }
                    fresh.push(kept);
                }
                Content::Row(_) => {}
            }
        }
        Ok((Content::Files(pieces), fresh))
    }

    /// Removes files that no row names any more and nobody reads.
    pub(super) fn sweep(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut query = connection.prepare_cached("SELECT file FROM garbage")?;
        let files: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for file in files.iter().filter(|file| self.files.remove(file)) {
            connection.prepare_cached("DELETE FROM garbage WHERE file = ?")?.execute([file])?;
        }
        Ok(())
    }
}

fn insert(
    change: &Transaction<'_>,
    place: &str,
    key: &str,
    about: &Value,
    content: &Content,
) -> rusqlite::Result<()> {
    let row: &[u8] = match content {
        Content::Row(bytes) => bytes,
        Content::Files(_) => &[],
    };
    let mut query = change.prepare_cached(
        "INSERT INTO blobs(place, key, content, about, pieces) VALUES(?, ?, ?, ?, ?) ON CONFLICT(place, key) DO UPDATE
         SET content = excluded.content, about = excluded.about, expires = NULL, pieces = excluded.pieces",
    )?;
    query.execute(params![place, key, row, about.to_string(), written(content)])?;
    Ok(())
}
