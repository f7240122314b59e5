//! What documentation says of methods, requests and parameters.

use super::words::{Words, code, listed};
use crate::ir::{Api, Argument, Operation, Param, Way};
use codegen::names;
use codegen::names::sentence;

pub(super) fn run(api: &mut Api, words: Words<'_>) {
    for index in 0..api.operations.len() {
        let operation = &api.operations[index];
        let summary = words.clean(&operation.summary);
        let help = words.clean(&operation.docs);
        let help =
            if help.trim_end_matches('.') == summary.trim_end_matches('.') { String::new() } else { help };
        let docs: Vec<String> = (0..operation.ways.len())
            .map(|at| method(operation, (&summary, &help), &operation.ways[at], at > 0, words))
            .collect();
        let aliases: Vec<Vec<String>> = operation.ways.iter().map(|way| aliases(operation, way)).collect();
        let chain = api[operation.resource].path.iter().chain([&operation.method]);
        let call = chain.map(|part| names::value_name(part)).collect::<Vec<_>>().join("().");
        let operation = &mut api.operations[index];
        for ((way, docs), aliases) in operation.ways.iter_mut().zip(docs).zip(aliases) {
            (way.docs, way.aliases) = (docs, aliases);
        }
        let line = code(&format!("{} {}", operation.http_method, operation.path));
        operation.help = help;
        operation.docs = format!("`{}`: {line}", operation.name);
        operation.entry = format!("`{call}`: {}", summary.replace('\n', " "));
        operation.summary = summary;
        for param in operation.params_mut() {
            param.docs = words.with_facts(&param.docs, &param.wire, &param.facts.text());
        }
    }
}

/// Other names of a method, where they are spelled otherwise.
fn aliases(operation: &Operation, way: &Way) -> Vec<String> {
    let last = |alias: &String| names::value_name(alias.rsplit('.').next().unwrap_or(alias));
    operation.aliases.iter().map(last).filter(|alias| *alias != way.method).collect()
}

/// What a method does, in paragraphs.
fn method(
    operation: &Operation,
    (summary, help): (&str, &str),
    way: &Way,
    further: bool,
    words: Words<'_>,
) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let summary = if summary.is_empty() { sentence(&operation.method) } else { summary.to_owned() };
    paragraphs.push(summary);
    paragraphs.push(help.to_owned());
    if further {
        paragraphs.push(format!("Sends the body as {}.", code(way.body.media().unwrap_or("nothing"))));
    }
    paragraphs.push(code(&format!("{} {}", operation.http_method, operation.path)));
    for alias in &operation.aliases {
        paragraphs.push(format!("The official SDKs also call it {}.", code(alias)));
    }
    let arguments = operation.arguments.iter().filter_map(|argument| described(argument.param()?, words));
    paragraphs.push(arguments.collect::<Vec<_>>().join("\n"));
    let fixed = operation.arguments.iter().filter_map(|argument| match argument {
        Argument::Fixed { wire, text, .. } => Some((wire.as_str(), text.as_str())),
        _ => None,
    });
    paragraphs.extend(listed("Sent with", fixed));
    if !operation.permissions.is_empty() {
        let list: Vec<String> = operation.permissions.iter().map(|permission| code(permission)).collect();
        paragraphs.push(format!("A token needs one of the permissions {}.", list.join(", ")));
    }
    paragraphs.extend(errors(operation, words));
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs.iter().map(|paragraph| paragraph.trim()).collect::<Vec<_>>().join("\n\n")
}

/// An argument's line in the list of them.
fn described(param: &Param, words: Words<'_>) -> Option<String> {
    let docs = [words.clean(&param.docs), param.facts.text()].join(" ").replace('\n', " ");
    let docs = docs.trim();
    (!docs.is_empty()).then(|| format!("- {}: {docs}", code(&param.name)))
}

fn errors(operation: &Operation, words: Words<'_>) -> Vec<String> {
    let described: Vec<String> = operation
        .errors
        .iter()
        .filter(|(_, description)| !description.is_empty())
        .map(|(status, description)| format!("- {status}: {}", words.clean(description).replace('\n', " ")))
        .collect();
    let mut paragraphs = vec!["# Errors".to_owned()];
    if described.is_empty() {
        paragraphs.push("Those of any call; see [`cfs_http::Error`].".to_owned());
    } else {
        paragraphs.push("Those of any call (see [`cfs_http::Error`]), among them these answers:".to_owned());
        paragraphs.push(described.join("\n"));
    }
    paragraphs
}
