//! The document as a whole: references, and what holds for all operations.

use super::Schema;
use codegen::doc::{Doc, Node, Pointer};

/// More references in a row than that lead in a circle.
const MAX_REFERENCES: usize = 1_000;

/// An OpenAPI document.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d> {
    /// The parsed text.
    pub doc: &'d Doc<'d>,
}

impl<'d> Document<'d> {
    /// The document's title.
    pub fn title(&self) -> &'d str {
        self.info("title")
    }

    /// The document's description.
    pub fn description(&self) -> &'d str {
        self.info("description")
    }

    /// Whether it is written in OpenAPI 3.1.
    pub fn is_3_1(&self) -> bool {
        openapi::version(self.doc).is_ok_and(|version| version.starts_with("3.1"))
    }

    fn info(&self, key: &str) -> &'d str {
        self.doc.root().get("info").and_then(|info| info.get(key)?.as_str()).unwrap_or_default()
    }

    /// The service this segment is for, where the segmenter made it.
    pub fn service(&self) -> Option<&'d str> {
        self.doc.root().get("x-cfs-service").and_then(Node::as_str)
    }

    /// What a `$ref` leads to.
    pub fn target(&self, reference: &str) -> Option<&'d Node<'d>> {
        self.doc.resolve(&Pointer::parse(reference)?)
    }

    /// Follows `$ref` members until there is none; `None` when one leads nowhere or they lead in a circle.
    pub fn follow(&self, node: &'d Node<'d>) -> Option<&'d Node<'d>> {
        let mut at = node;
        for _ in 0..MAX_REFERENCES {
            match at.get("$ref").and_then(Node::as_str) {
                None => return Some(at),
                Some(reference) => at = self.target(reference)?,
            }
        }
        None
    }

    /// The schema a `$ref` leads to.
    pub fn schema(&self, reference: &str) -> Option<Schema<'d>> {
        self.target(reference).map(|node| Schema { node })
    }

    /// The name of the component schema that a `$ref` names directly.
    pub fn component(reference: &str) -> Option<&str> {
        reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'))
    }

    /// A security scheme.
    pub fn security_scheme(&self, name: &str) -> Option<&'d Node<'d>> {
        let scheme = self.doc.root().get("components")?.get("securitySchemes")?.get(name)?;
        self.follow(scheme)
    }
}
