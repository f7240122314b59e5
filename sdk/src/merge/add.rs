//! The additions themselves, each with its reason.

use super::Added;
use super::members::{Addition, Shared};
use super::operation::Part;
use super::paths::Paths;
use super::values::{self, described, members};
use super::walk::{Contradiction, Pair, Variant};
use crate::Sdk;
use codegen::diag::Diagnostic;
use codegen::doc::{Node, NodeId, Pointer};
use openapi::assembly::{Assembly, Edit, Input, Reason, Value};
use std::collections::BTreeMap;

/// What the reasons of all additions have between what it is and the version.
pub const REASON: &str = " of the SDK ";

/// A document that is being added to.
pub(super) struct Add<'p, 'd> {
    base: &'d Assembly,
    edit: &'p mut Edit<'d>,
    input: Input,
    pair: &'p Pair<'d>,
    sdk: &'d Sdk,
    /// What documentation says of what is added.
    note: String,
    pointers: BTreeMap<NodeId, Pointer>,
    /// Envelopes that got a result.
    results: BTreeMap<NodeId, &'d Node<'d>>,
    /// Components of the SDK that the document refers to now.
    components: Vec<&'d str>,
    warnings: Vec<Diagnostic>,
    added: Added,
}

impl<'p, 'd> Add<'p, 'd> {
    pub(super) fn new(edit: &'p mut Edit<'d>, sdk: &'d Sdk, pair: &'p Pair<'d>) -> Self {
        let (base, _) = edit.base();
        let input = edit.input(&sdk.source, pair.sdk.doc);
        Self {
            base,
            edit,
            input,
            pair,
            sdk,
            note: super::note(sdk),
            pointers: BTreeMap::new(),
            results: BTreeMap::new(),
            components: Vec::new(),
            warnings: Vec::new(),
            added: Added::default(),
        }
    }

    /// Says why: the SDK has it, there.
    fn because(&mut self, node: &'d Node<'d>, what: &str) {
        let place = self.sdk.source.location(self.pair.sdk.doc, node.id());
        self.edit.because(Reason::new(place, format!("{what}{REASON}{}", self.sdk.version)));
    }

    /// Where a value of the document is; additions move nothing.
    fn pointer(&mut self, node: &'d Node<'d>) -> Pointer {
        self.pointers.entry(node.id()).or_insert_with(|| self.pair.base.doc.pointer(node.id())).clone()
    }

    /// Takes a value of the SDK, and what it refers to.
    fn take(&mut self, node: &'d Node<'d>) {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if let Some(name) = node.get("$ref").and_then(Node::as_str).and_then(component)
                && !self.components.contains(&name)
            {
                self.components.push(name);
                open.push(self.pair.sdk.target(node));
            }
            open.extend(node.items());
            open.extend(node.members().iter().map(|member| &member.node));
        }
    }

    /// An operation that the document does not have.
    pub(super) fn operation(&mut self, paths: &Paths<'d>, path: &str, method: &str, node: &'d Node<'d>) {
        let (path, renamed) = paths.named(path);
        let mut value = described(self.input, node, &self.note);
        if let Some(parameters) = node.get("parameters") {
            let items = parameters.items().iter().map(|parameter| self.parameter(parameter, &renamed));
            value.insert("parameters".into(), Value::list(items.collect::<Vec<_>>()));
        }
        let paths = Pointer::root().join("paths");
        self.because(node, "a path");
        self.take(node);
        if self.edit.view().resolve(&paths.join(&path)).is_none() {
            self.edit.set(&paths, &path, Value::map::<String>([]).standing(self.input, node));
        }
        self.because(node, "an operation");
        self.edit.set(&paths.join(&path), method, Value::map(value).standing(self.input, node));
        self.added.operations += 1;
    }

    /// A parameter under the name that it has in the path.
    fn parameter(&self, node: &'d Node<'d>, renamed: &BTreeMap<String, String>) -> Value<'d> {
        let text = |key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default();
        match renamed.get(text("name")).filter(|_| text("in") == "path") {
            Some(name) => {
                let mut members = members(self.input, node);
                members.insert("name".into(), Value::string(name.clone()));
                Value::map(members).standing(self.input, node)
            }
            None => self.input.value(node),
        }
    }

    /// What an operation of the document lacks as a whole.
    pub(super) fn parts(&mut self, path: &str, method: &str, operation: &'d Node<'d>, parts: Vec<Part<'d>>) {
        let place = Pointer::root().join("paths").join(path).join(method);
        for part in parts {
            match part {
                Part::Parameter(node) => {
                    self.because(node, "a parameter");
                    self.take(node);
                    let mut value = described(self.input, node, &self.note);
                    value.remove("required");
                    let value = Value::map(value).standing(self.input, node);
                    let list = place.join("parameters");
                    let known = operation.get("parameters").is_some();
                    if !known && self.edit.view().resolve(&list).is_none() {
                        self.edit.set(&place, "parameters", Value::list([]).standing(self.input, node));
                    }
                    let same = |item: openapi::assembly::View<'_>| {
                        ["in", "name"].iter().all(|key| {
                            let own = item.get(key).and_then(openapi::assembly::View::as_str);
                            own == node.get(key).and_then(Node::as_str)
                        })
                    };
                    let there = self
                        .edit
                        .view()
                        .resolve(&list)
                        .is_some_and(|list| list.items().into_iter().any(same));
                    if !there && self.edit.push(&list, value) {
                        self.added.parameters += 1;
                    }
                }
                Part::Body(node) => {
                    if self.edit.view().resolve(&place.join("requestBody")).is_some() {
                        continue;
                    }
                    self.because(node, "a body");
                    self.take(node);
                    let mut value = described(self.input, node, &self.note);
                    value.remove("required");
                    self.edit.set(&place, "requestBody", Value::map(value).standing(self.input, node));
                    self.added.bodies += 1;
                }
            }
        }
    }

    pub(super) fn member(&mut self, addition: &Addition<'d>) {
        let Addition { to, name, schema, only } = addition;
        self.because(schema, "a member");
        self.take(schema);
        let value = described(self.input, schema, &self.note);
        let value = match only {
            Some(side) => values::on(*side, value),
            None => Value::map(value),
        };
        if self.property(to, name, value.standing(self.input, schema)) {
            self.added.members += 1;
        }
    }

    /// Sets a member's schema in an object's.
    fn property(&mut self, to: &'d Node<'d>, name: &str, value: Value<'d>) -> bool {
        let place = self.pointer(to);
        let properties = place.join("properties");
        if self.edit.view().resolve(&properties).is_none() {
            return self.edit.set(&place, "properties", Value::map([(name.to_owned(), value)]));
        }
        if self.edit.view().resolve(&properties.join(name)).is_some() {
            return false;
        }
        self.edit.set(&properties, name, value)
    }

    /// The result of an envelope that has none.
    pub(super) fn result(&mut self, envelope: &'d Node<'d>, result: &'d Node<'d>) {
        if let Some(first) = self.results.get(&envelope.id()) {
            if !self.pair.sdk.alike(first, result) {
                self.warn("sdk::shared", envelope, result, "one envelope for several results".to_owned());
            }
            return;
        }
        self.results.insert(envelope.id(), result);
        self.because(result, "a result");
        self.take(result);
        let value = Value::map(described(self.input, result, &self.note)).standing(self.input, result);
        if self.property(envelope, "result", value) {
            self.added.members += 1;
        }
    }

    /// The values that an enum lacks of those that all know that were met.
    pub(super) fn values(&mut self, holder: &'d Node<'d>, lists: &[&'d Node<'d>]) {
        let Some(own) = holder.get("enum") else { return };
        let has = |list: &Node<'d>, value: &Node<'d>| list.items().iter().any(|item| item.same(value));
        let mut done: Vec<&Node<'d>> = Vec::new();
        let place = self.pointer(holder);
        for value in lists.iter().flat_map(|list| list.items()) {
            if has(own, value) || done.iter().any(|known| known.same(value)) {
                continue;
            }
            done.push(value);
            let knowing = lists.iter().filter(|list| has(list, value)).count();
            if knowing < lists.len() {
                let text = value.as_str().unwrap_or_default();
                self.warn(
                    "sdk::shared",
                    holder,
                    value,
                    format!("`{text}` is a value in {knowing} of {} places", lists.len()),
                );
                continue;
            }
            self.because(value, "a value");
            if self.edit.push(&place.join("enum"), self.input.value(value)) {
                self.added.values += 1;
                self.documented(&place, value);
            }
        }
    }

    /// Says of a value of an enum where it is from.
    fn documented(&mut self, holder: &Pointer, value: &'d Node<'d>) {
        const TEXTS: &str = openapi::VALUE_TEXTS;
        let Some(name) = value.as_str() else { return };
        let texts = holder.join(TEXTS);
        if self.edit.view().resolve(&texts).is_none() {
            self.edit.set(holder, TEXTS, Value::map::<String>([]).standing(self.input, value));
        }
        let note = Value::string(self.note.clone()).standing(self.input, value);
        self.edit.set(&texts, name, note);
    }

    /// An alternative that a union lacks, as it is in each place that has it.
    pub(super) fn variant(&mut self, variants: &[&Variant<'d>]) {
        let Some(Variant { holder, other, tag, .. }) = variants.first() else { return };
        let list = if holder.get("oneOf").is_some() { "oneOf" } else { "anyOf" };
        let place = self.pointer(holder);
        let (name, value) = self.declared(&place, variants);
        self.because(other, "a type");
        self.edit.set(&schemas(), &name, value);
        self.because(other, "an alternative");
        let reference = format!("#/components/schemas/{name}");
        let value = Value::map([("$ref", Value::string(reference.clone()))]).standing(self.input, other);
        if self.edit.push(&place.join(list), value) {
            self.added.variants += 1;
        }
        let mapping = place.join("discriminator").join("mapping");
        let told =
            holder.get("discriminator").and_then(|told| told.get("propertyName")).and_then(Node::as_str);
        if told == Some(tag.0) && self.edit.view().resolve(&mapping).is_some() {
            self.because(other, "the value of an alternative");
            self.edit.set(&mapping, tag.1, Value::string(reference));
        }
    }

    /// A component for an alternative, and its name.
    fn declared(&mut self, union: &Pointer, variants: &[&Variant<'d>]) -> (String, Value<'d>) {
        let tag = variants[0].tag;
        let of = union.tokens().nth(2).unwrap_or_default().split('_').next().unwrap_or_default();
        let plain = |text: &str| text.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', "-");
        let mut name = format!("sdk-{}_{}", plain(of), plain(if tag.1.is_empty() { tag.0 } else { tag.1 }));
        while self.edit.view().resolve(&schemas().join(&name)).is_some() {
            name.push_str("-alternative");
        }
        for variant in variants {
            self.take(self.pair.sdk.target(variant.other));
        }
        let first = self.pair.sdk.target(variants[0].other);
        let value = values::joined(&self.pair.sdk, self.input, variants, &self.note);
        (name, Value::map(value).standing(self.input, first))
    }

    pub(super) fn shared(&mut self, shared: &Shared<'d>) {
        let Shared { base, name, other, has, of } = shared;
        self.warn(
            "sdk::shared",
            base,
            other,
            format!("`{name}` is in {has} of {of} places that share a schema, not added"),
        );
    }

    pub(super) fn contradiction(&mut self, found: &Contradiction<'d>) {
        self.warn("sdk::contradiction", found.base, found.other, found.what.clone());
    }

    fn warn(&mut self, code: &'static str, base: &'d Node<'d>, other: &'d Node<'d>, what: String) {
        let there = self.sdk.source.location(self.pair.sdk.doc, other.id());
        let place = format!("{}:{}", there.file, there.line);
        let here = self.base.source().location(self.pair.base.doc, base.id());
        self.warnings.push(Diagnostic::warning(code, format!("{what} ({place})")).at(here));
    }

    /// Adds the components that what was added refers to.
    pub(super) fn finish(mut self) -> Added {
        self.components.sort_unstable();
        for name in std::mem::take(&mut self.components) {
            let place = schemas().join(name);
            if self.pair.base.doc.resolve(&place).is_some() {
                continue;
            }
            let Some(node) = self.pair.sdk.doc.resolve(&place) else { continue };
            self.because(node, "a type");
            let value = Value::map(described(self.input, node, &self.note)).standing(self.input, node);
            self.edit.set(&schemas(), name, value);
        }
        self.warnings
            .sort_by(|a, b| (a.pointer(), a.code, &a.message).cmp(&(b.pointer(), b.code, &b.message)));
        self.warnings.dedup_by(|a, b| a.pointer() == b.pointer() && a.message == b.message);
        for warning in self.warnings {
            self.edit.warn(warning);
        }
        self.added
    }
}

fn schemas() -> Pointer {
    Pointer::root().join("components").join("schemas")
}

/// The name of a component that a reference leads to.
fn component(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}
