//! Statements and what comes of them.

use crate::route::body;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Batch, Connection, Statement};
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::PoisonError;
use std::time::Instant;

/// Whether rows are told as objects or as lists.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    Objects,
    Lists,
}

/// Runs what a body says, all of it or nothing.
pub(crate) fn query(world: &World, asked: &Asked) -> Answered {
    let rows =
        if asked.segments.last().is_some_and(|last| last == "raw") { Rows::Lists } else { Rows::Objects };
    let body = body::needed(asked)?;
    let batch = body["batch"].as_array().cloned().unwrap_or_else(|| vec![body.clone()]);
    let database = super::open(world, asked)?;
    let mut database = database.lock().unwrap_or_else(PoisonError::into_inner);
    let change = database.transaction()?;
    let mut results = Vec::new();
    for one in &batch {
        let sql =
            one["sql"].as_str().ok_or_else(|| Reply::error(400, 7400, "body.sql: missing; a string"))?;
        run(&change, sql, &one["params"], rows, &mut results).map_err(|error| failed(&error))?;
    }
    change.commit().map_err(|error| failed(&error))?;
    Ok(Reply::result_text(&format!("[{}]", results.join(","))))
}

/// What `SQLite` says, as D1 says it.
pub(super) fn failed(error: &rusqlite::Error) -> Reply {
    Reply::error(400, 7500, said(error))
}

fn said(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(failure, text) => {
            let said = text.clone().unwrap_or_else(|| failure.to_string());
            format!("{said}: {}", name(failure.extended_code))
        }
        rusqlite::Error::SqlInputError { msg, offset, .. } => {
            format!("{msg} at offset {offset}: SQLITE_ERROR")
        }
        other => other.to_string(),
    }
}

/// Runs statements as one, all of them or nothing; the answer to each is that of its last.
pub(crate) fn statements(
    database: &super::Database,
    all: &[Value],
    rows: Rows,
) -> Result<Vec<String>, String> {
    let mut database = database.lock().unwrap_or_else(PoisonError::into_inner);
    let change = database.transaction().map_err(|error| said(&error))?;
    let mut results = Vec::new();
    for one in all {
        let mut own = Vec::new();
        run(&change, one["sql"].as_str().unwrap_or_default(), &one["params"], rows, &mut own)
            .map_err(|error| said(&error))?;
        results.push(own.pop().ok_or("No SQL statements detected.")?);
    }
    change.commit().map_err(|error| said(&error))?;
    Ok(results)
}

fn name(code: i32) -> &'static str {
    match code {
        1555 | 2067 | 787 | 1299 | 275 | 19 => "SQLITE_CONSTRAINT",
        7 => "SQLITE_NOMEM",
        20 => "SQLITE_MISMATCH",
        25 => "SQLITE_RANGE",
        _ => "SQLITE_ERROR",
    }
}

/// Runs all statements of a text. Parameters are the first one's.
fn run(
    connection: &Connection,
    sql: &str,
    params: &Value,
    rows: Rows,
    out: &mut Vec<String>,
) -> rusqlite::Result<()> {
    let mut batch = Batch::new(connection, sql);
    let mut first = true;
    while let Some(mut statement) = batch.next()? {
        if let (true, Some(params)) = (first, params.as_array()) {
            for (at, value) in params.iter().enumerate() {
                statement.raw_bind_parameter(at + 1, bound(value))?;
            }
        }
        first = false;
        out.push(told(connection, &mut statement, rows)?);
    }
    Ok(())
}

fn bound(value: &Value) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::Bool(is) => Sql::Integer(i64::from(*is)),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Sql::Integer(whole),
            None => Sql::Real(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Sql::Text(text.clone()),
        Value::Array(bytes) => {
            Sql::Blob(bytes.iter().filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect())
        }
        Value::Object(_) => Sql::Text(value.to_string()),
    }
}

/// What one statement gives. Columns stay in their order, so the text is written here.
fn told(connection: &Connection, statement: &mut Statement<'_>, rows: Rows) -> rusqlite::Result<String> {
    let started = Instant::now();
    let before = connection.total_changes();
    let names: Vec<String> =
        statement.column_names().into_iter().map(|name| json!(name).to_string()).collect();
    let writes = !statement.readonly();
    let mut told = Vec::new();
    let mut found = statement.raw_query();
    while let Some(row) = found.next()? {
        let mut text = String::new();
        for (at, name) in names.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { "," });
            if rows == Rows::Objects {
                text.push_str(name);
                text.push(':');
            }
            text.push_str(&value(row.get_ref(at)?));
        }
        told.push(if rows == Rows::Objects { format!("{{{text}}}") } else { format!("[{text}]") });
    }
    drop(found);
    let changes = connection.total_changes() - before;
    let read = told.len();
    let size: i64 = connection.query_row(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        [],
        |row| row.get(0),
    )?;
    let meta = json!({
        "served_by": "cfs-emulator", "duration": started.elapsed().as_secs_f64() * 1000.0, "changes": changes,
        "last_row_id": connection.last_insert_rowid(), "changed_db": writes && changes > 0, "size_after": size,
        "rows_read": read, "rows_written": changes,
    });
    let all = told.join(",");
    let all = match rows {
        Rows::Objects => format!("[{all}]"),
        Rows::Lists => format!(r#"{{"columns":[{}],"rows":[{all}]}}"#, names.join(",")),
    };
    Ok(format!(r#"{{"results":{all},"success":true,"meta":{meta}}}"#))
}

fn value(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => json!(number).to_string(),
        ValueRef::Text(text) => json!(String::from_utf8_lossy(text)).to_string(),
        ValueRef::Blob(bytes) => {
            let mut out = String::from("[");
            for (at, byte) in bytes.iter().enumerate() {
                // Writing to a string cannot fail.
                let _ = write!(out, "{}{byte}", if at == 0 { "" } else { "," });
            }
            out + "]"
        }
    }
}
