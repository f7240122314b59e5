//! `cfs workflows`.

use super::session::{Session, invocation};
use crate::args::{Invocation, Source};
use crate::failure::Failure;
use crate::output::Value;
use clap::{Args, Subcommand};

#[derive(Args, Clone, Debug)]
pub(crate) struct Workflows {
    #[command(subcommand)]
    command: Command,
}

/// What an instance is started with.
#[derive(Args, Clone, Debug)]
struct Start {
    /// The workflow
    workflow: String,
    /// Its parameters: JSON, `@FILE`, or `-` for stdin
    #[arg(value_name = "JSON|@FILE|-")]
    params: Option<String>,
    /// The id of the instance; without one, the API makes one
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Lists the workflows
    #[command(after_help = "Example:\n  cfs workflows list --fields name,script_name,class_name")]
    List,
    /// Tells about a workflow
    #[command(visible_alias = "describe", after_help = "Example:\n  cfs workflows get billing")]
    Get {
        /// The workflow
        workflow: String,
    },
    /// Deletes a workflow with its instances
    #[command(after_help = "Example:\n  cfs workflows delete billing --yes")]
    Delete {
        /// The workflow
        workflow: String,
    },
    /// Starts an instance
    #[command(
        visible_alias = "start",
        after_help = "Example:\n  cfs workflows trigger billing '{\"month\":\"2026-11\"}' --id nov"
    )]
    Trigger(Start),
    /// Instances of a workflow
    #[command(
        visible_alias = "instance",
        after_help = "Example:\n  cfs workflows instances list billing --status running"
    )]
    Instances {
        #[command(subcommand)]
        command: Instances,
    },
}

/// An instance.
#[derive(Args, Clone, Debug)]
struct Of {
    /// The workflow
    workflow: String,
    /// The id of the instance; `latest` for the one that was started last
    #[arg(default_value = "latest")]
    id: String,
}

#[derive(Subcommand, Clone, Debug)]
enum Instances {
    /// Lists the instances
    #[command(after_help = "Example:\n  cfs workflows instances list billing --status running --all")]
    List {
        /// The workflow
        workflow: String,
        /// Only those: queued, running, paused, errored, terminated, complete, waiting, waitingForPause
        #[arg(long)]
        status: Option<String>,
    },
    /// Starts an instance
    #[command(
        visible_aliases = ["trigger", "create"],
        after_help = "Example:\n  cfs workflows instances start billing '{\"month\":\"2026-11\"}'"
    )]
    Start(Start),
    /// Tells how an instance is doing: its status, steps, output or error
    #[command(
        visible_aliases = ["describe", "get"],
        after_help = "Example:\n  cfs workflows instances status billing latest"
    )]
    Status(Of),
    /// Sends an event to an instance that waits for it
    #[command(
        visible_alias = "event",
        after_help = "Example:\n  cfs workflows instances send-event billing nov --type paid --payload '{\"amount\":10}'"
    )]
    SendEvent {
        #[command(flatten)]
        of: Of,
        /// What the instance waits for
        #[arg(long = "type", value_name = "TYPE")]
        kind: String,
        /// What comes with it: JSON, `@FILE`, or `-` for stdin
        #[arg(long, value_name = "JSON|@FILE|-")]
        payload: Option<String>,
    },
    /// Has an instance wait after the step that it is at
    #[command(after_help = "Example:\n  cfs workflows instances pause billing nov")]
    Pause(Of),
    /// Has an instance that waits go on
    #[command(after_help = "Example:\n  cfs workflows instances resume billing nov")]
    Resume(Of),
    /// Ends an instance
    #[command(after_help = "Example:\n  cfs workflows instances terminate billing nov --yes")]
    Terminate(Of),
    /// Begins an instance again, from its start or one of its steps
    #[command(
        after_help = "Examples:\n  cfs workflows instances restart billing nov --yes\n  cfs workflows instances restart billing nov --from-step charge"
    )]
    Restart {
        #[command(flatten)]
        of: Of,
        /// The step
        #[arg(long, value_name = "NAME")]
        from_step: Option<String>,
    },
}

fn json(what: &str, text: &str) -> Result<Value, Failure> {
    let source = Source::of(text);
    let read = source.read()?;
    Value::parse(read.trim()).map_err(|error| {
        Failure::usage(format!("{what}: {}: no JSON: {error}", source.name()))
            .hint("a text needs quotes: '\"text\"'")
    })
}

impl Start {
    fn call(self) -> Result<Invocation, Failure> {
        let mut members = Vec::new();
        members.extend(self.id.map(|id| ("instance_id".to_owned(), Value::Text(id))));
        if let Some(params) = &self.params {
            members.push(("params".to_owned(), json("the parameters", params)?));
        }
        let call = invocation("workflows.instances.create")?.with("workflow_name", self.workflow);
        Ok(call.json(&Value::Object(members)))
    }
}

impl Of {
    /// A call about the instance.
    async fn call(&self, operation: &str, session: &Session<'_>) -> Result<Invocation, Failure> {
        let id =
            if self.id == "latest" && session.asks() { self.latest(session).await? } else { self.id.clone() };
        let call = invocation(&format!("workflows.instances.{operation}"))?;
        Ok(call.with("workflow_name", &self.workflow).with("instance_id", id))
    }

    /// The instance that was made last.
    async fn latest(&self, session: &Session<'_>) -> Result<String, Failure> {
        let list = invocation("workflows.instances.list")?.with("workflow_name", &self.workflow);
        let Value::List(all) = session.ask(list).await? else { return Ok(self.id.clone()) };
        let made = |one: &Value| one.get("created_on").map(Value::plain).unwrap_or_default();
        // The API gives the youngest first; where times are equal, that counts.
        let last = all.iter().rev().max_by_key(|one| made(one)).and_then(|one| one.get("id"));
        last.map(Value::plain).ok_or_else(|| {
            Failure::failed(format!("the workflow {} has no instances", self.workflow))
                .hint("`cfs workflows trigger` starts one")
        })
    }

    /// A call that changes what the instance does.
    async fn to(
        &self,
        status: &str,
        more: Option<Value>,
        session: &Session<'_>,
    ) -> Result<Invocation, Failure> {
        let mut members = vec![("status".to_owned(), Value::text(status))];
        members.extend(more.map(|from| ("from".to_owned(), from)));
        Ok(self.call("status.edit", session).await?.json(&Value::Object(members)))
    }
}

pub(super) async fn run(workflows: Workflows, session: &Session<'_>) -> Result<(), Failure> {
    let call = match workflows.command {
        Command::List => invocation("workflows.list")?,
        Command::Get { workflow } => invocation("workflows.get")?.with("workflow_name", workflow),
        Command::Delete { workflow } => invocation("workflows.delete")?.with("workflow_name", workflow),
        Command::Trigger(start) => start.call()?,
        Command::Instances { command } => instances(command, session).await?,
    };
    session.show(call).await
}

async fn instances(command: Instances, session: &Session<'_>) -> Result<Invocation, Failure> {
    Ok(match command {
        Instances::List { workflow, status } => {
            invocation("workflows.instances.list")?.with("workflow_name", workflow).maybe("status", status)
        }
        Instances::Start(start) => start.call()?,
        Instances::Status(of) => of.call("get", session).await?,
        Instances::SendEvent { of, kind, payload } => {
            let call = of.call("events.create", session).await?.with("event_type", kind);
            match payload {
                Some(payload) => call.json(&json("the payload", &payload)?),
                None => call,
            }
        }
        Instances::Pause(of) => of.to("pause", None, session).await?,
        Instances::Resume(of) => of.to("resume", None, session).await?,
        Instances::Terminate(of) => {
            session.agreed(&format!("Ends the instance {} of {}", of.id, of.workflow)).await?;
            of.to("terminate", None, session).await?
        }
        Instances::Restart { of, from_step } => {
            session.agreed(&format!("Begins the instance {} of {} again", of.id, of.workflow)).await?;
            let from = from_step.map(|name| Value::record([("name", Value::Text(name))]));
            of.to("restart", from, session).await?
        }
    })
}
