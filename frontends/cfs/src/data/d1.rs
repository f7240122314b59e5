//! `cfs d1`.

use super::d1_files;
use super::d1_travel::{self, TimeTravel};
use super::local::Local;
use super::migrations::{self, Migrations};
use super::session::{Kind, Session, invocation};
use crate::args::Source;
use crate::failure::Failure;
use crate::output::Value;
use clap::{Args, Subcommand};

pub(crate) const DATABASE: Kind = Kind {
    word: "database",
    unique: true,
    list: "d1.database.list",
    name: "name",
    id: "uuid",
    command: "cfs d1 list",
};

#[derive(Args, Clone, Debug)]
pub(crate) struct D1 {
    #[command(flatten)]
    pub(super) local: Local,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Lists the databases
    #[command(after_help = "Example:\n  cfs d1 list --fields name,uuid,file_size")]
    List,
    /// Makes a database
    #[command(after_help = "Example:\n  cfs d1 create orders --location weur")]
    Create {
        /// Its name
        name: String,
        /// Where it should be: wnam, enam, weur, eeur, apac, oc
        #[arg(long, value_name = "HINT")]
        location: Option<String>,
    },
    /// Deletes a database with all that is in it
    #[command(after_help = "Example:\n  cfs d1 delete orders --yes")]
    Delete {
        /// The database, by name or id
        database: String,
    },
    /// Tells about a database
    #[command(after_help = "Example:\n  cfs d1 info orders")]
    Info {
        /// The database, by name or id
        database: String,
    },
    /// Runs statements and shows their rows
    #[command(
        after_help = "Example:\n  cfs d1 query orders 'SELECT id, total FROM orders WHERE total > ?' --param 100"
    )]
    Query {
        /// The database, by name or id
        database: String,
        /// The statements
        sql: String,
        /// The value of the next `?`; repeatable
        #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
        param: Vec<String>,
    },
    /// Runs the statements of a file, all of them or none
    #[command(after_help = "Example:\n  cfs d1 execute orders --file schema.sql")]
    Execute {
        /// The database, by name or id
        database: String,
        /// The file; `-` for stdin
        #[arg(long, value_name = "FILE", required_unless_present = "command", conflicts_with = "command")]
        file: Option<String>,
        /// The statements
        #[arg(long, value_name = "SQL")]
        command: Option<String>,
    },
    /// Writes a database as SQL to stdout, or with -o to a file
    #[command(after_help = "Example:\n  cfs d1 export orders -o orders.sql")]
    Export {
        /// The database, by name or id
        database: String,
        /// Without rows
        #[arg(long)]
        no_data: bool,
        /// Rows alone
        #[arg(long)]
        no_schema: bool,
        /// Only this table; repeatable
        #[arg(long)]
        table: Vec<String>,
    },
    /// Runs the statements of a large file: it is uploaded and then run, all of it or nothing
    #[command(after_help = "Example:\n  cfs d1 import orders orders.sql --yes")]
    Import {
        /// The database, by name or id
        database: String,
        /// The file; `-` for stdin
        file: String,
    },
    /// Files that change a database, each once, in wrangler's folder and table
    #[command(visible_alias = "migration", after_help = "Example:\n  cfs d1 migrations apply orders")]
    Migrations(Migrations),
    /// A database as it was in the last thirty days
    #[command(after_help = "Example:\n  cfs d1 time-travel info orders")]
    TimeTravel(TimeTravel),
}

pub(super) async fn run(d1: D1, session: &Session<'_>) -> Result<(), Failure> {
    let call = match d1.command {
        Command::List => invocation(DATABASE.list)?,
        Command::Create { name, location } => {
            let mut members = vec![("name".to_owned(), Value::Text(name))];
            members.extend(location.map(|hint| ("primary_location_hint".to_owned(), Value::Text(hint))));
            invocation("d1.database.create")?.json(&Value::Object(members))
        }
        Command::Delete { database } => {
            invocation("d1.database.delete")?.with("database_id", session.id(&DATABASE, &database).await?)
        }
        Command::Info { database } => {
            invocation("d1.database.get")?.with("database_id", session.id(&DATABASE, &database).await?)
        }
        Command::Query { database, sql, param } => return query(&database, &sql, param, session).await,
        Command::Execute { database, file, command } => {
            let sql = match (file, command) {
                (Some(file), _) => Source::of_path(&file).read()?,
                (None, command) => command.unwrap_or_default(),
            };
            return query(&database, &sql, Vec::new(), session).await;
        }
        Command::Export { database, no_data, no_schema, table } => {
            return d1_files::export(&database, no_data, no_schema, table, session).await;
        }
        Command::Import { database, file } => return d1_files::import(&database, &file, session).await,
        Command::Migrations(migrations) => return migrations::run(migrations, session).await,
        Command::TimeTravel(travel) => return d1_travel::run(travel, session).await,
    };
    session.show(call).await
}

/// Runs statements; of those that give rows, these are shown, of others what they changed.
async fn query(database: &str, sql: &str, params: Vec<String>, session: &Session<'_>) -> Result<(), Failure> {
    let id = session.id(&DATABASE, database).await?;
    if session.global.dry_run {
        return session.show(statement(&id, sql, params)?).await;
    }
    let told = session.ask(statement(&id, sql, params)?).await?;
    let Value::List(statements) = told else { return session.value(told) };
    let rows_of = |statement: &Value| match statement.get("results") {
        Some(Value::List(rows)) => rows.clone(),
        _ => Vec::new(),
    };
    let rows: Vec<Value> = statements.iter().flat_map(rows_of).collect();
    if !rows.is_empty()
        || statements.len() == 1 && sql.trim_start().to_ascii_uppercase().starts_with("SELECT")
    {
        return session.rows(rows);
    }
    let meta = |statement: &Value| {
        let of = |path: &str| statement.at(path).unwrap_or_default();
        Value::record([
            ("success", of("success")),
            ("changes", of("meta.changes")),
            ("rows_read", of("meta.rows_read")),
            ("rows_written", of("meta.rows_written")),
            ("duration", of("meta.duration")),
        ])
    };
    session.rows(statements.iter().map(meta).collect())
}

/// A call that runs statements.
pub(super) fn statement(
    id: &str,
    sql: &str,
    params: Vec<String>,
) -> Result<crate::args::Invocation, Failure> {
    let params = Value::List(params.into_iter().map(Value::Text).collect());
    let body = Value::record([("sql", Value::text(sql)), ("params", params)]);
    Ok(invocation("d1.database.query")?.with("database_id", id).json(&body))
}
