//! A database as SQL.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::fmt::Write;

/// What is left out of a dump.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) no_schema: bool,
    pub(super) no_data: bool,
    /// Only these tables; all where it is empty.
    pub(super) tables: Vec<String>,
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The statements that make a database again.
pub(super) fn dump(connection: &Connection, options: &Options) -> rusqlite::Result<String> {
    let mut out = String::from("PRAGMA defer_foreign_keys=TRUE;\n");
    let mut query = connection.prepare(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL
         ORDER BY type = 'table' DESC, rowid",
    )?;
    let text = |row: &rusqlite::Row<'_>, at: usize| row.get::<_, String>(at);
    let things =
        query.query_map([], |row| Ok([text(row, 0)?, text(row, 1)?, text(row, 2)?, text(row, 3)?]))?;
    for thing in things {
        let [kind, name, table, sql] = thing?;
        if !options.tables.is_empty() && !options.tables.contains(&table) {
            continue;
        }
        if !options.no_schema {
            out += &format!("{sql};\n");
        }
        if kind == "table" && !options.no_data {
            rows(connection, &name, &mut out)?;
        }
    }
    Ok(out)
}

fn rows(connection: &Connection, table: &str, out: &mut String) -> rusqlite::Result<()> {
    let mut query = connection.prepare(&format!("SELECT * FROM {}", quoted(table)))?;
    let names: Vec<String> = query.column_names().into_iter().map(quoted).collect();
    let mut found = query.query([])?;
    while let Some(row) = found.next()? {
        let values: rusqlite::Result<Vec<String>> =
            (0..names.len()).map(|at| Ok(literal(row.get_ref(at)?))).collect();
        *out +=
            &format!("INSERT INTO {} ({}) VALUES({});\n", quoted(table), names.join(","), values?.join(","));
    }
    Ok(())
}

fn literal(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(text) => format!("'{}'", String::from_utf8_lossy(text).replace('\'', "''")),
        ValueRef::Blob(bytes) => {
            let mut out = String::from("X'");
            for byte in bytes {
                // Writing to a string cannot fail.
                let _ = write!(out, "{byte:02X}");
            }
            out + "'"
        }
    }
}
