//! Expressions over a row, or over the rows of a group.

use super::aggregate::aggregated;
use super::functions;
use super::syntax::{Asked, Call, Expr, Operator, Test};
use super::value::{Kind, Span, Value, moved};
use crate::graphql::like;
use std::collections::BTreeMap;

/// A row: values of columns in their order.
pub(super) type Row = Vec<Value>;

/// Expressions within expressions, no deeper.
const DEEPEST: usize = 200;

/// What expressions may name.
pub(super) struct Names<'q> {
    pub(super) columns: &'q [(String, Kind)],
    pub(super) aliases: BTreeMap<String, &'q Expr>,
    /// In seconds.
    pub(super) now: i64,
}

/// What an expression is computed over.
#[derive(Clone, Copy)]
pub(super) struct Over<'r> {
    /// The row, or the first of the group.
    pub(super) row: Option<&'r Row>,
    /// The rows of the group; none where there is none.
    pub(super) rows: Option<&'r [&'r Row]>,
}

const AGGREGATES: &[&str] = &[
    "any",
    "anylast",
    "argmax",
    "argmin",
    "avg",
    "avgif",
    "count",
    "countif",
    "first_value",
    "last_value",
    "max",
    "min",
    "quantile",
    "quantileexactweighted",
    "quantileweighted",
    "sum",
    "sumif",
    "uniq",
];

/// Whether an expression is of a group rather than of a row.
pub(super) fn is_aggregate(expr: &Expr) -> bool {
    match expr {
        Expr::Call(call) => {
            AGGREGATES.contains(&call.name().as_str()) || call.arguments.iter().any(is_aggregate)
        }
        Expr::Binary(left, _, right) => is_aggregate(left) || is_aggregate(right),
        Expr::Nested(inner) | Expr::Minus(inner) | Expr::Not(inner) | Expr::Test(inner, _) => {
            is_aggregate(inner)
        }
        Expr::Case { cases, otherwise, .. } => {
            cases.iter().any(|(when, then)| is_aggregate(when) || is_aggregate(then))
                || otherwise.as_deref().is_some_and(is_aggregate)
        }
        _ => false,
    }
}

impl Names<'_> {
    /// The value of an expression.
    ///
    /// # Errors
    /// What it names and is not there, or is not supported.
    pub(super) fn value(&self, expr: &Expr, over: Over<'_>) -> Result<Value, String> {
        self.of(expr, over, &mut Vec::new())
    }

    fn of(&self, expr: &Expr, over: Over<'_>, open: &mut Vec<String>) -> Result<Value, String> {
        if open.len() > DEEPEST {
            return Err("the expression is nested too deeply".to_owned());
        }
        Ok(match expr {
            Expr::Column(path) => self.named(path.last().map_or("", String::as_str), over, open)?,
            Expr::Nested(inner) => self.of(inner, over, open)?,
            Expr::Number(text) => {
                Value::Number(text.replace('_', "").parse().map_err(|_| format!("{text} is no number"))?)
            }
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Bool(is) => Value::bool(*is),
            Expr::Null => Value::Null,
            Expr::Interval(value, unit) => {
                Value::Interval(span(&self.of(value, over, open)?, unit.as_deref())?)
            }
            Expr::Minus(inner) => Value::Number(-self.of(inner, over, open)?.number()),
            Expr::Not(inner) => Value::bool(!self.of(inner, over, open)?.is_true()),
            Expr::Binary(left, operator, right) => self.binary(left, *operator, right, over, open)?,
            Expr::Test(inner, test) => Value::bool(self.tested(inner, test, over, open)? != test.negated),
            Expr::Case { .. } => self.chosen(expr, over, open)?,
            Expr::Call(call) => self.call(call, over, open)?,
        })
    }

    /// Whether a value is between others, one of several, or as a pattern says.
    fn tested(
        &self,
        expr: &Expr,
        test: &Test,
        over: Over<'_>,
        open: &mut Vec<String>,
    ) -> Result<bool, String> {
        let value = self.of(expr, over, open)?;
        Ok(match &test.what {
            Asked::Between(low, high) => {
                let (low, high) = (self.of(low, over, open)?, self.of(high, over, open)?);
                value.compare(&low).is_ge() && value.compare(&high).is_le()
            }
            Asked::In(list) => {
                let all = list.iter().map(|one| self.of(one, over, open)).collect::<Result<Vec<_>, _>>()?;
                all.iter().any(|one| value.compare(one).is_eq())
            }
            Asked::Like(pattern, any_case) => {
                let (text, pattern) = (value.text(), self.of(pattern, over, open)?.text());
                if *any_case {
                    like(&text.to_lowercase(), &pattern.to_lowercase())
                } else {
                    like(&text, &pattern)
                }
            }
            Asked::Null => value == Value::Null,
        })
    }

    /// The result of the first case that is so.
    fn chosen(&self, expr: &Expr, over: Over<'_>, open: &mut Vec<String>) -> Result<Value, String> {
        let Expr::Case { operand, cases, otherwise } = expr else { return Ok(Value::Null) };
        let operand = operand.as_ref().map(|operand| self.of(operand, over, open)).transpose()?;
        for (when, then) in cases {
            let condition = self.of(when, over, open)?;
            let is =
                operand.as_ref().map_or_else(|| condition.is_true(), |own| own.compare(&condition).is_eq());
            if is {
                return self.of(then, over, open);
            }
        }
        otherwise.as_ref().map_or(Ok(Value::Null), |other| self.of(other, over, open))
    }

    fn named(&self, name: &str, over: Over<'_>, open: &mut Vec<String>) -> Result<Value, String> {
        // In its own definition an alias is the column of its name.
        if let Some(expr) = self.aliases.get(name).filter(|_| !open.iter().any(|own| own == name)) {
            open.push(name.to_owned());
            let value = self.of(expr, over, open);
            open.pop();
            return value;
        }
        let at = self.columns.iter().position(|(column, _)| column == name);
        let at = at.ok_or_else(|| format!("unable to find type of column: \"{name}\""))?;
        Ok(over.row.and_then(|row| row.get(at)).cloned().unwrap_or(Value::Null))
    }

    fn binary(
        &self,
        left: &Expr,
        operator: Operator,
        right: &Expr,
        over: Over<'_>,
        open: &mut Vec<String>,
    ) -> Result<Value, String> {
        let first = self.of(left, over, open)?;
        match operator {
            Operator::And if !first.is_true() => return Ok(Value::bool(false)),
            Operator::Or if first.is_true() => return Ok(Value::bool(true)),
            _ => {}
        }
        let second = self.of(right, over, open)?;
        let number = |of: fn(f64, f64) -> f64| Value::Number(of(first.number(), second.number()));
        let order = || first.compare(&second);
        Ok(match (operator, &first, &second) {
            (Operator::Plus, Value::Time(time), Value::Interval(span))
            | (Operator::Plus, Value::Interval(span), Value::Time(time)) => {
                Value::Time(moved(*time, *span, 1))
            }
            (Operator::Minus, Value::Time(time), Value::Interval(span)) => {
                Value::Time(moved(*time, *span, -1))
            }
            (Operator::Plus, Value::Time(time), other) => Value::Time(time + other.number() as i64),
            (Operator::Minus, Value::Time(time), Value::Number(other)) => Value::Time(time - *other as i64),
            (Operator::Plus, ..) => number(|a, b| a + b),
            (Operator::Minus, ..) => number(|a, b| a - b),
            (Operator::Multiply, ..) => number(|a, b| a * b),
            (Operator::Divide, ..) => number(|a, b| a / b),
            (Operator::Modulo, ..) => number(|a, b| a % b),
            (Operator::Concat, ..) => Value::Text(first.text() + &second.text()),
            (Operator::Eq, ..) => Value::bool(order().is_eq()),
            (Operator::NotEq, ..) => Value::bool(order().is_ne()),
            (Operator::Lt, ..) => Value::bool(order().is_lt()),
            (Operator::LtEq, ..) => Value::bool(order().is_le()),
            (Operator::Gt, ..) => Value::bool(order().is_gt()),
            (Operator::GtEq, ..) => Value::bool(order().is_ge()),
            (Operator::And | Operator::Or, ..) => Value::bool(second.is_true()),
            (Operator::Xor, ..) => Value::bool(first.is_true() != second.is_true()),
        })
    }

    fn call(&self, call: &Call, over: Over<'_>, open: &mut Vec<String>) -> Result<Value, String> {
        let name = call.name();
        if AGGREGATES.contains(&name.as_str()) {
            let Some(rows) = over.rows else {
                return Err(format!("the aggregate function {name} is not allowed here"));
            };
            return self.aggregate(call, rows, open);
        }
        let values =
            call.arguments.iter().map(|one| self.of(one, over, open)).collect::<Result<Vec<_>, _>>()?;
        functions::call(&name, &values, self.now).ok_or_else(|| format!("unknown function call: \"{name}\""))
    }

    fn aggregate(&self, call: &Call, rows: &[&Row], open: &mut Vec<String>) -> Result<Value, String> {
        let (name, distinct) = (call.name(), call.distinct);
        // quantileWeighted(level, x, weight) is quantileWeighted(level)(x, weight).
        let quantile = name.starts_with("quantile");
        let (level, given) = match (quantile, call.parameters.as_slice(), call.arguments.as_slice()) {
            (true, [], [level, rest @ ..]) => (Some(level), rest),
            (true, [level, ..], given) => (Some(level), given),
            (_, _, given) => (None, given),
        };
        let nothing = Over { row: None, rows: None };
        let level =
            level.map(|level| self.of(level, nothing, open)).transpose()?.map_or(0.5, |level| level.number());
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let over = Over { row: Some(row), rows: None };
            all.push(given.iter().map(|one| self.of(one, over, open)).collect::<Result<Vec<_>, _>>()?);
        }
        if let Some(plain) = name.strip_suffix("if") {
            let kept: Vec<Vec<Value>> =
                all.into_iter().filter(|values| values.last().is_some_and(Value::is_true)).collect();
            return Ok(aggregated(plain, &kept, level, distinct));
        }
        Ok(aggregated(&name, &all, level, distinct))
    }
}

/// A stretch of time.
fn span(value: &Value, unit: Option<&str>) -> Result<Span, String> {
    // The unit may be in the text, too: INTERVAL '5 minutes'.
    let text = value.text();
    let (count, own) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let count: i64 = count.parse().map_err(|_| format!("INTERVAL takes a whole number, not {text}"))?;
    let unit = unit.map_or_else(|| own.to_lowercase().trim_end_matches('s').to_owned(), str::to_owned);
    let seconds = |each: i64| Span { months: 0, seconds: count.saturating_mul(each) };
    let months = |each: i64| Span { months: count.saturating_mul(each), seconds: 0 };
    Ok(match unit.as_str() {
        "second" => seconds(1),
        "minute" => seconds(60),
        "hour" => seconds(3600),
        "day" => seconds(86_400),
        "week" => seconds(604_800),
        "month" => months(1),
        "quarter" => months(3),
        "year" => months(12),
        other => return Err(format!("INTERVAL has no unit {other}")),
    })
}
