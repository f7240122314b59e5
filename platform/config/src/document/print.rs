//! Trees as texts.

use super::{Data, Node, Object};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Key, Table, Value};

/// As JSON, indented, with short lists and objects without depth on a line of their own.
pub(crate) fn to_jsonc(node: &Node) -> String {
    let mut out = String::new();
    json(node, 0, &mut out);
    out.push('\n');
    out
}

/// The longest list or object that stands on one line.
const LINE: usize = 90;

fn json(node: &Node, depth: usize, out: &mut String) {
    let line = flat(node);
    let deep = matches!(&node.data, Data::Object(members) if members.values().any(|member| matches!(member.node.data, Data::Object(_) | Data::Array(_))));
    if depth > 1 && !deep && line.len() <= LINE {
        return out.push_str(&line);
    }
    let indent = "  ".repeat(depth + 1);
    match &node.data {
        Data::Array(items)
            if !items.is_empty()
                && (line.len() > LINE || items.iter().any(|item| matches!(item.data, Data::Object(_)))) =>
        {
            out.push_str("[\n");
            for (at, item) in items.iter().enumerate() {
                out.push_str(&indent);
                json(item, depth + 1, out);
                out.push_str(if at + 1 < items.len() { ",\n" } else { "\n" });
            }
            out.push_str(&"  ".repeat(depth));
            out.push(']');
        }
        Data::Object(members) if !members.is_empty() => {
            out.push_str("{\n");
            for (at, (name, member)) in members.iter().enumerate() {
                out.push_str(&format!("{indent}{}: ", serde_json::Value::from(name.as_str())));
                json(&member.node, depth + 1, out);
                out.push_str(if at + 1 < members.len() { ",\n" } else { "\n" });
            }
            out.push_str(&"  ".repeat(depth));
            out.push('}');
        }
        _ => out.push_str(&line),
    }
}

fn flat(node: &Node) -> String {
    match &node.data {
        Data::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Data::Object(members) if !members.is_empty() => {
            let member = |(name, member): (&String, &super::Member)| {
                format!("{}: {}", serde_json::Value::from(name.as_str()), flat(&member.node))
            };
            format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        _ => node.value().to_string(),
    }
}

/// As TOML; what it cannot say is left out, and told by its path.
pub(crate) fn to_toml(node: &Node, lost: &mut Vec<String>) -> String {
    let mut document = DocumentMut::new();
    if let Some(members) = node.as_object() {
        fill(document.as_table_mut(), members, "", 0, lost);
    }
    document.to_string()
}

/// A value as an item of a table.
pub(crate) fn item(node: &Node, lost: &mut Vec<String>) -> Option<Item> {
    placed(node, "", 0, lost)
}

/// How deep tables have headers of their own.
const HEADERS: usize = 3;

fn fill(table: &mut Table, members: &Object, path: &str, depth: usize, lost: &mut Vec<String>) {
    for (name, member) in members {
        let path = join(path, name);
        if let Some(item) = placed(&member.node, &path, depth, lost) {
            table.insert(name, item);
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn placed(node: &Node, path: &str, depth: usize, lost: &mut Vec<String>) -> Option<Item> {
    let objects = |items: &[Node]| !items.is_empty() && items.iter().all(|item| item.as_object().is_some());
    match &node.data {
        Data::Object(members) if depth < HEADERS => {
            let mut table = Table::new();
            fill(&mut table, members, path, depth + 1, lost);
            // A table that only holds tables needs no header of its own.
            table.set_implicit(!table.is_empty() && table.iter().all(|(_, item)| !item.is_value()));
            Some(Item::Table(table))
        }
        Data::Array(items) if depth < HEADERS && objects(items) => {
            let mut tables = ArrayOfTables::new();
            for (at, members) in items.iter().filter_map(Node::as_object).enumerate() {
                let mut table = Table::new();
                fill(&mut table, members, &format!("{path}.{at}"), depth + 2, lost);
                tables.push(table);
            }
            Some(Item::ArrayOfTables(tables))
        }
        _ => value(node, path, lost).map(Item::Value),
    }
}

fn value(node: &Node, path: &str, lost: &mut Vec<String>) -> Option<Value> {
    Some(match &node.data {
        Data::Null => {
            lost.push(path.to_owned());
            return None;
        }
        Data::Bool(value) => Value::from(*value),
        Data::String(text) => Value::from(text.as_str()),
        Data::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Value::from(number),
            (None, Some(float)) if !number.is_u64() => Value::from(float),
            _ => {
                lost.push(path.to_owned());
                return None;
            }
        },
        Data::Array(items) => {
            let each = |(at, item)| value(item, &format!("{path}.{at}"), lost);
            Value::Array(items.iter().enumerate().filter_map(each).collect::<Array>())
        }
        Data::Object(members) => {
            let mut table = InlineTable::new();
            for (name, member) in members {
                if let Some(value) = value(&member.node, &join(path, name), lost) {
                    table.insert_formatted(&Key::new(name.as_str()), value);
                }
            }
            Value::InlineTable(table)
        }
    })
}
