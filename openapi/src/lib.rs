//! Reading OpenAPI, before anything is made of it.
//!
//! - [`assembly`]: a document put together from several, in which every value knows where it stands in its own.
//! - [`overlay`]: corrections of a document, in the form of the OpenAPI Overlay Specification.
//! - [`Place`]: which parts of a document are structure, which are names that its author chose, which are data.
//! - [`version`]: which version of OpenAPI a document is written in.

pub mod assembly;
pub mod overlay;
mod place;

pub use place::Place;

use codegen::doc::{Doc, Node};

/// The member of a schema that has, by value, what is said of the values of its `enum`.
pub const VALUE_TEXTS: &str = "x-enumDescriptions";

/// The version that a document says it is written in: `3.1.0`, or what it says instead, in words.
///
/// # Errors
/// When it is no OpenAPI 3 document: what was found, for a message.
pub fn version<'d>(doc: &'d Doc<'_>) -> Result<&'d str, String> {
    let text = |key: &str| doc.root().get(key).and_then(Node::as_str);
    match (text("openapi"), text("swagger")) {
        (Some(version), _) if version.starts_with("3.0") || version.starts_with("3.1") => Ok(version),
        (Some(version), _) => Err(format!("OpenAPI {version}")),
        (None, Some(version)) => Err(format!("Swagger {version}")),
        (None, None) => Err("no `openapi` member".to_owned()),
    }
}
