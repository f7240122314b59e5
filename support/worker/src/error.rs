//! The one error type of the runtime crates.

use crate::SendWrapper;
use core::fmt;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// Why a call into the runtime failed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// JavaScript threw, or a promise was rejected.
    Thrown(Thrown),
    /// A value is not what the type says.
    Decode(Box<Decode>),
    /// A value has no JavaScript form, or would lose something in it.
    Encode(Box<Encode>),
    /// Something else, in words.
    Message(Box<ErrorMessage>),
}

// It stands in the result of every call: a word more is several kilobytes in a Worker.
#[cfg(target_arch = "wasm32")]
const _: () = assert!(size_of::<Error>() <= 2 * size_of::<usize>());

/// A JavaScript value that was thrown. What it says is read when it is asked for.
#[derive(Clone)]
// Errors are `Send` and `Sync`, as `anyhow`, routers and layers ask for.
pub struct Thrown(SendWrapper<JsValue>);

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

/// A value that has no JavaScript form, or would lose something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encode {
    /// Where in the value, such as `results[3].created_at`; empty for the value itself.
    pub path: String,
    /// What stands in the way.
    pub reason: String,
}

/// Something else that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorMessage {
    /// What it was.
    pub text: String,
}

impl Thrown {
    /// The error's `name`, such as `TypeError`; empty for a value that is no error.
    pub fn name(&self) -> String {
        self.text("name").unwrap_or_default()
    }

    /// The error's `message`, or the thrown value as text.
    pub fn message(&self) -> String {
        self.text("message").or_else(|| self.0.as_string()).unwrap_or_else(|| describe(&self.0))
    }

    /// The error's `stack`, if it has one.
    pub fn stack(&self) -> Option<String> {
        self.text("stack")
    }

    /// The value itself.
    pub fn value(&self) -> &JsValue {
        &self.0
    }

    fn text(&self, key: &str) -> Option<String> {
        if !self.0.is_object() {
            return None;
        }
        crate::object::get(&self.0, key).ok()?.as_string()
    }
}

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        if !name.is_empty() {
            f.write_str(&name)?;
            f.write_str(": ")?;
        }
        f.write_str(&self.message())
    }
}

impl fmt::Debug for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thrown")
            .field("name", &self.name())
            .field("message", &self.message())
            .field("stack", &self.stack())
            .finish()
    }
}

impl Error {
    /// An error in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self::Message(Box::new(ErrorMessage { text: message.into() }))
    }

    /// A decode error at the value itself.
    #[cold]
    #[inline(never)]
    pub fn decode(expected: &str, found: &JsValue) -> Self {
        Self::decode_words(expected, &describe(found))
    }

    /// A decode error at the value itself, with what was found in words.
    #[cold]
    pub fn decode_words(expected: &str, found: &str) -> Self {
        let (path, expected, found) = (String::new(), expected.to_owned(), found.to_owned());
        Self::Decode(Box::new(Decode { path, expected, found }))
    }

    /// An encode error at the value itself.
    #[cold]
    pub fn encode(reason: impl Into<String>) -> Self {
        Self::Encode(Box::new(Encode { path: String::new(), reason: reason.into() }))
    }

    /// Puts `field` before the path of an error about a value.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn in_field(mut self, field: &str) -> Self {
        let path = match &mut self {
            Self::Decode(decode) => &mut decode.path,
            Self::Encode(encode) => &mut encode.path,
            _ => return self,
        };
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        *path = [field, dot, path].concat();
        self
    }

    /// Puts `[index]` before the path of an error about a value.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn in_item(self, index: usize) -> Self {
        self.in_field(&format!("[{index}]"))
    }

    /// The name of a thrown error, such as `TypeError`.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Thrown(thrown) => Some(thrown.name()),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Thrown(thrown) => thrown.fmt(f),
            Self::Decode(decode) => {
                if !decode.path.is_empty() {
                    f.write_str(&decode.path)?;
                    f.write_str(": ")?;
                }
                f.write_str("expected ")?;
                f.write_str(&decode.expected)?;
                f.write_str(", found ")?;
                f.write_str(&decode.found)
            }
            Self::Encode(encode) => {
                if !encode.path.is_empty() {
                    f.write_str(&encode.path)?;
                    f.write_str(": ")?;
                }
                f.write_str(&encode.reason)
            }
            Self::Message(message) => f.write_str(&message.text),
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
        Self::new(message)
    }
}

/// A router's service never fails: `?` on it is still what people write.
impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<JsValue> for Error {
    fn from(value: JsValue) -> Self {
        Self::Thrown(Thrown(SendWrapper::new(value)))
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        match error {
            Error::Thrown(thrown) => thrown.0.into_inner(),
            other => js_sys::Error::new(&other.to_string()).unchecked_into(),
        }
    }
}

#[cfg(feature = "serde_json")]
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error.to_string())
    }
}

// In JavaScript, as Rust's own formatting of numbers and quoted strings alone is 15 KB of wasm.
#[wasm_bindgen(inline_js = r#"export function describe(value) {
    switch (typeof value) {
        case "string": return "string " + JSON.stringify(value.slice(0, 60)) + (value.length > 60 ? "…" : "");
        case "number": case "boolean": case "bigint": return `${typeof value} ${value}`;
        case "object": return value === null ? "null" : Array.isArray(value) ? "an array" : "an object";
        case "undefined": return "undefined";
        default: return `a ${typeof value}`;
    }
}"#)]
extern "C" {
    /// A value in a few words, for error messages.
    pub(crate) fn describe(value: &JsValue) -> String;
}
