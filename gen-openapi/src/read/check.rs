//! What a document must be before it is read any further.

use super::Document;
use codegen::diag::{Diagnostic, closest};
use codegen::doc::{Doc, Node, Source, Value};
use openapi::Place;

/// Checks the version, that there are operations, and every reference.
pub(crate) fn check(source: &Source, doc: &Doc<'_>) -> Result<(), Diagnostic> {
    let at_root = |error: Diagnostic| error.at(source.location(doc, doc.root().id()));
    if let Err(found) = openapi::version(doc) {
        let message = format!("expected an OpenAPI 3.0 or 3.1 document, found {found}");
        return Err(at_root(Diagnostic::error("openapi::version", message))
            .help("convert the document to OpenAPI 3 first"));
    }
    let Some(paths) = doc.root().get("paths").filter(|paths| paths.is_object()) else {
        return Err(at_root(Diagnostic::error("openapi::no-paths", "the document has no `paths`"))
            .help("a client is generated from operations; the document must have some"));
    };
    let document = Document { doc };
    references(source, document, doc.root(), Place::Object)?;
    if super::operations(document).next().is_none() {
        let error = Diagnostic::error("openapi::no-operations", "the document's `paths` have no operation");
        return Err(error
            .at(source.location(doc, paths.id()))
            .help("a client is generated from operations; the document must have some"));
    }
    Ok(())
}

/// Follows every `$ref` that stands where a reference may stand.
fn references(
    source: &Source,
    document: Document<'_>,
    node: &Node<'_>,
    place: Place,
) -> Result<(), Diagnostic> {
    match node.value() {
        _ if matches!(place, Place::Data | Place::Mapping) => Ok(()),
        Value::Array(items) => items.iter().try_for_each(|item| references(source, document, item, place)),
        Value::Object(members) => members.iter().try_for_each(|member| {
            if place.refers()
                && member.key == "$ref"
                && let Some(reference) = member.node.as_str()
                && document.target(reference).is_none()
            {
                return Err(dangling(source, document, &member.node, reference));
            }
            references(source, document, &member.node, place.member(&member.key, member.node.is_object()))
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
