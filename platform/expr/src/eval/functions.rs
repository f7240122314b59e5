//! The language's own functions.

use super::{Scope, compare, series};
use crate::ast::{Expr, Literal, Selector};
use crate::source::{Argument, Source, walk};
use crate::value::Value;
use std::ops::RangeInclusive;

/// The functions with a name of their own; `p50`, `p99`, `p999` and the like are besides.
pub(crate) const NAMES: [&str; 28] = [
    "abs",
    "all",
    "anomaly",
    "any",
    "avg",
    "contains",
    "count",
    "default",
    "ends_with",
    "exists",
    "first",
    "increase",
    "last",
    "len",
    "lower",
    "max",
    "median",
    "min",
    "now",
    "number",
    "quantile",
    "rate",
    "starts_with",
    "stddev",
    "sum",
    "trim",
    "upper",
    "quota",
];

/// Whether the language has it, or reserves its name for the source.
pub(crate) fn is_known(name: &str) -> bool {
    NAMES.contains(&name) || percentile(name).is_some()
}

/// Whether `name argument` is read as `name(argument)`.
pub(crate) fn takes_one_series(name: &str) -> bool {
    is_aggregate(name) || name == "quota"
}

fn is_aggregate(name: &str) -> bool {
    matches!(
        name,
        "avg"
            | "count"
            | "first"
            | "increase"
            | "last"
            | "max"
            | "median"
            | "min"
            | "rate"
            | "stddev"
            | "sum"
    ) || percentile(name).is_some()
}

/// The share of a percentile's name: 0.5 for `p50`, 0.99 for `p99`, 0.999 for `p999`, 0.001 for `p001`.
fn percentile(name: &str) -> Option<f64> {
    let digits = name.strip_prefix('p')?;
    if !(1..=4).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: f64 = digits.parse().ok()?;
    match digits {
        "100" => Some(1.0),
        _ if digits.len() <= 2 => Some(number / 100.0),
        _ => Some(number / 10_f64.powi(i32::try_from(digits.len()).ok()?)),
    }
}

/// How many arguments a function takes.
fn counts(name: &str) -> Option<RangeInclusive<usize>> {
    Some(match name {
        "now" => 0..=0,
        "any" | "all" => 1..=2,
        "contains" | "starts_with" | "ends_with" | "default" | "anomaly" | "quantile" => 2..=2,
        "rate" | "increase" | "first" | "last" | "abs" | "exists" | "len" | "lower" | "upper" | "trim"
        | "number" => 1..=1,
        _ if is_aggregate(name) => 1..=usize::MAX,
        _ => return None,
    })
}

/// What is wrong with how many arguments there are.
pub(crate) fn wrong_count(name: &str, count: usize) -> Option<String> {
    let allowed = counts(name).filter(|allowed| !allowed.contains(&count))?;
    let takes = match (*allowed.start(), *allowed.end()) {
        (0, 0) => "no argument".to_owned(),
        (1, 1) => "one argument".to_owned(),
        (least, usize::MAX) => format!("{least} argument or more"),
        (least, most) if least == most => format!("{least} arguments"),
        (least, most) => format!("{least} or {most} arguments"),
    };
    Some(format!("`{name}` takes {takes}, not {count}"))
}

impl<'e> Scope<'e> {
    pub(super) fn call(&self, function: &str, arguments: &'e [Expr]) -> Value {
        let first = || arguments.first().map(|argument| self.value(argument)).unwrap_or_default();
        match (function, arguments) {
            ("now", []) => self.source.now().into(),
            ("exists", [_]) => Value::Bool(first().is_present()),
            ("any", [condition]) => Self { every: false, ..*self }.value(condition),
            ("all", [condition]) => Self { every: true, ..*self }.value(condition),
            ("any" | "all", [list, condition]) => self.each(function == "all", &self.value(list), condition),
            ("default", [_, otherwise]) => match first() {
                Value::Absent | Value::Null => self.value(otherwise),
                value => value,
            },
            ("contains" | "starts_with" | "ends_with", [_, part]) => {
                self.text_test(function, &first(), &self.value(part))
            }
            ("lower" | "upper" | "trim" | "len" | "abs" | "number", [_]) => of_one(function, &first()),
            ("anomaly", [subject, limit]) => {
                Value::Bool(self.compares(subject, crate::Comparison::Greater, limit))
            }
            ("quantile", [share, values]) => match compare::number(&self.value(share)) {
                Some(share) => series::quantile(&self.numbers(std::slice::from_ref(values)), share).into(),
                None => Value::Absent,
            },
            (name, [_, ..]) if is_aggregate(name) => self.aggregate(name, arguments),
            _ => {
                let given: Vec<Argument<'_>> =
                    arguments.iter().map(|expr| Argument { expr, value: self.value(expr) }).collect();
                self.source.call(function, &given)
            }
        }
    }

    /// Whether a condition, in which names are first those of the item, holds for any item or for all.
    fn each(&self, every: bool, list: &Value, condition: &'e Expr) -> Value {
        let Value::List(items) = list else {
            return Value::Bool(false);
        };
        let holds = |item: &Value| {
            let inner = Item { item, outer: self.source };
            Scope { source: &inner, subject: None, every: false, steps: self.steps }
                .value(condition)
                .is_true()
        };
        Value::Bool(if every { items.iter().all(holds) } else { items.iter().any(holds) })
    }

    fn text_test(&self, function: &str, value: &Value, part: &Value) -> Value {
        if let (Value::List(items), "contains") = (value, function) {
            let found = items.iter().any(|item| compare::holds(item, crate::Comparison::Equal, part));
            return Value::Bool(found);
        }
        let Some(part) = part.as_text() else {
            return Value::Bool(false);
        };
        Value::Bool(self.quantified(value, |value| {
            value.as_text().is_some_and(|text| match function {
                "contains" => text.contains(&*part),
                "starts_with" => text.starts_with(&*part),
                _ => text.ends_with(&*part),
            })
        }))
    }

    fn aggregate(&self, function: &str, arguments: &'e [Expr]) -> Value {
        if let [argument] = arguments {
            match (function, self.ranged(argument)) {
                ("rate", Some(selector)) => return self.over(&selector, series::rate),
                ("increase", Some(selector)) => {
                    return self.over(&selector, |series, _| series::increase(series));
                }
                ("sum", Some(selector)) => return self.over(&selector, |series, _| series::total(series)),
                _ => {}
            }
        }
        let numbers = self.numbers(arguments);
        match (function, percentile(function)) {
            (_, Some(share)) => series::quantile(&numbers, share).into(),
            ("median", _) => series::quantile(&numbers, 0.5).into(),
            ("count", _) => self.count(arguments, &numbers),
            _ => series::aggregate(function, &numbers).into(),
        }
    }

    /// How many samples, items or present values there are.
    fn count(&self, arguments: &'e [Expr], numbers: &[f64]) -> Value {
        if arguments.iter().any(|argument| self.ranged(argument).is_some()) {
            return Value::from(numbers.len() as f64);
        }
        let values = arguments.iter().map(|argument| match self.value(argument) {
            Value::List(items) => items.iter().filter(|item| item.is_present()).count(),
            value => usize::from(value.is_present()),
        });
        Value::from(values.sum::<usize>() as f64)
    }

    fn over(
        &self,
        selector: &Selector,
        of: impl Fn(&crate::Series, jiff::SignedDuration) -> Option<f64>,
    ) -> Value {
        let range = selector.range.unwrap_or_default();
        self.source.series(selector).and_then(|series| of(&series, range)).into()
    }

    /// The selector of a range: `errors[5m]`; with a duration alone, the comparison's left side over it.
    fn ranged(&self, argument: &'e Expr) -> Option<Selector> {
        match argument {
            Expr::Selector(selector) if selector.range.is_some() => Some(selector.clone()),
            Expr::Literal(Literal::Duration(range)) => {
                let subject = self.subject?;
                Some(Selector { range: Some(*range), ..subject.clone() })
            }
            _ => None,
        }
    }

    /// All numbers of the arguments: of ranges their samples, of lists their items.
    fn numbers(&self, arguments: &'e [Expr]) -> Vec<f64> {
        let mut numbers = Vec::new();
        for argument in arguments {
            match self.ranged(argument) {
                Some(selector) => {
                    let series = self.source.series(&selector);
                    numbers
                        .extend(series.iter().flat_map(|series| &series.samples).map(|sample| sample.value));
                }
                None => gather(&self.value(argument), &mut numbers),
            }
        }
        numbers.retain(|number| !number.is_nan());
        numbers
    }
}

fn gather(value: &Value, numbers: &mut Vec<f64>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| gather(item, numbers)),
        Value::Duration(span) => numbers.push(span.as_secs_f64() * 1e3),
        other => numbers.extend(compare::number(other)),
    }
}

fn of_one(function: &str, value: &Value) -> Value {
    match (function, value) {
        ("len", Value::List(items)) => Value::from(items.len() as f64),
        ("len", Value::Record(members)) => Value::from(members.len() as f64),
        ("len", other) => other.as_text().map(|text| text.chars().count() as f64).into(),
        ("abs", Value::Duration(span)) => Value::Duration(span.abs()),
        ("abs", other) => compare::number(other).map(f64::abs).into(),
        ("number", Value::Duration(span)) => Value::Number(span.as_secs_f64() * 1e3),
        ("number", other) => compare::number(other).into(),
        (_, Value::List(items)) => Value::List(items.iter().map(|item| of_one(function, item)).collect()),
        (_, other) => {
            let changed = other.as_text().map(|text| match function {
                "lower" => text.to_lowercase(),
                "upper" => text.to_uppercase(),
                _ => text.trim().to_owned(),
            });
            changed.into()
        }
    }
}

/// An item of a list, before what is around it.
struct Item<'e> {
    item: &'e Value,
    outer: &'e dyn Source,
}

impl Source for Item<'_> {
    fn value(&self, selector: &Selector) -> Value {
        if selector.name == "it" && selector.matchers.is_empty() {
            return walk(self.item, &selector.path);
        }
        match self.item {
            Value::Record(members) if members.contains_key(&selector.name) => members.value(selector),
            _ => self.outer.value(selector),
        }
    }

    fn series(&self, selector: &Selector) -> Option<crate::Series> {
        self.outer.series(selector)
    }

    fn baseline(&self) -> Option<&dyn Source> {
        self.outer.baseline()
    }

    fn call(&self, function: &str, arguments: &[Argument<'_>]) -> Value {
        self.outer.call(function, arguments)
    }

    fn now(&self) -> Option<jiff::Timestamp> {
        self.outer.now()
    }
}
