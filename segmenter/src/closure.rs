//! The components an operation needs.

use crate::operations::Operation;
use codegen::diag::{Diagnostic, closest};
use codegen::doc::{Doc, Node, NodeId, Pointer, Source, Value, unescape};
use openapi::Place;
use std::collections::{BTreeMap, BTreeSet};

/// One component's address: its kind (`schemas`, `parameters` …) and name.
pub(crate) type Address<'d> = (&'d str, &'d str);

/// All components of a document and what each refers to.
pub(crate) struct Components<'d> {
    doc: &'d Doc<'d>,
    nodes: BTreeMap<Address<'d>, &'d Node<'d>>,
    refers: BTreeMap<Address<'d>, Vec<Address<'d>>>,
    security: &'d [Node<'d>],
}

/// A reference that leads nowhere.
pub(crate) struct Dangling<'d> {
    at: NodeId,
    target: &'d str,
}

impl<'d> Components<'d> {
    /// Indexes a document's components.
    ///
    /// # Errors
    /// A diagnostic per reference that leads nowhere or out of the document.
    pub(crate) fn index(
        source: &Source,
        doc: &'d Doc<'d>,
        operations: &[Operation<'d>],
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut nodes = BTreeMap::new();
        for kind in doc.root().get("components").map(Node::members).unwrap_or_default() {
            for component in kind.node.members() {
                nodes.insert((kind.key.as_ref(), component.key.as_ref()), &component.node);
            }
        }
        let security = doc.root().get("security").map(Node::items).unwrap_or_default();
        let mut components = Self { doc, nodes, refers: BTreeMap::new(), security };
        let mut dangling = Vec::new();
        let mut refers = BTreeMap::new();
        for (&address, node) in &components.nodes {
            let place = if address.0 == "schemas" { Place::Schema } else { Place::Object };
            refers.insert(address, components.references(node, place, &mut dangling));
        }
        components.refers = refers;
        for operation in operations {
            components.operation_references(operation, &mut dangling);
        }
        dangling.sort_by_key(|found| found.at);
        dangling.dedup_by_key(|found| found.at);
        let errors: Vec<_> = dangling.iter().map(|found| components.report(source, doc, found)).collect();
        if errors.is_empty() { Ok(components) } else { Err(errors) }
    }

    /// A component.
    pub(crate) fn get(&self, address: Address<'_>) -> Option<&'d Node<'d>> {
        self.nodes.get(&address).copied()
    }

    /// The names of the components an operation refers to itself.
    pub(crate) fn direct(&self, operation: &Operation<'d>) -> Vec<&'d str> {
        let found = self.operation_references(operation, &mut Vec::new());
        found.into_iter().filter(|(kind, _)| *kind != "securitySchemes").map(|(_, name)| name).collect()
    }

    /// Everything that some operations need, transitively.
    pub(crate) fn closure<'o>(
        &self,
        operations: impl Iterator<Item = &'o Operation<'d>>,
    ) -> BTreeSet<Address<'d>>
    where
        'd: 'o,
    {
        let mut needed = BTreeSet::new();
        let mut open = Vec::new();
        for operation in operations {
            open.extend(self.operation_references(operation, &mut Vec::new()));
        }
        while let Some(address) = open.pop() {
            if needed.insert(address) {
                open.extend(self.refers.get(&address).into_iter().flatten());
            }
        }
        needed
    }

    fn operation_references(
        &self,
        operation: &Operation<'d>,
        dangling: &mut Vec<Dangling<'d>>,
    ) -> Vec<Address<'d>> {
        let mut found = self.references(operation.node, Place::Object, dangling);
        if let Some(parameters) = operation.item.get("parameters") {
            found.extend(self.references(parameters, Place::Object, dangling));
        }
        let requirements = operation.node.get("security").map_or(self.security, Node::items);
        for scheme in requirements.iter().flat_map(Node::members) {
            // A scheme that is not defined is reported by the generator: requests can be made without it.
            if let Some((&address, _)) = self.nodes.get_key_value(&("securitySchemes", scheme.key.as_ref())) {
                found.push(address);
            }
        }
        found
    }

    fn references(
        &self,
        node: &'d Node<'d>,
        place: Place,
        dangling: &mut Vec<Dangling<'d>>,
    ) -> Vec<Address<'d>> {
        let mut walk = Walk { components: self, found: Vec::new(), dangling, followed: BTreeSet::new() };
        walk.node(node, place);
        walk.found
    }

    /// The component a reference leads to or into.
    fn address(&self, target: &'d str) -> Option<Address<'d>> {
        let mut tokens = target.strip_prefix("#/components/")?.split('/');
        let kind = tokens.next()?;
        let name = tokens.next()?;
        let address = match self.nodes.get_key_value(&(kind, name)) {
            Some((address, _)) => *address,
            None => *self.nodes.keys().find(|known| known.0 == kind && known.1 == unescape(name))?,
        };
        let inside = tokens.try_fold(self.nodes[&address], |node, token| node.child(&unescape(token)));
        inside.map(|_| address)
    }

    fn report(&self, source: &Source, doc: &Doc<'_>, found: &Dangling<'_>) -> Diagnostic {
        let location = source.location(doc, found.at);
        if !found.target.starts_with('#') {
            return Diagnostic::error(
                "openapi::external-ref",
                format!("`{}` leads out of the document", found.target),
            )
            .at(location)
            .help("bundle the document into one file first");
        }
        let known =
            self.nodes.keys().map(|(kind, name)| format!("#/components/{kind}/{name}")).collect::<Vec<_>>();
        let error = Diagnostic::error("openapi::dangling-ref", format!("`{}` does not exist", found.target))
            .at(location);
        let wanted = Pointer::parse(found.target).map(|p| format!("#{}", p.as_str()));
        match closest(wanted.as_deref().unwrap_or(found.target), known.iter().map(String::as_str)) {
            Some(suggestion) => {
                let name = suggestion.rsplit('/').next().unwrap_or(suggestion);
                error.help(format!("did you mean `{name}`?"))
            }
            None => error.help("define it under `components`, or remove the reference"),
        }
    }
}

/// One walk through a part of the document.
struct Walk<'w, 'd> {
    components: &'w Components<'d>,
    found: Vec<Address<'d>>,
    dangling: &'w mut Vec<Dangling<'d>>,
    /// Targets outside `components` that have been walked.
    followed: BTreeSet<NodeId>,
}

impl<'d> Walk<'_, 'd> {
    fn node(&mut self, node: &'d Node<'d>, place: Place) {
        match node.value() {
            Value::Array(items) => items.iter().for_each(|item| self.node(item, place)),
            Value::Object(members) => {
                for member in members {
                    let below = place.member(&member.key, member.node.is_object());
                    if place.refers() && member.key == "$ref" {
                        self.reference(&member.node, place);
                    } else if below == Place::Mapping {
                        member.node.members().iter().for_each(|target| self.mapped(&target.node));
                    } else if below != Place::Data {
                        self.node(&member.node, below);
                    }
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, node: &'d Node<'d>, place: Place) {
        let target = node.as_str().unwrap_or_default();
        if let Some(address) = self.components.address(target) {
            self.found.push(address);
            return;
        }
        let elsewhere = Pointer::parse(target).filter(|_| !target.starts_with("#/components/"));
        match elsewhere.and_then(|pointer| self.components.doc.resolve(&pointer)) {
            Some(there) if self.followed.insert(there.id()) => self.node(there, place),
            Some(_) => {}
            None => self.dangling.push(Dangling { at: node.id(), target }),
        }
    }

    /// A discriminator maps to a reference or to the bare name of a schema. One that leads nowhere is dropped, with a
    /// warning, when the segment is written: the variants can be told apart without it.
    fn mapped(&mut self, node: &'d Node<'d>) {
        let target = node.as_str().unwrap_or_default();
        let named = self.components.nodes.get_key_value(&("schemas", target)).map(|(address, _)| *address);
        self.found.extend(named.or_else(|| self.components.address(target)));
    }
}
