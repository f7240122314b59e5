//! What an expression is for a source.

mod arithmetic;
mod compare;
pub(crate) mod functions;
mod series;

use crate::ast::{Arithmetic, Comparison, Expr, Literal, Segment, Selector};
use crate::quantity::Unit;
use crate::source::{Source, walk};
use crate::value::Value;
use jiff::Timestamp;
use std::cell::Cell;

pub(crate) fn value(expr: &Expr, source: &dyn Source) -> Value {
    let steps = Cell::new(MAX_STEPS);
    Scope { source, subject: None, every: false, steps: &steps }.value(expr)
}

/// How many parts are evaluated at most: lists in lists could take for ever.
const MAX_STEPS: u32 = 1_000_000;

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
struct Scope<'e> {
    source: &'e dyn Source,
    /// The left side of the comparison whose right side this is: what `median(7d)` is of.
    subject: Option<&'e Selector>,
    /// Whether a comparison must hold for all items of a list, or for any.
    every: bool,
    /// How many parts may be evaluated yet.
    steps: &'e Cell<u32>,
}

impl<'e> Scope<'e> {
    fn value(&self, expr: &'e Expr) -> Value {
        let Some(left) = self.steps.get().checked_sub(1) else {
            return Value::Absent;
        };
        self.steps.set(left);
        match expr {
            Expr::Literal(literal) => of_literal(literal),
            Expr::List(items) => Value::List(items.iter().map(|item| self.value(item)).collect()),
            Expr::Selector(selector) => self.selected(selector),
            Expr::Call { function, arguments } => self.call(function, arguments),
            Expr::Negate(inner) => arithmetic::negated(self.value(inner)),
            Expr::Arithmetic { first, rest } => {
                let first = self.value(first);
                rest.iter().fold(first, |left, (op, right)| arithmetic::of(&left, *op, &self.value(right)))
            }
            Expr::Compare { left, op, right } => Value::Bool(self.compares(left, *op, right)),
            Expr::Match { value, negated, pattern } => {
                let found = self.quantified(&self.value(value), |value| {
                    value.as_text().is_some_and(|text| pattern.is_match(&text) != *negated)
                });
                Value::Bool(found)
            }
            Expr::In { value, negated, list } => Value::Bool(self.is_in(value, list, *negated)),
            Expr::Not(inner) => Value::Bool(!self.value(inner).is_true()),
            Expr::And(parts) => Value::Bool(parts.iter().all(|part| self.value(part).is_true())),
            Expr::Or(parts) => Value::Bool(parts.iter().any(|part| self.value(part).is_true())),
        }
    }

    /// The value of a name; a range is its newest.
    fn selected(&self, selector: &Selector) -> Value {
        if selector.range.is_some() {
            let newest = self.source.series(selector).and_then(|series| Some(series.samples.last()?.value));
            return newest.into();
        }
        let Some(first) = selector.path.iter().position(|segment| *segment == Segment::Every) else {
            return self.source.value(selector);
        };
        let mut above = selector.clone();
        let below = above.path.split_off(first);
        walk(&self.source.value(&above), &below)
    }

    fn compares(&self, left: &'e Expr, op: Comparison, right: &'e Expr) -> bool {
        let subject = match left {
            Expr::Selector(selector) => Some(selector),
            _ => None,
        };
        let value = self.value(left);
        let other = Scope { subject, ..*self }.value(right);
        let other = match (&other, &value) {
            (Value::Ratio(_), Value::Ratio(_)) => other,
            (Value::Ratio(times), _) => match self.source.baseline() {
                Some(baseline) => {
                    let usual = Scope { source: baseline, ..*self }.value(left);
                    arithmetic::of(&usual, Arithmetic::Multiply, &Value::Number(*times))
                }
                None => Value::Absent,
            },
            _ => other,
        };
        match (&value, &other) {
            (Value::List(_), Value::List(_)) => compare::holds(&value, op, &other),
            // What stands left may be single, and what stands right a list.
            (single, Value::List(_)) => self.quantified(&other, |item| compare::holds(single, op, item)),
            _ => self.quantified(&value, |item| compare::holds(item, op, &other)),
        }
    }

    fn is_in(&self, value: &'e Expr, list: &'e Expr, negated: bool) -> bool {
        let Value::List(items) = self.value(list) else {
            return false;
        };
        self.quantified(&self.value(value), |value| {
            value.is_present()
                && items.iter().any(|item| compare::holds(value, Comparison::Equal, item)) != negated
        })
    }

    /// Whether something holds for a value; for a list, whether it holds for any of its items, or for all within `all()`.
    fn quantified(&self, value: &Value, holds: impl Fn(&Value) -> bool) -> bool {
        match value {
            Value::List(items) if self.every => items.iter().all(holds),
            Value::List(items) => items.iter().any(holds),
            single => holds(single),
        }
    }
}

fn of_literal(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Number(number) => Value::Number(*number),
        Literal::Quantity(amount, unit) => of_quantity(*amount, *unit),
        Literal::Duration(duration) => Value::Duration(*duration),
        Literal::Text(text) => Value::Text(text.clone()),
    }
}

fn of_quantity(amount: f64, unit: Unit) -> Value {
    match unit {
        Unit::Ratio => Value::Ratio(amount),
        // 7% divided is the number that 0.07 is, 7% multiplied is not.
        Unit::Percent => Value::Number(amount / 100.0),
        other => Value::Number(amount * other.factor()),
    }
}

/// A number of seconds, or of milliseconds where seconds would be thousands of years.
fn of_epoch(number: f64) -> Option<Timestamp> {
    const SECONDS_BELOW: f64 = 1e11;
    let milliseconds = if number.abs() < SECONDS_BELOW { number * 1e3 } else { number };
    (milliseconds.abs() < 1e15).then(|| Timestamp::from_millisecond(milliseconds as i64).ok())?
}

impl Value {
    /// As text, where there is a way to write it; times in RFC 3339.
    pub(crate) fn as_text(&self) -> Option<std::borrow::Cow<'_, str>> {
        Some(match self {
            Self::Text(text) => text.into(),
            Self::Bool(value) => value.to_string().into(),
            Self::Number(number) => number.to_string().into(),
            Self::Timestamp(at) => at.to_string().into(),
            _ => return None,
        })
    }
}
