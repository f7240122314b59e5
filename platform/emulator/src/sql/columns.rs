//! What columns of an answer are called, and which types they have.

use super::expression::Names;
use super::functions;
use super::syntax::{Expr, Operator};
use super::value::Kind;

/// What a column is called that is given no name: as it is written, as far as that is short.
pub(super) fn spelled(expr: &Expr) -> String {
    match expr {
        Expr::Column(path) => path.join("."),
        Expr::Nested(inner) => format!("({})", spelled(inner)),
        Expr::Number(text) => text.clone(),
        Expr::Text(text) => format!("'{text}'"),
        Expr::Bool(_) | Expr::Null => "value".to_owned(),
        Expr::Interval(value, _) => format!("INTERVAL {}", spelled(value)),
        Expr::Binary(left, operator, right) => {
            format!("{} {} {}", spelled(left), operator.written(), spelled(right))
        }
        Expr::Call(call) => {
            let given = call.arguments.iter().map(spelled).collect::<Vec<_>>();
            format!("{}({})", call.written, given.join(", "))
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
            Expr::Column(path) => {
                let name = path.last().map_or("", String::as_str);
                let column = self.columns.iter().find(|(own, _)| own == name).map(|(_, kind)| *kind);
                column.unwrap_or_else(|| self.aliases.get(name).map_or(Kind::Float, |own| inner(own)))
            }
            Expr::Nested(own) => inner(own),
            Expr::Number(text) if text.contains('.') => Kind::Float,
            Expr::Number(_) | Expr::Bool(_) | Expr::Minus(_) | Expr::Not(_) | Expr::Test(..) => Kind::Small,
            Expr::Text(_) | Expr::Null => Kind::Text,
            Expr::Interval(..) => Kind::Small,
            Expr::Call(call) => {
                let name = call.name();
                match (name.as_str(), call.arguments.as_slice()) {
                    ("if", [_, own, ..]) => inner(own),
                    (name, arguments) => functions::kind(name, arguments.first().map_or(Kind::Large, inner)),
                }
            }
            Expr::Binary(left, operator, right) => match operator {
                Operator::Divide => Kind::Float,
                Operator::Plus | Operator::Minus | Operator::Multiply | Operator::Modulo => {
                    match (inner(left), inner(right)) {
                        (Kind::Time, _) => Kind::Time,
                        (Kind::Small | Kind::Large, Kind::Small | Kind::Large) => Kind::Large,
                        _ => Kind::Float,
                    }
                }
                Operator::Concat => Kind::Text,
                _ => Kind::Small,
            },
            Expr::Case { cases, .. } => cases.first().map_or(Kind::Text, |(_, then)| inner(then)),
        }
    }
}
