//! A crate's files.

mod package;
mod request;
mod resource;
mod server;
mod types;
mod umbrella;
mod union;

pub(in crate::print) use package::head;
pub use umbrella::{Program, Service, Umbrella, umbrella};

use crate::ir::{Api, OpId, ResourceId, TypeId};
use crate::model::Model;
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::rust::{inner_docs, print_file};
use codegen::stack::big;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use syn::Item;

/// A file is split well before it is too long to be read, so that small additions do not move everything.
const SPLIT_LINES: usize = 3_500;

/// Prints a crate.
///
/// # Errors
/// When an item cannot be printed: a defect of the generator.
pub fn krate(model: &Model) -> Result<Artifacts, Diagnostic> {
    big(|| files(model))
}

fn files(model: &Model) -> Result<Artifacts, Diagnostic> {
    let Model { api, config } = model;
    let meta = &config.meta;
    let printer = Printer { header: package::header(meta) };
    let mut artifacts = Artifacts::default();

    let mut types = Vec::new();
    let homes = homes(api);
    for (id, ty) in api.live() {
        let home = homes.get(&id).cloned().unwrap_or_default();
        types.push(Piece { home, name: ty.name.clone(), text: printer.piece(types::items(api, meta, id))? });
    }
    for alias in &api.aliases {
        let home = homes.get(&alias.of).cloned().unwrap_or_default();
        let text = printer.piece(vec![types::alias(api, alias)])?;
        types.push(Piece { home, name: alias.name.clone(), text });
    }
    printer.module("types", "Types of requests and answers.", types, &mut artifacts);

    let mut requests = Vec::new();
    for operation in &api.operations {
        let home = api[operation.resource].path.get(1..).unwrap_or_default().to_vec();
        let items = request::items(api, operation);
        requests.push(Piece { home, name: operation.request.clone(), text: printer.piece(items)? });
    }
    printer.module(
        "requests",
        "Requests, as resources make them. They are sent when they are awaited.",
        requests,
        &mut artifacts,
    );

    let mut resources = Vec::new();
    for index in 0..api.resources.len() {
        let resource = &api.resources[index];
        let home = resource.path.get(1..).unwrap_or_default().to_vec();
        let items = resource::items(api, meta, ResourceId(index as u32));
        resources.push(Piece { home, name: resource.name.clone(), text: printer.piece(items)? });
    }
    printer.module(
        "resources",
        "The tree of resources, with a method for every operation.",
        resources,
        &mut artifacts,
    );

    artifacts.insert("src/lib.rs", package::lib(api, meta, &printer.piece(server::items(api))?));
    artifacts.insert("Cargo.toml", package::manifest(meta));
    artifacts.insert("README.md", package::readme(api, meta));
    Ok(artifacts)
}

/// A printed item and where it belongs.
struct Piece {
    /// Resources below the service.
    home: Vec<String>,
    name: String,
    text: String,
}

struct Printer {
    header: String,
}

impl Printer {
    fn piece(&self, items: Vec<Item>) -> Result<String, Diagnostic> {
        print_file("", Vec::new(), items)
    }

    /// Writes pieces as one module: one file if they fit, otherwise a file per resource.
    fn module(&self, module: &str, about: &str, pieces: Vec<Piece>, artifacts: &mut Artifacts) {
        let lines: usize = pieces.iter().map(|piece| piece.text.lines().count()).sum();
        let uses = uses(module);
        if lines <= SPLIT_LINES {
            artifacts.insert(format!("src/{module}.rs"), self.file(about, &uses, &pieces));
            return;
        }
        let files = split(pieces, 0, "");
        let mut index = String::new();
        for (name, pieces) in files {
            let about = format!("{} ({})", about.trim_end_matches('.'), name.replace('_', " "));
            artifacts.insert(
                format!("src/{module}/{name}.rs"),
                self.file(&about, &format!("{uses}use super::*;\n"), &pieces),
            );
            index.push_str(&format!("mod {name};\npub use {name}::*;\n"));
        }
        let attrs = print_file("", inner_docs(about), Vec::new()).unwrap_or_default();
        let header = &self.header;
        let index = format!("{header}{attrs}\n#![allow(unused_imports)]\n\n{index}");
        artifacts.insert(format!("src/{module}/mod.rs"), index);
    }

    fn file(&self, about: &str, uses: &str, pieces: &[Piece]) -> String {
        let attrs = print_file("", inner_docs(about), Vec::new()).unwrap_or_default();
        let mut text = format!("{}{}\n#![allow(unused_imports)]\n\n{uses}", self.header, attrs);
        for piece in pieces {
            text.push('\n');
            text.push_str(&piece.text);
        }
        text
    }
}

fn uses(module: &str) -> String {
    let crates = match module {
        "types" => "",
        "requests" => "use crate::types::*;\n",
        _ => "use crate::requests::*;\nuse crate::types::*;\n",
    };
    format!("{crates}use cfs_http::prelude::*;\n")
}

/// Groups pieces by resource, deeper where a group is still too long for a file.
fn split(pieces: Vec<Piece>, depth: usize, above: &str) -> Vec<(String, Vec<Piece>)> {
    let mut groups: BTreeMap<String, Vec<Piece>> = BTreeMap::new();
    for piece in pieces {
        let part = piece.home.get(depth).map_or("common", String::as_str);
        let name = if above.is_empty() { part.to_owned() } else { format!("{above}_{part}") };
        groups.entry(name).or_default().push(piece);
    }
    let mut files = Vec::new();
    for (name, pieces) in groups {
        let lines: usize = pieces.iter().map(|piece| piece.text.lines().count()).sum();
        let deeper = pieces.iter().any(|piece| piece.home.len() > depth);
        if lines > SPLIT_LINES && deeper {
            files.extend(split(pieces, depth + 1, &name));
        } else if lines > SPLIT_LINES {
            files.extend(by_length(pieces, &name));
        } else {
            files.push((codegen::names::avoid_keyword(name), pieces));
        }
    }
    files
}

/// Cuts one resource's pieces into files by the alphabet: first letters stay where they are when others come.
fn by_length(pieces: Vec<Piece>, above: &str) -> Vec<(String, Vec<Piece>)> {
    let mut letters: BTreeMap<char, Vec<Piece>> = BTreeMap::new();
    for piece in pieces {
        let letter = piece.name.chars().next().unwrap_or('_').to_ascii_lowercase();
        letters.entry(letter).or_default().push(piece);
    }
    let mut files: Vec<(String, Vec<Piece>, usize)> = Vec::new();
    for (letter, pieces) in letters {
        let lines: usize = pieces.iter().map(|piece| piece.text.lines().count()).sum();
        match files.last_mut().filter(|last| last.2 + lines <= SPLIT_LINES) {
            Some(last) => {
                last.1.extend(pieces);
                last.2 += lines;
            }
            None => files.push((format!("{above}_{letter}"), pieces, lines)),
        }
    }
    files.into_iter().map(|(name, pieces, _)| (name, pieces)).collect()
}

/// The resource a type belongs to: that of the first operation that reaches it.
fn homes(api: &Api) -> BTreeMap<TypeId, Vec<String>> {
    let mut homes: BTreeMap<TypeId, Vec<String>> = BTreeMap::new();
    for operation in &api.operations {
        let home = api[operation.resource].path.get(1..).unwrap_or_default();
        let mut open: Vec<TypeId> = Vec::new();
        operation.each_sig(&mut |sig| sig.each_type(&mut |id| open.push(id)));
        while let Some(id) = open.pop() {
            if let Entry::Vacant(entry) = homes.entry(id) {
                entry.insert(home.to_vec());
                api[id].each_sig(&mut |sig| sig.each_type(&mut |id| open.push(id)));
            }
        }
    }
    homes
}

/// The operations in the order of the resource tree.
pub(super) fn tree(api: &Api) -> Vec<OpId> {
    let roots = (0..api.resources.len()).filter(|at| api.resources[*at].parent.is_none());
    let mut open: Vec<ResourceId> = roots.rev().map(|at| ResourceId(at as u32)).collect();
    let mut found = Vec::new();
    while let Some(at) = open.pop() {
        found.extend(methods(api, at));
        open.extend(api[at].children.iter().rev());
    }
    found
}

/// The operations of a resource in the order of their methods.
pub(super) fn methods(api: &Api, id: ResourceId) -> Vec<OpId> {
    let mut operations = api[id].operations.clone();
    operations.sort_by_key(|op| api[*op].method.clone());
    operations
}
