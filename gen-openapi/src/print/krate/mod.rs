//! A crate's files.

mod imports;
mod package;
mod request;
mod resource;
mod server;
mod types;
mod umbrella;
mod union;

pub(in crate::print) use imports::uses;
pub(in crate::print) use package::head;
pub use umbrella::{Program, Service, Umbrella, umbrella};

use crate::ir::{Api, Module, ResourceId, TypeId};
use crate::model::Model;
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::rust::{inner_docs, print_file};
use codegen::stack::big;
use imports::Imports;
use syn::Item;

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
    let printer = Printer { model, header: package::header(meta) };
    let mut artifacts = Artifacts::default();
    for module in &api.modules {
        printer.module(module, &mut artifacts)?;
    }
    artifacts.insert("Cargo.toml", package::manifest(api, meta));
    artifacts.insert("README.md", package::readme(api, meta));
    Ok(artifacts)
}

struct Printer<'m> {
    model: &'m Model,
    header: String,
}

impl Printer<'_> {
    /// A module: its own file, and those that it is too long for.
    fn module(&self, module: &Module, artifacts: &mut Artifacts) -> Result<(), Diagnostic> {
        let Model { api, config } = self.model;
        let resource = &api[module.resource];
        let chain = api.chain(module.resource);
        let folder: String = chain.iter().map(|above| format!("{}/", file_name(&above.accessor))).collect();
        for part in &module.parts {
            let mut imports = Imports::of(api, module, Some(&part.name));
            let items = self.types(&part.types, &mut imports);
            let about =
                format!("Types of `{}`: `{}`, and what is in it.", resource.path.join("."), part.name);
            let text = self.file(&about, &imports.text(), items)?;
            let path = format!("src/{folder}{}.rs", file_name(&part.name));
            artifacts.insert(path, imports.with_short_links(&text));
        }
        let mut imports = Imports::of(api, module, None);
        let mut items = vec![resource::items(api, &config.meta, module.resource)];
        imports.resource(module.resource);
        for op in &resource.operations {
            items.push(request::items(api, &api[*op]));
        }
        items.extend(self.types(&module.types, &mut imports));
        for alias in api.aliases.iter().filter(|alias| alias.home == module.resource) {
            items.push(vec![types::alias(api, alias)]);
            imports.ty(alias.of);
        }
        let below = declarations(api, module);
        if resource.parent.is_none() {
            items.push(server::items(api));
            let own = print(items)?;
            let uses = imports.text();
            let front = package::front(api, &config.meta);
            let head = [below, re_exports(api), uses, own].into_iter().filter(|part| !part.is_empty());
            let text = [front, head.collect::<Vec<_>>().join("\n")].concat();
            artifacts.insert("src/lib.rs", imports.with_short_links(&text));
            return Ok(());
        }
        let text = self.file(&resource.module_docs, &format!("{below}{}", imports.text()), items)?;
        let path = format!("src/{}.rs", folder.trim_end_matches('/'));
        artifacts.insert(path, imports.with_short_links(&text));
        Ok(())
    }

    fn types(&self, types: &[TypeId], imports: &mut Imports<'_>) -> Vec<Vec<Item>> {
        let Model { api, config } = self.model;
        let mut items = Vec::new();
        for id in types {
            if let Some(path) = &api[*id].from {
                imports.taken(path, &api[*id].name);
                continue;
            }
            items.push(self::types::items(api, &config.meta, *id));
            api[*id].each_sig(&mut |sig| sig.each_type(&mut |id| imports.ty(id)));
        }
        items
    }

    fn file(&self, about: &str, uses: &str, items: Vec<Vec<Item>>) -> Result<String, Diagnostic> {
        let attrs = print_file("", inner_docs(about), Vec::new())?;
        Ok(format!("{}{attrs}\n{uses}\n{}", self.header, print(items)?))
    }
}

/// Items, those that belong together without a line between them.
fn print(pieces: Vec<Vec<Item>>) -> Result<String, Diagnostic> {
    let pieces = pieces.into_iter().filter(|items| !items.is_empty());
    let pieces: Result<Vec<String>, Diagnostic> =
        pieces.map(|items| print_file("", Vec::new(), items)).collect();
    Ok(pieces?.join("\n"))
}

/// The files below a module.
fn declarations(api: &Api, module: &Module) -> String {
    let mut out = String::new();
    for child in &api[module.resource].children {
        out.push_str(&format!("pub mod {};\n", api[*child].accessor));
    }
    for part in &module.parts {
        out.push_str(&format!("mod {};\n", part.name));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    for part in &module.parts {
        out.push_str(&format!("pub use {}::*;\n", part.name));
    }
    out
}

/// What the crate's root has of its modules.
fn re_exports(api: &Api) -> String {
    let root = ResourceId::default();
    let types = api.live().filter(|(_, ty)| ty.at_root).map(|(_, ty)| (ty.home, ty.name.as_str()));
    let aliases = api.aliases.iter().filter(|alias| alias.at_root);
    let names = types.chain(aliases.map(|alias| (alias.home, alias.name.as_str())));
    let names = names.filter(|(home, _)| *home != root);
    imports::uses("pub use ", names.map(|(home, name)| (imports::inside(api, home), name)))
}

/// What the file of a module is called.
fn file_name(module: &str) -> &str {
    module.trim_start_matches("r#")
}
