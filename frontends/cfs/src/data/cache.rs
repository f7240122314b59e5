//! `cfs cache`.

use super::session::{Session, invocation};
use crate::failure::Failure;
use crate::output::Value;
use clap::{Args, Subcommand};

#[derive(Args, Clone, Debug)]
pub(crate) struct Cache {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Makes the edge forget what it keeps of a zone: one kind of choice at a time
    #[command(
        after_help = "Examples:\n  cfs cache purge --zone example.com --everything\n  cfs cache purge --zone example.com --url https://example.com/a.css --url https://example.com/b.css"
    )]
    Purge(Purge),
}

#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
struct Purge {
    /// All of it
    #[arg(long)]
    everything: bool,
    /// These addresses; repeatable
    #[arg(long, visible_alias = "urls", value_name = "URL")]
    url: Vec<String>,
    /// What has these tags; repeatable
    #[arg(long, visible_alias = "tags")]
    tag: Vec<String>,
    /// What these hosts serve; repeatable
    #[arg(long, visible_alias = "hosts")]
    host: Vec<String>,
    /// What begins with these, without the scheme; repeatable
    #[arg(long, visible_alias = "prefixes")]
    prefix: Vec<String>,
}

pub(super) async fn run(cache: Cache, session: &Session<'_>) -> Result<(), Failure> {
    let Command::Purge(purge) = cache.command;
    if purge.everything {
        session.agreed("Purges everything that is cached of the zone").await?;
        let body = Value::record([("purge_everything", Value::Bool(true))]);
        return session.show(invocation("cache.purge")?.json(&body)).await;
    }
    let lists =
        [("files", purge.url), ("tags", purge.tag), ("hosts", purge.host), ("prefixes", purge.prefix)];
    let given = lists.into_iter().filter(|(_, list)| !list.is_empty());
    let body =
        given.map(|(name, list)| (name.to_owned(), Value::List(list.into_iter().map(Value::Text).collect())));
    session.show(invocation("cache.purge")?.json(&Value::Object(body.collect()))).await
}
