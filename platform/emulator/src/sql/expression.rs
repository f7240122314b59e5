//! Expressions over a row, or over the rows of a group.

use super::aggregate::aggregated;
use super::functions;
use super::value::{Kind, Span, Value, moved};
use crate::graphql::like;
use sqlparser::ast::{
    BinaryOperator, DateTimeField, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, InTarget, Interval, UnaryOperator, Value as Literal,
};
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

/// The name of a function, in small letters.
pub(super) fn name_of(function: &Function) -> String {
    let last = function.name.0.last().and_then(|part| part.as_ident());
    last.map(|ident| ident.value.to_lowercase()).unwrap_or_default()
}

pub(super) fn arguments(given: &FunctionArguments) -> Vec<&Expr> {
    let FunctionArguments::List(list) = given else { return Vec::new() };
    let expressions = list.args.iter().filter_map(|argument| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    });
    expressions.collect()
}

/// Whether an expression is of a group rather than of a row.
pub(super) fn is_aggregate(expr: &Expr) -> bool {
    match expr {
        Expr::Function(function) => {
            AGGREGATES.contains(&name_of(function).as_str())
                || arguments(&function.args).into_iter().any(is_aggregate)
        }
        Expr::BinaryOp { left, right, .. } => is_aggregate(left) || is_aggregate(right),
        Expr::Nested(inner) | Expr::UnaryOp { expr: inner, .. } | Expr::Cast { expr: inner, .. } => {
            is_aggregate(inner)
        }
        Expr::Floor { expr, .. } | Expr::Ceil { expr, .. } => is_aggregate(expr),
        Expr::Case { conditions, else_result, .. } => {
            conditions.iter().any(|when| is_aggregate(&when.condition) || is_aggregate(&when.result))
                || else_result.as_deref().is_some_and(is_aggregate)
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
            Expr::Identifier(ident) => self.named(&ident.value, over, open)?,
            Expr::CompoundIdentifier(parts) => {
                let last = parts.last().map(|ident| ident.value.as_str()).unwrap_or_default();
                self.named(last, over, open)?
            }
            Expr::Nested(inner) => self.of(inner, over, open)?,
            Expr::Value(literal) => constant(&literal.value)?,
            Expr::Interval(interval) => Value::Interval(self.span(interval, over, open)?),
            Expr::UnaryOp { op, expr } => {
                let value = self.of(expr, over, open)?;
                match op {
                    UnaryOperator::Minus => Value::Number(-value.number()),
                    UnaryOperator::Plus => value,
                    UnaryOperator::Not | UnaryOperator::BangNot => Value::bool(!value.is_true()),
                    _ => return Err("an operator that is not supported".to_owned()),
                }
            }
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, over, open)?,
            Expr::Between { .. } | Expr::In { .. } | Expr::Like { .. } | Expr::ILike { .. } => {
                self.tested(expr, over, open)?
            }
            Expr::IsNull(inner) => Value::bool(self.of(inner, over, open)? == Value::Null),
            Expr::IsNotNull(inner) => Value::bool(self.of(inner, over, open)? != Value::Null),
            Expr::Floor { expr, .. } => Value::Number(self.of(expr, over, open)?.number().floor()),
            Expr::Ceil { expr, .. } => Value::Number(self.of(expr, over, open)?.number().ceil()),
            Expr::Case { .. } => self.chosen(expr, over, open)?,
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                let mut all = vec![self.of(expr, over, open)?];
                for part in [substring_from, substring_for].into_iter().flatten() {
                    all.push(self.of(part, over, open)?);
                }
                functions::call("substring", &all, self.now).unwrap_or(Value::Null)
            }
            Expr::Position { expr, r#in } => {
                let all = [self.of(r#in, over, open)?, self.of(expr, over, open)?];
                functions::call("position", &all, self.now).unwrap_or(Value::Null)
            }
            Expr::Function(function) => self.function(function, over, open)?,
            _ => return Err("a kind of expression that is not supported".to_owned()),
        })
    }

    /// Whether a value is between others, one of several, or as a pattern says.
    fn tested(&self, expr: &Expr, over: Over<'_>, open: &mut Vec<String>) -> Result<Value, String> {
        Ok(match expr {
            Expr::Between { expr, negated, low, high } => {
                let value = self.of(expr, over, open)?;
                let (low, high) = (self.of(low, over, open)?, self.of(high, over, open)?);
                Value::bool((value.compare(&low).is_ge() && value.compare(&high).is_le()) != *negated)
            }
            Expr::In { expr, target: InTarget::List(list), negated, .. } => {
                let value = self.of(expr, over, open)?;
                let all = list.iter().map(|one| self.of(one, over, open)).collect::<Result<Vec<_>, _>>()?;
                Value::bool(all.iter().any(|one| value.compare(one).is_eq()) != *negated)
            }
            Expr::Like { negated, expr, pattern, .. } => {
                let (text, pattern) =
                    (self.of(expr, over, open)?.text(), self.of(pattern, over, open)?.text());
                Value::bool(like(&text, &pattern) != *negated)
            }
            Expr::ILike { negated, expr, pattern, .. } => {
                let (text, pattern) =
                    (self.of(expr, over, open)?.text(), self.of(pattern, over, open)?.text());
                Value::bool(like(&text.to_lowercase(), &pattern.to_lowercase()) != *negated)
            }
            _ => return Err("a test that is not supported".to_owned()),
        })
    }

    /// The result of the first case that is so.
    fn chosen(&self, expr: &Expr, over: Over<'_>, open: &mut Vec<String>) -> Result<Value, String> {
        let Expr::Case { operand, conditions, else_result, .. } = expr else { return Ok(Value::Null) };
        let operand = operand.as_ref().map(|operand| self.of(operand, over, open)).transpose()?;
        for when in conditions {
            let condition = self.of(&when.condition, over, open)?;
            let is =
                operand.as_ref().map_or_else(|| condition.is_true(), |own| own.compare(&condition).is_eq());
            if is {
                return self.of(&when.result, over, open);
            }
        }
        else_result.as_ref().map_or(Ok(Value::Null), |other| self.of(other, over, open))
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

    fn span(&self, interval: &Interval, over: Over<'_>, open: &mut Vec<String>) -> Result<Span, String> {
        let value = self.of(&interval.value, over, open)?;
        // The unit may be in the text, too: INTERVAL '5 minutes'.
        let text = value.text();
        let (count, unit) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        let count: i64 = count.parse().map_err(|_| format!("INTERVAL takes a whole number, not {text}"))?;
        let unit = match &interval.leading_field {
            Some(field) => unit_of(field).to_owned(),
            None => unit.to_lowercase().trim_end_matches('s').to_owned(),
        };
        let seconds = |each: i64| Span { months: 0, seconds: count.saturating_mul(each) };
        Ok(match unit.as_str() {
            "second" => seconds(1),
            "minute" => seconds(60),
            "hour" => seconds(3600),
            "day" => seconds(86_400),
            "week" => seconds(604_800),
            "month" => Span { months: count, seconds: 0 },
            "quarter" => Span { months: count * 3, seconds: 0 },
            "year" => Span { months: count * 12, seconds: 0 },
            other => return Err(format!("INTERVAL has no unit {other}")),
        })
    }

    fn binary(
        &self,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
        over: Over<'_>,
        open: &mut Vec<String>,
    ) -> Result<Value, String> {
        let first = self.of(left, over, open)?;
        match op {
            BinaryOperator::And if !first.is_true() => return Ok(Value::bool(false)),
            BinaryOperator::Or if first.is_true() => return Ok(Value::bool(true)),
            _ => {}
        }
        let second = self.of(right, over, open)?;
        let number = |of: fn(f64, f64) -> f64| Value::Number(of(first.number(), second.number()));
        let order = || first.compare(&second);
        Ok(match (op, &first, &second) {
            (BinaryOperator::Plus, Value::Time(time), Value::Interval(span))
            | (BinaryOperator::Plus, Value::Interval(span), Value::Time(time)) => {
                Value::Time(moved(*time, *span, 1))
            }
            (BinaryOperator::Minus, Value::Time(time), Value::Interval(span)) => {
                Value::Time(moved(*time, *span, -1))
            }
            (BinaryOperator::Plus, Value::Time(time), other) => Value::Time(time + other.number() as i64),
            (BinaryOperator::Minus, Value::Time(time), Value::Number(other)) => {
                Value::Time(time - *other as i64)
            }
            (BinaryOperator::Plus, ..) => number(|a, b| a + b),
            (BinaryOperator::Minus, ..) => number(|a, b| a - b),
            (BinaryOperator::Multiply, ..) => number(|a, b| a * b),
            (BinaryOperator::Divide, ..) => number(|a, b| a / b),
            (BinaryOperator::Modulo, ..) => number(|a, b| a % b),
            (BinaryOperator::StringConcat, ..) => Value::Text(first.text() + &second.text()),
            (BinaryOperator::Eq, ..) => Value::bool(order().is_eq()),
            (BinaryOperator::NotEq, ..) => Value::bool(order().is_ne()),
            (BinaryOperator::Lt, ..) => Value::bool(order().is_lt()),
            (BinaryOperator::LtEq, ..) => Value::bool(order().is_le()),
            (BinaryOperator::Gt, ..) => Value::bool(order().is_gt()),
            (BinaryOperator::GtEq, ..) => Value::bool(order().is_ge()),
            (BinaryOperator::And | BinaryOperator::Or, ..) => Value::bool(second.is_true()),
            (BinaryOperator::Xor, ..) => Value::bool(first.is_true() != second.is_true()),
            _ => return Err("an operator that is not supported".to_owned()),
        })
    }

    fn function(&self, function: &Function, over: Over<'_>, open: &mut Vec<String>) -> Result<Value, String> {
        let name = name_of(function);
        let given = arguments(&function.args);
        if AGGREGATES.contains(&name.as_str()) {
            let Some(rows) = over.rows else {
                return Err(format!("the aggregate function {name} is not allowed here"));
            };
            let parameters = arguments(&function.parameters);
            let distinct = matches!(&function.args, FunctionArguments::List(list)
                if list.duplicate_treatment == Some(DuplicateTreatment::Distinct));
            return self.aggregate(&name, &parameters, &given, distinct, rows, open);
        }
        let values = given.into_iter().map(|one| self.of(one, over, open)).collect::<Result<Vec<_>, _>>()?;
        functions::call(&name, &values, self.now).ok_or_else(|| format!("unknown function call: \"{name}\""))
    }

    fn aggregate(
        &self,
        name: &str,
        parameters: &[&Expr],
        given: &[&Expr],
        distinct: bool,
        rows: &[&Row],
        open: &mut Vec<String>,
    ) -> Result<Value, String> {
        // quantileWeighted(level, x, weight) is quantileWeighted(level)(x, weight).
        let quantile = name.starts_with("quantile");
        let (level, given) = match (quantile, parameters, given) {
            (true, [], [level, rest @ ..]) => (Some(*level), rest),
            (true, [level, ..], given) => (Some(*level), given),
            _ => (None, given),
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
        Ok(aggregated(name, &all, level, distinct))
    }
}

fn constant(literal: &Literal) -> Result<Value, String> {
    Ok(match literal {
        Literal::Number(text, _) => {
            Value::Number(text.replace('_', "").parse().map_err(|_| format!("{text} is no number"))?)
        }
        Literal::SingleQuotedString(text) | Literal::DoubleQuotedString(text) => Value::Text(text.clone()),
        Literal::Boolean(is) => Value::bool(*is),
        Literal::Null => Value::Null,
        _ => return Err("a kind of literal that is not supported".to_owned()),
    })
}

fn unit_of(field: &DateTimeField) -> &'static str {
    match field {
        DateTimeField::Second | DateTimeField::Seconds => "second",
        DateTimeField::Minute | DateTimeField::Minutes => "minute",
        DateTimeField::Hour | DateTimeField::Hours => "hour",
        DateTimeField::Day | DateTimeField::Days => "day",
        DateTimeField::Week(_) | DateTimeField::Weeks => "week",
        DateTimeField::Month | DateTimeField::Months => "month",
        DateTimeField::Quarter => "quarter",
        DateTimeField::Year | DateTimeField::Years => "year",
        _ => "other",
    }
}
