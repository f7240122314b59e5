//! Commands for data in products, in wrangler's words: each is thin over the same calls, output and questions as `cfs api`.

mod ai;
mod ai_answer;
mod cache;
mod connection;
mod d1;
mod d1_files;
mod d1_travel;
mod dns;
mod hyperdrive;
mod items;
mod kv;
mod kv_bulk;
mod local;
mod migrations;
mod pages;
mod pages_deploy;
mod pages_files;
mod queues;
mod r2;
mod secret;
mod secrets_store;
mod session;
mod steps;
mod variables;
mod vectorize;
mod vectors;
mod workflows;

use crate::args::Global;
use crate::failure::Failure;
use crate::settings::Settings;
use clap::Subcommand;
pub(crate) use d1::DATABASE;
pub(crate) use hyperdrive::CONFIG;
pub(crate) use kv::NAMESPACE;
pub(crate) use queues::QUEUE;
pub(crate) use secrets_store::STORE;
pub(crate) use session::{Session, invocation};

/// The products.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Data {
    /// Keys and values: namespaces, keys, and many keys at once
    #[command(
        visible_alias = "kvs",
        after_help = "Example:\n  cfs kv key put --namespace sessions user:1 '{\"name\":\"Ada\"}' --ttl 3600"
    )]
    Kv(kv::Kv),
    /// SQL databases: queries, files, migrations
    #[command(
        after_help = "Example:\n  cfs d1 query orders 'SELECT * FROM orders WHERE total > ?' --param 100"
    )]
    D1(d1::D1),
    /// Buckets and objects
    #[command(after_help = "Example:\n  cfs r2 object put r2://photos/cat.jpg --file cat.jpg")]
    R2(r2::R2),
    /// Queues and their messages
    #[command(visible_alias = "queue", after_help = "Example:\n  cfs queues send jobs '{\"id\":1}'")]
    Queues(queues::Queues),
    /// Records of a zone
    #[command(after_help = "Example:\n  cfs dns set --zone example.com www A 192.0.2.1")]
    Dns(dns::Dns),
    /// What the edge keeps of a zone
    #[command(after_help = "Example:\n  cfs cache purge --zone example.com --everything")]
    Cache(cache::Cache),
    /// Indexes of vectors
    #[command(
        after_help = "Example:\n  cfs vectorize query articles --vector 0.1,0.2,0.3 --top-k 3 --return-metadata all"
    )]
    Vectorize(vectorize::Vectorize),
    /// Databases elsewhere, with their connections kept and their answers cached
    #[command(after_help = "Example:\n  cfs hyperdrive create shop --connection-string < url")]
    Hyperdrive(hyperdrive::Hyperdrive),
    /// Secrets of a Worker
    #[command(
        visible_alias = "secrets",
        after_help = "Example:\n  cfs secret put API_KEY --worker api < key"
    )]
    Secret(secret::Secret),
    /// Secrets that several Workers share
    #[command(after_help = "Example:\n  cfs secrets-store secret create team API_KEY --scopes workers < key")]
    SecretsStore(secrets_store::SecretsStore),
    /// Workflows and their instances
    #[command(
        visible_alias = "workflow",
        after_help = "Example:\n  cfs workflows trigger billing '{\"month\":\"2026-11\"}'"
    )]
    Workflows(workflows::Workflows),
    /// Models of Workers AI
    #[command(
        after_help = "Example:\n  cfs ai run @cf/meta/llama-3.2-1b-instruct --prompt 'Why is the sky blue?'"
    )]
    Ai(ai::Ai),
    /// Sites of files, and their deployments
    #[command(after_help = "Example:\n  cfs pages deploy dist --project site")]
    Pages(pages::Pages),
}

impl Data {
    /// The words of the command, without its values.
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::Kv(_) => "kv",
            Self::D1(_) => "d1",
            Self::R2(_) => "r2",
            Self::Queues(_) => "queues",
            Self::Dns(_) => "dns",
            Self::Cache(_) => "cache",
            Self::Vectorize(_) => "vectorize",
            Self::Hyperdrive(_) => "hyperdrive",
            Self::Secret(_) => "secret",
            Self::SecretsStore(_) => "secrets-store",
            Self::Workflows(_) => "workflows",
            Self::Ai(_) => "ai",
            Self::Pages(_) => "pages",
        }
    }
}

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Does what a command asks for.
pub(crate) async fn run(data: Data, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let local = match &data {
        Data::D1(d1) => d1.local.start(settings).await?,
        _ => None,
    };
    let settings = local.as_ref().map_or(settings, |local| &local.settings);
    let global =
        &Global { account: local.is_none().then(|| global.account.clone()).flatten(), ..global.clone() };
    let session = Session::new(global, settings).await?;
    let done = match data {
        Data::Kv(kv) => kv::run(kv, &session).await,
        Data::D1(d1) => d1::run(d1, &session).await,
        Data::R2(r2) => r2::run(r2, &session).await,
        Data::Queues(queues) => queues::run(queues, &session).await,
        Data::Dns(dns) => dns::run(dns, &session).await,
        Data::Cache(cache) => cache::run(cache, &session).await,
        Data::Vectorize(vectorize) => vectorize::run(vectorize, &session).await,
        Data::Hyperdrive(hyperdrive) => hyperdrive::run(hyperdrive, &session).await,
        Data::Secret(secret) => secret::run(secret, &session).await,
        Data::SecretsStore(store) => secrets_store::run(store, &session).await,
        Data::Workflows(workflows) => workflows::run(workflows, &session).await,
        Data::Ai(ai) => ai::run(ai, &session).await,
        Data::Pages(pages) => pages::run(pages, &session).await,
    };
    session.ended(done)
}
