//! Two values compared, whatever they are.

use super::{of_epoch, of_quantity};
use crate::ast::Comparison;
use crate::quantity::{Scanned, of_text};
use crate::value::Value;
use jiff::{SignedDuration, Timestamp};
use std::cmp::Ordering;

pub(super) fn holds(left: &Value, op: Comparison, right: &Value) -> bool {
    if !left.is_present() || !right.is_present() {
        return false;
    }
    let ordering = order(left, right);
    let equal = ordering == Some(Ordering::Equal) || same(left, right);
    match op {
        Comparison::Equal => equal,
        Comparison::NotEqual => !equal,
        Comparison::Less => ordering == Some(Ordering::Less),
        Comparison::LessOrEqual => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
        Comparison::Greater => ordering == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
    }
}

/// Whether values without an order are the same.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| holds(left, Comparison::Equal, right))
        }
        (Value::Record(left), Value::Record(right)) => left == right,
        _ => false,
    }
}

/// Which is the larger, if both are of a kind, or can be read as one.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some(texts(left, right)),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Bool(flag), Value::Text(text)) => Some(flag.cmp(&truth(text)?)),
        (Value::Text(text), Value::Bool(flag)) => Some(truth(text)?.cmp(flag)),
        (Value::Ratio(left), Value::Ratio(right)) => left.partial_cmp(right),
        (Value::Timestamp(at), other) => Some(at.cmp(&moment(other)?)),
        (other, Value::Timestamp(at)) => Some(moment(other)?.cmp(at)),
        (Value::Duration(span), other) => Some(span.cmp(&duration(other)?)),
        (other, Value::Duration(span)) => Some(duration(other)?.cmp(span)),
        (left, right) => number(left)?.partial_cmp(&number(right)?),
    }
}

/// Times in their order, other texts in that of their characters.
fn texts(left: &str, right: &str) -> Ordering {
    match (timestamp(left), timestamp(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => left.cmp(right),
    }
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn timestamp(text: &str) -> Option<Timestamp> {
    // Most texts are none, and a parser's error costs more than to see that.
    text.starts_with(|first: char| first.is_ascii_digit()).then(|| text.parse().ok())?
}

/// A moment: a time, its RFC 3339 text, or a number of seconds or milliseconds.
pub(super) fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Timestamp(at) => Some(*at),
        Value::Text(text) => timestamp(text),
        Value::Number(number) => of_epoch(*number),
        _ => None,
    }
}

/// A time span: numbers are milliseconds, as `cpuTime` and `wallTime` in tails.
pub(super) fn duration(value: &Value) -> Option<SignedDuration> {
    match value {
        Value::Duration(span) => Some(*span),
        Value::Number(number) => SignedDuration::try_from_secs_f64(number / 1e3).ok(),
        Value::Text(text) => match of_text(text)? {
            Scanned::Duration(span) => Some(span),
            Scanned::Number(number) => duration(&Value::Number(number)),
            Scanned::Quantity(..) => None,
        },
        _ => None,
    }
}

/// A number: also a text that is one, with a unit or without, and a truth as 1 and 0.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        Value::Text(text) => match of_text(text)? {
            Scanned::Number(number) => Some(number),
            Scanned::Quantity(amount, unit) => match of_quantity(amount, unit) {
                Value::Number(number) => Some(number),
                _ => None,
            },
            Scanned::Duration(_) => None,
        },
        _ => None,
    }
}
