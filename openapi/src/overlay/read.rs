//! Reading overlays.

use super::{Path, Rules};
use codegen::diag::{Diagnostic, closest};
use codegen::doc::{Doc, Node, Source};

/// One action of an overlay.
#[derive(Clone, Debug)]
pub(super) struct Action<'d> {
    pub(super) node: &'d Node<'d>,
    pub(super) target: &'d str,
    pub(super) path: Path,
    pub(super) what: What<'d>,
    /// What the correction is for, in the words of its author.
    pub(super) description: &'d str,
    /// Whether everything that it brings must be new.
    pub(super) new: bool,
}

/// What an action does with what it names.
#[derive(Clone, Copy, Debug)]
pub(super) enum What<'d> {
    Remove,
    Update(&'d Node<'d>),
}

/// An overlay at reading, with what is wrong with it.
struct Reader<'r, 'd> {
    source: &'d Source,
    doc: &'d Doc<'d>,
    errors: &'r mut Vec<Diagnostic>,
}

/// The actions of an overlay; what cannot be read goes to the errors.
pub(super) fn read<'d>(
    source: &'d Source,
    doc: &'d Doc<'d>,
    rules: Rules,
    errors: &mut Vec<Diagnostic>,
) -> Vec<Action<'d>> {
    let mut reader = Reader { source, doc, errors };
    reader.head();
    let root = doc.root();
    let Some(actions) = root.get("actions") else { return Vec::new() };
    if actions.items().is_empty() {
        reader.wrong(actions, "`actions` is no list with an action in it");
    }
    actions.items().iter().filter_map(|node| reader.action(node, rules)).collect()
}

impl<'d> Reader<'_, 'd> {
    fn wrong(&mut self, node: &Node<'_>, what: impl Into<String>) {
        let diagnostic =
            Diagnostic::error("overlay::form", what).at(self.source.location(self.doc, node.id()));
        self.errors
            .push(diagnostic.help("the OpenAPI Overlay Specification 1.0 says what an overlay looks like"));
    }

    fn head(&mut self) {
        let root = self.doc.root();
        let version = root.get("overlay");
        match version.and_then(Node::as_str) {
            Some(text) if text == "1.0" || text.starts_with("1.0.") => {}
            _ => self.wrong(version.unwrap_or(root), "this is no overlay: `overlay` is not 1.0.x"),
        }
        for member in ["title", "version"] {
            let text = root.get("info").and_then(|info| info.get(member)?.as_str());
            if text.is_none_or(str::is_empty) {
                self.wrong(
                    root.get("info").unwrap_or(root),
                    format!("the overlay's `info` has no `{member}`"),
                );
            }
        }
        if root.get("actions").is_none() {
            self.wrong(root, "the overlay has no `actions`");
        }
        if let Some(extends) = root.get("extends").filter(|extends| extends.as_str().is_none()) {
            self.wrong(extends, "`extends` is no text");
        }
        self.members(root, &["overlay", "info", "extends", "actions"]);
    }

    /// Complains about members that mean nothing: they are misspelt ones, mostly.
    fn members(&mut self, node: &Node<'_>, known: &[&'static str]) {
        for member in node.members() {
            let key = member.key.as_ref();
            if !known.contains(&key) && !key.starts_with("x-") {
                let meant = closest(key, known.iter().copied());
                let meant = meant.map_or(String::new(), |meant| format!("; `{meant}` is meant, it seems"));
                self.wrong(&member.node, format!("overlays know no member `{key}` here{meant}"));
            }
        }
    }

    fn action(&mut self, node: &'d Node<'d>, rules: Rules) -> Option<Action<'d>> {
        if !node.is_object() {
            self.wrong(node, format!("an action is an object, this is {}", node.kind()));
            return None;
        }
        self.members(node, &["target", "description", "update", "remove"]);
        if rules.evidence && !node.get("x-evidence").is_some_and(says_something) {
            let what = "this action does not say how its correction is known to be right";
            self.errors.push(
                Diagnostic::error("overlay::evidence", what)
                    .at(self.source.location(self.doc, node.id()))
                    .help("add `x-evidence`: a public address, a recorded answer, or the SDK's version"),
            );
        }
        let Some(target) = node.get("target").and_then(Node::as_str) else {
            self.wrong(node.get("target").unwrap_or(node), "the action has no `target`");
            return None;
        };
        let path = self.path(node.get("target")?, target)?;
        let remove = self.flag(node, "remove")?;
        let new = self.flag(node, "x-new")?;
        let what = match node.get("update") {
            _ if remove => What::Remove,
            Some(update) => What::Update(update),
            None => {
                self.wrong(node, "the action has neither `update` nor `remove: true`");
                return None;
            }
        };
        let description = node.get("description").and_then(Node::as_str).unwrap_or_default().trim();
        Some(Action { node, target, path, what, description, new })
    }

    fn path(&mut self, node: &Node<'_>, target: &str) -> Option<Path> {
        match Path::parse(target) {
            Ok(path) => Some(path),
            Err(error) => {
                let diagnostic =
                    Diagnostic::error("overlay::target", format!("`{target}` is no JSONPath: {error}"));
                self.errors.push(diagnostic.at(self.source.location(self.doc, node.id())));
                None
            }
        }
    }

    fn flag(&mut self, node: &Node<'_>, name: &str) -> Option<bool> {
        let Some(flag) = node.get(name) else { return Some(false) };
        let value = flag.as_bool();
        if value.is_none() {
            self.wrong(flag, format!("`{name}` is neither `true` nor `false`"));
        }
        value
    }
}

/// Whether evidence is a text, or a list of some.
fn says_something(node: &Node<'_>) -> bool {
    let text = |node: &Node<'_>| node.as_str().is_some_and(|text| !text.trim().is_empty());
    text(node) || !node.items().is_empty() && node.items().iter().all(text)
}
