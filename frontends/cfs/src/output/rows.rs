//! A writer for each format.

use super::table::Table;
use super::{Format, Value};
use std::io::{self, Write};

/// Writes rows, or a value that is alone.
pub(crate) struct Writer {
    format: Format,
    /// The columns, where they were asked for.
    fields: Vec<String>,
    rows: usize,
    /// Whether rows are written at all, be it none of them.
    begun: bool,
    table: Table,
    /// Rows of CSV whose columns are known when the last is there.
    waiting: Vec<Value>,
}

impl Writer {
    /// A writer of a format. On a terminal, which has so many columns, tables are fitted into it.
    pub(crate) fn new(format: Format, fields: Vec<String>, width: Option<usize>, bold: bool) -> Self {
        let table = Table::new(fields.clone(), width, bold);
        Self { format, fields, rows: 0, begun: false, table, waiting: Vec::new() }
    }

    /// Says that there are rows, be it none.
    pub(crate) fn any(&mut self) {
        self.begun = true;
    }

    /// Writes a value that is alone.
    pub(crate) fn one(&mut self, value: &Value, to: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Table => self.table.one(value, to),
            Format::Json => writeln!(to, "{}", value.pretty(0)),
            Format::Ndjson => writeln!(to, "{value}"),
            Format::Yaml => to.write_all(yaml(value)?.as_bytes()),
            Format::Csv => {
                self.begun = true;
                self.waiting.push(value.clone());
                Ok(())
            }
        }
    }

    /// Writes a row.
    pub(crate) fn row(&mut self, value: Value, to: &mut dyn Write) -> io::Result<()> {
        self.begun = true;
        let first = self.rows == 0;
        self.rows += 1;
        match self.format {
            Format::Table => self.table.row(value, to),
            Format::Json => write!(to, "{}  {}", if first { "[\n" } else { ",\n" }, value.pretty(2)),
            Format::Ndjson => writeln!(to, "{value}"),
            Format::Yaml => to.write_all(yaml(&Value::List(vec![value]))?.as_bytes()),
            Format::Csv if self.fields.is_empty() => {
                self.waiting.push(value);
                Ok(())
            }
            Format::Csv => {
                if first {
                    record(to, self.fields.iter().map(String::as_str))?;
                }
                cells(to, &self.fields, &value)
            }
        }
    }

    /// Shows what is there.
    pub(crate) fn page(&mut self, to: &mut dyn Write) -> io::Result<()> {
        if self.format == Format::Table { self.table.page(to) } else { Ok(()) }
    }

    /// Writes what is left.
    pub(crate) fn finish(&mut self, to: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Table => self.table.finish(to),
            Format::Json if self.begun => to.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" }),
            Format::Yaml if self.begun && self.rows == 0 => to.write_all(b"[]\n"),
            Format::Csv
                if self.rows == 0 && self.waiting.is_empty() && self.begun && !self.fields.is_empty() =>
            {
                record(to, self.fields.iter().map(String::as_str))
            }
            Format::Csv if !self.waiting.is_empty() => {
                let waiting = std::mem::take(&mut self.waiting);
                let columns = columns(&waiting);
                record(to, columns.iter().map(String::as_str))?;
                waiting.iter().try_for_each(|value| cells(to, &columns, value))
            }
            _ => Ok(()),
        }
    }
}

/// The names of all members, in the order in which they are met; of values that have none, one for the value.
pub(crate) fn columns(rows: &[Value]) -> Vec<String> {
    let mut known = std::collections::BTreeSet::new();
    let mut names = Vec::new();
    for row in rows {
        let members: Vec<&str> = match row {
            Value::Object(members) => members.iter().map(|(name, _)| name.as_str()).collect(),
            _ => vec!["value"],
        };
        for name in members {
            if known.insert(name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// What a row has in a column.
pub(crate) fn cell(row: &Value, column: &str) -> Value {
    match row {
        Value::Object(_) => row.get(column).cloned().unwrap_or_default(),
        other if column == "value" => other.clone(),
        _ => Value::Null,
    }
}

fn cells(to: &mut dyn Write, columns: &[String], row: &Value) -> io::Result<()> {
    let texts: Vec<String> = columns.iter().map(|column| cell(row, column).plain()).collect();
    record(to, texts.iter().map(String::as_str))
}

/// A line of CSV.
fn record<'t>(to: &mut dyn Write, texts: impl Iterator<Item = &'t str>) -> io::Result<()> {
    for (at, text) in texts.enumerate() {
        if at > 0 {
            to.write_all(b",")?;
        }
        if text.contains(['"', ',', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
            write!(to, "\"{}\"", text.replace('"', "\"\""))?;
        } else {
            to.write_all(text.as_bytes())?;
        }
    }
    to.write_all(b"\n")
}

fn yaml(value: &Value) -> io::Result<String> {
    serde_yaml::to_string(value).map_err(io::Error::other)
}
