//! What a file takes from other modules of its crate, and from the crate that has types of this one.

use crate::ir::{Api, BodyForm, Module, ResourceId, Sig, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// Lines are no longer than that.
const WIDTH: usize = 110;

/// The names that a file has from elsewhere, by module.
pub(super) struct Imports<'a> {
    api: &'a Api,
    module: &'a Module,
    /// The file's own types.
    own: BTreeSet<TypeId>,
    /// Whether the file is the module's first.
    first: bool,
    names: BTreeSet<(ResourceId, &'a str)>,
    /// What the file has from another crate.
    taken: BTreeSet<(String, String)>,
}

impl<'a> Imports<'a> {
    /// Of a module's own file, or of one of its parts.
    pub(super) fn of(api: &'a Api, module: &'a Module, part: Option<&str>) -> Self {
        let types = match part {
            None => &module.types,
            Some(name) => {
                module.parts.iter().find(|part| part.name == name).map_or(&module.types, |part| &part.types)
            }
        };
        let own = types.iter().copied().collect();
        Self { api, module, own, first: part.is_none(), names: BTreeSet::new(), taken: BTreeSet::new() }
    }

    /// A type that the file mentions.
    pub(super) fn ty(&mut self, id: TypeId) {
        let ty = &self.api[id];
        self.name(ty.home, &ty.name, self.own.contains(&id));
    }

    /// A type of another crate, by its path there, that the file has under a name.
    pub(super) fn taken(&mut self, path: &str, name: &str) {
        let library = self.api.library.as_ref().map_or("", |library| &library.ident);
        let (module, own) = path.rsplit_once("::").unwrap_or(("", path));
        let module = if module.is_empty() { String::new() } else { format!("{module}::") };
        let named = if own == name { own.to_owned() } else { format!("{own} as {name}") };
        self.taken.insert((format!("{library}::{module}"), named));
    }

    /// What a resource and its requests mention.
    pub(super) fn resource(&mut self, id: ResourceId) {
        let api = self.api;
        for child in &api[id].children {
            self.name(*child, &api[*child].name, false);
        }
        for operation in api[id].operations.iter().map(|op| &api[*op]) {
            let mut mentioned = Vec::new();
            operation.each_in_code(&mut |sig| sig.each_type(&mut |id| mentioned.push(id)));
            mentioned.into_iter().for_each(|id| self.ty(id));
            for way in &operation.ways {
                if let BodyForm::Json(Sig::Type(id), _) = &way.body {
                    match api.alias(operation, *id) {
                        Some(alias) => self.name(alias.home, &alias.name, false),
                        None => self.ty(*id),
                    }
                }
            }
        }
    }

    /// A name in a module. What the module's own file re-exports of its parts it need not take.
    fn name(&mut self, home: ResourceId, name: &'a str, own: bool) {
        let here = own || self.first && home == self.module.resource;
        if !here {
            self.names.insert((home, name));
        }
    }

    /// The file's text, with links to what the file has a name for by this name alone: rustdoc calls a path redundant there.
    pub(super) fn with_short_links(&self, text: &str) -> String {
        let mut links: BTreeSet<String> = BTreeSet::new();
        let mut known = |home: ResourceId, name: &str| {
            links.insert(format!("[`{name}`](crate::{}{name})", self.api.module(home)));
        };
        self.names.iter().for_each(|(home, name)| known(*home, name));
        let root = self.module.resource == ResourceId::default() && self.first;
        for (id, ty) in self.api.live() {
            let here = self.first && ty.home == self.module.resource;
            if here || self.own.contains(&id) || root && ty.at_root {
                known(ty.home, &ty.name);
            }
        }
        let mut out = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            let docs = ["///", "//!"].iter().any(|mark| line.trim_start().starts_with(mark));
            if docs { shorten(line, &links, &mut out) } else { out.push_str(line) }
        }
        out
    }

    /// The lines at the top of the file.
    pub(super) fn text(&self) -> String {
        let taken = self.taken.iter().map(|(module, name)| (module.clone(), name.as_str()));
        let names = self.names.iter().map(|(home, name)| (inside(self.api, *home), *name));
        let taken = Some(uses("pub use ", taken)).filter(|taken| !taken.is_empty());
        let taken = taken.map(|taken| format!("{taken}\n"));
        format!("{}{}use cfs_http::prelude::*;\n", taken.unwrap_or_default(), uses("use ", names))
    }
}

/// Takes the paths off the links of a line that are among these.
fn shorten(line: &str, links: &BTreeSet<String>, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find("[`") {
        let link = rest[at..].find("](crate::").and_then(|middle| {
            let end = rest[at + middle..].find(')')?;
            Some((at + middle + 1, at + middle + end + 1))
        });
        let Some((middle, end)) = link.filter(|(_, end)| links.contains(&rest[at..*end])) else {
            out.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        };
        out.push_str(&rest[..middle]);
        rest = &rest[end..];
    }
    out.push_str(rest);
}

/// A module of the crate, as its files name it.
pub(super) fn inside(api: &Api, home: ResourceId) -> String {
    format!("crate::{}", api.module(home))
}

/// A line for each module that names are taken from: `use crate::database::{Database, DatabaseCreate};`.
pub(in crate::print) fn uses<'n>(word: &str, names: impl Iterator<Item = (String, &'n str)>) -> String {
    let mut modules: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (module, name) in names {
        modules.entry(module).or_default().insert(name);
    }
    let mut out = String::new();
    for (module, names) in modules {
        let names: Vec<&str> = names.into_iter().collect();
        let line = match names.as_slice() {
            [only] => format!("{word}{module}{only};"),
            several => format!("{word}{module}{{{}}};", several.join(", ")),
        };
        if line.len() <= WIDTH {
            out.push_str(&line);
        } else {
            out.push_str(&format!("{word}{module}{{\n{}}};", wrapped(&names)));
        }
        out.push('\n');
    }
    out
}

fn wrapped(names: &[&str]) -> String {
    let (mut out, mut line) = (String::new(), String::from("   "));
    for name in names {
        if line.len() + name.len() + 2 > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line = String::from("   ");
        }
        line.push_str(&format!(" {name},"));
    }
    out.push_str(&line);
    out.push('\n');
    out
}
