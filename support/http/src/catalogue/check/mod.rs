//! Values against their types: everything that is wrong, with its place.

pub(super) mod near;
mod scalar;

use super::detail::Place;
use super::facts::{Count, Facts};
use super::refused::{Problem, What};
use super::types::{Field, Kind, Record, Schema, Union};
use super::value::Value;
use crate::codec::{Kind as Json, Reader};
use near::nearest;
use std::borrow::Cow;

/// Whether arguments and bodies are checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// What does not fit is refused.
    #[default]
    All,
    /// What can be sent is sent. Members that a body's type does not know are left out of it, as typed calls do.
    Off,
}

/// More problems than that help nobody.
const MOST: usize = 50;

/// What was found so far.
pub(super) struct Checker {
    pub(super) problems: Vec<Problem>,
    /// Where the argument goes that is looked at.
    pub(super) place: Option<Place>,
}

/// A value that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Looked<'v> {
    pub(super) text: &'v str,
    pub(super) path: &'v str,
    pub(super) facts: Option<&'static Facts>,
    /// Whether it must not be shown.
    pub(super) secret: bool,
    /// What its documentation says of it.
    pub(super) docs: &'static str,
}

impl Checker {
    pub(super) fn new() -> Self {
        Self { problems: Vec::new(), place: None }
    }

    pub(super) fn add(&mut self, problem: Problem) {
        if self.problems.len() < MOST {
            self.problems.push(problem);
        }
    }

    pub(super) fn problem(
        &mut self,
        at: Looked<'_>,
        what: What,
        expected: impl Into<String>,
        help: Option<String>,
    ) {
        let found = (!at.secret && !at.text.is_empty()).then(|| shown(at.text));
        let help = help.or_else(|| first_line(at.docs).map(str::to_owned));
        let (place, path) = (self.place, at.path.to_owned());
        self.add(Problem { place, path, what, expected: expected.into(), found, help });
    }

    /// Looks at a value of a type.
    pub(super) fn value(&mut self, schema: Schema, at: Looked<'_>) {
        match schema.kind() {
            Kind::Nothing | Kind::Any | Kind::Form(_) | Kind::Outcome(_) => {}
            Kind::Maybe(inner) => {
                if at.text != "null" {
                    self.value(inner, at);
                }
            }
            Kind::List(item) => self.list(item, at),
            Kind::Map(item) => self.map(item, at),
            Kind::Record(record) => self.record(record, at),
            Kind::Union(union) => self.union(schema, union, at),
            Kind::Enum(of) => self.known(of, at),
            _ => self.scalar(schema, at),
        }
    }

    fn list(&mut self, item: Schema, at: Looked<'_>) {
        let Some(items) = items(at.text) else { return self.problem(at, What::Kind, "a list", None) };
        self.count(at, items.len(), at.facts.map(|facts| facts.items), "item");
        for (index, text) in items.into_iter().enumerate() {
            let path = format!("{}[{index}]", at.path);
            self.value(item, Looked { text, path: &path, facts: None, ..at });
        }
    }

    fn map(&mut self, item: Schema, at: Looked<'_>) {
        let Some(members) = members(at.text) else { return self.problem(at, What::Kind, "an object", None) };
        self.count(at, members.len(), at.facts.map(|facts| facts.members), "member");
        for (name, text) in members {
            let path = format!("{}.{name}", at.path);
            let secret = at.secret || crate::secret::is_secret(&name);
            self.value(item, Looked { text, path: &path, facts: None, secret, ..at });
        }
    }

    fn record(&mut self, record: Record, at: Looked<'_>) {
        let Some(members) = members(at.text) else { return self.problem(at, What::Kind, "an object", None) };
        let mut seen: Vec<&str> = Vec::new();
        for (name, text) in &members {
            let path = format!("{}.{name}", at.path);
            let Some(field) = record.field(name) else {
                let here = Looked { text, path: &path, facts: None, docs: "", ..at };
                match record.rest() {
                    Some(rest) => self.value(rest, here),
                    None => self.unknown(record, name, here),
                }
                continue;
            };
            let may_be_null = field.nullable || !field.required;
            if *text == "null" && may_be_null {
                seen.push(field.name);
                continue;
            }
            if *text == "null" {
                continue;
            }
            seen.push(field.name);
            if !field.constant.is_empty() {
                self.constant(field, text, Looked { text, path: &path, facts: None, docs: field.docs, ..at });
                continue;
            }
            let (secret, facts) = (at.secret || field.secret, Some(&field.facts));
            self.value(record.schema(field), Looked { text, path: &path, facts, secret, docs: field.docs });
        }
        let asked = |field: &&Field| field.required && field.constant.is_empty();
        for field in record.fields().iter().filter(asked).filter(|field| !seen.contains(&field.name)) {
            let path = format!("{}.{}", at.path, field.name);
            let said = kind_of(record.schema(field));
            let here = Looked { text: "", path: &path, facts: None, secret: true, docs: field.docs };
            self.problem(here, What::Missing, said, None);
        }
    }

    /// What has one possible value may be given, if it is that.
    fn constant(&mut self, field: &Field, text: &str, at: Looked<'_>) {
        if text != field.constant {
            self.problem(at, What::Value, field.constant, None);
        }
    }

    fn unknown(&mut self, record: Record, name: &str, at: Looked<'_>) {
        let meant = nearest(name, record.fields().iter().map(|field| field.name));
        let help = meant.and_then(|meant| record.field(meant)).map(|field| {
            let about = first_line(field.docs).map(|line| format!(": {line}")).unwrap_or_default();
            format!("did you mean `{}`? ({}{about})", field.name, kind_of(record.schema(field)))
        });
        let all: Vec<&str> = record.fields().iter().map(|field| field.name).collect();
        let known = format!("a member of {}: {}", record.name(), some(&all));
        self.problem(at, What::Unknown, known, help);
    }

    fn union(&mut self, schema: Schema, union: Union, at: Looked<'_>) {
        let chosen = match Value::read(schema, at.text) {
            Ok(Value::Union(value)) => value.variant,
            _ => None,
        };
        if let Some(variant) = chosen.and_then(|at| union.variants().get(at)) {
            return self.value(union.schema(variant), Looked { docs: "", ..at });
        }
        let tag = union.tag();
        let given = members(at.text).and_then(|all| all.into_iter().find(|(name, _)| name == tag));
        let tags: Vec<&str> =
            union.variants().iter().flat_map(|variant| variant.tags.iter().copied()).collect();
        if let Some((_, text)) = given.filter(|_| !tag.is_empty() && !tags.is_empty()) {
            let path = format!("{}.{tag}", at.path);
            let help = nearest(text.trim_matches('"'), tags.iter().copied());
            let help = help.map(|meant| format!("did you mean `{meant}`?"));
            return self.problem(
                Looked { text, path: &path, docs: "", ..at },
                What::Value,
                some(&tags),
                help,
            );
        }
        let variants: Vec<String> = union
            .variants()
            .iter()
            .map(|variant| match union.schema(variant).kind() {
                Kind::Record(record) => {
                    let required = record.fields().iter().filter(|field| field.required);
                    let names: Vec<&str> = required.map(|field| field.name).collect();
                    format!("{} (an object with {})", variant.word, some(&names))
                }
                _ => kind_of(union.schema(variant)),
            })
            .collect();
        let variants: Vec<&str> = variants.iter().map(String::as_str).collect();
        self.problem(at, What::Variant, format!("one of {}", some(&variants)), None);
    }

    pub(super) fn count(&mut self, at: Looked<'_>, count: usize, bounds: Option<Count>, thing: &str) {
        let Some(Count { least, most }) = bounds else { return };
        let said = match (least, most) {
            (Some(least), _) if (count as u64) < least => format!("at least {least}"),
            (_, Some(most)) if count as u64 > most && most > 0 => format!("at most {most}"),
            _ => return,
        };
        self.problem(at, What::Bounds, format!("{said} {thing}s, not {count}"), None);
    }
}

/// The members of an object, each with its text.
pub(super) fn members(text: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let mut reader = Reader::new(text);
    if reader.kind().ok()? != Json::Object {
        return None;
    }
    reader.begin_object().ok()?;
    let mut all = Vec::new();
    while let Some(name) = reader.next_key(all.is_empty()).ok()? {
        all.push((name, reader.skip().ok()?));
    }
    Some(all)
}

/// The items of an array, each as its text.
pub(super) fn items(text: &str) -> Option<Vec<&str>> {
    let mut reader = Reader::new(text);
    if reader.kind().ok()? != Json::Array {
        return None;
    }
    reader.begin_array().ok()?;
    let mut all = Vec::new();
    while reader.next_item(all.is_empty()).ok()? {
        all.push(reader.skip().ok()?);
    }
    Some(all)
}

/// The start of a value as it is shown.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let masked = crate::secret::masked(text);
    let start: String = masked.chars().take(MOST).collect();
    if start.len() < masked.len() { format!("{start}…") } else { start }
}

fn first_line(docs: &'static str) -> Option<&'static str> {
    docs.lines().next().filter(|line| !line.is_empty())
}

/// Some of many words.
pub(super) fn some(words: &[&str]) -> String {
    const MOST: usize = 20;
    let shown = words[..words.len().min(MOST)].join(", ");
    if words.len() > MOST { format!("{shown} and {} more", words.len() - MOST) } else { shown }
}

/// What a value of a type is, in words.
pub(super) fn kind_of(schema: Schema) -> String {
    match schema.kind() {
        Kind::Nothing => "nothing".to_owned(),
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::Integer(..) => "an integer".to_owned(),
        Kind::Number => "a number".to_owned(),
        Kind::Text => "a string".to_owned(),
        Kind::Format(format) => format!("a string ({})", scalar::named(format)),
        Kind::Any => "any JSON".to_owned(),
        Kind::List(item) => {
            format!("a list of {}", kind_of(item).trim_start_matches("a ").trim_start_matches("an "))
        }
        Kind::Map(_) | Kind::Record(_) | Kind::Form(_) => "an object".to_owned(),
        Kind::Maybe(inner) => format!("{} or `null`", kind_of(inner)),
        Kind::Union(union) => format!("a {}", union.name()),
        Kind::Enum(of) => format!("one of {}", some(&of.values().collect::<Vec<_>>())),
        Kind::Outcome(_) => "one of several".to_owned(),
    }
}

impl Schema {
    /// What is wrong with a value of this type; nothing where it fits.
    pub fn check(self, value: &crate::Json) -> Vec<Problem> {
        let mut checker = Checker::new();
        checker.value(self, Looked { text: value.as_text(), path: "", facts: None, secret: false, docs: "" });
        for problem in &mut checker.problems {
            problem.path = problem.path.trim_start_matches('.').to_owned();
        }
        checker.problems
    }
}
