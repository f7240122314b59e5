//! What agents can use, and the tools that make no call.

use crate::args::{Node, walk};
use crate::failure::Failure;
use crate::help;
use crate::output::Value;
use cfs_catalogue::{Operation, catalogue};

/// A text of a schema.
fn text(about: &str) -> Value {
    Value::record([("type", Value::text("string")), ("description", Value::text(about))])
}

fn kind(kind: &str, about: &str) -> Value {
    Value::record([("type", Value::text(kind)), ("description", Value::text(about))])
}

fn tool(name: &str, about: &str, read_only: bool, members: Vec<(&str, Value)>, required: &[&str]) -> Value {
    let properties = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let schema = Value::record([
        ("type", Value::text("object")),
        ("properties", Value::Object(properties)),
        ("required", Value::List(required.iter().map(|name| Value::text(*name)).collect())),
    ]);
    Value::record([
        ("name", Value::text(name)),
        ("description", Value::text(about)),
        ("inputSchema", schema),
        ("annotations", Value::record([("readOnlyHint", Value::Bool(read_only))])),
    ])
}

/// The tools.
pub(crate) fn list(write: bool) -> Value {
    let operation = "Its name, such as `dns.records.list`";
    let mut call = vec![
        ("operation", text(operation)),
        (
            "arguments",
            kind("object", "Its parameters by their names; `account_id` and `zone_id` have defaults"),
        ),
        ("body", Value::record([("description", Value::text("Its body, as JSON"))])),
        ("limit", kind("integer", "At most so many rows of a list; 50 unless said otherwise")),
    ];
    if write {
        call.push(("confirm", text("The code of the answer that showed what this would send")));
    }
    let about = if write {
        "Calls an operation. One that writes is shown first; call it again with `confirm` to have it done."
    } else {
        "Calls an operation that reads."
    };
    Value::List(vec![
        tool(
            "search",
            "Finds operations of the Cloudflare API that have all of these words in their names or summaries.",
            true,
            vec![
                ("words", text("Such as `dns records`")),
                ("limit", kind("integer", "At most so many; 30 unless said otherwise")),
            ],
            &["words"],
        ),
        tool(
            "describe",
            "All about an operation: its parameters and body as JSON Schema, permissions, what it answers.",
            true,
            vec![("operation", text(operation))],
            &["operation"],
        ),
        tool("call", about, !write, call, &["operation"]),
    ])
}

/// A number among the arguments.
pub(crate) fn number(arguments: &Value, name: &str, usual: usize) -> usize {
    arguments.get(name).and_then(|value| value.plain().parse().ok()).unwrap_or(usual)
}

/// The operation that is named.
pub(crate) fn operation(arguments: &Value) -> Result<Operation, Failure> {
    let name = arguments.get("operation").map(Value::plain).unwrap_or_default();
    let words: Vec<String> = name.split([' ', '.']).map(str::to_owned).collect();
    if let Node::Operation(operation) = walk(catalogue(), &words).node {
        return Ok(operation);
    }
    let near: Vec<String> = catalogue().near(&name).into_iter().map(Operation::name).collect();
    Err(Failure::usage(format!("there is no operation `{name}`"))
        .maybe_hint((!near.is_empty()).then(|| format!("did you mean one of {}?", near.join(", "))))
        .hint("`search` finds operations by words"))
}

/// Whether an operation changes something, as far as its method says.
pub(crate) fn writes(operation: Operation) -> bool {
    !matches!(operation.method(), "GET" | "HEAD" | "OPTIONS")
}

/// Finds operations.
pub(crate) fn search(arguments: &Value) -> Value {
    let words = arguments.get("words").map(Value::plain).unwrap_or_default();
    let found = catalogue().search(&words.replace('-', "_"));
    let most = number(arguments, "limit", 30);
    let row = |operation: &Operation| {
        Value::record([
            ("operation", Value::text(operation.name())),
            ("method", Value::text(operation.method())),
            ("summary", Value::text(operation.summary())),
        ])
    };
    let total = found.len();
    let rows = Value::List(found.iter().take(most).map(row).collect());
    Value::record([("total", Value::Number(total.to_string())), ("operations", rows)])
}

/// Describes an operation.
pub(crate) fn describe(arguments: &Value) -> Result<Value, Failure> {
    let operation = operation(arguments)?;
    let detail = operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
    let list = |texts: &[&str]| Value::List(texts.iter().map(|text| Value::text(*text)).collect());
    let Value::Object(mut members) = help::schemas(operation)? else { return Ok(Value::Null) };
    let more = [
        ("summary", Value::text(operation.summary())),
        ("about", Value::text(help::plain_docs(detail.docs()))),
        ("writes", Value::Bool(writes(operation))),
        ("permissions", list(detail.permissions())),
        ("bodies", list(&detail.bodies().iter().map(|body| body.media).collect::<Vec<_>>())),
    ];
    for (name, value) in more.into_iter().rev() {
        members.insert(3, (name.to_owned(), value));
    }
    Ok(Value::Object(members))
}
