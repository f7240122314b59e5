//! All about an operation.

use super::types::{facts, first, label, plain, value_name, values, wrapped};
use super::{example, rust};
use crate::args::{Flag, To, flags, kebab, of_operation, place, scope};
use crate::failure::Failure;
use crate::output::Value;
use cfs_catalogue::{Detail, Form, Gives, Kind, Operation, Parameter, Place, Schema};
use cfs_http::operation::Auth;

/// The help of an operation.
///
/// # Errors
/// When the catalogue is damaged.
pub fn text(operation: Operation) -> Result<String, Failure> {
    let detail = operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
    let flags = flags(detail);
    let mut text =
        format!("{}\n\n  {} {}\n\n", plain(operation.summary()), operation.method(), detail.path());
    text.push_str(&format!("Usage: {}\n", usage(detail, &flags)));
    if !detail.deprecated().is_empty() || operation.is_deprecated() {
        let why = detail.deprecated();
        let why = if why.is_empty() { String::new() } else { format!(" {}", plain(why)) };
        text.push_str(&format!("\nDeprecated.{why}\n"));
    }
    if !detail.docs().is_empty() {
        text.push_str(&format!("\n{}", wrapped(&plain(detail.docs()), 0)));
    }
    parameters(detail, &flags, &mut text);
    body(detail, &flags, &mut text);
    answer(detail, &mut text);
    access(detail, &mut text);
    if !detail.aliases().is_empty() {
        let names: Vec<String> =
            detail.aliases().iter().map(|name| name.replace('.', " ").replace('_', "-")).collect();
        text.push_str(&format!("\nAlso called: {}\n", names.join(", ")));
    }
    text.push_str(&format!("\nIn Rust:\n{}", indented(&rust::call(detail))));
    text.push_str(&format!("\nExample:\n  {}\n", command(detail, &flags)));
    text.push_str("\n`cfs api --help` lists the options that every call takes.\n");
    Ok(text)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// The parameters of the path that are given without names.
fn ids(detail: Detail) -> Vec<&'static Parameter> {
    let own = scope(detail);
    let path: Vec<&Parameter> = detail.parameters().iter().filter(|one| one.place == Place::Path).collect();
    let others: Vec<&Parameter> =
        path.iter().copied().filter(|one| own.is_none_or(|own| !std::ptr::eq(own, *one))).collect();
    if others.is_empty() && detail.path().ends_with('}') { path } else { others }
}

fn id_name(parameter: &Parameter) -> String {
    kebab(parameter.name).replace('-', "_").to_uppercase()
}

fn usage(detail: Detail, flags: &[Flag]) -> String {
    let mut words = vec![format!("cfs api {}", of_operation(detail.operation()))];
    let positional = ids(detail);
    words.extend(positional.iter().map(|one| id_name(one)));
    if let Some(own) = scope(detail).filter(|own| !positional.iter().any(|one| std::ptr::eq(*one, *own))) {
        let is_zone = own.place != Place::Scope && detail.path().starts_with("/zones/");
        words.push(match own.place {
            Place::Scope => "--account NAME|ID or --zone NAME|ID".to_owned(),
            _ if is_zone => "--zone NAME|ID".to_owned(),
            _ => "[--account NAME|ID]".to_owned(),
        });
    }
    let required = flags.iter().filter(|flag| flag.required && !is_path(flag));
    words.extend(required.map(|flag| format!("--{} {}", flag.long, value_name(flag))));
    if detail.operation().takes_body() == Some(true)
        && !flags.iter().any(|flag| flag.required && !is_path(flag))
    {
        words.push("--body @FILE".to_owned());
    }
    words.push("[OPTIONS]".to_owned());
    words.join(" ")
}

fn is_path(flag: &Flag) -> bool {
    matches!(&flag.to, To::Parameter(parameter) if matches!(parameter.place, Place::Path | Place::Scope))
}

fn one(flag: &Flag, where_: &str, text: &mut String) {
    let mut words = Vec::new();
    words.extend(Some(where_.to_owned()).filter(|word| !word.is_empty()));
    if flag.required {
        words.push("required".to_owned());
    }
    let known = facts(flag.schema, flag.facts);
    let is_listed = known.first().is_some_and(|first| first.starts_with("one of"));
    words.extend(flag.schema.map(label).filter(|label| !(is_listed && label == "value")));
    words.extend(known);
    if !flag.tags.is_empty() {
        words.push(format!("one of {}", flag.tags.join(", ")));
    }
    if flag.is_list() {
        words.push("repeatable".to_owned());
    }
    if flag.deprecated {
        words.push("deprecated".to_owned());
    }
    if flag.secret {
        words.push("secret: @FILE or - keeps it out of the list of processes".to_owned());
    }
    text.push_str(&format!("  --{} {}\n", flag.long, value_name(flag)));
    text.push_str(&wrapped(&words.join(", "), 6));
    let docs = first(flag.docs);
    if !docs.is_empty() {
        text.push_str(&wrapped(&docs, 6));
    }
}

fn parameters(detail: Detail, flags: &[Flag], text: &mut String) {
    let own: Vec<(&Flag, &Parameter)> = flags
        .iter()
        .filter_map(|flag| match &flag.to {
            To::Parameter(parameter) => Some((flag, *parameter)),
            _ => None,
        })
        .collect();
    if own.is_empty() {
        return;
    }
    text.push_str("\nParameters:\n");
    let positional = ids(detail);
    for (flag, parameter) in own {
        let mut place = place(parameter.place).to_owned();
        if positional.iter().any(|one| std::ptr::eq(*one, parameter)) {
            place = format!("{place}, or {} without the name", id_name(parameter));
        } else if parameter.place == Place::Scope {
            place = format!("{place}, or --zone-id; --account or --zone takes names, too");
        } else if scope(detail).is_some_and(|own| std::ptr::eq(own, parameter)) {
            let word = if detail.path().starts_with("/zones/") { "--zone" } else { "--account" };
            place = format!("{place}, or {word} by name or id");
        }
        one(flag, &place, text);
    }
}

fn body(detail: Detail, flags: &[Flag], text: &mut String) {
    let Some(main) = detail.bodies().first() else { return };
    let media: Vec<&str> = detail.bodies().iter().map(|body| body.media).collect();
    let optional = if main.optional { "optional" } else { "required" };
    text.push_str(&format!("\nBody ({}, {optional}): --body, --set, or these\n", media.join(" or ")));
    for flag in flags.iter().filter(|flag| !matches!(flag.to, To::Parameter(_))) {
        one(flag, "", text);
    }
    if flags.iter().any(|flag| matches!(flag.schema.map(Schema::kind), Some(Kind::Record(_)))) {
        text.push_str("  Members of members by their path: --a.b VALUE\n");
    }
    for body in detail.bodies() {
        let Some(schema) = detail.body(body) else { continue };
        let heading = match body.form {
            Form::Json | Form::UrlEncoded => "The body as an example:",
            Form::Multipart | Form::AnyMultipart => "The parts of the form:",
            Form::Lines => "Each line as an example:",
            Form::Raw => continue,
        };
        text.push_str(&format!("\n{heading}\n{}", example::commented(schema)));
    }
}

fn answer(detail: Detail, text: &mut String) {
    /// More members than that are for `schema`.
    const MOST: usize = 40;
    let what = match detail.operation().gives() {
        Gives::Nothing => "nothing".to_owned(),
        Gives::Page => "a list in pages; --all follows them".to_owned(),
        Gives::Text => "text".to_owned(),
        Gives::Bytes => "bytes; -o FILE writes them to a file".to_owned(),
        Gives::Lines => "JSON values, one a line".to_owned(),
        Gives::Events => match detail.events() {
            Some((_, flag)) if !flag.is_empty() => format!("JSON, or events as lines with --{}", kebab(flag)),
            _ => "JSON, or events as lines with --header 'accept: text/event-stream'".to_owned(),
        },
        Gives::Socket => "a WebSocket: messages as lines, lines of stdin as messages".to_owned(),
        Gives::Result | Gives::Body | Gives::Outcome => {
            detail.gives().map_or_else(|| "JSON".to_owned(), label)
        }
    };
    text.push_str(&format!("\nAnswer: {what}\n"));
    let Some(mut schema) = detail.gives() else { return };
    while let Kind::List(inner) | Kind::Maybe(inner) = schema.kind() {
        schema = inner;
    }
    let fields = crate::args::fields(schema);
    for member in fields.iter().take(MOST) {
        let (field, schema) = (member.field, &member.schema);
        let docs = first(field.docs);
        let docs = if docs.is_empty() { String::new() } else { format!(": {docs}") };
        let secret = if field.secret { ", secret" } else { "" };
        let values = values(*schema);
        let kind = match values.len() {
            _ if !field.constant.is_empty() => "value".to_owned(),
            2..=8 => values.join(", "),
            _ => label(*schema),
        };
        text.push_str(&format!("  {} ({kind}{secret}){docs}\n", field.name));
    }
    if fields.len() > MOST {
        text.push_str(&format!("  … and {} more: `cfs api schema` prints them\n", fields.len() - MOST));
    }
}

fn access(detail: Detail, text: &mut String) {
    let auth: Vec<&str> = detail
        .auth()
        .iter()
        .map(|auth| match auth {
            Auth::Token => "API token",
            Auth::Key => "e-mail address with the global API key",
            Auth::ServiceKey => "user service key",
            Auth::Bearer => "a token of its own",
            Auth::Anonymous => "none",
        })
        .collect();
    if !auth.is_empty() {
        text.push_str(&format!("\nCredentials: {}\n", auth.join(", or ")));
    }
    if !detail.permissions().is_empty() {
        let several = if detail.permissions().len() > 1 { "Permissions, one of" } else { "Permission" };
        text.push_str(&wrapped(&format!("{several}: {}", detail.permissions().join(", ")), 0));
    }
    for (status, docs) in detail.errors().iter().filter(|(_, docs)| !docs.is_empty()) {
        text.push_str(&format!("Error {status}: {}\n", first(docs)));
    }
}

/// A call with the values that the documentation shows.
fn command(detail: Detail, flags: &[Flag]) -> String {
    let mut words = vec![format!("cfs api {}", of_operation(detail.operation()))];
    let value = |schema: Option<Schema>, facts: Option<&cfs_catalogue::Facts>| {
        let Some(schema) = schema else { return "text".to_owned() };
        let json = example::sample(schema, facts);
        Value::parse(&json).map_or(json, |value| value.plain())
    };
    for parameter in ids(detail) {
        words.push(quoted(
            &value(Some(detail.schema(parameter)), Some(&parameter.facts)),
            &id_name(parameter),
        ));
    }
    let own = scope(detail).filter(|own| !ids(detail).iter().any(|one| std::ptr::eq(*one, *own)));
    if own.is_some_and(|own| own.place != Place::Scope) && detail.path().starts_with("/zones/") {
        words.push("--zone example.com".to_owned());
    }
    let mut some = false;
    for flag in flags.iter().filter(|flag| flag.required && !is_path(flag)) {
        some = true;
        if flag.is_switch() {
            words.push(format!("--{}", flag.long));
            continue;
        }
        let value = match flag.tags.first() {
            Some(tag) => (*tag).to_owned(),
            None if flag.is_file() => "FILE".to_owned(),
            None => value(flag.schema, flag.facts),
        };
        words.push(format!("--{} {}", flag.long, quoted(&value, "VALUE")));
    }
    if !some && detail.operation().takes_body() == Some(true) {
        words.push("--body @body.json".to_owned());
    }
    if detail.operation().gives() == Gives::Bytes {
        words.push("-o FILE".to_owned());
    }
    words.join(" ")
}

/// A value as a shell takes it; made-up text is shown by what it stands for.
fn quoted(text: &str, otherwise: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:@,+%".contains(character);
    match text {
        "" | "text" => otherwise.to_owned(),
        text if text.chars().all(plain) => text.to_owned(),
        text => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
