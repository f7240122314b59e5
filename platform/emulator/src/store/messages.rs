//! Messages of queues.

use super::Store;
use rusqlite::{Connection, params};

/// A message.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) body: Vec<u8>,
    /// `json`, `text` or `bytes`.
    pub(crate) kind: String,
    /// When it was sent, in milliseconds since 1970.
    pub(crate) sent: i64,
    /// How often it was given.
    pub(crate) attempts: i64,
    /// What it is acknowledged by.
    pub(crate) lease: String,
}

impl Store {
    /// Adds messages, to be given from a moment on.
    pub(crate) fn push(&self, queue: &str, messages: &[(Message, i64)]) -> rusqlite::Result<()> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        for (message, visible) in messages {
            change.execute(
                "INSERT INTO messages(queue, id, body, kind, sent, visible, attempts) VALUES(?, ?, ?, ?, ?, ?, ?)",
                params![queue, message.id, message.body, message.kind, message.sent, visible, message.attempts],
            )?;
        }
        change.commit()
    }

    /// The next messages that may be given; without a change.
    pub(crate) fn peek(&self, queue: &str, now: i64, limit: usize) -> rusqlite::Result<Vec<Message>> {
        next(&self.connection(), queue, now, limit)
    }

    /// When the next message may be given, in milliseconds since 1970.
    pub(crate) fn due(&self, queue: &str) -> rusqlite::Result<Option<i64>> {
        self.connection()
            .query_row("SELECT min(visible) FROM messages WHERE queue = ?", [queue], |row| row.get(0))
    }

    /// Gives messages, which nobody else is given until a moment.
    pub(crate) fn lease(
        &self,
        queue: &str,
        now: i64,
        until: i64,
        limit: usize,
        mut lease: impl FnMut() -> String,
    ) -> rusqlite::Result<Vec<Message>> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        let mut messages = next(&change, queue, now, limit)?;
        for message in &mut messages {
            message.lease = lease();
            message.attempts += 1;
            change.execute(
                "UPDATE messages SET lease = ?, visible = ?, attempts = attempts + 1 WHERE queue = ? AND id = ?",
                params![message.lease, until, queue, message.id],
            )?;
        }
        change.commit()?;
        Ok(messages)
    }

    /// Removes the message of a lease; whether there was one.
    pub(crate) fn ack(&self, queue: &str, lease: &str) -> rusqlite::Result<bool> {
        let connection = self.connection();
        Ok(connection.execute("DELETE FROM messages WHERE queue = ? AND lease = ?", params![queue, lease])?
            > 0)
    }

    /// Gives the message of a lease back, to be given from a moment on; whether there was one.
    pub(crate) fn retry(&self, queue: &str, lease: &str, visible: i64) -> rusqlite::Result<bool> {
        let connection = self.connection();
        let changed = connection.execute(
            "UPDATE messages SET lease = NULL, visible = ? WHERE queue = ? AND lease = ?",
            params![visible, queue, lease],
        )?;
        Ok(changed > 0)
    }

    /// Gives all leases back, where those who had them are gone.
    pub(crate) fn unlease(&self, queue: &str, now: i64) -> rusqlite::Result<()> {
        let connection = self.connection();
        let changed = "UPDATE messages SET lease = NULL, visible = ? WHERE queue = ? AND lease IS NOT NULL";
        connection.execute(changed, params![now, queue]).map(drop)
    }

    /// Removes a message.
    pub(crate) fn drop_message(&self, queue: &str, id: &str) -> rusqlite::Result<()> {
        self.connection()
            .execute("DELETE FROM messages WHERE queue = ? AND id = ?", params![queue, id])
            .map(drop)
    }

    /// Removes all messages.
    pub(crate) fn purge(&self, queue: &str) -> rusqlite::Result<()> {
        self.connection().execute("DELETE FROM messages WHERE queue = ?", [queue]).map(drop)
    }

    /// How many messages wait, how many bytes they have, and when the oldest was sent.
    pub(crate) fn backlog(&self, queue: &str) -> rusqlite::Result<(i64, i64, i64)> {
        self.connection().query_row(
            "SELECT count(*), coalesce(sum(length(body)), 0), coalesce(min(sent), 0) FROM messages WHERE queue = ?",
            [queue],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }
}

fn next(connection: &Connection, queue: &str, now: i64, limit: usize) -> rusqlite::Result<Vec<Message>> {
    let mut query = connection.prepare_cached(
        "SELECT id, body, kind, sent, attempts, coalesce(lease, '') FROM messages
         WHERE queue = ? AND visible <= ? ORDER BY seq LIMIT ?",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let message = |row: &rusqlite::Row<'_>| {
        Ok(Message {
            id: row.get(0)?,
            body: row.get(1)?,
            kind: row.get(2)?,
            sent: row.get(3)?,
            attempts: row.get(4)?,
            lease: row.get(5)?,
        })
    };
    query.query_map(params![queue, now, limit], message)?.collect()
}
