//! Values as expressions.

use super::Printer;
use super::chain::indented;
use crate::model::{Reference, Secret};
use serde_json::{Number, Value};

/// A value of so many steps or more is parsed: `json!` would take more steps than the compiler allows.
const MANY: usize = 40;

/// Wider than this, an object or a list has a line for each member.
const WIDE: usize = 60;

/// A text as a literal.
pub(super) fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// Texts as a literal of an array, if all values are texts.
pub(super) fn texts(value: &Value) -> Option<String> {
    let items: Option<Vec<String>> = value.as_array()?.iter().map(|item| item.as_str().map(quoted)).collect();
    Some(format!("[{}]", items?.join(", ")))
}

/// A value as a literal of a small number.
pub(super) fn small(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}

/// Whether `json!` does not do for a value.
pub(super) fn is_large(value: &Value) -> bool {
    fn steps(value: &Value) -> usize {
        match value {
            Value::Array(items) => items.len() + items.iter().map(steps).max().unwrap_or(0) + 1,
            Value::Object(members) => members.len() + members.values().map(steps).max().unwrap_or(0) + 1,
            _ => 1,
        }
    }
    steps(value) >= MANY
}

/// A secret as an expression.
pub(super) fn secret(value: &Value) -> Option<String> {
    // Anything besides would be lost.
    let alone = value.as_object().is_some_and(|members| members.len() == 1);
    let secret = Secret::of(value).filter(|_| alone)?;
    Some(match &secret {
        Secret::Env(name) => format!("env({})", quoted(name)),
        Secret::File(path) => format!("file({})", quoted(path)),
        Secret::Command(words) if words.is_empty() => return None,
        Secret::Command(words) => {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            format!("command([{}])", words.join(", "))
        }
        Secret::Prompt(question) => format!("prompt({})", quoted(question)),
    })
}

/// A number as a literal that becomes the same number again.
fn number(number: &Number) -> String {
    if let Some(whole) = number.as_i64() {
        return if i32::try_from(whole).is_ok() { whole.to_string() } else { format!("{whole}_i64") };
    }
    if let Some(whole) = number.as_u64() {
        return format!("{whole}_u64");
    }
    let text = number.to_string();
    let plain = number.as_f64().map(|float| float.to_string());
    if plain.as_ref() == Some(&text) && text.contains('.') {
        text
    } else {
        format!("Json::Number({text:?}.into())")
    }
}

impl Printer<'_> {
    /// A value where anything that becomes JSON may stand.
    pub(super) fn value(&self, value: &Value) -> String {
        match value {
            _ if is_large(value) => parsed(value),
            Value::Array(_) | Value::Object(_) => match self.simple(value) {
                Some(text) => text,
                None => format!("json!({})", self.literal(value)),
            },
            Value::Null => "json!(null)".to_owned(),
            other => self.literal(other),
        }
    }

    /// A reference or a secret.
    fn simple(&self, value: &Value) -> Option<String> {
        self.reference(value).or_else(|| secret(value))
    }

    /// A value within `json!`.
    pub(super) fn literal(&self, value: &Value) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(value) => number(value),
            Value::String(value) => quoted(value),
            Value::Array(items) => {
                surrounded('[', ']', items.iter().map(|item| self.literal(item)).collect(), "")
            }
            Value::Object(members) => self.simple(value).unwrap_or_else(|| {
                let member =
                    |(name, value): (&String, &Value)| format!("{}: {}", quoted(name), self.literal(value));
                surrounded('{', '}', members.iter().map(member).collect(), " ")
            }),
        }
    }

    /// A reference to something that can be named: `db.id()`.
    pub(super) fn reference(&self, value: &Value) -> Option<String> {
        let reference =
            Reference::of(value).filter(|_| value.as_object().is_some_and(|members| members.len() == 2))?;
        let variable = self.variable(&reference.address)?;
        let form = self.things.get(&reference.address)?.resource.as_ref().map(|(_, form)| form);
        match form.and_then(|form| form.accessor(&reference.member)) {
            Some(accessor) => Some(format!("{variable}.{accessor}()")),
            None => Some(format!("{variable}.member({})", quoted(&reference.member))),
        }
    }
}

fn surrounded(open: char, close: char, items: Vec<String>, space: &str) -> String {
    if items.is_empty() {
        return format!("{open}{close}");
    }
    let line = items.join(", ");
    if line.len() <= WIDE && !line.contains('\n') {
        return format!("{open}{space}{line}{space}{close}");
    }
    let lines: String = items.iter().map(|item| format!("    {},\n", indented(item, 4))).collect();
    format!("{open}\n{lines}{close}")
}

/// A value that is parsed when the program runs.
fn parsed(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut marks = String::from("#");
    while text.contains(&format!("\"{marks}")) {
        marks.push('#');
    }
    format!("Json::parse(r{marks}\"{text}\"{marks})?")
}
