//! How data is written: one choice of rows, fields and order, and a writer for each format.

mod filter;
mod place;
mod rows;
mod serde;
mod table;
mod value;

pub(crate) use filter::Filter;
pub(crate) use place::Place;
pub(crate) use value::{Step, Value, steps};

use crate::args::Global;
use crate::failure::Failure;
use rows::Writer;
use std::cmp::Ordering;
use std::io::{self, Write as _};

/// A way to write data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Columns for people.
    Table,
    /// JSON, a list as one array.
    Json,
    /// JSON, a line for each row.
    Ndjson,
    /// YAML.
    Yaml,
    /// Comma-separated values with a line of names.
    Csv,
}

/// A field by which rows are sorted.
#[derive(Clone, Debug)]
struct Key {
    path: String,
    descending: bool,
}

/// Where data goes, in what form, and which of it.
pub(crate) struct Out {
    format: Format,
    /// Whether the format was asked for, or is what is usual here.
    pub(crate) chosen: bool,
    fields: Vec<String>,
    filter: Option<Filter>,
    sort: Vec<Key>,
    limit: Option<usize>,
    place: Place,
    writer: Writer,
    /// Rows that wait for being sorted.
    waiting: Vec<Value>,
    taken: usize,
    /// Of each field, whether a row has had it.
    seen: Vec<bool>,
    /// A row, for its names.
    first: Option<Value>,
}

/// Whether more rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// They are.
    More,
    /// As many as were asked for are there.
    Enough,
}

impl Out {
    /// Data as the options say.
    ///
    /// # Errors
    /// When an expression cannot be read, or a file cannot be written.
    pub(crate) fn new(global: &Global, usual: Option<Format>) -> Result<Self, Failure> {
        let place = Place::new(global.output_file.as_deref())?;
        let terminal = place.is_terminal();
        let format = global.output.or(usual).unwrap_or(if terminal { Format::Table } else { Format::Json });
        let sort =
            global.sort.iter().filter(|path| !path.is_empty()).map(|path| match path.strip_prefix('-') {
                Some(path) => Key { path: path.to_owned(), descending: true },
                None => Key { path: path.clone(), descending: false },
            });
        let fields: Vec<String> = global.fields.iter().map(|field| field.trim().to_owned()).collect();
        if fields.iter().any(String::is_empty) {
            return Err(
                Failure::usage("--fields: a name is empty").hint("names joined by commas: `id,plan.name`")
            );
        }
        let width = terminal.then(crate::terminal::width);
        let bold = terminal && crate::terminal::colors(global, true);
        Ok(Self {
            format,
            chosen: global.output.is_some(),
            filter: global.filter.as_deref().map(Filter::parse).transpose()?,
            sort: sort.collect(),
            limit: global.limit,
            place,
            writer: Writer::new(format, fields.clone(), width, bold),
            waiting: Vec::new(),
            taken: 0,
            seen: vec![false; fields.len()],
            first: None,
            fields,
        })
    }

    /// The format.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// How many rows are wanted at most.
    pub(crate) fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// Whether stdout is where data goes, and a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.place.is_terminal()
    }

    /// Whether it is a file that was named.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.place, Place::File(..))
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.place.write_all(bytes)?)
    }

    /// Writes a value that is alone.
    pub(crate) fn one(&mut self, value: Value) -> Result<(), Failure> {
        if let Value::List(items) = value {
            self.list();
            for item in items {
                if self.row(item)? == Wanted::Enough {
                    break;
                }
            }
            return self.page();
        }
        self.look(&value);
        let value = self.chosen_fields(value);
        Ok(self.writer.one(&value, &mut self.place)?)
    }

    /// Says that rows follow, be it none of them.
    pub(crate) fn list(&mut self) {
        self.writer.any();
    }

    /// Writes a row.
    pub(crate) fn row(&mut self, value: Value) -> Result<Wanted, Failure> {
        self.list();
        if self.limit == Some(0) {
            return Ok(Wanted::Enough);
        }
        self.look(&value);
        if let Some(filter) = &mut self.filter
            && !filter.holds(&value)
        {
            return Ok(Wanted::More);
        }
        if !self.sort.is_empty() {
            self.waiting.push(value);
            return Ok(Wanted::More);
        }
        self.put(value)
    }

    fn put(&mut self, value: Value) -> Result<Wanted, Failure> {
        let value = self.chosen_fields(value);
        self.writer.row(value, &mut self.place)?;
        self.taken += 1;
        Ok(if self.limit.is_some_and(|limit| self.taken >= limit) { Wanted::Enough } else { Wanted::More })
    }

    /// Says that what was given so far should be seen.
    pub(crate) fn page(&mut self) -> Result<(), Failure> {
        self.writer.page(&mut self.place)?;
        Ok(self.place.flush()?)
    }

    /// How many rows were written.
    pub(crate) fn written(&self) -> usize {
        self.taken
    }

    /// Writes what is left, and makes the file what it is to be.
    pub(crate) fn finish(mut self, quiet: bool) -> Result<(), Failure> {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.sort_by(|one, other| self.order(one, other));
        for value in waiting {
            if self.put(value)? == Wanted::Enough {
                break;
            }
        }
        self.writer.finish(&mut self.place)?;
        self.place.flush()?;
        if !quiet {
            self.notes();
        }
        self.place.finish()
    }

    /// Says which names nothing had.
    fn notes(&self) {
        let Some(Value::Object(members)) = &self.first else { return };
        let fields =
            self.fields.iter().zip(&self.seen).filter(|(_, seen)| !**seen).map(|(field, _)| field.as_str());
        let unseen = self.filter.iter().flat_map(Filter::unseen);
        for field in fields.chain(unseen) {
            let meant = crate::args::nearest(field, members.iter().map(|(name, _)| name.as_str()));
            let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            let _ = writeln!(io::stderr(), "note: nothing has the field `{field}`{meant}");
        }
    }

    /// The fields that were asked for.
    fn chosen_fields(&self, value: Value) -> Value {
        if self.fields.is_empty() {
            return value;
        }
        let member = |field: &String| (field.clone(), value.at(field).unwrap_or_default());
        Value::Object(self.fields.iter().map(member).collect())
    }

    /// Remembers which of the names are there.
    fn look(&mut self, value: &Value) {
        if self.first.is_none() && (self.filter.is_some() || !self.fields.is_empty()) {
            self.first = Some(value.clone());
        }
        for (field, seen) in self.fields.iter().zip(&mut self.seen) {
            *seen = *seen || value.at(field).is_some();
        }
    }

    fn order(&self, one: &Value, other: &Value) -> Ordering {
        self.sort.iter().fold(Ordering::Equal, |order, key| {
            order.then_with(|| {
                let (one, other) = (one.at(&key.path), other.at(&key.path));
                match (one, other) {
                    // What has nothing to sort by comes last, whichever way it goes.
                    (None | Some(Value::Null), None | Some(Value::Null)) => Ordering::Equal,
                    (None | Some(Value::Null), _) => Ordering::Greater,
                    (_, None | Some(Value::Null)) => Ordering::Less,
                    (Some(one), Some(other)) if key.descending => compare(&other, &one),
                    (Some(one), Some(other)) => compare(&one, &other),
                }
            })
        })
    }
}

/// What breaks off, as a list whose next page fails, leaves rows that can be read: on stdout they end as they would. A file is
/// whole or not there.
impl Drop for Out {
    fn drop(&mut self) {
        if matches!(self.place, Place::Stdout(_)) && self.taken > 0 {
            let _ = self.writer.finish(&mut self.place).and_then(|()| self.place.flush());
        }
    }
}

/// Numbers by their size, everything else by its text.
fn compare(one: &Value, other: &Value) -> Ordering {
    if let (Value::Number(one), Value::Number(other)) = (one, other) {
        if let (Ok(one), Ok(other)) = (one.parse::<i128>(), other.parse::<i128>()) {
            return one.cmp(&other);
        }
        if let (Ok(one), Ok(other)) = (one.parse::<f64>(), other.parse::<f64>()) {
            return one.total_cmp(&other);
        }
    }
    one.plain().cmp(&other.plain())
}
