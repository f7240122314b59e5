//! Taking values out of trees: what is of another type than it should be is told, and left out.

use crate::document::{Data, Node, Object, Source};
use crate::finding::nearest;
use crate::model::Place;
use crate::{Finding, Model};
use serde_json::Value;

/// What a wrangler file is read with.
pub(super) struct Taker<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) findings: &'a mut Vec<Finding>,
    /// What is made of it. It has one Worker, the last.
    pub(super) model: Model,
}

impl Taker<'_> {
    pub(super) fn place(&self, at: usize) -> Place {
        self.source.place(at)
    }

    pub(super) fn error(&mut self, at: usize, message: impl Into<String>) {
        self.findings.push(Finding::error(Some(self.source.place(at)), message));
    }

    pub(super) fn tell(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn wrong(&mut self, path: &str, node: &Node, wanted: &str) {
        self.error(node.at, format!("`{path}`: expected {wanted}, found {}", node.kind()));
    }

    pub(super) fn string<'n>(&mut self, path: &str, node: &'n Node) -> Option<&'n str> {
        let text = node.as_str();
        if text.is_none() {
            self.wrong(path, node, "a string");
        }
        text
    }

    pub(super) fn boolean(&mut self, path: &str, node: &Node) -> Option<bool> {
        match node.data {
            Data::Bool(value) => Some(value),
            _ => {
                self.wrong(path, node, "true or false");
                None
            }
        }
    }

    pub(super) fn list<'n>(&mut self, path: &str, node: &'n Node) -> &'n [Node] {
        match &node.data {
            Data::Array(items) => items,
            _ => {
                self.wrong(path, node, "a list");
                &[]
            }
        }
    }

    pub(super) fn strings<'n>(&mut self, path: &str, node: &'n Node) -> Vec<&'n str> {
        self.list(path, node).iter().filter_map(|item| self.string(path, item)).collect()
    }

    pub(super) fn table<'n>(&mut self, path: &str, node: &'n Node) -> Option<&'n Object> {
        let members = node.as_object();
        if members.is_none() {
            self.wrong(path, node, "a table");
        }
        members
    }

    /// A member that must be there.
    pub(super) fn required<'n>(&mut self, path: &str, node: &'n Node, name: &str) -> Option<&'n Node> {
        let member = node.get(name);
        if member.is_none() {
            self.error(node.at, format!("`{path}` needs `{name}`"));
        }
        member
    }

    /// A string that must be there.
    pub(super) fn required_string<'n>(&mut self, path: &str, node: &'n Node, name: &str) -> Option<&'n str> {
        let member = self.required(path, node, name)?;
        self.string(&format!("{path}.{name}"), member)
    }

    /// A string that may be there.
    pub(super) fn may_string(&mut self, path: &str, node: &Node, name: &str) -> Option<String> {
        let member = node.get(name)?;
        self.string(&format!("{path}.{name}"), member).map(str::to_owned)
    }

    /// Warns of members that are none of those.
    pub(super) fn known(&mut self, path: &str, members: &Object, known: &[&str]) {
        for (name, member) in members {
            if !known.contains(&name.as_str()) {
                let finding =
                    Finding::warning(Some(self.place(member.at)), format!("`{path}` has no member `{name}`"));
                self.tell(finding.help_if(nearest(name, known.iter().copied())));
            }
        }
    }

    /// A table of which some members are known, as values.
    pub(super) fn values(&mut self, path: &str, node: &Node, known: &[&str]) -> Option<Value> {
        let members = self.table(path, node)?;
        self.known(path, members, known);
        Some(node.value())
    }

    /// Keeps the place of a member of the Worker.
    pub(super) fn declared(&mut self, path: &str, at: usize) {
        let place = self.place(at);
        self.worker().declared.insert(path.to_owned(), place);
    }

    /// The Worker of the file.
    pub(super) fn worker(&mut self) -> &mut crate::model::Worker {
        if self.model.workers.is_empty() {
            self.model.workers.push(crate::model::Worker::default());
        }
        self.model.workers.last_mut().expect("there is one")
    }
}
