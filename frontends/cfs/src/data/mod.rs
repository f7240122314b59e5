//! Commands for data in products, in wrangler's words: each is thin over the same calls, output and questions as `cfs api`.

mod cache;
mod d1;
mod d1_files;
mod dns;
mod items;
mod kv;
mod kv_bulk;
mod migrations;
mod queues;
mod r2;
mod session;

use crate::args::Global;
use crate::failure::Failure;
use crate::settings::Settings;
use clap::Subcommand;
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
        }
    }
}

/// Does what a command asks for.
pub(crate) async fn run(data: Data, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let session = Session::new(global, settings).await?;
    match data {
        Data::Kv(kv) => kv::run(kv, &session).await,
        Data::D1(d1) => d1::run(d1, &session).await,
        Data::R2(r2) => r2::run(r2, &session).await,
        Data::Queues(queues) => queues::run(queues, &session).await,
        Data::Dns(dns) => dns::run(dns, &session).await,
        Data::Cache(cache) => cache::run(cache, &session).await,
    }
}
