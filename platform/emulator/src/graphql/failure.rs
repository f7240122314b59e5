//! What is said where a query, or a part of it, cannot be answered.

use serde_json::{Value, json};

/// An error of a query.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    /// What the whole answer's status is where nothing else is answered.
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) path: Vec<String>,
    /// Line and column.
    pub(crate) place: Option<(usize, usize)>,
}

impl Failure {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), path: Vec::new(), place: None }
    }

    /// The same at a line and column, unless it has them.
    pub(crate) fn at(mut self, place: (usize, usize)) -> Self {
        self.place.get_or_insert(place);
        self
    }

    /// The same of a path.
    pub(crate) fn of(mut self, path: &[String]) -> Self {
        if self.path.is_empty() {
            self.path = path.to_vec();
        }
        self
    }

    /// As the answer has it.
    pub(crate) fn told(&self, now: &str) -> Value {
        let path = if self.path.is_empty() { Value::Null } else { json!(self.path) };
        let mut told = json!({"message": self.message, "path": path, "extensions": {"timestamp": now}});
        if let Some(code) = self.code() {
            told["extensions"]["code"] = json!(code);
        }
        if let Some((line, column)) = self.place {
            told["locations"] = json!([{"line": line, "column": column}]);
        }
        told
    }

    fn code(&self) -> Option<&'static str> {
        match self.status {
            403 => Some("authz"),
            429 => Some("budget"),
            _ => None,
        }
    }
}
