//! `cfs kv`.

use super::kv_bulk::{self, Bulk};
use super::session::{Kind, Session, invocation};
use crate::args::{BodyPlan, PartPlan, Source};
use crate::failure::Failure;
use crate::output::Value;
use clap::{Args, Subcommand};

/// Namespaces, for who names one.
pub(super) const NAMESPACE: Kind = Kind {
    word: "namespace",
    list: "kv.namespaces.list",
    name: "title",
    id: "id",
    command: "cfs kv namespace list",
};

#[derive(Args, Clone, Debug)]
pub(crate) struct Kv {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Namespaces
    #[command(visible_alias = "namespaces", after_help = "Example:\n  cfs kv namespace create sessions")]
    Namespace(NamespaceArgs),
    /// Keys of a namespace
    #[command(visible_alias = "keys", after_help = "Example:\n  cfs kv key get --namespace sessions user:1")]
    Key(KeyArgs),
    /// Many keys at once, from files of any size
    #[command(
        after_help = "Example:\n  cfs kv bulk put --namespace sessions values.ndjson --resume done.txt"
    )]
    Bulk(Bulk),
}

#[derive(Args, Clone, Debug)]
struct NamespaceArgs {
    #[command(subcommand)]
    command: Namespace,
}

#[derive(Subcommand, Clone, Debug)]
enum Namespace {
    /// Lists the namespaces
    #[command(after_help = "Example:\n  cfs kv namespace list --fields id,title")]
    List,
    /// Makes a namespace
    #[command(after_help = "Example:\n  cfs kv namespace create sessions")]
    Create {
        /// Its title
        title: String,
    },
    /// Deletes a namespace with all its keys
    #[command(after_help = "Example:\n  cfs kv namespace delete sessions --yes")]
    Delete {
        /// Its title or id
        namespace: String,
    },
}

#[derive(Args, Clone, Debug)]
struct KeyArgs {
    #[command(subcommand)]
    command: Key,
}

/// The namespace of a command.
#[derive(Args, Clone, Debug)]
pub(super) struct Of {
    /// The namespace, by title or id
    #[arg(long, short = 'n', visible_alias = "namespace-id", value_name = "TITLE|ID")]
    pub(super) namespace: String,
}

#[derive(Subcommand, Clone, Debug)]
enum Key {
    /// Writes the value of a key to stdout, or with -o to a file
    #[command(after_help = "Example:\n  cfs kv key get --namespace sessions user:1 -o value.json")]
    Get {
        #[command(flatten)]
        of: Of,
        /// The key
        key: String,
    },
    /// Sets the value of a key: an argument, a file, or stdin
    #[command(
        after_help = "Examples:\n  cfs kv key put --namespace sessions user:1 '{\"name\":\"Ada\"}' --ttl 3600\n  cfs kv key put --namespace images logo --path logo.svg --metadata '{\"type\":\"image/svg+xml\"}'"
    )]
    Put {
        #[command(flatten)]
        of: Of,
        /// The key
        key: String,
        /// The value; without one and without --path, stdin
        #[arg(allow_hyphen_values = true)]
        value: Option<String>,
        /// The file that has the value; `-` for stdin
        #[arg(long, value_name = "FILE", conflicts_with = "value")]
        path: Option<String>,
        /// After how many seconds it expires, 60 or more
        #[arg(long, visible_alias = "expiration-ttl", value_name = "SECONDS")]
        ttl: Option<u64>,
        /// When it expires, in seconds since 1970
        #[arg(long, value_name = "TIME", conflicts_with = "ttl")]
        expiration: Option<u64>,
        /// Metadata: any JSON, of 1024 bytes at most; the value has to be text then
        #[arg(long, value_name = "JSON")]
        metadata: Option<String>,
    },
    /// Lists the keys
    #[command(after_help = "Example:\n  cfs kv key list --namespace sessions --prefix user: --all")]
    List {
        #[command(flatten)]
        of: Of,
        /// Only keys that begin with this
        #[arg(long)]
        prefix: Option<String>,
    },
    /// Deletes a key
    #[command(after_help = "Example:\n  cfs kv key delete --namespace sessions user:1 --yes")]
    Delete {
        #[command(flatten)]
        of: Of,
        /// The key
        key: String,
    },
}

pub(super) async fn run(kv: Kv, session: &Session<'_>) -> Result<(), Failure> {
    match kv.command {
        Command::Namespace(NamespaceArgs { command }) => namespace(command, session).await,
        Command::Key(KeyArgs { command }) => key(command, session).await,
        Command::Bulk(bulk) => kv_bulk::run(bulk, session).await,
    }
}

async fn namespace(command: Namespace, session: &Session<'_>) -> Result<(), Failure> {
    let call = match command {
        Namespace::List => invocation(NAMESPACE.list)?,
        Namespace::Create { title } => {
            invocation("kv.namespaces.create")?.json(&Value::record([("title", Value::Text(title))]))
        }
        Namespace::Delete { namespace } => invocation("kv.namespaces.delete")?
            .with("namespace_id", session.id(&NAMESPACE, &namespace).await?),
    };
    session.show(call).await
}

async fn key(command: Key, session: &Session<'_>) -> Result<(), Failure> {
    let (operation, of, key) = match &command {
        Key::Get { of, key } => ("kv.namespaces.values.get", of, Some(key)),
        Key::Put { of, key, .. } => ("kv.namespaces.values.update", of, Some(key)),
        Key::List { of, .. } => ("kv.namespaces.keys.list", of, None),
        Key::Delete { of, key } => ("kv.namespaces.values.delete", of, Some(key)),
    };
    let id = session.id(&NAMESPACE, &of.namespace).await?;
    let call = invocation(operation)?.with("namespace_id", id).maybe("key_name", key);
    let call = match command {
        Key::Get { .. } | Key::Delete { .. } => call,
        Key::List { prefix, .. } => call.maybe("prefix", prefix),
        Key::Put { value, path, ttl, expiration, metadata, .. } => {
            let source = match (value, path) {
                (Some(text), _) => Source::Text(text),
                (None, Some(path)) => Source::of_path(&path),
                (None, None) => Source::Stdin,
            };
            call.maybe("expiration_ttl", ttl)
                .maybe("expiration", expiration)
                .sending(body(source, metadata.as_deref())?)
        }
    };
    session.show(call).await
}

/// A value as it is, or with metadata in a form, where the document takes text alone.
fn body(source: Source, metadata: Option<&str>) -> Result<BodyPlan, Failure> {
    let Some(text) = metadata else {
        return Ok(BodyPlan::Raw { source, media: Some("application/octet-stream".to_owned()) });
    };
    let metadata = Value::parse(text).map_err(|_| {
        Failure::usage(format!("--metadata `{text}`: expected JSON")).hint("a text needs quotes: '\"text\"'")
    })?;
    Ok(BodyPlan::Form(vec![
        ("value".to_owned(), PartPlan::Text(source.read()?)),
        ("metadata".to_owned(), PartPlan::Json(metadata.to_wire())),
    ]))
}
