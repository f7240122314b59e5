//! Migrations of databases: files that are applied once each, in their order, each in a transaction of its own.

use crate::call::{Call, plain};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::path::Path;

/// The table that says which are applied: wrangler's, so that either goes on where the other was.
pub const TABLE: &str = "d1_migrations";

/// A migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Migration {
    /// The file's name.
    pub name: String,
    /// Its statements.
    #[serde(skip)]
    pub sql: String,
}

/// The migrations of a folder, in their order: by the number that a name begins with, then by the name.
///
/// # Errors
/// When the folder or a file cannot be read, with its path.
pub fn read(folder: &Path) -> Result<Vec<Migration>, String> {
    let told = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| told(folder, error))? {
        let path = entry.map_err(|error| told(folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            let sql = std::fs::read_to_string(&path).map_err(|error| told(&path, error))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            all.push(Migration { name, sql });
        }
    }
    all.sort_by_key(|migration| (number(&migration.name), migration.name.clone()));
    Ok(all)
}

fn number(name: &str) -> u64 {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(u64::MAX)
}

/// A name within quotes.
fn quoted(name: &str) -> String {
    name.replace('"', "\"\"")
}

/// The call that makes the table, unless it is there.
pub(crate) fn prepare(arguments: &Map<String, Value>, table: &str) -> Call {
    let table = quoted(table);
    let sql = format!(
        "CREATE TABLE IF NOT EXISTS \"{table}\"(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)"
    );
    query(arguments, &sql)
}

/// The call that says which are applied. The table is there in the answer only if it is there in the database.
pub(crate) fn applied(arguments: &Map<String, Value>, table: &str) -> Call {
    let name = table.replace('\'', "''");
    // One call, whether or not the table is there: what names a table that is not there is an error.
    query(arguments, &format!("SELECT name FROM sqlite_master WHERE type = 'table' AND name = '{name}'"))
}

/// The call that lists what is applied.
pub(crate) fn names(arguments: &Map<String, Value>, table: &str) -> Call {
    query(arguments, &format!("SELECT name FROM \"{}\" ORDER BY id", quoted(table)))
}

/// The call that applies one: a call is a transaction, so a file is applied and noted, or neither.
pub(crate) fn apply(arguments: &Map<String, Value>, table: &str, migration: &Migration) -> Call {
    let name = migration.name.replace('\'', "''");
    let sql = format!("{}\n;INSERT INTO \"{}\" (name) values ('{name}');", migration.sql, quoted(table));
    query(arguments, &sql)
}

fn query(arguments: &Map<String, Value>, sql: &str) -> Call {
    let of = |name: &str| arguments.get(name).cloned().unwrap_or_default();
    Call::operation("d1.database.query")
        .with("account_id", of("account_id"))
        .with("database_id", of("database_id"))
        .json(json!({"sql": sql}))
}

/// The names in the first rows of an answer.
pub(crate) fn rows(answer: &Value) -> Vec<String> {
    let rows = answer.get(0).and_then(|first| first.get("results")).and_then(Value::as_array);
    rows.into_iter().flatten().filter_map(|row| row.get("name")).map(plain).collect()
}

/// The statement of a migration that an error is about, with its line: the API says how far into the text it came, or which
/// words it stumbled over.
pub(crate) fn statement(migration: &Migration, error: &str) -> Option<(usize, String)> {
    let offset = error.split("at offset ").nth(1).and_then(|rest| {
        rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<usize>().ok()
    });
    let near = error.split("near \"").nth(1).and_then(|rest| rest.split('"').next());
    let missing = error.split("no such table: ").nth(1).or_else(|| error.split("no such column: ").nth(1));
    let missing =
        missing.or_else(|| error.split("table ").nth(1).filter(|_| error.contains("already exists")));
    let word = near.or(missing).map(|rest| {
        rest.trim_matches(|letter: char| matches!(letter, '"' | '\'' | '`'))
            .split(|letter: char| letter.is_whitespace() || matches!(letter, ':' | ';' | '"' | ')' | '('))
            .next()
            .unwrap_or_default()
    });
    let at = offset
        .filter(|at| *at < migration.sql.len())
        .or_else(|| word.filter(|word| !word.is_empty()).and_then(|word| migration.sql.rfind(word)))?;
    let line = migration.sql.get(..at)?.matches('\n').count() + 1;
    let start = migration.sql[..at].rfind(';').map_or(0, |before| before + 1);
    let end = migration.sql[at..].find(';').map_or(migration.sql.len(), |after| at + after);
    Some((line, migration.sql[start..end].trim().to_owned()))
}
