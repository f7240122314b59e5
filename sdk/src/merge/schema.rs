//! Schemas as the merge compares them: references and `allOf` seen through.

use codegen::doc::{Doc, Member, Node, NodeId, Pointer};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How deep references, `allOf` and unions are followed.
const DEPTH: usize = 24;

/// A document whose schemas are looked at. The same are asked for again and again: answers are kept.
pub(super) struct Schemas<'d> {
    pub(super) doc: &'d Doc<'d>,
    facts: Kept<Rc<Facts<'d>>>,
    members: Kept<Rc<BTreeMap<&'d str, &'d Node<'d>>>>,
    names: Kept<Option<Rc<str>>>,
    targets: Kept<&'d Node<'d>>,
}

type Kept<T> = RefCell<IndexMap<NodeId, T, FxBuildHasher>>;

/// What is asked of every schema.
struct Facts<'d> {
    parts: Rc<[&'d Node<'d>]>,
    kind: Kind,
    texts: Rc<[&'d str]>,
}

/// What a schema is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing is said.
    Any,
    Object,
    Array,
    String,
    Number,
    Boolean,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::Object => "an object",
            Self::Array => "a list",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
        }
    }
}

impl<'d> Schemas<'d> {
    pub(super) fn of(doc: &'d Doc<'d>) -> Self {
        Self {
            doc,
            facts: RefCell::default(),
            members: RefCell::default(),
            names: RefCell::default(),
            targets: RefCell::default(),
        }
    }

    /// What a reference leads to; other values are themselves.
    pub(super) fn target(&self, node: &'d Node<'d>) -> &'d Node<'d> {
        if node.get("$ref").is_none() {
            return node;
        }
        self.targets.borrow_mut().entry(node.id()).or_insert_with(|| self.followed(node))
    }

    fn followed(&self, mut node: &'d Node<'d>) -> &'d Node<'d> {
        for _ in 0..DEPTH {
            let Some(reference) = node.get("$ref").and_then(Node::as_str) else { break };
            let Some(next) = Pointer::parse(reference).and_then(|pointer| self.doc.resolve(&pointer)) else {
                break;
            };
            node = next;
        }
        node
    }

    /// A schema with what it refers to and all of its `allOf`.
    pub(super) fn parts(&self, node: &'d Node<'d>) -> Rc<[&'d Node<'d>]> {
        Rc::clone(&self.facts(node).parts)
    }

    pub(super) fn kind(&self, node: &'d Node<'d>) -> Kind {
        self.facts(node).kind
    }

    /// The texts that a member may be, where they are told.
    pub(super) fn texts(&self, node: &'d Node<'d>) -> Rc<[&'d str]> {
        Rc::clone(&self.facts(node).texts)
    }

    fn facts(&self, node: &'d Node<'d>) -> Rc<Facts<'d>> {
        if let Some(known) = self.facts.borrow().get(&node.id()) {
            return Rc::clone(known);
        }
        let mut parts = Vec::new();
        self.collect(node, &mut parts, 0);
        let listed = keyword(&parts, "enum").map(Node::items).unwrap_or_default();
        let texts = listed.iter().chain(keyword(&parts, "const")).filter_map(Node::as_str).collect();
        let facts = Rc::new(Facts { kind: kind(&parts), texts, parts: parts.into() });
        self.facts.borrow_mut().insert(node.id(), Rc::clone(&facts));
        facts
    }

    /// What stands for a schema wherever it is referred to: its target, if the reference says nothing more.
    pub(super) fn identity(&self, node: &'d Node<'d>) -> NodeId {
        match node.members() {
            [only] if only.key == "$ref" => self.target(node).id(),
            _ => node.id(),
        }
    }

    fn collect(&self, node: &'d Node<'d>, parts: &mut Vec<&'d Node<'d>>, depth: usize) {
        if depth > DEPTH || parts.iter().any(|part| part.id() == node.id()) {
            return;
        }
        parts.push(node);
        let target = self.target(node);
        if target.id() != node.id() {
            self.collect(target, parts, depth + 1);
        }
        for part in node.get("allOf").map(Node::items).unwrap_or_default() {
            self.collect(part, parts, depth + 1);
        }
    }

    /// The members of an object, through all of its parts.
    pub(super) fn members(&self, node: &'d Node<'d>) -> Rc<BTreeMap<&'d str, &'d Node<'d>>> {
        let identity = self.identity(node);
        if let Some(known) = self.members.borrow().get(&identity) {
            return Rc::clone(known);
        }
        let mut members = BTreeMap::new();
        for part in self.parts(node).iter() {
            for member in part.get("properties").map(Node::members).unwrap_or_default() {
                let known = members.entry(member.key.as_ref()).or_insert(&member.node);
                // One part says what it is, another which values it has here.
                if member.node.get("enum").is_some()
                    && known.get("enum").is_none_or(|list| list.items().len() > 1)
                {
                    *known = &member.node;
                }
            }
        }
        let members = Rc::new(members);
        self.members.borrow_mut().insert(identity, Rc::clone(&members));
        members
    }

    /// The alternatives of a union, those of unions inside included; none for what is no union.
    pub(super) fn variants(&self, node: &'d Node<'d>) -> Vec<&'d Node<'d>> {
        let mut found = Vec::new();
        self.alternatives(node, &mut found, 0);
        found
    }

    fn alternatives(&self, node: &'d Node<'d>, found: &mut Vec<&'d Node<'d>>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let parts = self.parts(node);
        let lists = parts.iter().filter_map(|part| part.get("oneOf").or_else(|| part.get("anyOf")));
        for variant in lists.flat_map(Node::items) {
            let before = found.len();
            self.alternatives(variant, found, depth + 1);
            if found.len() == before {
                found.push(variant);
            }
        }
    }

    /// The value that a schema has under a keyword, in the first part that has it.
    pub(super) fn keyword(&self, node: &'d Node<'d>, keyword: &str) -> Option<&'d Node<'d>> {
        self::keyword(&self.facts(node).parts, keyword)
    }

    /// The part of a schema that has a keyword.
    pub(super) fn holder(&self, node: &'d Node<'d>, keyword: &str) -> Option<&'d Node<'d>> {
        self.parts(node).iter().copied().find(|part| part.get(keyword).is_some())
    }

    /// What an alternative is called, if it is called anything: letters and digits of its title or component.
    pub(super) fn name(&self, node: &'d Node<'d>) -> Option<Rc<str>> {
        if let Some(known) = self.names.borrow().get(&node.id()) {
            return known.clone();
        }
        let title = self.keyword(node, "title").and_then(Node::as_str);
        let component = || node.get("$ref").and_then(Node::as_str)?.rsplit(['/', '_', '-']).next();
        let letters = |name: &str| {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|letter| letter.to_ascii_lowercase()).collect::<String>().into()
        };
        let name: Option<Rc<str>> = title.or_else(component).map(letters);
        self.names.borrow_mut().insert(node.id(), name.clone());
        name
    }

    /// Whether two schemas of this document say the same but for words.
    pub(super) fn alike(&self, a: &'d Node<'d>, b: &'d Node<'d>) -> bool {
        self.alike_within(a, b, 0)
    }

    fn alike_within(&self, a: &'d Node<'d>, b: &'d Node<'d>, depth: usize) -> bool {
        let (a, b) = (&self.target(a), self.target(b));
        if a.id() == b.id() || depth > 8 {
            return true;
        }
        if !a.is_object() || !b.is_object() {
            let items = (a.items(), b.items());
            return match (a.is_array(), b.is_array()) {
                (true, true) => {
                    items.0.len() == items.1.len()
                        && items.0.iter().zip(items.1).all(|(a, b)| self.alike_within(a, b, depth + 1))
                }
                (false, false) => a.same(b),
                _ => false,
            };
        }
        let said = |node: &'d Node<'d>| {
            // A member may be called `description`, but no text is one.
            let words = |member: &&Member<'d>| match &*member.key {
                "description" | "title" => member.node.as_str().is_none(),
                "deprecated" => member.node.as_bool().is_none(),
                "required" => !member.node.is_array(),
                _ => true,
            };
            node.members().iter().filter(words).map(|member| (&*member.key, &member.node)).collect::<Vec<_>>()
        };
        let (a, b) = (said(a), said(b));
        a.len() == b.len()
            && a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && self.alike_within(a.1, b.1, depth + 1))
    }
}

/// The value under a keyword, in the first part that has it.
fn keyword<'d>(parts: &[&'d Node<'d>], keyword: &str) -> Option<&'d Node<'d>> {
    parts.iter().find_map(|part| part.get(keyword))
}

fn kind(parts: &[&Node<'_>]) -> Kind {
    match keyword(parts, "type").and_then(Node::as_str) {
        Some("object") => Kind::Object,
        Some("array") => Kind::Array,
        Some("string") => Kind::String,
        Some("number" | "integer") => Kind::Number,
        Some("boolean") => Kind::Boolean,
        _ if keyword(parts, "properties").is_some() => Kind::Object,
        _ if keyword(parts, "items").is_some() => Kind::Array,
        _ => Kind::Any,
    }
}
