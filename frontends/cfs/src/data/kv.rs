//! `cfs kv`.

use super::kv_bulk::{self, Bulk};
use super::session::{Kind, Session, invocation};
use crate::args::{BodyPlan, Invocation, PartPlan, Source};
use crate::failure::Failure;
use crate::output::Value;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};

/// Namespaces, for who names one.
pub(crate) const NAMESPACE: Kind = Kind {
    word: "namespace",
    unique: true,
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
        after_help = "Examples:\n  cfs kv key put --namespace sessions user:1 '{\"name\":\"Ada\"}' --ttl 3600\n  cfs kv key put --namespace images logo --path logo.png --metadata '{\"type\":\"image/png\"}'"
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
        /// Metadata: any JSON, of 1024 bytes at most
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
    let call = invocation(operation)?.with("namespace_id", &id).maybe("key_name", key);
    let call = match command {
        Key::Get { .. } | Key::Delete { .. } => call,
        Key::List { prefix, .. } => call.maybe("prefix", prefix),
        Key::Put { key, value, path, ttl, expiration, metadata, .. } => {
            let source = match (value, path) {
                (Some(text), _) => Source::Text(text),
                (None, Some(path)) => Source::of_path(&path),
                (None, None) => Source::Stdin,
            };
            let Some(metadata) = metadata else {
                let body = BodyPlan::Raw { source, media: Some("application/octet-stream".to_owned()) };
                let call = call.maybe("expiration_ttl", ttl).maybe("expiration", expiration);
                return session.show(call.sending(body)).await;
            };
            pair(&id, &key, &source, &metadata, ttl, expiration)?
        }
    };
    session.show(call).await
}

/// A call that sets a key with metadata. A form has values that are text alone: others go as pairs do.
fn pair(
    id: &str,
    key: &str,
    source: &Source,
    metadata: &str,
    ttl: Option<u64>,
    expiration: Option<u64>,
) -> Result<Invocation, Failure> {
    let metadata = Value::parse(metadata).map_err(|_| {
        Failure::usage(format!("--metadata `{metadata}`: expected JSON"))
            .hint("a text needs quotes: '\"text\"'")
    })?;
    let bytes = match String::from_utf8(source.whole()?) {
        Ok(text) => {
            let parts = vec![
                ("value".to_owned(), PartPlan::Text(text)),
                ("metadata".to_owned(), PartPlan::Json(metadata.to_wire())),
            ];
            let call = invocation("kv.namespaces.values.update")?.with("namespace_id", id);
            let call = call.with("key_name", key).maybe("expiration_ttl", ttl);
            return Ok(call.maybe("expiration", expiration).sending(BodyPlan::Form(parts)));
        }
        Err(error) => error.into_bytes(),
    };
    let mut members = vec![
        ("key".to_owned(), Value::text(key)),
        ("value".to_owned(), Value::Text(STANDARD.encode(bytes))),
        ("base64".to_owned(), Value::Bool(true)),
        ("metadata".to_owned(), metadata),
    ];
    let number = |seconds: u64| Value::Number(seconds.to_string());
    members.extend(ttl.map(|ttl| ("expiration_ttl".to_owned(), number(ttl))));
    members.extend(expiration.map(|at| ("expiration".to_owned(), number(at))));
    let call = invocation("kv.namespaces.bulk_update")?.with("namespace_id", id);
    Ok(call.json(&Value::List(vec![Value::Object(members)])))
}
