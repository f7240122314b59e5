//! `cfs ai`.

use super::ai_answer;
use super::session::{Session, invocation};
use crate::args::{BodyPlan, Invocation, Source, plan};
use crate::failure::Failure;
use crate::output::{Step, Value, steps};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cfs_catalogue::{Operation, catalogue};
use clap::{Args, Subcommand};
use std::path::Path;

#[derive(Args, Clone, Debug)]
pub(crate) struct Ai {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Runs a model: text as it comes, images and audio to a file with -o
    #[command(
        after_help = "Examples:\n  cfs ai run @cf/meta/llama-3.2-1b-instruct --prompt 'Why is the sky blue?'\n  cfs ai run @cf/black-forest-labs/flux-1-schnell --prompt 'a lighthouse' -o lighthouse.jpg\n  cfs ai run @cf/openai/whisper --file talk.mp3\n  cfs ai run @cf/baai/bge-base-en-v1.5 --input '{\"text\":[\"one\",\"two\"]}' --output json"
    )]
    Run(Run),
    /// Lists the models
    #[command(
        visible_alias = "model",
        after_help = "Example:\n  cfs ai models --task 'Text Generation' --fields name,description"
    )]
    Models {
        /// Only of this task
        #[arg(long)]
        task: Option<String>,
        /// Only of this author
        #[arg(long)]
        author: Option<String>,
        /// Only those whose names have this
        #[arg(long)]
        search: Option<String>,
    },
    /// Prints the JSON Schemas of what a model takes and gives
    #[command(after_help = "Example:\n  cfs ai schema @cf/meta/llama-3.2-1b-instruct")]
    Schema {
        /// The model
        model: String,
    },
}

#[derive(Args, Clone, Debug)]
struct Run {
    /// The model, such as `@cf/meta/llama-3.2-1b-instruct`
    model: String,
    /// The question, or what an image is to show; `@FILE`, or `-` for stdin
    #[arg(long, short = 'p', value_name = "TEXT|@FILE|-")]
    prompt: Option<String>,
    /// What the model is told before the question
    #[arg(long, value_name = "TEXT|@FILE", requires = "prompt")]
    system: Option<String>,
    /// The whole input: JSON, `@FILE`, or `-` for stdin
    #[arg(long, short = 'i', value_name = "JSON|@FILE|-")]
    input: Option<String>,
    /// A member of the input by its path (`max_tokens=100`); repeatable
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// A file that is the input, or with a name in base64 one of its members (`image_b64=cat.png`); repeatable
    #[arg(long, short = 'f', value_name = "FILE|NAME=FILE")]
    file: Vec<String>,
    /// The text as a whole when it is done
    #[arg(long, conflicts_with = "stream")]
    no_stream: bool,
    /// The text as it comes, of a model that is not known to do so
    #[arg(long)]
    stream: bool,
    /// Sends what does not fit the document, too
    #[arg(long)]
    no_validate: bool,
}

pub(super) async fn run(ai: Ai, session: &Session<'_>) -> Result<(), Failure> {
    match ai.command {
        Command::Models { task, author, search } => {
            let call = invocation("ai.models.list")?.maybe("task", task);
            session.show(call.maybe("author", author).maybe("search", search)).await
        }
        Command::Schema { model } => {
            session.show(invocation("ai.models.schema.get")?.with("model", model)).await
        }
        Command::Run(run) => {
            let call = run.call()?;
            if session.global.dry_run {
                return session.show(call).await;
            }
            ai_answer::deliver(call, session).await
        }
    }
}

impl Run {
    /// The call of the model's own operation, or of the one that runs any.
    fn call(&self) -> Result<Invocation, Failure> {
        let model = self.model.trim_start_matches('/');
        let path = format!("/accounts/account/ai/run/{model}");
        let found = catalogue().at("POST", &path).map(|found| found.operation);
        let own = found.filter(|operation| !is_any(*operation));
        let call = match own {
            Some(operation) => invocation(&operation.name())?,
            None => invocation("ai.run")?.with("model_name", model),
        };
        let whole: Vec<&String> = self.file.iter().filter(|file| member(file).is_none()).collect();
        let input = self.input(own)?;
        match (whole.as_slice(), input) {
            ([], input) => Ok(call.sending(self.body(own, input)?)),
            ([file], Value::Object(members)) if members.is_empty() => {
                let media = Some("application/octet-stream".to_owned());
                Ok(call.sending(BodyPlan::Raw { source: Source::of_path(file), media }))
            }
            _ => Err(Failure::usage("a file that is the whole input stands alone")
                .hint("NAME=FILE has it be a member, such as --file image_b64=cat.png")),
        }
    }

    /// The members of the input.
    fn input(&self, own: Option<Operation>) -> Result<Value, Failure> {
        let mut input = match self.input.as_deref().map(Source::of) {
            Some(source) => Value::parse(source.read()?.trim())
                .map_err(|error| Failure::usage(format!("--input: {}: no JSON: {error}", source.name())))?,
            None => Value::Object(Vec::new()),
        };
        let mut put = |name: &str, value| input.put(&[Step::Member(name.to_owned())], value);
        if let Some(prompt) = &self.prompt {
            let prompt = Value::Text(Source::of(prompt).read()?);
            match &self.system {
                Some(system) => {
                    let said =
                        |role, content| Value::record([("role", Value::text(role)), ("content", content)]);
                    let system = said("system", Value::Text(Source::of(system).read()?));
                    put("messages", Value::List(vec![system, said("user", prompt)]));
                }
                None => put("prompt", prompt),
            }
        }
        for (name, path) in self.file.iter().filter_map(|file| member(file)) {
            put(name, Value::Text(STANDARD.encode(Source::of_path(path).whole()?)));
        }
        for pair in &self.set {
            let wrong = || Failure::usage(format!("--set `{pair}`: expected PATH=VALUE"));
            let (path, text) = pair.split_once('=').ok_or_else(wrong)?;
            let value = Value::parse(text).unwrap_or_else(|_| Value::text(text));
            input.put(&steps(path).ok_or_else(wrong)?, value);
        }
        let streams = self.stream
            || !self.no_stream && (self.prompt.is_some() || input.get("messages").is_some()) && streams(own);
        if streams && input.get("stream").is_none() {
            input.put(&[Step::Member("stream".to_owned())], Value::Bool(true));
        }
        Ok(input)
    }

    fn body(&self, own: Option<Operation>, input: Value) -> Result<BodyPlan, Failure> {
        match own.filter(|_| !self.no_validate) {
            Some(operation) => {
                let detail = operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
                Ok(plan(detail, input))
            }
            // What no document describes is sent as it is.
            None => Ok(BodyPlan::Raw {
                source: Source::Text(input.to_string()),
                media: Some("application/json".to_owned()),
            }),
        }
    }
}

/// Whether it is the operation that runs any model.
fn is_any(operation: Operation) -> bool {
    operation.name() == "ai.run"
}

/// Whether a model gives text as it comes.
fn streams(own: Option<Operation>) -> bool {
    let events = own.and_then(|operation| operation.detail().ok()).and_then(cfs_catalogue::Detail::events);
    events.is_some_and(|(_, flag)| flag == "stream")
}

/// A member's name and the file that it is made of.
fn member(text: &str) -> Option<(&str, &str)> {
    let (name, path) = text.split_once('=')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_name && !Path::new(text).exists()).then_some((name, path))
}
