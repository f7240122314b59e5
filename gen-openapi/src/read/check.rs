//! What a document must be before it is read any further.

use super::Document;
use codegen::diag::{Diagnostic, closest};
use codegen::doc::{Doc, Node, Source, Value};

/// Checks the version and every reference.
pub(crate) fn check(source: &Source, doc: &Doc<'_>) -> Result<(), Diagnostic> {
    let text = |key: &str| doc.root().get(key).and_then(Node::as_str);
    let at_root = |error: Diagnostic| error.at(source.location(doc, doc.root().id()));
    match (text("openapi"), text("swagger")) {
        (Some(version), _) if version.starts_with("3.0") || version.starts_with("3.1") => {}
        (version, swagger) => {
            let found = match (version, swagger) {
                (Some(version), _) => format!("OpenAPI {version}"),
                (None, Some(version)) => format!("Swagger {version}"),
                (None, None) => "no `openapi` member".to_owned(),
            };
            let message = format!("expected an OpenAPI 3.0 or 3.1 document, found {found}");
            return Err(at_root(Diagnostic::error("openapi::version", message))
                .help("convert the document to OpenAPI 3 first"));
        }
    }
    if !doc.root().get("paths").is_some_and(Node::is_object) {
        return Err(at_root(Diagnostic::error("openapi::no-paths", "the document has no `paths`"))
            .help("a client is generated from operations; the document must have some"));
    }
    references(source, Document { doc }, doc.root())
}

/// Follows every `$ref` that stands where a reference may stand. Examples and extensions are data.
fn references(source: &Source, document: Document<'_>, node: &Node<'_>) -> Result<(), Diagnostic> {
    match node.value() {
        Value::Array(items) => items.iter().try_for_each(|item| references(source, document, item)),
        Value::Object(members) => members.iter().try_for_each(|member| {
            let key = member.key.as_ref();
            if key == "$ref"
                && let Some(reference) = member.node.as_str()
                && document.target(reference).is_none()
            {
                return Err(dangling(source, document, &member.node, reference));
            }
            let data = matches!(key, "example" | "examples" | "default" | "enum" | "const" | "value");
            // A property may be called `example` too; its schema is an object with a `type` or a reference.
            let schema = member.node.get("type").is_some() || member.node.get("$ref").is_some();
            if key.starts_with("x-") || (data && !schema) {
                return Ok(());
            }
            references(source, document, &member.node)
        }),
        _ => Ok(()),
    }
}

fn dangling(source: &Source, document: Document<'_>, node: &Node<'_>, reference: &str) -> Diagnostic {
    let location = source.location(document.doc, node.id());
    if !reference.starts_with('#') {
        let what = format!("`{reference}` leads out of the document");
        let error = Diagnostic::error("openapi::external-ref", what).at(location);
        return error.help("bundle the document into one file first");
    }
    let error =
        Diagnostic::error("openapi::dangling-ref", format!("`{reference}` does not exist")).at(location);
    let known = document
        .doc
        .root()
        .get("components")
        .and_then(|c| c.get("schemas"))
        .map(Node::members)
        .unwrap_or_default();
    let name = reference.rsplit('/').next().unwrap_or(reference);
    match closest(name, known.iter().map(|member| member.key.as_ref())) {
        Some(name) => error.help(format!("did you mean `{name}`?")),
        None => error.help("define it under `components`, or remove the reference"),
    }
}
