//! What an overlay, or another second source, changed of what is explained.

use super::Story;
use crate::asked;
use codegen::doc::{Doc, NodeId, Pointer, Value};
use openapi::assembly::Kind;
use std::collections::BTreeSet;
use std::fmt::Write;

impl Story<'_> {
    /// The places in the original document of an operation and of the components that it needs.
    pub(super) fn used(&self, doc: &Doc<'_>, operation: NodeId) -> BTreeSet<Pointer> {
        let mut used = BTreeSet::new();
        let mut next = vec![doc.pointer(operation)];
        if let Some(item) = next[0].parent() {
            // Parameters of the path are the operation's too.
            next.push(item.join("parameters"));
        }
        while let Some(pointer) = next.pop() {
            let Some(node) = doc.resolve(&pointer) else { continue };
            if !used.insert(pointer) {
                continue;
            }
            let mut nodes = vec![node];
            while let Some(node) = nodes.pop() {
                next.extend(node.get("$ref").and_then(|text| Pointer::parse(text.as_str()?)));
                match node.value() {
                    Value::Array(items) => nodes.extend(items),
                    Value::Object(members) => nodes.extend(members.iter().map(|member| &member.node)),
                    _ => {}
                }
            }
        }
        used.iter().map(|pointer| self.segment.origins.original(pointer)).collect()
    }

    /// A line for every change within the values under some pointers: what was done, and what asked for it.
    pub(super) fn changes(&self, pointers: &BTreeSet<Pointer>, out: &mut String) {
        let mut lines = BTreeSet::new();
        for pointer in pointers {
            for change in asked::changes(self.assembly, self.original, pointer) {
                let at = self.original.pointer(change.at);
                let what = match change.kind {
                    Kind::Added => format!("adds #{at}"),
                    Kind::Replaced => format!("replaces #{at}"),
                    Kind::Lost(token) => format!("removes #{}", at.join(token)),
                };
                lines.insert(format!("changed by {}\n           {what}", asked::reason(&change)));
            }
        }
        for line in lines {
            let _ = writeln!(out, "{line}");
        }
    }
}
