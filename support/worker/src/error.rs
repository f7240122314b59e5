//! The one error type of the runtime crates.

use core::fmt;
use js_sys::{JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Why a call into the runtime failed.
#[derive(Clone, Debug)]
pub enum Error {
    /// JavaScript threw, or a promise was rejected.
    Thrown(Thrown),
    /// A value is not what the type says.
    Decode(Decode),
    /// Something else, in words.
    Message(String),
}

/// A JavaScript value that was thrown.
#[derive(Clone, Debug)]
pub struct Thrown {
    /// The error's `name`, such as `TypeError`; empty for a value that is no error.
    pub name: String,
    /// The error's `message`, or the thrown value as text.
    pub message: String,
    /// The error's `stack`, if it has one.
    pub stack: Option<String>,
    /// The value itself.
    pub value: JsValue,
}

/// A value that is not what the type says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decode {
    /// Where in the value, such as `results[3].created_at`; empty for the value itself.
    pub path: String,
    /// What the type asks for.
    pub expected: String,
    /// What was there.
    pub found: String,
}

impl Error {
    /// An error in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self::Message(message.into())
    }

    /// A decode error at the value itself.
    pub fn decode(expected: &str, found: &JsValue) -> Self {
        Self::Decode(Decode { path: String::new(), expected: expected.to_owned(), found: describe(found) })
    }

    /// Puts `field` before the path of a decode error.
    #[must_use]
    pub fn in_field(self, field: &str) -> Self {
        match self {
            Self::Decode(decode) => {
                let dot = if decode.path.is_empty() || decode.path.starts_with('[') { "" } else { "." };
                Self::Decode(Decode { path: format!("{field}{dot}{}", decode.path), ..decode })
            }
            other => other,
        }
    }

    /// Puts `[index]` before the path of a decode error.
    #[must_use]
    pub fn in_item(self, index: usize) -> Self {
        self.in_field(&format!("[{index}]"))
    }

    /// The name of a thrown error, such as `TypeError`.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Thrown(thrown) => Some(&thrown.name),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Thrown(thrown) if thrown.name.is_empty() => f.write_str(&thrown.message),
            Self::Thrown(thrown) => write!(f, "{}: {}", thrown.name, thrown.message),
            Self::Decode(decode) if decode.path.is_empty() => {
                write!(f, "expected {}, found {}", decode.expected, decode.found)
            }
            Self::Decode(decode) => {
                write!(f, "{}: expected {}, found {}", decode.path, decode.expected, decode.found)
            }
            Self::Message(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

impl From<&str> for Error {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for Error {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Message(error.to_string())
    }
}

impl From<JsValue> for Error {
    fn from(value: JsValue) -> Self {
        let text = |key: &str| {
            let found = Reflect::get(&value, &JsValue::from_str(key)).ok()?;
            found.as_string()
        };
        if value.is_object() {
            Self::Thrown(Thrown {
                name: text("name").unwrap_or_default(),
                message: text("message").unwrap_or_else(|| describe(&value)),
                stack: text("stack"),
                value,
            })
        } else {
            let message = value.as_string().unwrap_or_else(|| describe(&value));
            Self::Thrown(Thrown { name: String::new(), message, stack: None, value })
        }
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        match error {
            Error::Thrown(thrown) => thrown.value,
            other => js_sys::Error::new(&other.to_string()).into(),
        }
    }
}

#[cfg(feature = "serde_json")]
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Message(error.to_string())
    }
}

/// A value in a few words, for error messages.
pub(crate) fn describe(value: &JsValue) -> String {
    const LONGEST: usize = 60;
    if let Some(text) = value.dyn_ref::<JsString>() {
        let text = String::from(text);
        let short: String = text.chars().take(LONGEST).collect();
        let more = if short.len() < text.len() { "…" } else { "" };
        return format!("string {short:?}{more}");
    }
    if let Some(number) = value.as_f64() {
        return format!("number {number}");
    }
    if let Some(truth) = value.as_bool() {
        return format!("boolean {truth}");
    }
    if value.is_null() {
        return "null".to_owned();
    }
    if value.is_undefined() {
        return "undefined".to_owned();
    }
    if js_sys::Array::is_array(value) {
        return "an array".to_owned();
    }
    match value.js_typeof().as_string().as_deref() {
        Some("object") => "an object".to_owned(),
        Some(kind) => format!("a {kind}"),
        None => "an unknown value".to_owned(),
    }
}
