//! `cfs d1 migrations`: wrangler's folder (`0001_name.sql`) and table (`d1_migrations`), so that either can go on where the
//! other was.

use super::d1::{DATABASE, statement};
use super::session::Session;
use crate::failure::Failure;
use crate::output::Value;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Args, Clone, Debug)]
pub(crate) struct Migrations {
    #[command(subcommand)]
    command: Command,
}

#[derive(Args, Clone, Debug)]
struct From {
    /// The database, by name or id
    database: String,
    /// The folder of the files
    #[arg(long, value_name = "DIR", default_value = "migrations")]
    dir: PathBuf,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Makes an empty file with the next number
    #[command(after_help = "Example:\n  cfs d1 migrations create orders 'add customers'")]
    Create {
        #[command(flatten)]
        from: From,
        /// What it does
        message: String,
    },
    /// Lists the files that are not applied yet
    #[command(after_help = "Example:\n  cfs d1 migrations list orders")]
    List {
        #[command(flatten)]
        from: From,
    },
    /// Lists all files, with whether they are applied and when
    #[command(after_help = "Example:\n  cfs d1 migrations status orders --output table")]
    Status {
        #[command(flatten)]
        from: From,
    },
    /// Applies the files that are not applied yet, in their order; the first that fails is taken back and ends it
    #[command(after_help = "Example:\n  cfs d1 migrations apply orders")]
    Apply {
        #[command(flatten)]
        from: From,
    },
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS d1_migrations(
\t\tid         INTEGER PRIMARY KEY AUTOINCREMENT,
\t\tname       TEXT UNIQUE,
\t\tapplied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);";

pub(super) async fn run(migrations: Migrations, session: &Session<'_>) -> Result<(), Failure> {
    match migrations.command {
        Command::Create { from, message } => create(&from, &message, session),
        Command::List { from } => {
            let (_, waiting) = waiting(&from, session).await?;
            session
                .rows(waiting.into_iter().map(|name| Value::record([("name", Value::Text(name))])).collect())
        }
        Command::Status { from } => status(&from, session).await,
        Command::Apply { from } => apply(&from, session).await,
    }
}

/// The files of a folder, in their order.
fn files(dir: &Path) -> Result<Vec<String>, Failure> {
    let told = |error: std::io::Error| {
        Failure::usage(format!("{}: {error}", dir.display()))
            .hint("`cfs d1 migrations create` makes the folder; --dir names another")
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(told)? {
        let name = entry.map_err(told)?.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|extension| extension == "sql") {
            names.push(name);
        }
    }
    names.sort_by_key(|name| (number(name).unwrap_or(u64::MAX), name.clone()));
    Ok(names)
}

fn number(name: &str) -> Option<u64> {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn create(from: &From, message: &str, session: &Session<'_>) -> Result<(), Failure> {
    let known = if from.dir.exists() { files(&from.dir)? } else { Vec::new() };
    let next = known.iter().filter_map(|name| number(name)).max().unwrap_or(0) + 1;
    let words: String =
        message.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
    let name = format!("{next:04}_{words}.sql");
    let path = from.dir.join(&name);
    if !session.global.dry_run {
        let told = |error: std::io::Error| Failure::failed(format!("{}: {error}", path.display()));
        std::fs::create_dir_all(&from.dir).map_err(told)?;
        std::fs::write(&path, format!("-- Migration number: {next:04}: {message}\n")).map_err(told)?;
    }
    session.value(Value::record([
        ("name", Value::Text(name)),
        ("path", Value::text(path.display().to_string())),
    ]))
}

/// A migration that a database has: its name, and when it was applied.
type Applied = (String, Value);

/// The database's id, and what is applied there, in its order.
async fn applied(from: &From, session: &Session<'_>) -> Result<(String, Vec<Applied>), Failure> {
    let id = session.id(&DATABASE, &from.database).await?;
    let there = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'd1_migrations'";
    if rows(&session.ask(statement(&id, there, Vec::new())?).await?).is_empty() {
        return Ok((id, Vec::new()));
    }
    let all = "SELECT name, applied_at FROM d1_migrations ORDER BY id";
    let applied = rows(&session.ask(statement(&id, all, Vec::new())?).await?);
    let of = |row: &Value, name: &str| row.get(name).cloned().unwrap_or_default();
    Ok((id, applied.iter().map(|row| (of(row, "name").plain(), of(row, "applied_at"))).collect()))
}

/// The database's id, and the files that are not applied yet.
async fn waiting(from: &From, session: &Session<'_>) -> Result<(String, Vec<String>), Failure> {
    let files = files(&from.dir)?;
    let (id, applied) = applied(from, session).await?;
    let is_applied = |name: &String| applied.iter().any(|(known, _)| known == name);
    Ok((id, files.into_iter().filter(|name| !is_applied(name)).collect()))
}

fn rows(told: &Value) -> Vec<Value> {
    match told.at("0.results") {
        Some(Value::List(rows)) => rows,
        _ => Vec::new(),
    }
}

/// All migrations: those that are applied, whether or not their files are still there, and those that wait.
async fn status(from: &From, session: &Session<'_>) -> Result<(), Failure> {
    let files = files(&from.dir)?;
    let (_, applied) = applied(from, session).await?;
    let row = |name: &str, status: &str, at: Value| {
        Value::record([("name", Value::text(name)), ("status", Value::text(status)), ("applied_at", at)])
    };
    let mut all: Vec<Value> = applied
        .iter()
        .map(|(name, at)| {
            let status = if files.contains(name) { "applied" } else { "applied, without a file" };
            row(name, status, at.clone())
        })
        .collect();
    let waits = files.iter().filter(|name| !applied.iter().any(|(known, _)| known == *name));
    all.extend(waits.map(|name| row(name, "pending", Value::Null)));
    session.rows(all)
}

async fn apply(from: &From, session: &Session<'_>) -> Result<(), Failure> {
    let (id, waiting) = waiting(from, session).await?;
    if !waiting.is_empty() && !session.global.dry_run {
        session.agreed(&format!("Applies to {}: {}", from.database, waiting.join(", "))).await?;
        session.ask(statement(&id, TABLE, Vec::new())?).await?;
    }
    let mut rows = Vec::new();
    for name in waiting {
        let status = if session.global.dry_run { "would be applied" } else { "applied" };
        if !session.global.dry_run {
            let path = from.dir.join(&name);
            let sql = std::fs::read_to_string(&path)
                .map_err(|error| Failure::failed(format!("{}: {error}", path.display())))?;
            // One call is one transaction: a file is applied and noted, or neither.
            let noted =
                format!("{sql}\n;INSERT INTO d1_migrations (name) values ('{}');", name.replace('\'', "''"));
            let done = session.ask(statement(&id, &noted, Vec::new())?).await;
            done.map_err(|mut failure| {
                failure.details.push(format!("{name} is not applied; {} were before it", rows.len()));
                failure
            })?;
        }
        rows.push(Value::record([("name", Value::Text(name)), ("status", Value::text(status))]));
    }
    session.rows(rows)
}
