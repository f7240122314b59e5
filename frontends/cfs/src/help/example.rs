//! A body as an example that says of each member what it is.

use super::types::{facts, first, label};
use crate::output::Value;
use cfs_catalogue::{Facts, Field, FormKind, FormType, Kind, Record, Schema, Union};

/// Members deeper than that are shown as what they are.
const DEPTH: usize = 4;

/// More lines than that help nobody.
const MOST: usize = 160;

/// An example of a type, with comments.
pub(crate) fn commented(schema: Schema) -> String {
    let mut lines = Lines { out: Vec::new() };
    lines.value(schema, None, "", "", 0);
    let cut = lines.out.len() > MOST;
    lines.out.truncate(MOST);
    let mut text: String = lines.out.iter().map(|line| format!("  {line}\n")).collect();
    if cut {
        text.push_str("  … `cfs api schema` prints the whole\n");
    }
    text
}

struct Lines {
    out: Vec<String>,
}

impl Lines {
    fn line(&mut self, depth: usize, text: &str, comment: &str) {
        let indent = "  ".repeat(depth);
        self.out.push(if comment.is_empty() {
            format!("{indent}{text}")
        } else {
            format!("{indent}{text}  // {comment}")
        });
    }

    /// A value, behind its name where it has one.
    fn value(
        &mut self,
        schema: Schema,
        field: Option<&'static Field>,
        before: &str,
        comma: &str,
        depth: usize,
    ) {
        let facts = field.map(|field| &field.facts);
        let comment = field.map(|field| comment(schema, field)).unwrap_or_default();
        if depth > DEPTH {
            return self.line(depth, &format!("{before}{}{comma}", sample(schema, facts)), &comment);
        }
        match schema.kind() {
            Kind::Maybe(inner) => self.value(inner, field, before, comma, depth),
            Kind::Record(record) => self.record(record, &comment, before, comma, depth),
            Kind::List(item) if has_parts(item) => {
                self.line(depth, &format!("{before}["), &comment);
                self.value(item, None, "", "", depth + 1);
                self.line(depth, &format!("]{comma}"), "");
            }
            Kind::Map(value) if has_parts(value) => {
                self.line(depth, &format!("{before}{{"), &comment);
                self.value(value, None, "\"NAME\": ", "", depth + 1);
                self.line(depth, &format!("}}{comma}"), "");
            }
            Kind::Union(union) if has_parts(schema) => self.union(union, &comment, before, comma, depth),
            Kind::Form(form) => self.form(form, depth),
            _ => self.line(depth, &format!("{before}{}{comma}", sample(schema, facts)), &comment),
        }
    }

    fn record(&mut self, record: Record, comment: &str, before: &str, comma: &str, depth: usize) {
        let fields: Vec<&'static Field> = record.fields().iter().filter(|field| !field.read_only).collect();
        if fields.is_empty() {
            return self.line(depth, &format!("{before}{{}}{comma}"), comment);
        }
        self.line(depth, &format!("{before}{{"), comment);
        for (at, field) in fields.iter().enumerate() {
            let comma = if at + 1 < fields.len() { "," } else { "" };
            let name = format!("{}: ", Value::text(field.name));
            if field.constant.is_empty() {
                self.value(record.schema(field), Some(field), &name, comma, depth + 1);
            } else {
                self.line(depth + 1, &format!("{name}{}{comma}", field.constant), "always this");
            }
        }
        self.line(depth, &format!("}}{comma}"), "");
    }

    /// The first variant, with what says that it is that one.
    fn union(&mut self, union: Union, comment: &str, before: &str, comma: &str, depth: usize) {
        let all = union.variants();
        let Some(first) = all.first() else { return };
        let names: Vec<&str> = all.iter().map(|variant| variant.word).collect();
        let several = format!("one of {} forms: {}", all.len(), names.join(", "));
        let several = if comment.is_empty() { several } else { format!("{comment}; {several}") };
        let at = self.out.len();
        self.value(union.schema(first), None, before, comma, depth);
        if let Some(line) = self.out.get_mut(at) {
            line.push_str(&format!("  // {several}"));
        }
        let (members, tag) = (crate::args::fields(union.schema(first)), union.tag());
        if tag.is_empty() || members.iter().any(|member| member.field.name == tag) {
            return;
        }
        if let Some(value) = first.tags.first() {
            let (indent, name, value) = ("  ".repeat(depth + 1), Value::text(tag), Value::text(*value));
            let line = format!("{indent}{name}: {value},  // says which form it is");
            self.out.insert((at + 1).min(self.out.len()), line);
        }
    }

    fn form(&mut self, form: FormType, depth: usize) {
        for part in form.parts() {
            let required = if part.required { "required" } else { "optional" };
            let name = if part.name.is_empty() { "(each file under its own name)" } else { part.name };
            let about = match part.kind {
                FormKind::Text => "text",
                FormKind::Json => "JSON",
                FormKind::File => "a file",
                FormKind::Files => "files",
                FormKind::NamedFiles => "files, each under its own name",
                FormKind::Constant(_) => "always the same",
            };
            let docs = first(part.docs);
            let docs = if docs.is_empty() { String::new() } else { format!("; {docs}") };
            self.line(depth, name, &format!("{about}, {required}{docs}"));
            if let (FormKind::Json, Some(schema)) = (part.kind, form.schema(part)) {
                self.value(schema, None, "", "", depth + 1);
            }
        }
    }
}

fn has_parts(schema: Schema) -> bool {
    match schema.kind() {
        Kind::Record(_) => true,
        Kind::Maybe(inner) | Kind::List(inner) | Kind::Map(inner) => has_parts(inner),
        Kind::Union(union) => union.variants().first().is_some_and(|first| has_parts(union.schema(first))),
        _ => false,
    }
}

fn comment(schema: Schema, field: &'static Field) -> String {
    let mut words = Vec::new();
    if field.required {
        words.push("required".to_owned());
    }
    let known = facts(Some(schema), Some(&field.facts));
    let is_listed = known.first().is_some_and(|first| first.starts_with("one of"));
    words.extend(Some(label(schema)).filter(|label| !(is_listed && label == "value")));
    words.extend(known);
    if field.deprecated {
        words.push("deprecated".to_owned());
    }
    if field.secret {
        words.push("secret".to_owned());
    }
    let docs = first(field.docs);
    let words = words.join(", ");
    if docs.is_empty() { words } else { format!("{words}: {docs}") }
}

/// A value of a type in one line.
pub(crate) fn sample(schema: Schema, facts: Option<&Facts>) -> String {
    let stated = facts.and_then(|facts| facts.example.or(facts.default));
    let stated = stated.filter(|text| text.len() < 60 && Value::parse(text).is_ok() && *text != "null");
    stated.map_or_else(|| Value::of(&schema.example(false)).to_string(), str::to_owned)
}
