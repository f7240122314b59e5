//! `cfs kv bulk`: files of any size, in calls as large as the API takes them.

use super::items::{Items, open};
use super::kv::{NAMESPACE, Of};
use super::session::{Session, invocation};
use super::steps::Steps;
use crate::failure::{Exit, Failure};
use crate::output::{Value, Wanted};
use cfs_http::Json;
use clap::{Args, Subcommand};
use std::io::BufRead;
use std::path::PathBuf;

/// How many keys a call writes or deletes at most.
const MOST: usize = 10_000;
/// How many bytes a call writes at most, unless one value has more: the API takes 100 MB, and what is less is less to hold.
const LARGEST: usize = 32_000_000;
/// How many keys a call reads at most.
const MOST_READ: usize = 100;

#[derive(Args, Clone, Debug)]
pub(crate) struct Bulk {
    #[command(subcommand)]
    command: Command,
}

#[derive(Args, Clone, Debug)]
struct From {
    #[command(flatten)]
    of: Of,
    /// The file, `-` for stdin: a JSON array, or one JSON value a line
    file: String,
    /// Begins after what this file says is done, and keeps in it how many items are
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Sets keys: objects with `key`, `value`, and if wanted `expiration_ttl`, `expiration`, `metadata`, `base64`
    #[command(
        after_help = "Example:\n  cfs kv bulk put --namespace sessions values.ndjson --resume done.txt"
    )]
    Put(From),
    /// Gets the values of keys: texts, or objects with `key`
    #[command(after_help = "Example:\n  cfs kv bulk get --namespace sessions keys.json --output ndjson")]
    Get {
        #[command(flatten)]
        of: Of,
        /// The file, `-` for stdin: a JSON array, or one JSON value a line
        file: String,
    },
    /// Deletes keys: texts, or objects with `key` or `name`
    #[command(after_help = "Example:\n  cfs kv bulk delete --namespace sessions keys.json --yes")]
    Delete(From),
}

pub(super) async fn run(bulk: Bulk, session: &Session<'_>) -> Result<(), Failure> {
    match bulk.command {
        Command::Put(from) => write(&from, "kv.namespaces.bulk_update", session).await,
        Command::Delete(from) => {
            session.agreed(&format!("Deletes the keys of {}", from.file)).await?;
            write(&from, "kv.namespaces.bulk_delete", session).await
        }
        Command::Get { of, file } => get(&of, &file, session).await,
    }
}

/// The key that an item is about.
fn key(value: &Value) -> Option<&str> {
    let key = match value {
        Value::Object(_) => value.get("key").or_else(|| value.get("name"))?,
        other => other,
    };
    if let Value::Text(key) = key { Some(key) } else { None }
}

/// Items for one call: their texts joined, and how many.
fn batch<R: BufRead>(
    items: &mut Items<R>,
    waiting: &mut Option<String>,
    deletes: bool,
) -> Result<(String, usize), Failure> {
    let (mut text, mut count) = (String::from("["), 0);
    while count < MOST {
        let next = match waiting.take() {
            Some(next) => next,
            None => {
                let Some((given, value)) = items.next()? else { break };
                let key = key(&value)
                    .ok_or_else(|| items.wrong_one("it has no key").hint("`cfs kv bulk --help`"))?;
                if !deletes && value.get("value").is_none() {
                    return Err(items.wrong_one(&format!("the key `{key}` has no `value`")));
                }
                if deletes { Value::text(key).to_string() } else { given }
            }
        };
        if count > 0 && text.len() + next.len() + 2 > LARGEST {
            *waiting = Some(next);
            break;
        }
        if count > 0 {
            text.push(',');
        }
        text.push_str(&next);
        count += 1;
    }
    text.push(']');
    Ok((text, count))
}

/// Writes or deletes all keys of a file.
async fn write(from: &From, operation: &str, session: &Session<'_>) -> Result<(), Failure> {
    let deletes = operation.ends_with("delete");
    let id = session.id(&NAMESPACE, &from.of.namespace).await?;
    let (mut items, length) = open(&from.file)?;
    let mut steps = Steps::begin(from.resume.as_deref(), length, "keys", session.global)?;
    for _ in 0..steps.done() {
        items.next()?;
    }
    let (mut waiting, mut failed) = (None, Vec::new());
    loop {
        let (text, taken) = batch(&mut items, &mut waiting, deletes)?;
        if taken == 0 {
            break;
        }
        let size = text.len() as u64;
        let json = Json::parse(&text).map_err(|error| Failure::usage(error.to_string()))?;
        let mut call = invocation(operation)?.with("namespace_id", &id);
        call.body = crate::args::BodyPlan::Json { json, media: None };
        if session.global.dry_run {
            return session.show(call).await;
        }
        let told = session.ask(call).await.map_err(|failure| steps.stopped(failure))?;
        if let Some(Value::List(keys)) = told.get("unsuccessful_keys") {
            failed.extend(keys.iter().cloned());
        }
        steps.add(taken, size)?;
    }
    let count = steps.finish();
    let lost = failed.len();
    let keys = Value::Number(count.saturating_sub(lost).to_string());
    session.value(Value::record([("keys", keys), ("unsuccessful_keys", Value::List(failed))]))?;
    if lost > 0 {
        return Err(Failure::new(Exit::Failed, format!("{lost} keys were refused"))
            .hint("give those of `unsuccessful_keys` again"));
    }
    Ok(())
}

/// Reads the values of all keys of a file.
async fn get(of: &Of, file: &str, session: &Session<'_>) -> Result<(), Failure> {
    let id = session.id(&NAMESPACE, &of.namespace).await?;
    let (mut items, _) = open(file)?;
    let mut out = session.out()?;
    out.list();
    loop {
        let mut keys = Vec::new();
        while keys.len() < MOST_READ {
            let Some((_, value)) = items.next()? else { break };
            let key = key(&value)
                .ok_or_else(|| Failure::usage(format!("{file}: item {}: it is no key", items.read)))?;
            keys.push(Value::text(key));
        }
        if keys.is_empty() {
            break;
        }
        let body = Value::record([("keys", Value::List(keys.clone()))]);
        let call = invocation("kv.namespaces.bulk_get")?.with("namespace_id", &id).json(&body);
        if session.global.dry_run {
            return session.show(call).await;
        }
        let told = session.ask(call).await?;
        for key in keys {
            let value = told.get("values").and_then(|values| values.get(&key.plain())).cloned();
            let row = Value::record([("key", key), ("value", value.unwrap_or_default())]);
            if out.row(row)? == Wanted::Enough {
                return out.finish(session.global.quiet);
            }
        }
        out.page()?;
    }
    out.finish(session.global.quiet)
}
