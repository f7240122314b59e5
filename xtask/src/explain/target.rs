//! What a user asks about: an operation or a schema, in any of the ways people name one.

use codegen::diag::{Diagnostic, closest};
use codegen::doc::{Doc, Pointer};
use segmenter::{Operation, Segmentation};

/// What is asked about, in the original document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// An operation: lower-case method and path.
    Operation(String, String),
    /// Any other value.
    Value(Pointer),
}

/// Finds what `text` names: `d1.database.list`, an `operationId`, `GET /path`, a JSON pointer, a component's name.
/// `named` are the dotted names of all operations.
pub(super) fn find(
    text: &str,
    doc: &Doc<'_>,
    operations: &[Operation<'_>],
    named: &[(String, String, String)],
) -> Result<Target, Diagnostic> {
    let text = text.trim();
    let operation = |method: &str, path: &str| Target::Operation(method.to_owned(), path.to_owned());
    if let Some((method, path)) = text.split_once(' ') {
        let (method, path) = (method.to_lowercase(), path.trim());
        if let Some(found) = operations.iter().find(|found| found.path == path && found.method == method) {
            return Ok(operation(found.method, found.path));
        }
        let there: Vec<String> = operations
            .iter()
            .filter(|found| found.path == path)
            .map(|found| found.method.to_uppercase())
            .collect();
        let error = unknown(text, "operation");
        if !there.is_empty() {
            return Err(error.help(format!("that path has {}", there.join(", "))));
        }
        return Err(suggest(error, path, operations.iter().map(|found| found.path)));
    }
    if text.starts_with('#') || text.starts_with('/') {
        return at_pointer(text, doc, operations);
    }
    if let Some((_, method, path)) = named.iter().find(|(name, ..)| name == text) {
        return Ok(operation(method, path));
    }
    if let Some(found) = operations.iter().find(|found| found.id == text) {
        return Ok(operation(found.method, found.path));
    }
    let schemas = doc.root().get("components").and_then(|components| components.get("schemas"));
    if schemas.is_some_and(|schemas| schemas.get(text).is_some()) {
        let pointer = Pointer::root().join("components").join("schemas").join(text);
        return Ok(Target::Value(pointer));
    }
    let known = named
        .iter()
        .map(|(name, ..)| name.as_str())
        .chain(operations.iter().map(|found| found.id.as_str()))
        .chain(schemas.into_iter().flat_map(|schemas| schemas.members().iter().map(|member| &*member.key)));
    Err(suggest(unknown(text, "operation or schema"), text, known))
}

fn at_pointer(text: &str, doc: &Doc<'_>, operations: &[Operation<'_>]) -> Result<Target, Diagnostic> {
    let pointer = Pointer::parse(text);
    let Some(pointer) = pointer.filter(|pointer| doc.resolve(pointer).is_some()) else {
        // A path without a method is a likely slip.
        let methods: Vec<String> = operations
            .iter()
            .filter(|found| found.path == text)
            .map(|found| format!("`{} {}`", found.method.to_uppercase(), found.path))
            .collect();
        let error = unknown(text, "value");
        if !methods.is_empty() {
            return Err(error.help(format!("did you mean {}?", methods.join(" or "))));
        }
        return Err(lost(error, text, doc));
    };
    let tokens: Vec<String> =
        pointer.tokens().map(|token| codegen::doc::unescape(token).into_owned()).collect();
    match tokens.as_slice() {
        [paths, path, method]
            if paths == "paths"
                && operations.iter().any(|found| found.path == path && found.method == method) =>
        {
            Ok(Target::Operation(method.clone(), path.clone()))
        }
        _ => Ok(Target::Value(pointer)),
    }
}

/// Says how far a pointer leads, and what is there.
fn lost(error: Diagnostic, text: &str, doc: &Doc<'_>) -> Diagnostic {
    let Some(pointer) = Pointer::parse(text) else {
        return error.help("a JSON pointer looks like `#/components/schemas/name`");
    };
    let mut at = Pointer::root();
    for token in pointer.tokens() {
        let key = codegen::doc::unescape(token).into_owned();
        let next = at.join(&key);
        if doc.resolve(&next).is_none() {
            let keys: Vec<&str> = doc
                .resolve(&at)
                .map(|node| node.members().iter().map(|member| &*member.key).collect())
                .unwrap_or_default();
            let close = closest(&key, keys.iter().copied());
            let hint = close.map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
            let at = if at.as_str().is_empty() { "the document" } else { at.as_str() };
            return error.help(format!("{at} has no `{key}`{hint}"));
        }
        at = next;
    }
    error
}

fn unknown(text: &str, what: &str) -> Diagnostic {
    Diagnostic::error("explain::unknown", format!("the document has no {what} `{text}`"))
}

fn suggest<'k>(error: Diagnostic, text: &str, known: impl Iterator<Item = &'k str> + Clone) -> Diagnostic {
    if let Some(close) = closest(text, known.clone()) {
        return error.help(format!("did you mean `{close}`?"));
    }
    let mut like: Vec<&str> = known.filter(|name| name.contains(text)).collect();
    like.truncate(5);
    if like.is_empty() {
        error.help(
            "name an operation as `d1.database.list`, by its operationId or as `GET /path`, or a value by its JSON pointer",
        )
    } else {
        error.help(format!("names with it: {}", like.join(", ")))
    }
}

/// The dotted name, method and path of every operation of a segmentation.
pub(super) fn named(segmentation: &Segmentation) -> Result<Vec<(String, String, String)>, Diagnostic> {
    let mut all = Vec::new();
    for segment in &segmentation.segments {
        let source = codegen::doc::Source::json(format!("{}.json", segment.name), segment.json.as_str());
        let doc = source.parse()?;
        for operation in segmenter::operations(&doc) {
            let text = |node: &codegen::doc::Node<'_>| node.as_str().unwrap_or_default().to_owned();
            let chain = operation.node.get("x-cfs-resource").map(|node| node.items().iter().map(text));
            let method = operation.node.get("x-cfs-method").map(text).unwrap_or_default();
            let name = chain.into_iter().flatten().chain([method]).collect::<Vec<_>>().join(".");
            all.push((name, operation.method.to_owned(), operation.path.to_owned()));
        }
    }
    Ok(all)
}
