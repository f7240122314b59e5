//! Strings, numbers, enums.

use super::{Lower, Lowered};
use crate::ir::{Enum, Known, Origin, Role, Sig, TypeKind, Value};
use crate::read::{Kinds, Schema};
use codegen::doc::Node;
use codegen::names::{counts, is_measure, is_unit};

/// Words of a description that make a count into what is calculated from it.
const CALCULATED: &[&str] = &["average", "averaged", "divided", "percentage", "ratio"];

impl<'d> Lower<'d> {
    /// A string, by its format.
    pub(crate) fn string(&mut self, parts: &[Schema<'d>]) -> Lowered {
        let own = parts[parts.len() - 1];
        let format = parts.iter().rev().find_map(|part| part.format());
        let Some(format) = format else { return Lowered::plain(Sig::Str) };
        let known = match format.to_ascii_lowercase().as_str() {
            "date-time" | "datetime" => Some(Known::Timestamp),
            "date" => Some(Known::Date),
            "uuid" | "uuid4" => Some(Known::Uuid),
            "uri" | "url" | "uri-reference" | "uri-template" | "iri" => Some(Known::Uri),
            "ipv4" => Some(Known::Ipv4),
            "ipv6" => Some(Known::Ipv6),
            "byte" | "base64" => Some(Known::Base64),
            "email" | "hostname" | "password" | "binary" | "regex" | "json-pointer" | "idn-email"
            | "idn-hostname" => None,
            _ => {
                let what = format!("`format: {format}` has no Rust type here; read as a string");
                self.note("openapi::unknown-format", own.id(), what);
                None
            }
        };
        Lowered::plain(known.map_or(Sig::Str, Sig::Known))
    }

    /// A number: an integer where the type, the format, or the documented rule for names says so.
    pub(crate) fn number(&mut self, parts: &[Schema<'d>], kinds: Kinds, label: &str) -> Lowered {
        let format = parts.iter().rev().find_map(|part| part.format());
        if kinds.has(Kinds::INTEGER) && exceeds_i64(parts) {
            return Lowered::plain(Sig::Int("u64"));
        }
        let by_format = match format {
            Some("int32") => Some("i32"),
            Some("int64") => Some("i64"),
            Some("uint32") => Some("u32"),
            Some("uint64") => Some("u64"),
            _ => None,
        };
        let is_measured = || !kinds.has(Kinds::INTEGER) && is_measure(label);
        if let Some(int) = by_format.filter(|_| !is_measured()) {
            return Lowered::plain(Sig::Int(int));
        }
        let described = || parts.iter().any(|part| part.description().is_some_and(is_number_of));
        let counts = counts(label) || (!is_measure(label) && described());
        let whole = (kinds.has(Kinds::INTEGER) || counts && format.is_none()) && !shows_fraction(parts);
        if !whole && !steps_whole(parts) {
            return Lowered::plain(Sig::Float);
        }
        let bound = |key: &str| parts.iter().rev().find_map(|part| part.bound(key)?.parse::<f64>().ok());
        let never_negative = bound("minimum").is_some_and(|minimum| minimum >= 0.0)
            || bound("exclusiveMinimum").is_some_and(|minimum| minimum >= 0.0);
        Lowered::plain(Sig::Int(if never_negative || exceeds_i64(parts) { "u64" } else { "i64" }))
    }

    /// An enum, where the values make one. `None` leaves the decision to the other keywords.
    pub(crate) fn values(
        &mut self,
        values: &[&'d Node<'d>],
        kinds: Kinds,
        parts: &[Schema<'d>],
        origin: &Origin,
        role: Role,
    ) -> Option<Lowered> {
        let own = parts[parts.len() - 1];
        let nullable = values.iter().any(|value| value.is_null());
        let present: Vec<&&Node<'d>> = values.iter().filter(|value| !value.is_null()).collect();
        if present.is_empty() {
            // `enum: [null]` beside properties is a leftover of a tool that merged an error body into a success.
            let only_null = nullable && own.properties().is_empty();
            return only_null.then_some(Lowered { sig: Sig::Unit, nullable: true, lost: false });
        }
        let all = |test: fn(&Node<'_>) -> bool| present.iter().all(|value| test(value));
        let finish = |sig| Some(Lowered { sig, nullable, lost: false });
        if all(|value| value.as_bool().is_some()) {
            return finish(Sig::Bool);
        }
        let nested = |value: &&Node<'_>| value.is_array() || value.is_object();
        if present.iter().all(|value| nested(value)) {
            return None;
        }
        let texts = || texts(&present, parts);
        let docs = self.docs(own);
        let numbers = kinds.has(Kinds::NUMBER) || kinds.has(Kinds::INTEGER);
        let texts_only = all(|value| value.as_str().is_some());
        if !numbers && (kinds.has(Kinds::STRING) || texts_only) {
            let contradicted = !kinds.is_empty() && !kinds.has(Kinds::STRING);
            if contradicted {
                let what = "the values contradict the type; read as an open enum of strings";
                self.note("openapi::mixed-enum", own.id(), what);
            } else if !texts_only {
                self.note("openapi::mixed-enum", own.id(), "values that are no strings are read as strings");
            }
            let kind = TypeKind::Enum(Enum::texts(texts()));
            return finish(Sig::Type(self.add(kind, origin.clone(), docs, own.id(), role)));
        }
        if all(|value| whole(value).is_some_and(|whole| i64::try_from(whole).is_ok())) {
            let kind = TypeKind::Enum(Enum::integers(texts()));
            return finish(Sig::Type(self.add(kind, origin.clone(), docs, own.id(), role)));
        }
        // Beyond an `i64` there is no enum, and a float would not say which integer was meant.
        if all(|value| whole(value).is_some_and(|whole| u64::try_from(whole).is_ok())) {
            return finish(Sig::Int("u64"));
        }
        if all(|value| value.as_number().is_some()) {
            return finish(Sig::Float);
        }
        if texts_only {
            // Numbers whose values are written as strings.
            self.note(
                "openapi::mixed-enum",
                own.id(),
                "the values contradict the type; read as an open enum of strings",
            );
            let kind = TypeKind::Enum(Enum::texts(texts()));
            return finish(Sig::Type(self.add(kind, origin.clone(), docs, own.id(), role)));
        }
        let kind = TypeKind::Enum(Enum::texts(mixed(&present, parts)));
        finish(Sig::Type(self.add(kind, origin.clone(), docs, own.id(), role)))
    }
}

/// Values of one kind, by their texts.
fn texts(present: &[&&Node<'_>], parts: &[Schema<'_>]) -> Vec<Value> {
    let mut texts: Vec<Value> = Vec::new();
    for value in present {
        let Some(text) = super::schema::scalar_text(value) else { continue };
        let wire = whole(value).map_or(text, |whole| whole.to_string());
        if !texts.iter().any(|value| value.wire == wire) {
            texts.push(documented(parts, Value::new(wire, false)));
        }
    }
    texts
}

/// Values of several kinds, each as it is.
fn mixed(present: &[&&Node<'_>], parts: &[Schema<'_>]) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for node in present {
        let Some(wire) = super::schema::scalar_text(node) else { continue };
        let value = Value::new(wire, node.as_str().is_none());
        if !values.iter().any(|known| known.same(&value)) {
            values.push(documented(parts, value));
        }
    }
    values
}

/// A value with what the document says of it.
fn documented(parts: &[Schema<'_>], value: Value) -> Value {
    let text = parts.iter().rev().find_map(|part| part.value_text(&value.wire));
    Value { docs: text.unwrap_or_default().to_owned(), ..value }
}

/// The integer that a number is, however it is written.
fn whole(value: &Node<'_>) -> Option<i128> {
    let text = value.as_number()?;
    let digits = text.split_once('.').filter(|(_, after)| after.bytes().all(|byte| byte == b'0'));
    digits.map_or(text, |(before, _)| before).parse().ok()
}

/// `Number of retries`: a description that begins so is of a count; `Number of seconds` is of a duration, `Number of hits
/// divided by number of misses` of a share.
fn is_number_of(description: &str) -> bool {
    let start = description.trim_start_matches("The ").trim_start_matches("the ").to_ascii_lowercase();
    let counted =
        ["number of ", "total number of ", "count of "].into_iter().find_map(|said| start.strip_prefix(said));
    counted.is_some_and(|counted| {
        let sentence = counted.split(['.', '\n']).next().unwrap_or_default();
        let mut words = sentence.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
        !words.next().is_some_and(is_unit) && !words.any(|word| CALCULATED.contains(&word))
    })
}

/// Whether values may be larger than an `i64` holds and are never negative.
fn exceeds_i64(parts: &[Schema<'_>]) -> bool {
    let bound = |keys: [&str; 2]| {
        let found = parts.iter().rev().find_map(|part| keys.iter().find_map(|key| part.bound(key)));
        found.and_then(|text| text.parse::<f64>().ok())
    };
    let most = bound(["maximum", "exclusiveMaximum"]);
    let least = bound(["minimum", "exclusiveMinimum"]);
    most.is_some_and(|most| most > i64::MAX as f64) && least.is_none_or(|least| least >= 0.0)
}

/// Whether the document itself shows a fraction among the values.
fn shows_fraction(parts: &[Schema<'_>]) -> bool {
    let fraction = |text: &str| text.parse::<f64>().is_ok_and(|value| value.fract() != 0.0);
    parts.iter().any(|part| {
        let shown = part.example().into_iter().chain(part.default_value()).filter_map(Node::as_number);
        let bounds = ["minimum", "maximum"].into_iter().filter_map(|key| part.bound(key));
        shown.chain(bounds).any(fraction)
    })
}

/// `multipleOf: 1`
fn steps_whole(parts: &[Schema<'_>]) -> bool {
    parts.iter().any(|part| {
        part.bound("multipleOf").is_some_and(|step| step.parse::<f64>().is_ok_and(|s| s.fract() == 0.0))
    })
}
