//! Tables for people.

use super::Value;
use super::rows::{cell, columns};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr as _;

/// Rows in columns. The first page decides how wide they are, so that it can be shown while others load.
pub(crate) struct Table {
    fields: Vec<String>,
    width: Option<usize>,
    bold: bool,
    first: Vec<Value>,
    columns: Option<Vec<Column>>,
}

struct Column {
    name: String,
    width: usize,
}

/// What may be left out last where a terminal is narrow.
const FIRST: [&str; 8] = ["id", "name", "title", "type", "content", "status", "value", "key"];

/// Between two columns.
const GAP: usize = 2;

/// No column is made wider for what it holds, where there are others.
const WIDEST: usize = 40;

impl Table {
    /// A table with these columns, or with those that the rows have.
    pub(crate) fn new(fields: Vec<String>, width: Option<usize>, bold: bool) -> Self {
        Self { fields, width, bold, first: Vec::new(), columns: None }
    }

    /// A value that is alone: a line for each member.
    pub(crate) fn one(&self, value: &Value, to: &mut dyn Write) -> io::Result<()> {
        if *value == Value::Null {
            return Ok(());
        }
        let mut lines = Vec::new();
        flat("", value, &mut lines);
        if let [(name, text)] = lines.as_slice()
            && name.is_empty()
        {
            return writeln!(to, "{text}");
        }
        let widest = lines.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
        for (name, text) in lines {
            let pad = " ".repeat(widest - name.width() + GAP);
            let line = if self.bold {
                format!("\x1b[1m{name}\x1b[0m{pad}{text}")
            } else {
                format!("{name}{pad}{text}")
            };
            writeln!(to, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// A row.
    pub(crate) fn row(&mut self, value: Value, to: &mut dyn Write) -> io::Result<()> {
        if self.columns.is_none() {
            self.first.push(value);
            return Ok(());
        }
        self.line(&value, to)
    }

    /// Shows the rows so far.
    pub(crate) fn page(&mut self, to: &mut dyn Write) -> io::Result<()> {
        if self.columns.is_some() || self.first.is_empty() {
            return Ok(());
        }
        let first = std::mem::take(&mut self.first);
        let columns = self.fitted(&first);
        let names: Vec<String> = columns.iter().map(|column| printable(&column.name)).collect();
        let header = aligned(&columns, &names, self.width.is_some());
        if self.bold {
            writeln!(to, "\x1b[1m{header}\x1b[0m")?;
        } else {
            writeln!(to, "{header}")?;
        }
        self.columns = Some(columns);
        first.iter().try_for_each(|row| self.line(row, to))
    }

    /// Shows what is left.
    pub(crate) fn finish(&mut self, to: &mut dyn Write) -> io::Result<()> {
        self.page(to)
    }

    fn line(&self, row: &Value, to: &mut dyn Write) -> io::Result<()> {
        let columns = self.columns.as_deref().unwrap_or_default();
        let texts: Vec<String> = columns.iter().map(|column| shown(&cell(row, &column.name))).collect();
        writeln!(to, "{}", aligned(columns, &texts, self.width.is_some()))
    }

    /// The columns for these rows, as wide as there is room.
    fn fitted(&self, rows: &[Value]) -> Vec<Column> {
        let all = if self.fields.is_empty() { columns(rows) } else { self.fields.clone() };
        let mut all: Vec<Column> = all
            .into_iter()
            .map(|name| {
                let texts = rows.iter().map(|row| shown(&cell(row, &name)).width());
                let width = texts.chain([name.width()]).max().unwrap_or_default();
                Column { name, width }
            })
            .collect();
        let Some(room) = self.width else { return all };
        if self.fields.is_empty() {
            all.retain(|column| is_simple(rows, &column.name) || all_nested(rows));
            all.iter_mut()
                .for_each(|column| column.width = column.width.min(WIDEST.max(column.name.width())));
            chosen(all, room)
        } else {
            narrowed(all, room)
        }
    }
}

/// Whether a column has values without parts only.
fn is_simple(rows: &[Value], name: &str) -> bool {
    rows.iter().all(|row| match cell(row, name) {
        Value::Object(_) => false,
        Value::List(items) => items.iter().all(Value::is_scalar),
        _ => true,
    })
}

fn all_nested(rows: &[Value]) -> bool {
    columns(rows).iter().all(|name| !is_simple(rows, name))
}

/// As many columns as there is room for, in the order in which they were.
fn chosen(all: Vec<Column>, room: usize) -> Vec<Column> {
    let rank = |column: &Column| FIRST.iter().position(|name| *name == column.name).unwrap_or(FIRST.len());
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|at| rank(&all[*at]));
    let (mut used, mut kept) = (0, vec![false; all.len()]);
    for at in order {
        let more = all[at].width + if used == 0 { 0 } else { GAP };
        if used == 0 || used + more <= room {
            used += more;
            kept[at] = true;
        }
    }
    all.into_iter().zip(kept).filter_map(|(column, kept)| kept.then_some(column)).collect()
}

/// The same columns, the widest of them narrower until there is room for all.
fn narrowed(mut all: Vec<Column>, room: usize) -> Vec<Column> {
    let gaps = GAP * all.len().saturating_sub(1);
    while all.iter().map(|column| column.width).sum::<usize>() + gaps > room {
        let Some(widest) = all.iter_mut().max_by_key(|column| column.width).filter(|column| column.width > 6)
        else {
            break;
        };
        widest.width -= 1;
    }
    all
}

fn aligned(columns: &[Column], texts: &[String], cut: bool) -> String {
    let mut line = String::new();
    for (column, text) in columns.iter().zip(texts) {
        if !line.is_empty() {
            line.push_str("  ");
        }
        let text = if cut { shortened(text, column.width) } else { text.clone() };
        let pad = column.width.saturating_sub(text.width());
        line.push_str(if text.is_empty() && line.is_empty() { "" } else { &text });
        line.extend(std::iter::repeat_n(' ', pad));
    }
    line.trim_end().to_owned()
}

/// A text that is no wider than that.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for character in text.chars() {
        let mut longer = out.clone();
        longer.push(character);
        if longer.width() + 1 > width {
            break;
        }
        out = longer;
    }
    out.push('…');
    out
}

/// A cell: lists of plain values joined by commas, objects as JSON.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::List(items) if items.iter().all(Value::is_scalar) => {
            items.iter().map(Value::plain).collect::<Vec<_>>().join(", ")
        }
        other => other.plain(),
    };
    printable(&text)
}

/// A text that a terminal shows and does not obey.
fn printable(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    text.chars()
        .map(|character| match character {
            '\n' => "\\n".to_owned(),
            '\t' => "\\t".to_owned(),
            '\r' => "\\r".to_owned(),
            control if control.is_control() => format!("\\u{:04x}", control as u32),
            other => other.to_string(),
        })
        .collect()
}

/// A line for each plain value within a value, with the members that lead to it.
fn flat(path: &str, value: &Value, lines: &mut Vec<(String, String)>) {
    let below =
        |name: &str| if path.is_empty() { printable(name) } else { format!("{path}.{}", printable(name)) };
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, value)| flat(&below(name), value, lines));
        }
        Value::List(items) if items.iter().any(|item| !item.is_scalar()) => {
            items.iter().enumerate().for_each(|(at, item)| flat(&below(&at.to_string()), item, lines));
        }
        other => lines.push((path.to_owned(), shown(other))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&str], fields: &[&str], width: Option<usize>) -> String {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        let mut table = Table::new(fields, width, false);
        let mut out = Vec::new();
        for row in rows {
            table.row(Value::parse(row).expect("JSON"), &mut out).expect("written");
        }
        table.finish(&mut out).expect("written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn columns_are_aligned_and_fit_the_terminal() {
        let rows =
            [r#"{"id":"1","name":"日本","plan":{"a":1},"note":"a long text"}"#, r#"{"id":"22","name":"b"}"#];
        assert_eq!(table(&rows, &[], Some(80)), "id  name  note\n1   日本  a long text\n22  b\n");
        assert_eq!(table(&rows, &[], Some(12)), "id  name\n1   日本\n22  b\n");
        assert_eq!(table(&rows, &["id", "note"], Some(12)), "id  note\n1   a long …\n22\n");
        let whole = table(&rows, &[], None);
        assert!(whole.contains(r#"{"a":1}"#), "{whole}");
    }

    #[test]
    fn a_terminal_obeys_no_data() {
        let text = table(&["{\"a\":\"x\\u001b[31m\\ny\"}"], &[], Some(80));
        assert_eq!(text, "a\nx\\u001b[31m\\ny\n");
    }
}
