//! Types and texts as help shows them.

use crate::args::{Flag, To};
use crate::output::Value;
use cfs_catalogue::{Facts, FormKind, Format, Kind, Schema};

/// A type in a few words.
pub(crate) fn label(schema: Schema) -> String {
    match schema.kind() {
        Kind::Nothing => "null".to_owned(),
        Kind::Bool => "true|false".to_owned(),
        Kind::Integer(..) => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Format(format) => of_format(format).to_owned(),
        Kind::Any => "JSON".to_owned(),
        Kind::List(item) => format!("list of {}", label(item)),
        Kind::Map(value) => format!("object of {}", label(value)),
        Kind::Maybe(inner) => format!("{} or null", label(inner)),
        Kind::Record(_) => "object".to_owned(),
        Kind::Union(union) => {
            let mut all: Vec<String> = union.variants().iter().map(|one| label(union.schema(one))).collect();
            all.dedup();
            if all.len() > 4 { "JSON".to_owned() } else { all.join(" or ") }
        }
        Kind::Enum(of) => {
            let all: Vec<&str> = of.values().collect();
            if all.len() == 1 { format!("`{}`", all[0]) } else { "value".to_owned() }
        }
        Kind::Form(_) => "form".to_owned(),
        Kind::Outcome(_) => "one of several answers".to_owned(),
    }
}

fn of_format(format: Format) -> &'static str {
    match format {
        Format::Moment => "date-time",
        Format::Date => "date",
        Format::Uuid => "UUID",
        Format::Uri => "URI",
        Format::Ipv4 => "IPv4 address",
        Format::Ipv6 => "IPv6 address",
        Format::Base64 => "base64",
    }
}

/// What a flag's value is called in usage.
pub(crate) fn value_name(flag: &Flag) -> String {
    if let To::Part(part) = &flag.to {
        match part.kind {
            FormKind::File | FormKind::Files | FormKind::NamedFiles => return "FILE".to_owned(),
            FormKind::Json => return "JSON|@FILE".to_owned(),
            _ => {}
        }
    }
    let Some(schema) = flag.schema else { return "VALUE".to_owned() };
    name_of(schema)
}

fn name_of(schema: Schema) -> String {
    match schema.kind() {
        Kind::List(inner) | Kind::Maybe(inner) => name_of(inner),
        Kind::Bool => "[true|false]".to_owned(),
        Kind::Integer(..) => "INTEGER".to_owned(),
        Kind::Number => "NUMBER".to_owned(),
        Kind::Text => "TEXT".to_owned(),
        Kind::Format(format) => of_format(format).to_uppercase().replace(' ', "_"),
        Kind::Enum(_) => "VALUE".to_owned(),
        _ => "JSON".to_owned(),
    }
}

/// Allowed values, where they are known.
pub(crate) fn values(schema: Schema) -> Vec<&'static str> {
    match schema.kind() {
        Kind::Enum(of) => of.values().collect(),
        Kind::List(inner) | Kind::Maybe(inner) => values(inner),
        Kind::Union(union) => {
            let mut all: Vec<&str> =
                union.variants().iter().flat_map(|one| values(union.schema(one))).collect();
            all.dedup();
            all
        }
        _ => Vec::new(),
    }
}

/// What is known of a value beside its type: allowed values, default, bounds.
pub(crate) fn facts(schema: Option<Schema>, facts: Option<&Facts>) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(values) = schema.map(values).filter(|values| values.len() > 1) {
        all.push(format!("one of {}", values.join(", ")));
    }
    let Some(facts) = facts else { return all };
    if let Some(default) = facts.default.filter(|default| *default != "null") {
        all.push(format!(
            "default {}",
            Value::parse(default).map_or_else(|_| default.to_owned(), |value| value.plain())
        ));
    }
    let bound = |word: &str, exclusive: bool, value: &str| {
        format!("{word}{} {value}", if exclusive { " but not" } else { "" })
    };
    all.extend(facts.least.map(|bound_| bound("at least", bound_.exclusive, bound_.value)));
    all.extend(facts.most.map(|bound_| bound("at most", bound_.exclusive, bound_.value)));
    all.extend(
        facts.length.least.filter(|least| *least > 0).map(|least| format!("at least {least} characters")),
    );
    all.extend(facts.length.most.map(|most| format!("at most {most} characters")));
    all.extend(facts.items.least.filter(|least| *least > 0).map(|least| format!("at least {least} items")));
    all.extend(facts.items.most.map(|most| format!("at most {most} items")));
    all
}

/// Markdown without its marks, as one line for each paragraph.
pub(crate) fn plain(markdown: &str) -> String {
    let mut out = String::new();
    for line in markdown.lines() {
        let line = line.trim_end().trim_start_matches('#').trim_start();
        if line.is_empty() {
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            continue;
        }
        let begins = line.starts_with(['-', '*', '|'])
            || line.chars().next().is_some_and(|first| first.is_ascii_digit());
        if !out.is_empty() && !out.ends_with('\n') {
            out.push(if begins { '\n' } else { ' ' });
        }
        out.push_str(line);
    }
    unlinked(&out).replace("**", "").trim().to_owned()
}

/// `[text](address)` as `text (address)`.
fn unlinked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let Some((label, after)) = rest[open + 1..].split_once("](") else { break };
        let Some((address, after)) = after.split_once(')').filter(|_| !label.contains(['[', '\n'])) else {
            out.push_str(&rest[..=open]);
            rest = &rest[open + 1..];
            continue;
        };
        out.push_str(&rest[..open]);
        out.push_str(label);
        if address.starts_with("http") {
            out.push_str(&format!(" ({address})"));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The first sentence of a text.
pub(crate) fn first(markdown: &str) -> String {
    let text = plain(markdown);
    let line = text.lines().next().unwrap_or_default();
    let end = line.find(". ").map_or(line.len(), |at| at + 1);
    line[..end].trim_end_matches('.').to_owned()
}

/// Text in lines no longer than the terminal's, each indented.
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    const WIDTH: usize = 96;
    let mut out = String::new();
    for line in text.lines() {
        let mut length = 0;
        for word in line.split_whitespace() {
            if length > 0 && length + 1 + word.chars().count() > WIDTH - indent {
                out.push('\n');
                length = 0;
            }
            if length == 0 {
                out.extend(std::iter::repeat_n(' ', indent));
            } else {
                out.push(' ');
                length += 1;
            }
            out.push_str(word);
            length += word.chars().count();
        }
        out.push('\n');
    }
    out
}
