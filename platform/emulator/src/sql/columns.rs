//! What columns of an answer are called, and which types they have.

use super::expression::{Names, arguments, name_of};
use super::functions;
use super::value::Kind;
use sqlparser::ast::{BinaryOperator, Expr, Value as Literal};

/// What a column is called that is given no name: as it is written, as far as that is short.
pub(super) fn spelled(expr: &Expr) -> String {
    match expr {
        Expr::Identifier(ident) => ident.value.clone(),
        Expr::CompoundIdentifier(parts) => {
            parts.iter().map(|ident| ident.value.as_str()).collect::<Vec<_>>().join(".")
        }
        Expr::Nested(inner) => format!("({})", spelled(inner)),
        Expr::Value(literal) => match &literal.value {
            Literal::Number(text, _) => text.clone(),
            Literal::SingleQuotedString(text) => format!("'{text}'"),
            _ => "value".to_owned(),
        },
        Expr::Interval(interval) => format!("INTERVAL {}", spelled(&interval.value)),
        Expr::BinaryOp { left, op, right } => format!("{} {op} {}", spelled(left), spelled(right)),
        Expr::Function(function) => {
            let last = function.name.0.last().and_then(|part| part.as_ident());
            let name = last.map(|ident| ident.value.as_str()).unwrap_or_default();
            let given = arguments(&function.args).into_iter().map(spelled).collect::<Vec<_>>();
            format!("{name}({})", given.join(", "))
        }
        _ => "expression".to_owned(),
    }
}

impl Names<'_> {
    /// The type of an expression.
    pub(super) fn kind(&self, expr: &Expr) -> Kind {
        self.kind_of(expr, 0)
    }

    fn kind_of(&self, expr: &Expr, depth: usize) -> Kind {
        if depth > 20 {
            return Kind::Float;
        }
        let inner = |expr: &Expr| self.kind_of(expr, depth + 1);
        match expr {
            Expr::Identifier(ident) => {
                let column =
                    self.columns.iter().find(|(name, _)| *name == ident.value).map(|(_, kind)| *kind);
                column.unwrap_or_else(|| self.aliases.get(&ident.value).map_or(Kind::Float, |own| inner(own)))
            }
            Expr::Nested(own) => inner(own),
            Expr::Value(literal) => match &literal.value {
                Literal::Number(text, _) if text.contains('.') => Kind::Float,
                Literal::Number(..) | Literal::Boolean(_) => Kind::Small,
                _ => Kind::Text,
            },
            Expr::Function(function) => {
                let first = arguments(&function.args).first().map_or(Kind::Large, |first| inner(first));
                let name = name_of(function);
                let first = match (name.as_str(), arguments(&function.args).as_slice()) {
                    ("if", [_, own, ..]) => return inner(own),
                    _ => first,
                };
                functions::kind(&name, first)
            }
            Expr::BinaryOp { left, op, right } => match op {
                BinaryOperator::Divide => Kind::Float,
                BinaryOperator::Plus
                | BinaryOperator::Minus
                | BinaryOperator::Multiply
                | BinaryOperator::Modulo => match (inner(left), inner(right)) {
                    (Kind::Time, _) => Kind::Time,
                    (Kind::Small | Kind::Large, Kind::Small | Kind::Large) => Kind::Large,
                    _ => Kind::Float,
                },
                BinaryOperator::StringConcat => Kind::Text,
                _ => Kind::Small,
            },
            Expr::Substring { .. } => Kind::Text,
            Expr::Case { conditions, .. } => {
                conditions.first().map_or(Kind::Text, |when| inner(&when.result))
            }
            Expr::Floor { .. } | Expr::Ceil { .. } => Kind::Float,
            _ => Kind::Small,
        }
    }
}
