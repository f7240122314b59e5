//! Values that are not known yet, and places.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// A member of another thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The address of the thing: `kind/name`.
    #[serde(rename = "$ref")]
    pub address: String,
    /// Which of its members: in dotted form where it lies deeper.
    pub member: String,
}

impl Reference {
    /// The reference that a value stands for, if it does.
    pub fn of(value: &Value) -> Option<Self> {
        value.get("$ref")?;
        serde_json::from_value(value.clone()).ok()
    }
}

/// Where a secret is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// An environment variable.
    Env(String),
    /// A file, without the line break at its end.
    File(String),
    /// What a command writes, without the line break at its end: the program and its arguments.
    Command(Vec<String>),
    /// Asked for on the terminal.
    Prompt(String),
}

impl Secret {
    /// The secret that a value stands for, if it does.
    pub fn of(value: &Value) -> Option<Self> {
        serde_json::from_value(value.get("$secret")?.clone()).ok()
    }
}

/// Where something was declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file, as the user would open it.
    pub file: String,
    /// Counted from one.
    pub line: u32,
    /// Counted from one.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
