//! `--where`: the expression language over rows.

use super::Value;
use crate::failure::Failure;
use cfs_expr::{Expression, Selector, Source};
use std::collections::BTreeMap;

/// An expression that a row fulfils or not.
#[derive(Debug)]
pub(crate) struct Filter {
    expression: Expression,
    /// The names that it uses, and whether a row has had each.
    names: Vec<(String, bool)>,
}

impl Filter {
    /// Reads an expression.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let expression = Expression::parse(text).map_err(|error| {
            Failure::usage(format!("--where: {error}")).hint("`cfs help expressions` shows what can be said")
        })?;
        if expression.hold().is_some() {
            return Err(Failure::usage("--where: `for` is for alerts; a row is there or not"));
        }
        let names = expression.names().map(|name| (name.to_owned(), false)).collect();
        Ok(Self { expression, names })
    }

    /// Whether a row fulfils it.
    pub(crate) fn holds(&mut self, row: &Value) -> bool {
        for (name, seen) in self.names.iter_mut().filter(|(_, seen)| !seen) {
            *seen = name == "it" || row.at(name).is_some();
        }
        self.expression.matches(&Row(row))
    }

    /// The names that no row has had.
    pub(crate) fn unseen(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter(|(_, seen)| !seen).map(|(name, _)| name.as_str())
    }
}

struct Row<'v>(&'v Value);

/// Names are members; only what is asked for is looked at.
impl Source for Row<'_> {
    fn value(&self, selector: &Selector) -> cfs_expr::Value {
        let member = self.0.get(&selector.name).map(converted);
        let it = || (selector.name == "it").then(|| converted(self.0));
        match member.or_else(it) {
            Some(value) => BTreeMap::from([(selector.name.clone(), value)]).value(selector),
            None => cfs_expr::Value::Absent,
        }
    }

    fn now(&self) -> Option<cfs_expr::jiff::Timestamp> {
        Some(cfs_expr::jiff::Timestamp::now())
    }
}

fn converted(value: &Value) -> cfs_expr::Value {
    match value {
        Value::Null => cfs_expr::Value::Null,
        Value::Bool(value) => cfs_expr::Value::Bool(*value),
        Value::Number(digits) => digits.parse().map_or(cfs_expr::Value::Absent, cfs_expr::Value::Number),
        Value::Text(text) => cfs_expr::Value::Text(text.clone()),
        Value::List(items) => cfs_expr::Value::List(items.iter().map(converted).collect()),
        Value::Object(members) => cfs_expr::Value::Record(
            members.iter().map(|(name, value)| (name.clone(), converted(value))).collect(),
        ),
    }
}
