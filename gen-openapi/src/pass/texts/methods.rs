//! What documentation says of methods, requests and parameters.

use super::words::{Words, code, is_name, listed};
use super::{access, errors, uses};
use crate::ir::{Api, Argument, OpId, Operation, Output, Param, Way};
use codegen::names;

pub(super) fn run(api: &mut Api, words: Words<'_>) {
    for index in 0..api.operations.len() {
        let operation = &api.operations[index];
        let summary = words.clean(&operation.summary);
        let help = words.clean(&operation.docs);
        let help =
            if help.trim_end_matches('.') == summary.trim_end_matches('.') { String::new() } else { help };
        let gives = uses::gives(api, &operation.output);
        let said = Said { summary: &summary, help: &help, gives: &gives };
        let docs: Vec<String> = (0..operation.ways.len())
            .map(|at| method(operation, said, &operation.ways[at], at > 0, words))
            .collect();
        let link = uses::method(api, OpId(index as u32));
        let about = about(said);
        let row = row(api, operation, &gives, &about);
        let aliases: Vec<Vec<String>> = operation.ways.iter().map(|way| aliases(operation, way)).collect();
        let chain = api[operation.resource].path.iter().chain([&operation.method]);
        let call = chain.map(|part| names::value_name(part)).collect::<Vec<_>>().join("().");
        let operation = &mut api.operations[index];
        for ((way, docs), aliases) in operation.ways.iter_mut().zip(docs).zip(aliases) {
            (way.docs, way.aliases) = (docs, aliases);
        }
        let line = code(&format!("{} {}", operation.http_method, operation.path));
        operation.help = help;
        operation.about = about;
        operation.docs = format!("A call of {link}.\n\n{line}\n\n{}", awaits(&operation.output, &gives));
        operation.row = row;
        let about = Some(&operation.about).filter(|about| !about.is_empty());
        operation.entry = about.map_or_else(|| format!("`{call}`"), |about| format!("`{call}`: {about}"));
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

/// What is said of an operation.
#[derive(Clone, Copy)]
struct Said<'t> {
    summary: &'t str,
    help: &'t str,
    /// What it gives.
    gives: &'t str,
}

/// What it does, in a line.
fn about(said: Said<'_>) -> String {
    let text = if said.summary.is_empty() { said.help } else { said.summary };
    let paragraph = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let ends = paragraph.find(". ").filter(|_| said.summary.is_empty());
    // What only makes sense with the lines below it is no line by itself.
    let line = ends.map_or(paragraph.as_str(), |at| &paragraph[..at]);
    if line.starts_with(['#', '-', '*', '|', '`']) {
        String::new()
    } else {
        line.trim_end_matches('.').to_owned()
    }
}

/// An operation on its crate's front page: how it is called, what it gives, what it does.
fn row(api: &Api, operation: &Operation, gives: &str, about: &str) -> String {
    let resource = uses::resource(api, operation.resource);
    let method = operation.ways.first().map_or("", |way| &way.method);
    let chain = api.chain(operation.resource).into_iter();
    let call: String = chain.map(|resource| format!("{}().", resource.accessor)).collect();
    let about = about.replace('|', "\\|");
    format!("| [`{call}{method}`]({resource}::{method}) | {gives} | {about} |")
}

/// A sentence about what a call gives.
fn awaits(output: &Output, gives: &str) -> String {
    match (output, gives) {
        (Output::Socket, _) => format!("Opens {gives}."),
        (_, "nothing") => "Gives nothing back.".to_owned(),
        _ => format!("Awaits {gives}."),
    }
}

/// What a method does, in paragraphs.
fn method(operation: &Operation, said: Said<'_>, way: &Way, further: bool, words: Words<'_>) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    if !is_name(said.summary, &way.method) {
        paragraphs.push(said.summary.to_owned());
    }
    paragraphs.push(said.help.to_owned());
    paragraphs.push(awaits(&operation.output, said.gives));
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
    paragraphs.extend(access::needs(operation));
    paragraphs.extend(access::plans(operation));
    paragraphs.extend(errors::section(operation, words));
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs.iter().map(|paragraph| paragraph.trim()).collect::<Vec<_>>().join("\n\n")
}

/// An argument's line in the list of them.
fn described(param: &Param, words: Words<'_>) -> Option<String> {
    let docs = [words.clean(&param.docs), param.facts.text()].join(" ").replace('\n', " ");
    let docs = docs.trim();
    (!docs.is_empty()).then(|| format!("- {}: {docs}", code(&param.name)))
}
