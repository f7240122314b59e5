//! What kind of type a schema is.

use super::flat::{self, Alias, Parts};
use super::{Lower, Lowered};
use crate::ir::{Hint, Origin, Role, Sig};
use crate::read::{Document, Kinds, Schema};
use codegen::doc::{Node, NodeId};

impl<'d> Lower<'d> {
    /// Lowers a schema as it is used in one place. `label` is the name of the member or parameter it is for.
    pub(crate) fn schema(&mut self, schema: Schema<'d>, role: Role, origin: Origin, label: &str) -> Lowered {
        let (mut at, mut origin) = (schema, origin);
        let mut names: Vec<(NodeId, Origin, bool)> = Vec::new();
        while let Alias::To(reference, target) = self.alias(at) {
            if names.iter().any(|(id, ..)| *id == at.id()) {
                let what = "this schema is another name for nothing but itself; read as any value";
                self.note("openapi::recursive-alias", at.id(), what);
                return Lowered { sig: Sig::Json, nullable: false, lost: true };
            }
            let inner = match Document::component(reference) {
                Some(name) if !is_generated_name(name) => {
                    Origin::Component(codegen::doc::unescape(name).into_owned())
                }
                _ => origin.clone(),
            };
            names.push((at.id(), origin, at.kinds().has(Kinds::NULL)));
            (at, origin) = (target, inner);
        }
        let parts = self.parts(at);
        let mut lowered = self.combined(parts, role, origin, label);
        for (_, origin, nullable) in names.into_iter().rev() {
            lowered.nullable |= nullable;
            self.also_found(&lowered.sig, origin);
        }
        lowered
    }

    /// Records where a named schema is used, as far as it may be named after that: operations are the best names, and
    /// a schema called `type` needs to be told from others.
    pub(crate) fn also_found(&mut self, sig: &Sig, origin: Origin) {
        const ENOUGH: usize = 12;
        if let Sig::Type(id) = sig {
            let origins = &mut self.api[*id].origins;
            let wanted = matches!(origin, Origin::Operation(..)) || origins.len() < ENOUGH;
            if wanted && !origins.contains(&origin) {
                origins.push(origin);
            }
        }
    }

    /// Lowers the parts that hold at once for a value.
    pub(crate) fn combined(&mut self, parts: Parts<'d>, role: Role, origin: Origin, label: &str) -> Lowered {
        let ids: Vec<NodeId> = parts.iter().map(|part| part.id()).collect();
        let key = (ids, role);
        if let Some(known) = self.memo.get(&key).cloned() {
            self.also_found(&known.sig, origin);
            return known;
        }
        // A list may contain itself by way of its items' type; a second time round there is no type in between.
        if self.open.iter().filter(|open| **open == key).count() > 1 {
            let node = key.0.last().copied().unwrap_or(NodeId(0));
            self.note(
                "openapi::recursive-alias",
                node,
                "this schema is a list of nothing but itself; read as any value",
            );
            return Lowered { sig: Sig::Json, nullable: false, lost: true };
        }
        self.open.push(key.clone());
        let lowered = self.decide(&parts, role, origin, label, &key);
        self.open.pop();
        // A scalar's type may follow from its label, so it is not shared.
        if lowered.sig.type_id().is_some() {
            self.memo.insert(key, lowered.clone());
        }
        lowered
    }

    /// Makes a type known before its members are lowered, so that they may refer to it.
    pub(crate) fn announce(&mut self, key: &(Vec<NodeId>, Role), sig: &Sig, parts: &[Schema<'d>]) {
        let lowered = Lowered { sig: sig.clone(), nullable: flat::nullable(parts), lost: false };
        self.memo.insert(key.clone(), lowered);
    }

    fn decide(
        &mut self,
        parts: &[Schema<'d>],
        role: Role,
        origin: Origin,
        label: &str,
        key: &(Vec<NodeId>, Role),
    ) -> Lowered {
        self.report_unexpressed(parts);
        let nullable = flat::nullable(parts);
        let variants = self.variants(parts);
        let mut lowered = if variants.is_empty() {
            self.without_variants(parts, role, origin, label, key)
        } else {
            self.union(parts, &variants, role, origin, label, key)
        };
        lowered.nullable |= nullable;
        lowered
    }

    /// Says what is required of values that no type can express.
    fn report_unexpressed(&mut self, parts: &[Schema<'d>]) {
        for part in parts {
            if part.conditional().next().is_some() {
                let what = "members that depend on others; read as optional, whatever the others are";
                self.note("openapi::conditional", part.id(), what);
            } else if let Some(key) = part.unexpressed() {
                let what = format!("no type can express `{key}`; values are not checked for it");
                self.note("openapi::unexpressed", part.id(), what);
            }
        }
    }

    fn without_variants(
        &mut self,
        parts: &[Schema<'d>],
        role: Role,
        origin: Origin,
        label: &str,
        key: &(Vec<NodeId>, Role),
    ) -> Lowered {
        let own = parts[parts.len() - 1];
        if let Some(name) = parts.iter().find_map(|part| part.unknown_type()) {
            let what = format!("`type: {name}` is no JSON type; read as any value");
            self.note("openapi::unknown-type", own.id(), what);
        }
        if parts.iter().rev().find_map(|part| part.node.get("type")).is_some_and(is_null) {
            return Lowered { sig: Sig::Unit, nullable: true, lost: false };
        }
        if flat::disagree(parts) {
            let what = "parts of this schema have types that exclude each other; the last one is read";
            self.note("openapi::contradicting-type", own.id(), what);
        }
        let kinds = self.corrected(parts, flat::kinds(parts));
        if let Some(values) = parts.iter().rev().find_map(|part| part.values())
            && let Some(lowered) = self.values(&values, kinds, parts, &origin, role)
        {
            return lowered;
        }
        let mut each = kinds.each();
        match (each.next(), each.next()) {
            (None, _) => self.any_value(parts, own),
            (Some(Kinds::OBJECT), None) => self.object(parts, role, origin, key, true),
            (Some(Kinds::ARRAY), None) => self.array(parts, role, origin, label),
            (Some(Kinds::STRING), None) => self.string(parts),
            (Some(Kinds::BOOLEAN), None) => Lowered::plain(Sig::Bool),
            (Some(Kinds::NULL), None) => Lowered { sig: Sig::Unit, nullable: true, lost: false },
            (Some(_), None) => self.number(parts, kinds, label),
            (Some(_), Some(_)) => self.several_kinds(parts, kinds, role, origin, label, key),
        }
    }

    /// A stated kind that the other keywords contradict: the keywords are what the author worked on.
    fn corrected(&mut self, parts: &[Schema<'d>], kinds: Kinds) -> Kinds {
        let own = parts[parts.len() - 1];
        let has_properties = parts.iter().any(|part| !part.properties().is_empty());
        let has_items = parts.iter().any(|part| part.items().is_some());
        let (wanted, what) =
            if has_properties && !kinds.has(Kinds::OBJECT) && !(has_items && kinds.has(Kinds::ARRAY)) {
                (Kinds::OBJECT, "has `properties` but is no object; read as one")
            } else if has_items && !has_properties && !kinds.has(Kinds::ARRAY) {
                (Kinds::ARRAY, "has `items` but is no array; read as one")
            } else {
                return kinds;
            };
        if !kinds.is_empty() {
            self.note("openapi::contradicting-type", own.id(), what);
        }
        wanted
    }

    /// A schema that says nothing about its values.
    fn any_value(&mut self, parts: &[Schema<'d>], own: Schema<'d>) -> Lowered {
        let says_nothing = parts.iter().all(|part| part.says_nothing() || part.reference().is_some());
        let unknown = parts.iter().any(|part| part.unknown_type().is_some());
        let lost = !says_nothing && !unknown && !parts.iter().all(|part| part.node.get("allOf").is_some());
        if lost {
            let keys: Vec<_> = own
                .node
                .members()
                .iter()
                .map(|m| m.key.as_ref())
                .filter(|key| !key.starts_with("x-"))
                .collect();
            let what = format!("no type can be told from `{}`; read as any value", keys.join("`, `"));
            self.note("openapi::no-type", own.id(), what);
        }
        Lowered { sig: Sig::Json, nullable: false, lost }
    }

    pub(crate) fn array(&mut self, parts: &[Schema<'d>], role: Role, origin: Origin, label: &str) -> Lowered {
        if let Some(part) = parts.iter().find(|part| part.prefix_items().next().is_some()) {
            let what = "a list with a type per position; read as a list of any values";
            self.note("openapi::tuple", part.id(), what);
            return Lowered { sig: Sig::List(Box::new(Sig::Json)), nullable: false, lost: true };
        }
        let Some(items) = parts.iter().rev().find_map(|part| part.items()) else {
            return Lowered::plain(Sig::List(Box::new(Sig::Json)));
        };
        let item = self.schema(items, role, element(origin), label);
        let sig = if item.nullable { Sig::Maybe(Box::new(item.sig)) } else { item.sig };
        Lowered { sig: Sig::List(Box::new(sig)), nullable: false, lost: item.lost }
    }
}

/// `type: null`, or a list of nothing but that.
fn is_null(types: &Node<'_>) -> bool {
    let null = |node: &Node<'_>| node.as_str() == Some("null");
    null(types) || (!types.items().is_empty() && types.items().iter().all(null))
}

/// The origin of a list's items or a map's values, from the origin of the list.
pub(crate) fn element(origin: Origin) -> Origin {
    match origin {
        Origin::Below(parent, Hint::Member(name)) => Origin::Below(parent, Hint::Element(name)),
        other => other,
    }
}

/// Names that a tool made up say nothing: `unnamed_schema_ref_d2a16d7ee1ad3a888dd5821c918d51fd`.
fn is_generated_name(name: &str) -> bool {
    let tail = name.rsplit(['_', '-', '.']).next().unwrap_or_default();
    name.starts_with("unnamed_")
        || (tail.len() >= 16
            && tail.bytes().all(|b| b.is_ascii_hexdigit())
            && tail.bytes().any(|b| b.is_ascii_digit()))
}

/// The text of a scalar as tables write it: strings without quotes.
pub(crate) fn scalar_text(node: &Node<'_>) -> Option<String> {
    match node.value() {
        codegen::doc::Value::String(text) => Some(text.clone().into_owned()),
        codegen::doc::Value::Number(text) => Some((*text).to_owned()),
        codegen::doc::Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
