//! Changing an assembly.

use super::value::{Body, Input, Value};
use super::view::View;
use super::{Assembly, Kind, Reason, write};
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Node, NodeId, Pointer, Source, unescape};

/// A change of an assembly at work.
///
/// Every method that changes something says whether it could; pointers are those of the document as it is at the moment.
#[derive(Debug)]
pub struct Edit<'d> {
    base: &'d Assembly,
    /// The documents that values are taken from; the first is the base.
    inputs: Vec<(&'d Source, &'d Doc<'d>)>,
    root: Value<'d>,
    reasons: Vec<Reason>,
    reason: usize,
    warnings: Vec<Diagnostic>,
}

impl<'d> Edit<'d> {
    pub(super) fn new(base: &'d Assembly, doc: &'d Doc<'d>) -> Self {
        let mut reasons = base.reasons.clone();
        reasons.push(Reason::default());
        Self {
            base,
            inputs: vec![(base.source(), doc)],
            root: Input(0).value(doc.root()),
            reason: reasons.len() - 1,
            reasons,
            warnings: base.warnings.clone(),
        }
    }

    /// The document as it was before, and what it says.
    pub fn base(&self) -> (&'d Assembly, &'d Doc<'d>) {
        (self.base, self.inputs[0].1)
    }

    /// Adds a document that values will be taken from. `doc` is `source`, parsed.
    pub fn input(&mut self, source: &'d Source, doc: &'d Doc<'d>) -> Input {
        self.inputs.push((source, doc));
        Input(self.inputs.len() - 1)
    }

    /// Gives the reason of all changes from here on.
    pub fn because(&mut self, reason: Reason) {
        self.reasons.push(reason);
        self.reason = self.reasons.len() - 1;
    }

    /// Adds a warning about the change itself.
    pub fn warn(&mut self, warning: Diagnostic) {
        self.warnings.push(warning);
    }

    /// The document as it is at the moment.
    pub fn view(&self) -> View<'_> {
        View::from(&self.root)
    }

    /// Sets a member of the object under a pointer.
    pub fn set(&mut self, object: &Pointer, key: &str, mut value: Value<'d>) -> bool {
        let reason = self.reason;
        let Some(Body::Map(members)) = self.open(object).map(|object| &mut object.body) else { return false };
        let kind = if members.contains_key(key) { Kind::Replaced } else { Kind::Added };
        value.notes.push((kind, reason));
        members.insert(key.to_owned().into(), value);
        true
    }

    /// Appends an item to the array under a pointer.
    pub fn push(&mut self, array: &Pointer, mut value: Value<'d>) -> bool {
        let reason = self.reason;
        let Some(Body::List(items)) = self.open(array).map(|array| &mut array.body) else { return false };
        value.notes.push((Kind::Added, reason));
        items.push(value);
        true
    }

    /// Removes the member or item under a pointer; the items after it move up.
    pub fn remove(&mut self, pointer: &Pointer) -> bool {
        let reason = self.reason;
        let (Some(parent), Some(token)) = (pointer.parent(), pointer.last()) else { return false };
        let Some(parent) = self.open(&parent) else { return false };
        let removed = match &mut parent.body {
            Body::Map(members) => members.remove(token.as_ref()).is_some(),
            Body::List(items) => match token.parse::<usize>() {
                Ok(index) if index < items.len() => {
                    items.remove(index);
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if removed {
            parent.notes.push((Kind::Lost(token.into_owned()), reason));
        }
        removed
    }

    /// The value under a pointer, its members or items open to changes.
    fn open(&mut self, pointer: &Pointer) -> Option<&mut Value<'d>> {
        self.view().resolve(pointer)?;
        let (source, doc) = self.inputs[0];
        let mut at = &mut self.root;
        repeated_keys(at, source, doc, &mut self.warnings);
        at.open();
        for token in pointer.tokens() {
            at = at.child_mut(&unescape(token))?;
            repeated_keys(at, source, doc, &mut self.warnings);
            at.open();
        }
        Some(at)
    }

    /// The document as it has become.
    pub fn finish(self) -> Assembly {
        let (source, marks) = write::write(self.base, &self.inputs, &self.root);
        Assembly { source, reasons: self.reasons, marks, warnings: self.warnings }
    }
}

/// Of an object that is opened only the members that count are written: that others were there is said here, as nobody
/// sees it in the text any more.
fn repeated_keys(value: &Value<'_>, source: &Source, doc: &Doc<'_>, warnings: &mut Vec<Diagnostic>) {
    let Body::Whole(at) = value.body else { return };
    if at.input != Input(0) {
        return;
    }
    let within = |node: &Node<'_>, id: NodeId| node.span().contains(&(id.0 as usize));
    let own =
        |id: NodeId| within(at.node, id) && !at.node.members().iter().any(|member| within(&member.node, id));
    let repeated = doc.duplicates().iter().filter(|id| own(**id));
    warnings.extend(repeated.map(|id| source.repeated_key(doc, *id)));
}
