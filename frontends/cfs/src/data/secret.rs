//! `cfs secret`: the secrets of a Worker. Values come from stdin, a file, or somebody who is asked.

use super::session::{Session, invocation};
use super::variables;
use crate::args::Source;
use crate::failure::Failure;
use crate::hidden::{self, Place};
use crate::output::Value;
use clap::{Args, Subcommand};

#[derive(Args, Clone, Debug)]
pub(crate) struct Secret {
    #[command(subcommand)]
    command: Command,
}

#[derive(Args, Clone, Debug)]
struct Of {
    /// The Worker
    #[arg(long, short = 'w', visible_alias = "name", value_name = "NAME")]
    worker: String,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Sets a secret; its value is read from stdin or a file, or asked for
    #[command(
        after_help = "Examples:\n  cfs secret put API_KEY --worker api < key\n  cfs secret put API_KEY --worker api"
    )]
    Put {
        #[command(flatten)]
        of: Of,
        /// Its name
        key: String,
        /// The file that has the value; `-` for stdin
        #[arg(long, short = 'f', value_name = "FILE")]
        file: Option<String>,
        /// A value is no argument.
        #[arg(hide = true)]
        value: Option<String>,
    },
    /// Lists the names of the secrets; their values are known to the Worker alone
    #[command(after_help = "Example:\n  cfs secret list --worker api")]
    List(Of),
    /// Deletes a secret
    #[command(after_help = "Example:\n  cfs secret delete API_KEY --worker api --yes")]
    Delete {
        #[command(flatten)]
        of: Of,
        /// Its name
        key: String,
    },
    /// Sets all secrets of a file in one change: a JSON object, in which null deletes one, or lines of NAME=VALUE
    #[command(
        after_help = "Examples:\n  cfs secret bulk secrets.json --worker api\n  cfs secret bulk --worker api < .env"
    )]
    Bulk {
        #[command(flatten)]
        of: Of,
        /// The file; `-` or nothing for stdin
        #[arg(default_value = "-")]
        file: String,
    },
}

pub(super) async fn run(secret: Secret, session: &Session<'_>) -> Result<(), Failure> {
    let call = match secret.command {
        Command::Put { value: Some(value), .. } => {
            crate::settings::hide_text(&value);
            return Err(hidden::argument("a secret"));
        }
        Command::Put { of, key, file, .. } => {
            let place = Place { file: file.as_deref(), variable: None };
            let value = hidden::value(&format!("the value of {key}"), place, session.global).await?;
            let call = invocation("workers.scripts.secrets.update")?.with("script_name", of.worker);
            call.json(&text(&key, value))
        }
        Command::List(of) => invocation("workers.scripts.secrets.list")?.with("script_name", of.worker),
        Command::Delete { of, key } => invocation("workers.scripts.secrets.delete")?
            .with("script_name", of.worker)
            .with("secret_name", key),
        Command::Bulk { of, file } => return bulk(&of.worker, &file, session).await,
    };
    session.show(call).await
}

/// A secret as the API takes it.
fn text(name: &str, value: String) -> Value {
    Value::record([
        ("name", Value::text(name)),
        ("text", Value::Text(value)),
        ("type", Value::text("secret_text")),
    ])
}

async fn bulk(worker: &str, file: &str, session: &Session<'_>) -> Result<(), Failure> {
    let source = Source::of_path(file);
    let all = variables::read(&source.read()?, &source.name())?;
    if all.is_empty() {
        return Err(Failure::usage(format!("{}: it has no secrets", source.name())));
    }
    all.iter().filter_map(|(_, value)| value.as_deref()).for_each(crate::settings::hide_text);
    let names: Vec<Value> = all.iter().map(|(name, _)| Value::text(name)).collect();
    let gone: Vec<&str> =
        all.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name.as_str()).collect();
    if !gone.is_empty() {
        session.agreed(&format!("Deletes of {worker}: {}", gone.join(", "))).await?;
    }
    let secrets = all.iter().map(|(name, value)| {
        let value = value.clone().map_or(Value::Null, |value| text(name, value));
        (name.clone(), value)
    });
    let body = Value::Object(vec![("secrets".to_owned(), Value::Object(secrets.collect()))]);
    let call = invocation("workers.scripts.secrets.bulk_update")?.with("script_name", worker).json(&body);
    if session.global.dry_run {
        return session.show(call).await;
    }
    session.ask(call).await?;
    let rows = names.into_iter().zip(&all).map(|(name, (_, value))| {
        let status = if value.is_some() { "set" } else { "deleted" };
        Value::record([("name", name), ("status", Value::text(status))])
    });
    session.rows(rows.collect())
}
