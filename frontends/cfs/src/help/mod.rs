//! Help: of operations from the catalogue, of topics from texts, and manual pages.

mod example;
pub(crate) mod listing;
mod operation;
mod rust;
mod topics;
mod types;

use crate::args::{Global, Node, fixed, of_operation, of_resource, walk};
use crate::failure::Failure;
use crate::output::{Out, Value};
use crate::settings::Settings;
use cfs_catalogue::{Operation, Resource, Schema, catalogue};
use cfs_http::Json;
use std::io::Write as _;
use std::path::Path;

pub use operation::text as operation_text;
pub(crate) use types::{plain as plain_docs, values};

fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    Ok(stdout.flush()?)
}

/// The help of an operation.
pub(crate) fn operation(operation: Operation, _: &Global) -> Result<(), Failure> {
    print(&operation_text(operation)?)
}

/// The help of a resource.
pub(crate) fn resource(resource: Resource) -> Result<(), Failure> {
    let words = of_resource(resource);
    let mut text = format!("Usage: cfs api {words} …\n\n");
    let rows: Vec<(String, String)> = listing::of_resource(resource);
    let widest = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    rows.iter().for_each(|(name, summary)| text.push_str(&format!("  {name:widest$}  {summary}\n")));
    text.push_str("\n`--help` behind an operation tells all about it; `cfs api --help` lists the options.\n");
    if let Some((name, _)) = rows.first() {
        text.push_str(&format!("\nExample:\n  cfs api {name} --help\n"));
    }
    print(&text)
}

/// The schemas of an operation: arguments, body, answer.
pub(crate) fn schema(operation: Operation, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let value = schemas(operation)?;
    let usual = settings.output.unwrap_or(crate::output::Format::Json);
    let mut out = Out::new(global, Some(usual))?;
    out.one(value)?;
    out.finish(global.quiet)
}

/// The JSON Schemas of an operation.
///
/// # Errors
/// When the catalogue is damaged.
pub(crate) fn schemas(operation: Operation) -> Result<Value, Failure> {
    let detail = operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
    let of = |json: Json| Value::of(&json);
    let or_null = |schema: Option<Schema>| schema.map_or(Value::Null, |schema| of(schema.json_schema()));
    let body = detail.bodies().first().and_then(|body| detail.body(body));
    Ok(Value::record([
        ("operation", Value::text(operation.name())),
        ("method", Value::text(operation.method())),
        ("path", Value::text(detail.path())),
        ("arguments", of(detail.parameters_schema())),
        ("body", or_null(body)),
        ("answer", or_null(detail.gives())),
    ]))
}

/// A topic, or a command's help.
pub(crate) fn topic(words: &[String]) -> Result<(), Failure> {
    let Some((first, rest)) = words.split_first() else { return print(&topics::list()) };
    if let (Some(text), true) = (topics::text(first), rest.is_empty()) {
        return print(&text);
    }
    if first == "api" && !rest.is_empty() {
        let walked = walk(catalogue(), rest);
        match walked.node {
            Node::Operation(found) => return operation(found, &Global::default()),
            Node::Resource(found) if walked.used == rest.len() => return resource(found),
            _ => {}
        }
    }
    let mut command = fixed();
    command.build();
    let found = words.iter().try_fold(&mut command, |command, word| command.find_subcommand_mut(word));
    if let Some(command) = found {
        return print(&command.render_long_help().to_string());
    }
    let commands: Vec<String> =
        fixed().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let names = topics::names().map(|name| -> &str { name }).chain(commands.iter().map(String::as_str));
    let meant = crate::args::nearest(first, names).map(|name| format!("did you mean `cfs help {name}`?"));
    Err(Failure::usage(format!("there is no help about `{first}`"))
        .maybe_hint(meant)
        .hint("`cfs help` lists the topics"))
}

/// Writes the manual pages to a folder.
pub(crate) fn man(folder: &Path, global: &Global) -> Result<(), Failure> {
    let told = |error: &std::io::Error| Failure::failed(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(|error| told(&error))?;
    clap_mangen::generate_to(fixed(), folder).map_err(|error| told(&error))?;
    if !global.quiet {
        crate::terminal::say!("note: the pages are in {}", folder.display());
    }
    Ok(())
}

/// An operation in a line: its words, and what it does.
pub(crate) fn line(operation: Operation) -> (String, String) {
    let old = if operation.is_deprecated() { " (deprecated)" } else { "" };
    (of_operation(operation), format!("{}{old}", types::plain(operation.summary())))
}
