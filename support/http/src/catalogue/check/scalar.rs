//! Texts, numbers and booleans against their types.

use super::near::nearest;
use super::{Checker, Looked, kind_of, some};
use crate::catalogue::facts::Bound;
use crate::catalogue::refused::What;
use crate::catalogue::types::{Enum, EnumKind, Format, Kind, Schema};
use crate::catalogue::value::Value;
use crate::codec::{Kind as Json, Reader, from_str};

impl Checker {
    pub(super) fn scalar(&mut self, schema: Schema, at: Looked<'_>) {
        let kind = schema.kind();
        let found = Reader::new(at.text).kind().ok();
        let wanted = match kind {
            Kind::Bool => Json::Bool,
            Kind::Integer(..) | Kind::Number => Json::Number,
            _ => Json::String,
        };
        if found != Some(wanted) {
            return self.problem(at, What::Kind, kind_of(schema), None);
        }
        if Value::read(schema, at.text).is_err() || at.text == "\"\"" && matches!(kind, Kind::Format(_)) {
            let what = if matches!(kind, Kind::Format(_)) { What::Format } else { What::Kind };
            return self.problem(at, what, kind_of(schema), None);
        }
        let Some(facts) = at.facts else { return };
        if matches!(kind, Kind::Text) {
            let length = from_str::<String>(at.text).map_or(0, |text| text.chars().count());
            self.count(at, length, Some(facts.length), "character");
        }
        if wanted == Json::Number {
            self.bounds(at, facts.least, "at least", "more than", |value, bound| value < bound);
            self.bounds(at, facts.most, "at most", "less than", |value, bound| value > bound);
        }
    }

    fn bounds(
        &mut self,
        at: Looked<'_>,
        bound: Option<Bound>,
        inside: &str,
        outside: &str,
        beyond: fn(f64, f64) -> bool,
    ) {
        let Some(bound) = bound else { return };
        let (Ok(value), Ok(limit)) = (at.text.parse::<f64>(), bound.value.parse::<f64>()) else { return };
        let on_it = value.to_bits() == limit.to_bits();
        if beyond(value, limit) || bound.exclusive && on_it {
            let word = if bound.exclusive { outside } else { inside };
            self.problem(at, What::Bounds, format!("{word} {}", bound.value), None);
        }
    }

    /// A value of an enum. Others are sent as well where nothing is checked: enums are open.
    pub(super) fn known(&mut self, of: Enum, at: Looked<'_>) {
        let found = Reader::new(at.text).kind().ok();
        let fits = match of.kind() {
            EnumKind::Text => found == Some(Json::String),
            EnumKind::Integer => found == Some(Json::Number),
            EnumKind::Mixed => matches!(found, Some(Json::String | Json::Number | Json::Bool)),
        };
        let values: Vec<&str> = of.values().collect();
        if !fits {
            return self.problem(at, What::Kind, format!("one of {}", some(&values)), None);
        }
        let same = |value: crate::Json| {
            value.as_text() == at.text
                || number(value.as_text()) == number(at.text) && number(at.text).is_some()
        };
        let text = from_str::<String>(at.text).unwrap_or_else(|_| at.text.to_owned());
        let is_text = found == Some(Json::String) && values.contains(&text.as_str());
        if is_text || of.json().any(same) {
            return;
        }
        let help = nearest(&text, values.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
        self.problem(Looked { docs: "", ..at }, What::Value, some(&values), help);
    }
}

/// A number by its value.
fn number(text: &str) -> Option<u64> {
    text.parse::<f64>().ok().map(f64::to_bits)
}

/// A format in words.
pub(super) fn named(format: Format) -> &'static str {
    match format {
        Format::Moment => "an RFC 3339 date-time",
        Format::Date => "a date",
        Format::Uuid => "a UUID",
        Format::Uri => "a URI",
        Format::Ipv4 => "an IPv4 address",
        Format::Ipv6 => "an IPv6 address",
        Format::Base64 => "base64",
    }
}
