//! `cfs queues`.

use super::session::{Kind, Session, invocation};
use crate::args::{Invocation, Source};
use crate::failure::Failure;
use crate::output::Value;
use clap::{Args, Subcommand};

pub(crate) const QUEUE: Kind = Kind {
    word: "queue",
    unique: true,
    list: "queues.list",
    name: "queue_name",
    id: "queue_id",
    command: "cfs queues list",
};

#[derive(Args, Clone, Debug)]
pub(crate) struct Queues {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Lists the queues
    #[command(after_help = "Example:\n  cfs queues list --fields queue_name,queue_id")]
    List,
    /// Makes a queue
    #[command(after_help = "Example:\n  cfs queues create jobs")]
    Create {
        /// Its name
        name: String,
    },
    /// Deletes a queue with its messages
    #[command(after_help = "Example:\n  cfs queues delete jobs --yes")]
    Delete {
        /// The queue, by name or id
        queue: String,
    },
    /// Sends a message: JSON if it is that, else text
    #[command(
        after_help = "Examples:\n  cfs queues send jobs '{\"id\":1}'\n  cfs queues send jobs hello --delay 60"
    )]
    Send {
        /// The queue, by name or id
        queue: String,
        /// The message; `-` or nothing for stdin, `@FILE` for a file
        #[arg(allow_hyphen_values = true)]
        message: Option<String>,
        /// As text, JSON or not
        #[arg(long)]
        text: bool,
        /// Seconds until it can be pulled
        #[arg(long, value_name = "SECONDS")]
        delay: Option<u32>,
    },
    /// Pulls messages: each is given out again later unless it is acknowledged by its lease
    #[command(after_help = "Example:\n  cfs queues pull jobs --batch 10 --fields lease_id,body")]
    Pull {
        /// The queue, by name or id
        queue: String,
        /// How many at most
        #[arg(long, visible_alias = "batch-size", value_name = "COUNT", default_value_t = 10)]
        batch: u32,
        /// Seconds until they can be pulled again
        #[arg(long, visible_alias = "visibility-timeout", value_name = "SECONDS")]
        visible_after: Option<u64>,
    },
    /// Acknowledges messages, or has them given out again
    #[command(after_help = "Example:\n  cfs queues ack jobs LEASE_ID LEASE_ID")]
    Ack {
        /// The queue, by name or id
        queue: String,
        /// The leases that came with the messages
        #[arg(value_name = "LEASE_ID", required = true)]
        leases: Vec<String>,
        /// Has them given out again instead
        #[arg(long)]
        retry: bool,
    },
    /// Tells about a queue: its consumers, its settings
    #[command(visible_alias = "get", after_help = "Example:\n  cfs queues info jobs")]
    Info {
        /// The queue, by name or id
        queue: String,
    },
    /// Changes how long messages wait, and how long they are kept
    #[command(after_help = "Example:\n  cfs queues update jobs --delivery-delay 10 --retention 86400")]
    Update {
        /// The queue, by name or id
        queue: String,
        /// Seconds until a message can be delivered
        #[arg(long, visible_alias = "delivery-delay-secs", value_name = "SECONDS")]
        delivery_delay: Option<u32>,
        /// Seconds that a message is kept
        #[arg(long, visible_alias = "message-retention-period-secs", value_name = "SECONDS")]
        retention: Option<u32>,
    },
    /// Has messages wait instead of being delivered to consumers
    #[command(visible_alias = "pause-delivery", after_help = "Example:\n  cfs queues pause jobs")]
    Pause {
        /// The queue, by name or id
        queue: String,
    },
    /// Has messages be delivered again
    #[command(visible_alias = "resume-delivery", after_help = "Example:\n  cfs queues resume jobs")]
    Resume {
        /// The queue, by name or id
        queue: String,
    },
    /// Deletes all messages of a queue
    #[command(after_help = "Example:\n  cfs queues purge jobs --yes")]
    Purge {
        /// The queue, by name or id
        queue: String,
    },
}

/// Pulls messages and shows them.
async fn pull(
    queue: &str,
    batch: u32,
    visible_after: Option<u64>,
    session: &Session<'_>,
) -> Result<(), Failure> {
    let mut members = vec![("batch_size".to_owned(), number(batch))];
    let timeout = visible_after.map(|seconds| number(seconds.saturating_mul(1000)));
    members.extend(timeout.map(|timeout| ("visibility_timeout_ms".to_owned(), timeout)));
    let id = session.id(&QUEUE, queue).await?;
    let call = invocation("queues.messages.pull")?.with("queue_id", id);
    let call = call.json(&Value::Object(members));
    if session.global.dry_run {
        return session.show(call).await;
    }
    let told = session.ask(call).await?;
    let Some(Value::List(messages)) = told.get("messages") else { return session.value(told) };
    session.rows(messages.clone())
}

/// A call that changes settings of a queue.
async fn set(
    queue: &str,
    settings: Vec<(String, Value)>,
    session: &Session<'_>,
) -> Result<Invocation, Failure> {
    let body = Value::record([("settings", Value::Object(settings))]);
    let id = session.id(&QUEUE, queue).await?;
    Ok(invocation("queues.edit")?.with("queue_id", id).json(&body))
}

async fn paused(queue: &str, paused: bool, session: &Session<'_>) -> Result<Invocation, Failure> {
    set(queue, vec![("delivery_paused".to_owned(), Value::Bool(paused))], session).await
}

fn number(number: impl ToString) -> Value {
    Value::Number(number.to_string())
}

pub(super) async fn run(queues: Queues, session: &Session<'_>) -> Result<(), Failure> {
    let call = match queues.command {
        Command::List => invocation(QUEUE.list)?,
        Command::Create { name } => {
            invocation("queues.create")?.json(&Value::record([("queue_name", Value::Text(name))]))
        }
        Command::Delete { queue } => {
            invocation("queues.delete")?.with("queue_id", session.id(&QUEUE, &queue).await?)
        }
        Command::Info { queue } => {
            invocation("queues.get")?.with("queue_id", session.id(&QUEUE, &queue).await?)
        }
        Command::Update { queue, delivery_delay, retention } => {
            let mut settings = Vec::new();
            settings.extend(delivery_delay.map(|delay| ("delivery_delay".to_owned(), number(delay))));
            settings.extend(retention.map(|period| ("message_retention_period".to_owned(), number(period))));
            if settings.is_empty() {
                let hint = "--delivery-delay, --retention";
                return Err(Failure::usage("nothing is to be changed").hint(hint));
            }
            set(&queue, settings, session).await?
        }
        Command::Pause { queue } => paused(&queue, true, session).await?,
        Command::Resume { queue } => paused(&queue, false, session).await?,
        Command::Send { queue, message, text, delay } => {
            let said = Source::of(message.as_deref().unwrap_or("-")).read()?;
            let json = Value::parse(&said).ok().filter(|_| !text);
            let kind = if json.is_some() { "json" } else { "text" };
            let mut members = vec![
                ("body".to_owned(), json.unwrap_or(Value::Text(said))),
                ("content_type".to_owned(), Value::text(kind)),
            ];
            members.extend(delay.map(|delay| ("delay_seconds".to_owned(), number(delay))));
            let id = session.id(&QUEUE, &queue).await?;
            invocation("queues.messages.push")?.with("queue_id", id).json(&Value::Object(members))
        }
        Command::Pull { queue, batch, visible_after } => {
            return pull(&queue, batch, visible_after, session).await;
        }
        Command::Ack { queue, leases, retry } => {
            let leases = leases.into_iter().map(|lease| Value::record([("lease_id", Value::Text(lease))]));
            let (some, none) = (Value::List(leases.collect()), Value::List(Vec::new()));
            let (acks, retries) = if retry { (none, some) } else { (some, none) };
            let body = Value::record([("acks", acks), ("retries", retries)]);
            let id = session.id(&QUEUE, &queue).await?;
            invocation("queues.messages.ack")?.with("queue_id", id).json(&body)
        }
        Command::Purge { queue } => {
            let id = session.id(&QUEUE, &queue).await?;
            session.agreed(&format!("Deletes all messages of the queue {queue}")).await?;
            let body = Value::record([("delete_messages_permanently", Value::Bool(true))]);
            invocation("queues.purge.start")?.with("queue_id", id).json(&body)
        }
    };
    session.show(call).await
}
