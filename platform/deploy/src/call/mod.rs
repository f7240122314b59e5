//! A call as a value: it can be shown, kept and sent alike. Secrets are not in it, only where they are found.

mod resolve;
mod secrets;
mod send;

pub use resolve::{Known, references, resolved};
pub(crate) use resolve::{at, resolved_members};
pub(crate) use secrets::said;
pub use secrets::{SecretValue, Secrets};
pub(crate) use send::{listed, plain, sent};

use serde::Serialize;
use serde_json::{Map, Value};

/// A call of an operation of the catalogue, or of a path. Values may hold references and secrets: see [`cfs_config::model`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Call {
    /// What is called.
    #[serde(flatten)]
    pub target: Target,
    /// What stands in the path, by the name of the parameter; of an operation also its other parameters.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub arguments: Map<String, Value>,
    /// Parameters of the query that the catalogue does not name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub query: Map<String, Value>,
    /// Headers that the catalogue does not name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    /// What is sent.
    #[serde(skip_serializing_if = "Body::is_none")]
    pub body: Body,
}

/// What is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Target {
    /// An operation of the catalogue, such as `d1.database.create`.
    Operation {
        /// Its name.
        operation: String,
    },
    /// What the catalogue does not have.
    Path {
        /// The HTTP method.
        method: String,
        /// The path, in which `{name}` stands for an argument.
        path: String,
    },
}

/// What is sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// JSON.
    Json(Value),
    /// JSON under another content type.
    JsonAs(String, Value),
    /// Content under its type.
    Raw(String, Content),
    /// The parts of a form, in their order.
    Form(Vec<Part>),
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The name of the file that it is, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its content type; absent for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    /// What is in it.
    pub content: Content,
}

/// Content of a body or of a part.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// JSON, written when it is sent.
    Json(Value),
    /// Bytes.
    Bytes(std::sync::Arc<[u8]>),
}

/// Bytes are told by their number: they may be large, and what is in them is not for the eye.
impl Serialize for Content {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Json(value) => value.serialize(serializer),
            Self::Bytes(bytes) => serializer.collect_str(&format_args!("{} bytes", bytes.len())),
        }
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Json(value) => write!(f, "{value}"),
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Bytes(text.as_bytes().into())
    }
}

impl Body {
    /// Whether nothing is sent.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

impl Call {
    /// A call of an operation.
    pub fn operation(name: impl Into<String>) -> Self {
        Self::new(Target::Operation { operation: name.into() })
    }

    /// A call of a path, in which `{name}` stands for an argument.
    pub fn path(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self::new(Target::Path { method: method.into(), path: path.into() })
    }

    fn new(target: Target) -> Self {
        let (arguments, query, headers) = (Map::new(), Map::new(), Map::new());
        Self { target, arguments, query, headers, body: Body::None }
    }

    /// The same with an argument.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.arguments.insert(name.into(), value.into());
        self
    }

    /// The same with a parameter of the query.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.query.insert(name.into(), value.into());
        self
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn json(self, body: impl Into<Value>) -> Self {
        self.body(Body::Json(body.into()))
    }

    /// The same with a body.
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// What it is called: the operation's name, or method and path.
    pub fn name(&self) -> String {
        match &self.target {
            Target::Operation { operation } => operation.clone(),
            Target::Path { method, path } => format!("{method} {path}"),
        }
    }
}
