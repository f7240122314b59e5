//! `cfs d1 time-travel`: a database as it was.

use super::d1::DATABASE;
use super::session::{Session, invocation};
use crate::failure::Failure;
use clap::{Args, Subcommand};

#[derive(Args, Clone, Debug)]
pub(crate) struct TimeTravel {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Gives the bookmark of how a database is, or was at a time
    #[command(
        after_help = "Examples:\n  cfs d1 time-travel info orders\n  cfs d1 time-travel info orders --timestamp 2026-11-28T09:00:00Z"
    )]
    Info {
        /// The database, by name or id
        database: String,
        /// The time, such as `2026-11-28T09:00:00Z`
        #[arg(long, value_name = "TIME")]
        timestamp: Option<String>,
    },
    /// Makes a database what it was; the answer has the bookmark of how it was before, which undoes that
    #[command(after_help = "Example:\n  cfs d1 time-travel restore orders --bookmark BOOKMARK --yes")]
    Restore {
        /// The database, by name or id
        database: String,
        /// The bookmark
        #[arg(long, required_unless_present = "timestamp", conflicts_with = "timestamp")]
        bookmark: Option<String>,
        /// The time, such as `2026-11-28T09:00:00Z`
        #[arg(long, value_name = "TIME")]
        timestamp: Option<String>,
    },
}

pub(super) async fn run(travel: TimeTravel, session: &Session<'_>) -> Result<(), Failure> {
    let call = match travel.command {
        Command::Info { database, timestamp } => {
            let id = session.id(&DATABASE, &database).await?;
            invocation("d1.database.time_travel.get_bookmark")?
                .with("database_id", id)
                .maybe("timestamp", timestamp)
        }
        Command::Restore { database, bookmark, timestamp } => {
            let id = session.id(&DATABASE, &database).await?;
            let to = bookmark.as_deref().or(timestamp.as_deref()).unwrap_or_default();
            session.agreed(&format!("Makes the database {database} what it was at {to}")).await?;
            invocation("d1.database.time_travel.restore")?
                .with("database_id", id)
                .maybe("bookmark", bookmark)
                .maybe("timestamp", timestamp)
        }
    };
    session.show(call).await
}
