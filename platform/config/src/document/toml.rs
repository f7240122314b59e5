//! TOML.

use super::{Data, Member, Node, Object, Source};
use serde_json::Number;
use toml_edit::{Document, Item, Table, Value};

/// Reads a text; where it went wrong and how, if it did.
pub(super) fn parse(source: &Source<'_>) -> Result<Node, (usize, String)> {
    let text = source.text;
    let read = Document::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        (error.span().map_or(0, |span| span.start), message)
    })?;
    Ok(Node { data: table(read.as_table())?, at: 0 })
}

type Read<T> = Result<T, (usize, String)>;

fn table(table: &Table) -> Read<Data> {
    let mut members = Object::new();
    for (name, item) in table {
        let at = table.key(name).and_then(toml_edit::Key::span).map_or(0, |span| span.start);
        if let Some(node) = node(item)? {
            members.insert(name.to_owned(), Member { at, node: placed(node, at) });
        }
    }
    Ok(Data::Object(members))
}

/// Tables that are only named in passing stand where they are named.
fn placed(node: Node, at: usize) -> Node {
    if node.at == 0 { Node { at, ..node } } else { node }
}

fn node(item: &Item) -> Read<Option<Node>> {
    let at = item.span().map_or(0, |span| span.start);
    let data = match item {
        Item::None => return Ok(None),
        Item::Value(value) => return self::value(value).map(Some),
        Item::Table(inner) => table(inner)?,
        Item::ArrayOfTables(tables) => {
            let each = |inner: &Table| {
                let at = inner.span().map_or(at, |span| span.start);
                Ok(Node { data: table(inner)?, at })
            };
            Data::Array(tables.iter().map(each).collect::<Read<_>>()?)
        }
    };
    Ok(Some(Node { data, at }))
}

fn value(value: &Value) -> Read<Node> {
    let at = value.span().map_or(0, |span| span.start);
    let data = match value {
        Value::String(text) => Data::String(text.value().clone()),
        Value::Integer(number) => Data::Number((*number.value()).into()),
        Value::Float(number) => {
            let number = *number.value();
            Data::Number(
                Number::from_f64(number)
                    .ok_or_else(|| (at, format!("`{number}` is no number that JSON has")))?,
            )
        }
        Value::Boolean(value) => Data::Bool(*value.value()),
        Value::Datetime(time) => Data::String(time.value().to_string()),
        Value::Array(items) => Data::Array(items.iter().map(self::value).collect::<Read<_>>()?),
        Value::InlineTable(inner) => {
            let mut members = Object::new();
            for (name, inner_value) in inner {
                let at = inner.key(name).and_then(toml_edit::Key::span).map_or(at, |span| span.start);
                members.insert(name.to_owned(), Member { at, node: placed(self::value(inner_value)?, at) });
            }
            Data::Object(members)
        }
    };
    Ok(Node { data, at })
}

/// The value of an item, if JSON has it.
pub(crate) fn value_of(item: &Item) -> Option<serde_json::Value> {
    node(item).ok()?.map(|node| node.value())
}
