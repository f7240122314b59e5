//! What names stand for: through scopes, imports and re-exports.

use crate::model::{Call, Declaration, Import, Kind, Member, Module, Type};
use crate::{File, place};
use codegen::diag::Diagnostic;
use indexmap::IndexMap;
use std::cell::RefCell;

/// All modules, by path.
pub(crate) struct Program<'f> {
    files: &'f [File],
    modules: Vec<Module>,
    by_path: IndexMap<String, usize>,
    /// Names that lead nowhere.
    errors: RefCell<Vec<Diagnostic>>,
}

/// A declared type: its module and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId {
    pub(crate) module: usize,
    pub(crate) index: usize,
}

/// Where a name is looked up: a module, and the declaration that it is used in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'p> {
    pub(crate) module: usize,
    pub(crate) name: &'p str,
}

/// A type with the scope that its names belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'p> {
    pub(crate) ty: &'p Type,
    pub(crate) scope: Scope<'p>,
}

/// A member with the scope that its type's names belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeenMember<'p> {
    pub(crate) member: &'p Member,
    pub(crate) scope: Scope<'p>,
}

impl<'p> Seen<'p> {
    pub(crate) fn with(self, ty: &'p Type) -> Self {
        Self { ty, ..self }
    }
}

impl<'f> Program<'f> {
    /// `modules` runs parallel to `files`.
    pub(crate) fn new(files: &'f [File], modules: Vec<Module>) -> Self {
        let by_path =
            modules.iter().enumerate().map(|(index, module)| (module.path.clone(), index)).collect();
        Self { files, modules, by_path, errors: RefCell::default() }
    }

    pub(crate) fn calls(&self) -> impl Iterator<Item = (usize, &Call)> {
        self.modules
            .iter()
            .enumerate()
            .flat_map(|(index, module)| module.calls.iter().map(move |call| (index, call)))
    }

    pub(crate) fn path(&self, module: usize) -> &str {
        &self.modules[module].path
    }

    pub(crate) fn error(&self, module: usize, start: u32, what: String) {
        self.errors
            .borrow_mut()
            .push(Diagnostic::error("sdk::meaning", what).at(place(&self.files[module], start)));
    }

    pub(crate) fn into_errors(self) -> Vec<Diagnostic> {
        self.errors.into_inner()
    }

    pub(crate) fn declaration(&self, id: TypeId) -> (&str, &Declaration) {
        let (name, declaration) =
            self.modules[id.module].types.get_index(id.index).expect("ids are made of what there is");
        (name, declaration)
    }

    /// A declared type as it is seen from inside.
    pub(crate) fn seen(&self, id: TypeId) -> Seen<'_> {
        let (name, declaration) = self.declaration(id);
        Seen { ty: &declaration.ty, scope: Scope { module: id.module, name } }
    }

    /// What a name stands for.
    pub(crate) fn find(&self, scope: Scope<'_>, name: &str, start: u32) -> Option<TypeId> {
        // A declaration's own name space is not around it, but named like it.
        let mut around = scope.name;
        while let Some((outer, _)) = around.rsplit_once('.') {
            around = outer;
            if let Some(found) = self.own(scope.module, &format!("{around}.{name}")) {
                return Some(found);
            }
        }
        let found = self.exported(scope.module, name, 0);
        if found.is_none() {
            self.error(scope.module, start, format!("there is no type `{name}`"));
        }
        found
    }

    fn own(&self, module: usize, name: &str) -> Option<TypeId> {
        Some(TypeId { module, index: self.modules[module].types.get_index_of(name)? })
    }

    /// A name of a module: declared there, imported, or exported from another.
    fn exported(&self, module: usize, name: &str, depth: usize) -> Option<TypeId> {
        if depth > 8 {
            return None;
        }
        if let Some(found) = self.own(module, name) {
            return Some(found);
        }
        let here = &self.modules[module];
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let imported = match here.imports.get(first) {
            Some(Import::Module(path)) if !rest.is_empty() => Some((path, rest.to_owned())),
            Some(Import::Name(path, there)) if rest.is_empty() => Some((path, there.clone())),
            Some(Import::Name(path, there)) => Some((path, format!("{there}.{rest}"))),
            _ => None,
        };
        if let Some((path, there)) = imported {
            return self.exported(self.module(path)?, &there, depth + 1);
        }
        here.reexports.iter().find_map(|path| self.exported(self.module(path)?, name, depth + 1))
    }

    fn module(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).or_else(|| self.by_path.get(&format!("{path}/index"))).copied()
    }

    /// Follows names to what they stand for.
    pub(crate) fn follow<'p>(&'p self, mut seen: Seen<'p>) -> Seen<'p> {
        for _ in 0..16 {
            let Kind::Named(name) = &seen.ty.kind else { break };
            let Some(id) = self.find(seen.scope, name, seen.ty.start) else { break };
            seen = self.seen(id);
        }
        seen
    }

    /// The members of an object type with those that it is added to; `None` for other types.
    pub(crate) fn members<'p>(&'p self, seen: Seen<'p>) -> Option<Vec<SeenMember<'p>>> {
        let seen = self.follow(seen);
        match &seen.ty.kind {
            Kind::Object(object) => {
                let mut members: Vec<SeenMember<'p>> = Vec::new();
                for base in &object.extends {
                    members.extend(self.members(seen.with(base))?);
                }
                for member in &object.members {
                    members.retain(|known| known.member.name != member.name);
                    members.push(SeenMember { member, scope: seen.scope });
                }
                Some(members)
            }
            Kind::Without(of, names) => {
                let mut members = self.members(seen.with(of))?;
                members.retain(|member| !names.contains(&member.member.name));
                Some(members)
            }
            _ => None,
        }
    }

    /// The alternatives of a union, other types as their only one.
    pub(crate) fn alternatives<'p>(&'p self, seen: Seen<'p>) -> Vec<Seen<'p>> {
        let seen = self.follow(seen);
        match &seen.ty.kind {
            Kind::Union(types) => types.iter().flat_map(|ty| self.alternatives(seen.with(ty))).collect(),
            _ => vec![seen],
        }
    }
}
