//! The source of a crate to its public [`Api`].

use super::krate::{Crate, Crates};
use super::macros;
use super::model::{Api, Item, ItemKind, Member, MemberKey, MemberKind};
use super::surface;
use codegen::diag::Diagnostic;
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use syn::{Attribute, Fields, FnArg, ImplItem, ReturnType, UseTree, Visibility};

/// Reads a crate. What it re-exports by name of one of the others is that item.
pub(super) fn read(krate: &Crate, others: &Crates) -> Result<Api, Diagnostic> {
    if let Some(ledger) = krate.files.get(surface::LEDGER) {
        return surface::api(&krate.name, ledger);
    }
    let mut modules = Modules { krate, all: BTreeMap::new(), others: BTreeMap::new() };
    modules.load("", "src/lib.rs", "src")?;
    modules.others = modules.named(others)?;
    let mut items = BTreeMap::new();
    modules.collect("", "", &mut items, &mut BTreeSet::new());
    let text = |key: &str| krate.package().and_then(|package| package.get(key)?.as_str()).unwrap_or_default();
    let named = modules.others.keys().map(|name| name.replace('_', "-")).collect();
    Ok(Api { items, named, features: krate.features(), rust_version: text("rust-version").to_owned() })
}

/// Tokens as text, spaced like Rust.
pub(super) fn tidy(tokens: TokenStream) -> String {
    let text = tokens.to_string();
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '"');
    let mut tidied = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        if quoted || !c.is_whitespace() {
            tidied.push(c);
            match c {
                '\\' if quoted => tidied.extend(chars.next()),
                '"' => quoted = !quoted,
                _ => {}
            }
            continue;
        }
        let last = tidied.chars().last().unwrap_or(' ');
        let next = chars.peek().copied().unwrap_or(' ');
        let spaced = in_word(last) && (in_word(next) || matches!(next, '&' | '\''))
            || last == ','
            || matches!(last, '=' | '+')
            || matches!(next, '=' | '+' | '{')
            || last == '>' && in_word(next);
        if spaced {
            tidied.push(' ');
        }
    }
    tidied
}

/// A module as it is written.
#[derive(Debug, Default)]
struct Module {
    /// Items, and private types as far as something is said of them.
    items: BTreeMap<String, Item>,
    /// The names of public items.
    public: BTreeSet<String>,
    /// What tables say of members: type, member, fact.
    facts: Vec<(String, MemberKey, String)>,
    /// Public and private modules below.
    children: BTreeMap<String, bool>,
    /// Public imports: what, and under which name; no name for everything in it.
    uses: Vec<(Vec<String>, Option<String>)>,
}

struct Modules<'k> {
    krate: &'k Crate,
    all: BTreeMap<String, Module>,
    /// The crates whose items this one re-exports by name, by name as Rust writes it.
    others: BTreeMap<String, Api>,
}

impl Modules<'_> {
    /// The crates that are named with an item of theirs: those that are shown as a whole are compared by themselves.
    fn named(&self, others: &Crates) -> Result<BTreeMap<String, Api>, Diagnostic> {
        let uses =
            self.all.iter().flat_map(|(path, module)| module.uses.iter().map(move |uses| (path, &uses.0)));
        let foreign = uses.filter(|(path, target)| target.len() > 1 && self.resolve(path, target).is_none());
        let names: BTreeSet<&String> = foreign.filter_map(|(_, target)| target.first()).collect();
        let find = |name: &String| others.values().find(|other| other.name.replace('-', "_") == *name);
        let found = names.into_iter().filter_map(|name| Some((name, find(name)?)));
        let of = |krate| read(krate, &Crates::new());
        found.map(|(name, krate)| Ok((name.clone(), of(krate)?))).collect()
    }

    /// An item of a module, be it imported.
    fn item(&self, path: &str, name: &str) -> Option<Item> {
        let module = self.all.get(path)?;
        if let Some(item) = module.items.get(name) {
            return Some(item.clone());
        }
        let (target, _) = module.uses.iter().find(|(_, known)| known.as_deref() == Some(name))?;
        self.foreign(path, target)
    }

    /// An item of another crate.
    fn foreign(&self, path: &str, target: &[String]) -> Option<Item> {
        let (krate, inside) = target.split_first().filter(|_| self.resolve(path, target).is_none())?;
        self.others.get(krate)?.items.get(&inside.join("::")).cloned()
    }

    /// Reads a file and those of the modules it declares.
    fn load(&mut self, path: &str, file: &str, folder: &str) -> Result<(), Diagnostic> {
        let wrong = |message: String| {
            Diagnostic::error("diff::source", format!("{}/{file}: {message}", self.krate.name))
        };
        let text = self.krate.files.get(file).ok_or_else(|| wrong("there is no such file".to_owned()))?;
        let parsed = syn::parse_file(text).map_err(|error| wrong(error.to_string()))?;
        let mut module = Module::default();
        for item in parsed.items {
            read_item(item, &mut module).map_err(wrong)?;
        }
        let Module { items, public, facts, .. } = &mut module;
        items.retain(|name, _| public.contains(name));
        for (owner, key, fact) in facts.drain(..) {
            if let Some(member) = items.get_mut(&owner).and_then(|item| item.members.get_mut(&key)) {
                member.wire = fact;
            }
        }
        let children: Vec<String> = module.children.keys().cloned().collect();
        self.all.insert(path.to_owned(), module);
        for child in children {
            let flat = format!("{folder}/{child}.rs");
            let nested = format!("{folder}/{child}/mod.rs");
            let file = if self.krate.files.contains_key(&flat) { flat } else { nested };
            self.load(&join(path, &child), &file, &format!("{folder}/{child}"))?;
        }
        Ok(())
    }

    /// What users see of a module, under a public path.
    fn collect(
        &self,
        path: &str,
        public: &str,
        found: &mut BTreeMap<String, Item>,
        open: &mut BTreeSet<(String, String)>,
    ) {
        let Some(module) = self.all.get(path) else { return };
        if !open.insert((path.to_owned(), public.to_owned())) {
            return;
        }
        for (name, item) in &module.items {
            found.insert(join(public, name), item.clone());
        }
        for (child, _) in module.children.iter().filter(|(_, public)| **public) {
            self.collect(&join(path, child), &join(public, child), found, open);
        }
        for (target, name) in &module.uses {
            let inside = self.resolve(path, target);
            match (inside, name) {
                (Some(inside), None) => self.collect(&inside, public, found, open),
                (Some(inside), Some(name)) => {
                    let (parent, last) = inside.rsplit_once("::").unwrap_or(("", &inside));
                    match self.item(parent, last) {
                        Some(item) => drop(found.insert(join(public, name), item)),
                        None => self.collect(&inside, &join(public, name), found, open),
                    }
                }
                (None, name) => {
                    let kind = ItemKind::Reexport(target.join("::"));
                    let name = name.clone().unwrap_or_else(|| format!("{}::*", target.join("::")));
                    let item = self.foreign(path, target);
                    found.insert(join(public, &name), item.unwrap_or(Item { kind, ..Item::default() }));
                }
            }
        }
    }

    /// The path from the crate's root of what an import names; `None` for another crate's.
    fn resolve(&self, module: &str, target: &[String]) -> Option<String> {
        let first = target.first()?.as_str();
        match first {
            "crate" => Some(target[1..].join("::")),
            "self" => Some(join(module, &target[1..].join("::"))),
            "super" => {
                let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
                Some(join(parent, &target[1..].join("::")))
            }
            _ if self.all.get(module)?.children.contains_key(first) => Some(join(module, &target.join("::"))),
            _ => None,
        }
    }
}

fn join(path: &str, name: &str) -> String {
    match (path.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => path.to_owned(),
        _ => format!("{path}::{name}"),
    }
}

fn read_item(item: syn::Item, module: &mut Module) -> Result<(), String> {
    match item {
        syn::Item::Struct(item) if public(&item.vis) => {
            module.public.insert(item.ident.to_string());
            let entry = module.items.entry(item.ident.to_string()).or_default();
            declare(entry, &item.attrs, &item.generics, ItemKind::Struct);
            for (index, field) in item.fields.iter().enumerate() {
                let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
                if public(&field.vis) {
                    let member = described(Member::of(tidy(field.ty.to_token_stream())), &field.attrs);
                    add(entry, MemberKind::Field, name, member);
                } else {
                    entry.private = true;
                }
            }
        }
        syn::Item::Enum(item) if public(&item.vis) => {
            module.public.insert(item.ident.to_string());
            let entry = module.items.entry(item.ident.to_string()).or_default();
            declare(entry, &item.attrs, &item.generics, ItemKind::Enum);
            for variant in &item.variants {
                let payload = match &variant.fields {
                    Fields::Unit => String::new(),
                    fields => tidy(fields.to_token_stream()),
                };
                add(
                    entry,
                    MemberKind::Variant,
                    variant.ident.to_string(),
                    described(Member::of(payload), &variant.attrs),
                );
            }
        }
        syn::Item::Impl(item) => read_impl(&item, module),
        syn::Item::Macro(item) => {
            let name = item.mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            let expansion = macros::read(&name, item.mac.tokens)
                .ok_or_else(|| format!("the macro `{name}!` is not known to `cargo xtask diff`"))?
                .map_err(|error| format!("`{name}!`: {error}"))?;
            let owner = &expansion.owner;
            module.facts.extend(expansion.facts.into_iter().map(|(key, fact)| (owner.clone(), key, fact)));
            let entry = module.items.entry(expansion.owner).or_default();
            entry.impls.extend(expansion.impls);
            entry.wire.extend(expansion.wire);
            for ((kind, name), member) in expansion.members {
                add(entry, kind, name, member);
            }
        }
        syn::Item::Mod(item) if item.content.is_none() => {
            module.children.insert(item.ident.to_string(), public(&item.vis));
        }
        syn::Item::Use(item) if public(&item.vis) => imports(&item.tree, &mut Vec::new(), &mut module.uses),
        syn::Item::Use(_) | syn::Item::Mod(_) => {}
        other => {
            if let Some((name, signature)) = other_item(&other) {
                module.public.insert(name.clone());
                module.items.insert(name, Item { kind: ItemKind::Other(signature), ..Item::default() });
            }
        }
    }
    Ok(())
}

/// Kinds of items that generated crates hardly have: compared as they are written.
fn other_item(item: &syn::Item) -> Option<(String, String)> {
    match item {
        syn::Item::Type(item) if public(&item.vis) => {
            Some((item.ident.to_string(), format!("type = {}", tidy(item.ty.to_token_stream()))))
        }
        syn::Item::Const(item) if public(&item.vis) => {
            Some((item.ident.to_string(), format!("const: {}", tidy(item.ty.to_token_stream()))))
        }
        syn::Item::Fn(item) if public(&item.vis) => {
            Some((item.sig.ident.to_string(), tidy(item.sig.to_token_stream())))
        }
        syn::Item::Trait(item) if public(&item.vis) => {
            Some((item.ident.to_string(), tidy(item.to_token_stream())))
        }
        _ => None,
    }
}

fn declare(item: &mut Item, attrs: &[Attribute], generics: &syn::Generics, kind: ItemKind) {
    item.kind = kind;
    item.generics = tidy(generics.to_token_stream());
    item.docs = docs(attrs);
    item.deprecated = has(attrs, "deprecated");
    item.non_exhaustive = has(attrs, "non_exhaustive");
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let names =
            attr.parse_args_with(syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated);
        item.impls.extend(names.into_iter().flatten().map(|name| tidy(name.to_token_stream())));
    }
}

fn read_impl(item: &syn::ItemImpl, module: &mut Module) {
    let syn::Type::Path(owner) = &*item.self_ty else { return };
    let Some(owner) = owner.path.segments.last().map(|last| last.ident.to_string()) else { return };
    let entry = module.items.entry(owner).or_default();
    if let Some((path, _)) = &item.trait_ {
        let mut name = tidy(path.to_token_stream());
        for inner in &item.items {
            if let ImplItem::Type(ty) = inner {
                name.push_str(&format!(" with {} = {}", ty.ident, tidy(ty.ty.to_token_stream())));
            }
        }
        entry.impls.insert(name);
        return;
    }
    for inner in &item.items {
        let ImplItem::Fn(method) = inner else { continue };
        if !public(&method.vis) || hidden(&method.attrs) {
            continue;
        }
        let mut member = described(Member::default(), &method.attrs);
        for argument in &method.sig.inputs {
            let (name, ty) = match argument {
                FnArg::Receiver(receiver) => ("self".to_owned(), receiver_text(receiver)),
                FnArg::Typed(typed) => (tidy(typed.pat.to_token_stream()), tidy(typed.ty.to_token_stream())),
            };
            member.names.push(name);
            member.arguments.push(ty);
        }
        if let ReturnType::Type(_, ty) = &method.sig.output {
            member.ty = tidy(ty.to_token_stream());
        }
        add(entry, MemberKind::Method, method.sig.ident.to_string(), member);
    }
}

fn receiver_text(receiver: &syn::Receiver) -> String {
    let mut receiver = receiver.clone();
    // `mut self` is the method's own affair.
    receiver.mutability = None;
    receiver.attrs.clear();
    tidy(receiver.to_token_stream())
}

fn add(item: &mut Item, kind: MemberKind, name: String, member: Member) {
    item.members.insert((kind, name), member);
}

fn imports(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, Option<String>)>) {
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            imports(&inner.tree, path, found);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| imports(tree, path, found)),
        UseTree::Glob(_) => found.push((path.clone(), None)),
        UseTree::Name(name) if name.ident == "self" => {
            found.push((path.clone(), path.last().cloned()));
        }
        UseTree::Name(name) => {
            let full = path.iter().cloned().chain([name.ident.to_string()]).collect();
            found.push((full, Some(name.ident.to_string())));
        }
        UseTree::Rename(name) => {
            let full = path.iter().cloned().chain([name.ident.to_string()]).collect();
            found.push((full, Some(name.rename.to_string())));
        }
    }
}

fn described(member: Member, attrs: &[Attribute]) -> Member {
    Member { docs: docs(attrs), deprecated: has(attrs, "deprecated"), ..member }
}

fn docs(attrs: &[Attribute]) -> String {
    let mut text = String::new();
    for attr in attrs {
        if let syn::Meta::NameValue(pair) = &attr.meta
            && pair.path.is_ident("doc")
        {
            text.push_str(&pair.value.to_token_stream().to_string());
        }
    }
    text
}

fn has(attrs: &[Attribute], name: &str) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident(name))
}

fn hidden(attrs: &[Attribute]) -> bool {
    attrs
        .iter()
        .any(|attr| attr.path().is_ident("doc") && attr.meta.to_token_stream().to_string().contains("hidden"))
}

fn public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}
