//! One call per line of input: so many at a time, what comes back in the order of the lines.

use super::{deliver, request, show};
use crate::args::{BodyPlan, Global, Invocation, To, flags, of_operation, plan, scope};
use crate::failure::{Exit, Failure};
use crate::output::{Out, Value};
use crate::settings::Settings;
use cfs_catalogue::{Answer, Argument, Detail, Gives, Place};
use cfs_http::Client;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use std::collections::BTreeSet;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::Path;
use std::pin::Pin;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

/// Calls an operation for each line of a file, or of stdin.
pub(crate) async fn each(
    call: &Invocation,
    from: &str,
    client: &Client,
    mut out: Out,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    fits(call, global)?;
    let detail = call.operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
    let mut done = Done::open(call.options.resume.as_deref())?;
    let known = done.known.clone();
    let left = lines(from).await?.filter(move |(at, line)| {
        let text = line.as_deref().unwrap_or("damaged");
        let is_left = !text.trim().is_empty() && !known.contains(&mark(*at, text));
        std::future::ready(is_left)
    });
    if global.dry_run || call.options.curl {
        return shown(call, detail, left, client, global, settings).await;
    }
    super::agreed(call, &format!("for every line of {from}"), global).await?;
    let made = left.map(|(at, line)| async move { (at, line_result(call, detail, line, client).await) });
    let mut results = std::pin::pin!(made.buffered(call.options.jobs.max(1)));
    let (mut failed, mut worst) = (0, Exit::Done);
    while let Some((at, (line, result))) = results.next().await {
        match result.and_then(|answer| answer.map_or(Ok(()), |answer| deliver::whole(answer, &mut out))) {
            Ok(()) => {
                out.page()?;
                done.add(at, &line)?;
            }
            Err(failure) if failure.silent => return Err(failure),
            Err(failure) => {
                let failure = failure.doing(format!("line {at}"));
                if !call.options.keep_going {
                    out.finish(true)?;
                    return Err(failure.hint("--keep-going goes on after a line that failed"));
                }
                crate::terminal::say!("error: {}", crate::settings::without_secrets(&failure.to_string()));
                failed += 1;
                worst = worst.max(failure.exit);
            }
        }
    }
    out.finish(global.quiet)?;
    match failed {
        0 => Ok(()),
        1 => Err(Failure::new(worst, format!("{}: 1 line failed", of_operation(call.operation)))),
        several => {
            Err(Failure::new(worst, format!("{}: {several} lines failed", of_operation(call.operation))))
        }
    }
}

/// The lines of a file, or of stdin, with their numbers: each is there as soon as it is written.
async fn lines(from: &str) -> Result<impl Stream<Item = (usize, std::io::Result<String>)>, Failure> {
    let input: Pin<Box<dyn AsyncRead>> = match from {
        "-" => Box::pin(tokio::io::stdin()),
        path => {
            let file = tokio::fs::File::open(path).await;
            Box::pin(file.map_err(|error| Failure::usage(format!("{path}: {error}")))?)
        }
    };
    let lines = Some(BufReader::new(input).lines());
    Ok(stream::unfold((lines, 1), |(lines, at)| async move {
        let mut lines = lines?;
        match lines.next_line().await {
            Ok(line) => line.map(|line| ((at, Ok(line)), (Some(lines), at + 1))),
            Err(error) => Some(((at, Err(error)), (None, at))),
        }
    }))
}

/// What cannot be done line by line.
fn fits(call: &Invocation, global: &Global) -> Result<(), Failure> {
    if matches!(call.operation.gives(), Gives::Bytes | Gives::Socket) {
        return Err(Failure::usage(
            "--each: the answers are not data that can be written one after the other",
        ));
    }
    if call.body.is_once() {
        return Err(Failure::usage("--each: stdin can be the body of one call only")
            .hint("name a file: `--body @FILE`"));
    }
    if call.options.resume.is_some() && (global.output_file.is_some() || !global.sort.is_empty()) {
        return Err(Failure::usage("--resume: results are written as they come")
            .hint("redirect stdout instead of -o, and leave out --sort"));
    }
    Ok(())
}

async fn line_result(
    call: &Invocation,
    detail: Detail,
    line: std::io::Result<String>,
    client: &Client,
) -> (String, Result<Option<Answer>, Failure>) {
    let line = match line {
        Ok(line) => line,
        Err(error) => return (String::new(), Err(Failure::failed(error.to_string()))),
    };
    let result = async {
        let call = with_line(call, detail, &line)?;
        let made = request(client, &call).await?;
        if call.operation.gives() == Gives::Page {
            let Some(items) = made.items() else { return Ok(None) };
            let items: Vec<cfs_http::Json> = items.try_collect().await?;
            return Ok(Some(Answer::Lines(items)));
        }
        Ok(Some(made.send().await?))
    };
    let result = result.await;
    (line, result)
}

/// The call of a line: an id for the last parameter of the path that has no value, or an object of parameters and members.
fn with_line(call: &Invocation, detail: Detail, line: &str) -> Result<Invocation, Failure> {
    let mut call = call.clone();
    let object = if line.trim_start().starts_with('{') {
        Some(Value::parse(line).map_err(|error| Failure::usage(format!("no JSON: {error}")))?)
    } else {
        None
    };
    let Some(Value::Object(members)) = object else {
        let own = scope(detail);
        let path = detail.parameters().iter().rev();
        let mut open = path.filter(|one| matches!(one.place, Place::Path) && !call.has(one));
        let parameter = open.find(|one| own.is_none_or(|own| !std::ptr::eq(own, *one)) || !call.has(one));
        let Some(parameter) = parameter else {
            return Err(Failure::usage("every parameter of the path has a value already")
                .hint("lines of JSON objects say which parameter or member they mean"));
        };
        call.arguments.push((parameter.rust.to_owned(), Argument::Text(line.trim().to_owned())));
        return Ok(call);
    };
    let all = flags(detail);
    for (name, value) in members {
        let to = crate::args::find(detail, &all, &name).map(|flag| flag.to);
        match to {
            Some(To::Parameter(parameter)) => {
                let argument = match value {
                    Value::Text(text) => Argument::Text(text),
                    other => Argument::Json(other.to_wire()),
                };
                let name = if parameter.place == Place::Scope { name.as_str() } else { parameter.rust };
                call.arguments.retain(|(known, _)| known != name);
                call.arguments.push((name.to_owned(), argument));
            }
            _ if name == "body" => call.body = plan(detail, value),
            Some(To::Member(path)) => put(&mut call.body, &path, value),
            _ => put(&mut call.body, &[crate::output::Step::Member(name)], value),
        }
    }
    Ok(call)
}

fn put(body: &mut BodyPlan, path: &[crate::output::Step], value: Value) {
    if !matches!(body, BodyPlan::Json { .. }) {
        *body = BodyPlan::Json { json: Value::default().to_wire(), media: None };
    }
    if let BodyPlan::Json { json, .. } = body {
        let mut whole = Value::of(json);
        whole.put(path, value);
        *json = whole.to_wire();
    }
}

/// Shows the calls instead of making them.
async fn shown(
    call: &Invocation,
    detail: Detail,
    lines: impl Stream<Item = (usize, std::io::Result<String>)>,
    client: &Client,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let mut lines = std::pin::pin!(lines);
    while let Some((at, line)) = lines.next().await {
        let line = line.map_err(|error| Failure::failed(error.to_string()))?;
        let call = with_line(call, detail, &line).map_err(|failure| failure.doing(format!("line {at}")))?;
        let made = request(client, &call).await.map_err(|failure| failure.doing(format!("line {at}")))?;
        show::show(&call, &made, Out::new(global, settings.output)?, global, settings)?;
    }
    Ok(())
}

/// The lines that are done, in a file: number and a hash of each.
struct Done {
    known: BTreeSet<(usize, u64)>,
    file: Option<File>,
}

fn mark(at: usize, line: &str) -> (usize, u64) {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    (at, hasher.finish())
}

impl Done {
    fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self { known: BTreeSet::new(), file: None }) };
        let told = |error: &std::io::Error| Failure::usage(format!("{}: {error}", path.display()));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(told(&error)),
        };
        let mut known = BTreeSet::new();
        // The last line may have been cut off.
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        for line in whole.lines() {
            let mark = line
                .split_once(' ')
                .and_then(|(at, hash)| Some((at.parse().ok()?, u64::from_str_radix(hash, 16).ok()?)));
            let unknown =
                || Failure::usage(format!("{}: `{line}` is not what --resume writes", path.display()));
            known.insert(mark.ok_or_else(unknown)?);
        }
        let file = File::options().append(true).create(true).open(path).map_err(|error| told(&error))?;
        file.set_len(whole.len() as u64).map_err(|error| told(&error))?;
        Ok(Self { known, file: Some(file) })
    }

    fn add(&mut self, at: usize, line: &str) -> Result<(), Failure> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let (at, hash) = mark(at, line);
        writeln!(file, "{at} {hash:016x}").map_err(|error| Failure::failed(format!("--resume: {error}")))
    }
}
