//! What an example imports.

use super::krate::uses;
use crate::config::PackageMeta;
use crate::ir::{Api, Operation, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// Names that examples have without an import: another of the same name is written with its path.
const TAKEN: [&str; 5] = ["Box", "Default", "Ok", "Result", "Some"];

/// What an example imports: paths, and how each is written.
#[derive(Clone, Debug)]
pub(super) struct Uses {
    krate: String,
    root: String,
    written: BTreeMap<String, String>,
    /// The names that are imported.
    names: BTreeSet<String>,
}

impl Uses {
    /// The type that leads to everything, and nothing else.
    pub(super) fn only(meta: &PackageMeta, root: &str) -> Self {
        let krate = meta.crate_ident();
        let full = format!("{krate}::{root}");
        let names = TAKEN.map(str::to_owned).into();
        let mut uses = Self { krate, root: full.clone(), written: BTreeMap::new(), names };
        uses.add(full);
        uses
    }

    /// A type, under the name that an operation has for it.
    pub(super) fn ty(&mut self, api: &Api, operation: &Operation, id: TypeId) {
        let full = self.full(api, operation, id);
        self.add(full);
    }

    /// A type of the support crate.
    pub(super) fn support(&mut self, name: &str) {
        self.add(format!("cfs_http::{name}"));
    }

    /// Maps.
    pub(super) fn map(&mut self) {
        self.add("std::collections::BTreeMap".to_owned());
    }

    fn add(&mut self, full: String) {
        let name = full.rsplit("::").next().unwrap_or_default().to_owned();
        if !self.written.contains_key(&full) {
            let written = if self.names.insert(name.clone()) { name } else { full.clone() };
            self.written.insert(full, written);
        }
    }

    /// Where a type is imported from: the crate's root has most.
    fn full(&self, api: &Api, operation: &Operation, id: TypeId) -> String {
        let at_root = api.alias(operation, id).map_or(api[id].at_root, |alias| alias.at_root);
        let path = api.path_by(operation, id);
        let name = path.rsplit("::").next().unwrap_or_default();
        format!("{}::{}", self.krate, if at_root { name } else { &path })
    }

    /// A type as it is written.
    pub(super) fn path(&self, api: &Api, operation: &Operation, id: TypeId) -> String {
        let full = self.full(api, operation, id);
        self.named(&full).to_owned()
    }

    /// A path as it is written.
    pub(super) fn named<'a>(&'a self, full: &'a str) -> &'a str {
        self.written.get(full).map_or(full, String::as_str)
    }

    /// The type that leads to everything, as it is written.
    pub(super) fn root(&self) -> &str {
        self.named(&self.root)
    }

    /// Whether nothing is imported besides the type that leads to everything.
    pub(super) fn is_alone(&self) -> bool {
        self.written.len() == 1
    }

    /// The lines.
    pub(super) fn text(&self) -> String {
        let imported = self.written.iter().filter(|(full, written)| full != written);
        let split = imported.map(|(full, name)| (full[..full.len() - name.len()].to_owned(), name.as_str()));
        uses("use ", split).trim_end().to_owned()
    }
}
