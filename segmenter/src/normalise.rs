//! What the `openapiv3` crate would drop or refuse, in the form it keeps.
//!
//! - A schema `{"$ref": R, …siblings}` becomes `{"allOf": [{"$ref": R}], …siblings}`: the siblings add to the target.
//!   Elsewhere OpenAPI 3.0 says siblings are ignored, so they are left out with a warning.
//! - Status ranges are upper case (`4XX`).
//! - `allowReserved` of a parameter in the path, which OpenAPI 3.2 has, is `x-cfs-allow-reserved`.
//! - OpenAPI 3.1: type lists become `nullable` and `anyOf`, `const` a one-value `enum`, a schema's `examples` its
//!   first one as `example`, numeric exclusive bounds the 3.0 pair, `patternProperties` `additionalProperties`,
//!   `contentEncoding` and `contentMediaType` a `format`.
//! - What states a default (`allowEmptyValue: false`, `required: false` of a parameter, empty `tags` and `required`, a
//!   body without content) is left out.
//! - References to other parts of the document than `components` are replaced by a copy of their target.
//!
//! Every value that ends up under another pointer than in the original is recorded.

use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Draft, Node, Pointer, Source, Value};
use openapi::Place;
use std::borrow::Cow;

/// Rewrites parts of one document.
pub(crate) struct Normaliser<'d> {
    source: &'d Source,
    doc: &'d Doc<'d>,
    /// Tokens of the pointer under which the value at hand will be written.
    path: Vec<Cow<'d, str>>,
    /// Segment pointers that lead to another original pointer.
    moved: Vec<(Pointer, Pointer)>,
    warnings: Vec<Diagnostic>,
    inlining: usize,
}

/// How deep references outside `components` are copied before they are cut off.
const MAX_INLINE: usize = 8;

impl<'d> Normaliser<'d> {
    pub(crate) fn new(source: &'d Source, doc: &'d Doc<'d>) -> Self {
        Self { source, doc, path: Vec::new(), moved: Vec::new(), warnings: Vec::new(), inlining: 0 }
    }

    pub(crate) fn finish(self) -> (Vec<(Pointer, Pointer)>, Vec<Diagnostic>) {
        (self.moved, self.warnings)
    }

    /// Rewrites the value that will stand under `path`.
    pub(crate) fn rewrite_at(&mut self, path: &[&'d str], node: &'d Node<'d>, place: Place) -> Draft<'d> {
        self.path = path.iter().map(|token| Cow::Borrowed(*token)).collect();
        self.rewrite(node, place)
    }

    fn rewrite(&mut self, node: &'d Node<'d>, place: Place) -> Draft<'d> {
        match node.value() {
            _ if place == Place::Data => Draft::Node(node),
            _ if place == Place::Mapping => self.mapping(node),
            Value::Array(items) => {
                let rewritten = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| self.below(index.to_string(), |this| this.rewrite(item, place)));
                Draft::Array(rewritten.collect())
            }
            Value::Object(_) => self.object(node, place),
            _ => Draft::Node(node),
        }
    }

    fn below<T>(&mut self, token: impl Into<Cow<'d, str>>, run: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(token.into());
        let result = run(self);
        self.path.pop();
        result
    }

    fn object(&mut self, node: &'d Node<'d>, place: Place) -> Draft<'d> {
        if place.refers()
            && let Some(target) = node.get("$ref").and_then(Node::as_str)
        {
            return self.reference(node, target, place);
        }
        let is_responses = self.path.last().is_some_and(|key| key == "responses");
        let in_path = place == Place::Object && node.get("in").and_then(Node::as_str) == Some("path");
        let mut members = Vec::with_capacity(node.members().len());
        for member in node.members() {
            let key: Cow<'d, str> = if is_responses && is_status_range(&member.key) {
                Cow::Owned(member.key.to_uppercase())
            } else if in_path && member.key == "allowReserved" {
                Cow::Borrowed("x-cfs-allow-reserved")
            } else {
                Cow::Borrowed(member.key.as_ref())
            };
            if key != member.key {
                self.record(&key, &member.node);
            }
            let below = place.member(&member.key, member.node.is_object());
            let requires_nothing = place == Place::Schema && key == "required" && is_empty_list(&member.node);
            if requires_nothing || place == Place::Object && says_nothing(&key, &member.node) {
                continue;
            }
            let value = self.below(key.clone(), |this| this.rewrite(&member.node, below));
            let emptied = matches!(&value, Draft::Object(kept) if kept.is_empty()) && below == Place::Mapping;
            if !emptied {
                members.push((key, value));
            }
        }
        if place == Place::Schema {
            self.as_3_0(&mut members, node);
        }
        Draft::Object(members)
    }

    /// A discriminator's mapping without the entries that lead nowhere.
    fn mapping(&mut self, node: &'d Node<'d>) -> Draft<'d> {
        let schemas = self.doc.root().get("components").and_then(|components| components.get("schemas"));
        let mut kept = Vec::new();
        for entry in node.members() {
            let target = entry.node.as_str().unwrap_or_default();
            let named = schemas.is_some_and(|schemas| schemas.get(target).is_some());
            let leads = || Pointer::parse(target).is_some_and(|pointer| self.doc.resolve(&pointer).is_some());
            if named || (target.starts_with('#') && leads()) {
                kept.push((Cow::Borrowed(entry.key.as_ref()), Draft::Node(&entry.node)));
            } else {
                let what = format!("`{target}` does not exist; the discriminator is read without this entry");
                let warning = Diagnostic::warning("openapi::dangling-mapping", what);
                self.warnings.push(warning.at(self.source.location(self.doc, entry.node.id())));
            }
        }
        Draft::Object(kept)
    }

    /// Notes that the value written under `key` comes from `node`.
    fn record(&mut self, key: &str, node: &Node<'_>) {
        let mut written = Pointer::root();
        self.path.iter().for_each(|token| written.push(token));
        written.push(key);
        self.moved.push((written, self.doc.pointer(node.id())));
    }

    fn reference(&mut self, node: &'d Node<'d>, target: &'d str, place: Place) -> Draft<'d> {
        if !target.starts_with("#/components/") {
            return self.inline(node, target, place);
        }
        if node.members().len() == 1 {
            return Draft::Node(node);
        }
        if place != Place::Schema {
            let ignored: Vec<_> = node
                .members()
                .iter()
                .map(|m| m.key.as_ref())
                .filter(|k| !matches!(*k, "$ref" | "description" | "summary"))
                .collect();
            if !ignored.is_empty() {
                let what =
                    format!("`{}` beside `$ref` is ignored, as OpenAPI 3.0 says", ignored.join("`, `"));
                let warning = Diagnostic::warning("openapi::ref-siblings", what);
                self.warnings.push(warning.at(self.source.location(self.doc, node.id())));
            }
            return Draft::Object(vec![("$ref".into(), Draft::string(target))]);
        }
        let mut members = Vec::new();
        let mut parts = vec![Draft::Object(vec![("$ref".into(), Draft::string(target))])];
        for member in node.members().iter().filter(|member| member.key != "$ref") {
            let below = place.member(&member.key, member.node.is_object());
            let value = self.below(member.key.as_ref(), |this| this.rewrite(&member.node, below));
            match value {
                Draft::Array(items) if member.key == "allOf" => parts.extend(items),
                value => members.push((Cow::Borrowed(member.key.as_ref()), value)),
            }
        }
        if let Some(reference) = node.get("$ref") {
            self.below("allOf", |this| this.below("0", |this| this.record("$ref", reference)));
        }
        members.push(("allOf".into(), Draft::Array(parts)));
        self.as_3_0(&mut members, node);
        Draft::Object(members)
    }

    fn inline(&mut self, node: &'d Node<'d>, target: &'d str, place: Place) -> Draft<'d> {
        let found = Pointer::parse(target).and_then(|pointer| self.doc.resolve(&pointer));
        match found {
            Some(found) if self.inlining < MAX_INLINE => {
                self.inlining += 1;
                let copy = self.rewrite(found, place);
                self.inlining -= 1;
                let mut written = Pointer::root();
                self.path.iter().for_each(|token| written.push(token));
                self.moved.push((written, self.doc.pointer(found.id())));
                copy
            }
            _ => {
                let warning = Diagnostic::warning(
                    "openapi::recursive-inline",
                    format!("`{target}` refers to itself outside `components`; read as any value"),
                );
                self.warnings.push(warning.at(self.source.location(self.doc, node.id())));
                Draft::Object(Vec::new())
            }
        }
    }

    /// OpenAPI 3.1 schema keywords in their 3.0 form.
    fn as_3_0(&mut self, members: &mut Vec<(Cow<'d, str>, Draft<'d>)>, node: &'d Node<'d>) {
        if let Some(types) = node.get("type").filter(|t| t.is_array()) {
            let names: Vec<&'d str> =
                types.items().iter().filter_map(Node::as_str).filter(|t| *t != "null").collect();
            members.retain(|(key, _)| key != "type" && key != "nullable");
            if names.len() < types.items().len() {
                members.push(("nullable".into(), Draft::Bool(true)));
            }
            match names.as_slice() {
                [] => {}
                [name] => members.push(("type".into(), Draft::string(*name))),
                names if node.get("anyOf").is_none() => {
                    let each =
                        names.iter().map(|name| Draft::Object(vec![("type".into(), Draft::string(*name))]));
                    members.push(("anyOf".into(), Draft::Array(each.collect())));
                }
                _ => {}
            }
        }
        patterns_as_additional(members);
        content_as_format(members, node);
        if let Some(value) = node.get("const") {
            members.retain(|(key, _)| key != "const" && key != "enum");
            members.push(("enum".into(), Draft::Array(vec![Draft::Node(value)])));
        }
        if let Some(examples) = node.get("examples").filter(|examples| examples.is_array()) {
            members.retain(|(key, _)| key != "examples");
            if let (None, Some(first)) = (node.get("example"), examples.items().first()) {
                members.push(("example".into(), Draft::Node(first)));
            }
        }
        for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if let Some(limit) = node.get(exclusive).filter(|limit| limit.as_number().is_some()) {
                members.retain(|(key, _)| key != exclusive && key != bound);
                members.push((bound.into(), Draft::Node(limit)));
                members.push((exclusive.into(), Draft::Bool(true)));
            }
        }
    }
}

fn take_member<'d>(members: &mut Vec<(Cow<'d, str>, Draft<'d>)>, key: &str) -> Option<Draft<'d>> {
    members.iter().position(|(known, _)| known == key).map(|at| members.remove(at).1)
}

fn is_true(draft: &Draft<'_>) -> bool {
    matches!(draft, Draft::Bool(true)) || matches!(draft, Draft::Node(node) if node.as_bool() == Some(true))
}

/// What a string contains, as a `format`: base64 is `byte`, content of a type of its own `binary`.
fn content_as_format<'d>(members: &mut Vec<(Cow<'d, str>, Draft<'d>)>, node: &Node<'d>) {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let format = match (text("contentEncoding"), text("contentMediaType")) {
        (Some("base64"), _) => "byte",
        (None, Some(media)) if !media.contains("json") => "binary",
        _ => return,
    };
    members.retain(|(key, _)| key != "contentEncoding" && key != "contentMediaType");
    if text("format").is_none() {
        members.push(("format".into(), Draft::string(format)));
    }
    if node.get("type").is_none() {
        members.push(("type".into(), Draft::string("string")));
    }
}

/// `patternProperties` as the `additionalProperties` of OpenAPI 3.0, which knows no names of members that are not listed.
fn patterns_as_additional<'d>(members: &mut Vec<(Cow<'d, str>, Draft<'d>)>) {
    let Some(Draft::Object(patterns)) = take_member(members, "patternProperties") else { return };
    let mut values: Vec<Draft<'_>> = patterns.into_iter().map(|(_, schema)| schema).collect();
    match take_member(members, "additionalProperties") {
        Some(all @ Draft::Object(_)) => values.insert(0, all),
        Some(all) if is_true(&all) => values = vec![all],
        _ => {}
    }
    let only = if values.len() == 1 { values.pop() } else { None };
    let schema = only.unwrap_or_else(|| Draft::Object(vec![("anyOf".into(), Draft::Array(values))]));
    members.push(("additionalProperties".into(), schema));
}

/// Members that state a default: `openapiv3` leaves them out when it writes.
fn says_nothing(key: &str, node: &Node<'_>) -> bool {
    match key {
        "allowEmptyValue" | "required" => node.as_bool() == Some(false),
        "tags" => is_empty_list(node),
        "requestBody" => {
            node.get("content").is_some_and(|content| content.is_object() && content.members().is_empty())
        }
        _ => false,
    }
}

fn is_empty_list(node: &Node<'_>) -> bool {
    node.is_array() && node.items().is_empty()
}

fn is_status_range(key: &str) -> bool {
    key.len() == 3 && key.as_bytes()[0].is_ascii_digit() && key[1..].eq_ignore_ascii_case("xx")
}
