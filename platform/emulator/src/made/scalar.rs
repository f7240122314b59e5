//! Texts, numbers, moments and ids.

use super::{Fill, Hint, Maker};
use cfs_catalogue::{Bound, Enum, EnumKind, Format, Kind, Schema};
use cfs_http::Json;
use serde_json::{Number, Value, json};

/// A value as the catalogue reads it.
pub(crate) fn of_catalogue(value: &Value) -> Json {
    Json::parse(&value.to_string()).unwrap_or_default()
}

impl Maker<'_> {
    /// A default or example of the document, if it is of the type.
    pub(super) fn stated(&self, schema: Option<Schema>, hint: Hint, list: bool) -> Option<Value> {
        let facts = hint.facts?;
        let value: Value = [facts.default, if self.fill == Fill::All { facts.example } else { None }]
            .into_iter()
            .flatten()
            .find_map(|text| serde_json::from_str(text).ok())?;
        let Some(schema) = schema else { return Some(value) };
        let fits = |value: &Value| schema.check(&of_catalogue(value)).is_empty();
        let fits = if list { value.as_array()?.iter().all(fits) } else { fits(&value) };
        fits.then_some(value)
    }

    pub(super) fn any(&self, hint: Hint, there: Option<&Value>) -> Value {
        let known = || self.known.get(hint.name).cloned();
        there.cloned().or_else(known).or_else(|| self.stated(None, hint, false)).unwrap_or_else(|| json!({}))
    }

    /// One of some values; another that was given is kept, as enums are open.
    pub(super) fn one_of(&self, of: Enum, hint: Hint, there: Option<&Value>) -> Value {
        let fits = |value: &&Value| match of.kind() {
            EnumKind::Text => value.is_string(),
            EnumKind::Integer => value.is_number(),
            EnumKind::Mixed => !value.is_null() && !value.is_object() && !value.is_array(),
        };
        if let Some(value) = there.filter(fits) {
            return value.clone();
        }
        if let Some(value) = self.stated(None, hint, false).filter(|value| fits(&value)) {
            return value;
        }
        let values: Vec<Value> =
            of.json().filter_map(|value| serde_json::from_str(value.as_text()).ok()).collect();
        let usual = ["active", "enabled", "ready"];
        let liked = values.iter().find(|value| value.as_str().is_some_and(|text| usual.contains(&text)));
        liked.or_else(|| values.first()).cloned().unwrap_or_else(|| json!("text"))
    }

    pub(super) fn scalar(&self, schema: Schema, hint: Hint, there: Option<&Value>) -> Value {
        let kind = schema.kind();
        if let Some(value) = there.and_then(|value| kept(kind, value)) {
            return value;
        }
        if let Some(value) = self.known.get(hint.name).and_then(|value| kept(kind, value)) {
            return value;
        }
        match kind {
            Kind::Bool => match self.stated(Some(schema), hint, false) {
                Some(value) => value,
                None => Value::Bool(hint.name == "success"),
            },
            Kind::Integer(..) | Kind::Number => self.number(kind, hint),
            Kind::Format(Format::Moment) => json!(self.world.now().to_string()),
            Kind::Format(Format::Uuid) => json!(self.world.ids.uuid()),
            Kind::Format(format) => match self.stated(Some(schema), hint, false) {
                Some(value) => value,
                None => json!(self.of_format(format)),
            },
            _ => json!(self.text(hint)),
        }
    }

    fn of_format(&self, format: Format) -> String {
        match format {
            Format::Moment => self.world.now().to_string(),
            Format::Date => self.world.now().strftime("%Y-%m-%d").to_string(),
            Format::Uuid => self.world.ids.uuid(),
            Format::Uri => "https://example.com/".to_owned(),
            Format::Ipv4 => "192.0.2.1".to_owned(),
            Format::Ipv6 => "2001:db8::1".to_owned(),
            Format::Base64 => "Y29udGVudA==".to_owned(),
        }
    }

    fn number(&self, kind: Kind, hint: Hint) -> Value {
        if is_id(hint.name) {
            return json!(self.world.ids.number());
        }
        if is_time(hint.name) && matches!(kind, Kind::Integer(_, 64)) {
            return json!(self.world.now().as_second());
        }
        if let Some(value) = self.stated(None, hint, false).filter(Value::is_number) {
            return value;
        }
        let least = hint.facts.and_then(|facts| facts.least);
        match least.and_then(|bound: Bound| Some((bound.value.parse::<f64>().ok()?, bound.exclusive))) {
            Some((least, exclusive)) => {
                let value = least + if exclusive { 1.0 } else { 0.0 };
                whole(value).map_or_else(|| json!(value), Value::Number)
            }
            None => json!(0),
        }
    }

    fn text(&self, hint: Hint) -> String {
        let facts = hint.facts;
        let parsed =
            |text: Option<&'static str>| text.and_then(|text| serde_json::from_str::<String>(text).ok());
        let example = parsed(facts.and_then(|facts| facts.example));
        let shape = example.as_deref().unwrap_or_default();
        let of_moment = matches!(facts.and_then(|facts| facts.format), Some("date-time" | "time"));
        if is_time(hint.name) && (shape.is_empty() || shape.parse::<jiff::Timestamp>().is_ok()) || of_moment {
            return self.world.now().to_string();
        }
        let most = facts.and_then(|facts| facts.length.most);
        if is_id(hint.name) || is_hex(shape) || is_uuid(shape) {
            if is_uuid(shape)
                || most == Some(36)
                || matches!(hint.name, "uuid")
                || hint.name.ends_with("_uuid")
            {
                return self.world.ids.uuid();
            }
            if shape.is_empty() || is_hex(shape) || is_nearly_hex(shape) || most == Some(32) {
                return self.world.ids.hex();
            }
        }
        let default = parsed(facts.and_then(|facts| facts.default));
        let text = default.or(example).unwrap_or_else(|| "text".to_owned());
        let least = facts.and_then(|facts| facts.length.least).unwrap_or(0);
        let short = usize::try_from(least).unwrap_or(0).min(4096).saturating_sub(text.chars().count());
        text + &"x".repeat(short)
    }
}

/// What is there, if it is of a kind. A number may stand for a text, and a text for a number.
fn kept(kind: Kind, value: &Value) -> Option<Value> {
    match (kind, value) {
        (Kind::Bool, Value::Bool(_)) | (Kind::Number, Value::Number(_)) | (Kind::Text, Value::String(_)) => {
            Some(value.clone())
        }
        (Kind::Integer(..), Value::Number(number)) => {
            let number = number.as_f64().filter(|_| number.is_f64()).map_or(Some(number.clone()), whole);
            number.map(Value::Number)
        }
        (Kind::Integer(..), Value::String(text)) => text.parse::<i64>().ok().map(|number| json!(number)),
        (Kind::Number, Value::String(text)) => text.parse::<f64>().ok().map(|number| json!(number)),
        (Kind::Text, Value::Number(_) | Value::Bool(_)) => Some(json!(value.to_string())),
        (Kind::Format(format), Value::String(text)) => of_format(format, text).then(|| value.clone()),
        _ => None,
    }
}

fn of_format(format: Format, text: &str) -> bool {
    match format {
        Format::Moment => text.parse::<jiff::Timestamp>().is_ok(),
        Format::Date => text.parse::<jiff::civil::Date>().is_ok(),
        Format::Uuid => is_uuid(text),
        Format::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
        Format::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
        Format::Uri => !text.is_empty(),
        Format::Base64 => true,
    }
}

/// A number without a fraction.
fn whole(value: f64) -> Option<Number> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() <= MOST).then(|| Number::from(value as i64))
}

/// Whether a member says which thing something is.
pub(crate) fn is_id(name: &str) -> bool {
    matches!(name, "id" | "uuid" | "uid" | "tag")
        || ["_id", "_uuid", "_tag", "Id"].iter().any(|end| name.ends_with(end))
}

fn is_time(name: &str) -> bool {
    matches!(name, "created" | "modified" | "updated")
        || ["_at", "_on", "_date", "_time", "At", "On", "_since"].iter().any(|end| name.ends_with(end))
}

fn is_hex(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What was to be hexadecimal digits or a UUID, and has some too many or too few.
fn is_nearly_hex(text: &str) -> bool {
    text.len() >= 28 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}
