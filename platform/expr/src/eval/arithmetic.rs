//! Sums and products of values; what makes no sense is absent.

use super::compare::{moment, number};
use crate::ast::Arithmetic;
use crate::value::Value;
use jiff::SignedDuration;

pub(super) fn negated(value: Value) -> Value {
    match value {
        Value::Duration(span) => span.checked_neg().into(),
        Value::Ratio(times) => Value::Ratio(-times),
        other => number(&other).map(|number| -number).into(),
    }
}

pub(super) fn of(left: &Value, op: Arithmetic, right: &Value) -> Value {
    match (left, right) {
        (_, Value::Duration(span)) if moment_of(left) => with_moment(left, op, *span),
        (Value::Duration(span), _) if moment_of(right) && op == Arithmetic::Add => {
            with_moment(right, op, *span)
        }
        (Value::Duration(left), Value::Duration(right)) => spans(*left, op, *right),
        (Value::Timestamp(_), _) | (_, Value::Timestamp(_)) if op == Arithmetic::Subtract => {
            between(left, right)
        }
        (Value::Duration(span), other) => scaled(*span, op, other),
        (other, Value::Duration(span)) if op == Arithmetic::Multiply => scaled(*span, op, other),
        (Value::Ratio(times), other) | (other, Value::Ratio(times)) if op == Arithmetic::Multiply => {
            match other {
                Value::Ratio(more) => Value::Ratio(times * more),
                Value::Duration(span) => scaled(*span, op, &Value::Number(*times)),
                other => number(other).map(|number| number * times).into(),
            }
        }
        _ => match (number(left), number(right)) {
            (Some(left), Some(right)) => finite(numbers(left, op, right)),
            _ => Value::Absent,
        },
    }
}

/// Whether it is a moment without doubt: numbers are not.
fn moment_of(value: &Value) -> bool {
    !matches!(value, Value::Number(_)) && moment(value).is_some()
}

fn with_moment(at: &Value, op: Arithmetic, span: SignedDuration) -> Value {
    let Some(at) = moment(at) else {
        return Value::Absent;
    };
    match op {
        Arithmetic::Add => at.checked_add(span).ok().into(),
        Arithmetic::Subtract => at.checked_sub(span).ok().into(),
        Arithmetic::Multiply | Arithmetic::Divide => Value::Absent,
    }
}

fn between(left: &Value, right: &Value) -> Value {
    match (moment(left), moment(right)) {
        (Some(left), Some(right)) => Value::Duration(left.duration_since(right)),
        _ => Value::Absent,
    }
}

fn spans(left: SignedDuration, op: Arithmetic, right: SignedDuration) -> Value {
    match op {
        Arithmetic::Add => left.checked_add(right).into(),
        Arithmetic::Subtract => left.checked_sub(right).into(),
        Arithmetic::Multiply => Value::Absent,
        Arithmetic::Divide => finite(left.as_secs_f64() / right.as_secs_f64()),
    }
}

fn scaled(span: SignedDuration, op: Arithmetic, by: &Value) -> Value {
    let by = match by {
        Value::Ratio(times) => Some(*times),
        other => number(other),
    };
    let seconds = match (op, by) {
        (Arithmetic::Multiply, Some(by)) => span.as_secs_f64() * by,
        (Arithmetic::Divide, Some(by)) => span.as_secs_f64() / by,
        _ => return Value::Absent,
    };
    SignedDuration::try_from_secs_f64(seconds).ok().into()
}

fn numbers(left: f64, op: Arithmetic, right: f64) -> f64 {
    match op {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide => left / right,
    }
}

/// A division by zero gives nothing to compare with.
fn finite(number: f64) -> Value {
    if number.is_finite() { Value::Number(number) } else { Value::Absent }
}
