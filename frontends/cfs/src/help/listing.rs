//! What there is: services, resources, operations, as data.

use super::line;
use crate::args::{Global, of_resource as words_of};
use crate::failure::Failure;
use crate::output::{Out, Value, Wanted};
use crate::settings::Settings;
use cfs_catalogue::{Operation, Resource, catalogue};

fn write(rows: impl Iterator<Item = Value>, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let mut out = Out::new(global, settings.output)?;
    out.list();
    for row in rows {
        if out.row(row)? == Wanted::Enough {
            break;
        }
    }
    out.page()?;
    out.finish(global.quiet)
}

/// All services.
pub(crate) fn services(global: &Global, settings: &Settings) -> Result<(), Failure> {
    let row = |service: Resource| {
        let names: Vec<String> = service.children().map(|child| child.word().replace('_', "-")).collect();
        let count = count(service);
        Value::record([
            ("service", Value::text(words_of(service))),
            ("operations", Value::Number(count.to_string())),
            ("resources", Value::text(names.join(", "))),
        ])
    };
    write(catalogue().services().map(row), global, settings)
}

fn count(resource: Resource) -> usize {
    resource.operations().count() + resource.children().map(count).sum::<usize>()
}

fn operation_row(operation: Operation) -> Value {
    let (name, summary) = line(operation);
    Value::record([
        ("command", Value::text(name)),
        ("method", Value::text(operation.method())),
        ("summary", Value::text(summary)),
    ])
}

/// Operations that have all of these words.
pub(crate) fn search(words: &str, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let plain = words.replace(['-', '.'], "_");
    let mut found = catalogue().search(words);
    for operation in catalogue().search(&plain) {
        if !found.contains(&operation) {
            found.push(operation);
        }
    }
    if found.is_empty() {
        return Err(Failure::new(
            crate::Exit::Failed,
            format!("no operation has all of these words: {words}"),
        )
        .hint("fewer or shorter words find more"));
    }
    write(found.into_iter().map(operation_row), global, settings)
}

/// What a resource has.
pub(crate) fn resource(resource: Resource, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let own = resource.operations().map(operation_row);
    let below = resource.children().map(|child| {
        let (command, summary) = below(child);
        Value::record([
            ("command", Value::Text(command)),
            ("method", Value::Null),
            ("summary", Value::Text(summary)),
        ])
    });
    write(own.chain(below), global, settings)
}

fn below(resource: Resource) -> (String, String) {
    let count = count(resource);
    (words_of(resource), format!("{count} operation{}", if count == 1 { "" } else { "s" }))
}

/// The same in lines: words, and what it is.
pub(crate) fn of_resource(resource: Resource) -> Vec<(String, String)> {
    resource.operations().map(line).chain(resource.children().map(below)).collect()
}
