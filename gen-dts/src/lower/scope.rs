//! Names to declarations, scope by scope: global, ambient modules, namespaces.

use crate::ir::ts::{Decl, DeclId, Program, Span, Variants};
use indexmap::IndexMap;
use oxc_ast::ast::{
    BindingPattern, Declaration, ExportDefaultDeclarationKind, ModuleExportName, Statement,
    TSNamespaceDeclarationBody,
};
use std::collections::BTreeSet;

/// One scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// The scope around it.
    pub(crate) parent: Option<usize>,
    /// Where its declarations live.
    pub(crate) module: Option<String>,
    /// Namespaces around its declarations.
    pub(crate) namespaces: Vec<String>,
    /// Local names.
    pub(crate) names: IndexMap<String, DeclId>,
    /// What is exported under another name: seen from outside only.
    pub(crate) exports: IndexMap<String, DeclId>,
    /// Namespaces and modules inside, by name.
    pub(crate) inside: IndexMap<String, usize>,
}

/// The scopes of one file; the first is the file's own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scopes {
    pub(crate) all: Vec<Scope>,
    /// Further names of declarations.
    pub(crate) aliases: Vec<Alias>,
}

/// `export { a, a as b }`: a second name of a declaration that has one.
#[derive(Clone, Debug)]
pub(crate) struct Alias {
    pub(crate) of: DeclId,
    pub(crate) name: String,
    pub(crate) span: Span,
}

impl Scopes {
    pub(crate) fn collect(program: &mut Program, file: u32, tree: &oxc_ast::ast::Program<'_>) -> Self {
        let mut scopes = Self { all: vec![Scope::default()], aliases: Vec::new() };
        let mut collector = Collector { program, file, scopes: &mut scopes };
        collector.statements(0, &tree.body);
        collector.renames(0, &tree.body);
        scopes
    }

    /// Whether a dotted name is a namespace, seen from a scope.
    pub(crate) fn has_namespace(&self, from: usize, path: &[&str]) -> bool {
        let inside = |scope: usize| {
            path.iter().try_fold(scope, |scope, name| self.all[scope].inside.get(*name).copied()).is_some()
        };
        std::iter::successors(Some(from), |scope| self.all[*scope].parent).any(inside)
    }

    /// Looks a dotted name up from a scope outwards.
    pub(crate) fn find(&self, from: usize, path: &[&str]) -> Option<DeclId> {
        let (last, outer) = path.split_last()?;
        let mut at = Some(from);
        while let Some(scope) = at {
            let scope_ref = &self.all[scope];
            if outer.is_empty() {
                if let Some(found) = scope_ref.names.get(*last) {
                    return Some(*found);
                }
            } else if let Some(inner) = outer
                .iter()
                .try_fold(scope, |scope, name| self.all[scope].inside.get(*name).copied())
                .map(|scope| &self.all[scope])
                .and_then(|scope| scope.exports.get(*last).or_else(|| scope.names.get(*last)))
            {
                return Some(*inner);
            }
            at = scope_ref.parent;
        }
        let exports = &self.all[from].exports;
        if outer.is_empty() { exports.get(*last).copied() } else { None }
    }
}

struct Collector<'p> {
    program: &'p mut Program,
    file: u32,
    scopes: &'p mut Scopes,
}

impl Collector<'_> {
    fn statements(&mut self, scope: usize, statements: &[Statement<'_>]) {
        for statement in statements {
            match statement {
                Statement::ExportDeclaration(export) => self.declaration(scope, &export.declaration),
                Statement::ExportDefaultDeclaration(export) => match &export.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(it) => {
                        self.declare(scope, it.id.as_ref().map_or("default", |id| id.name.as_str()), it.span);
                    }
                    ExportDefaultDeclarationKind::ClassDeclaration(it) => {
                        self.declare(scope, it.id.as_ref().map_or("default", |id| id.name.as_str()), it.span);
                    }
                    ExportDefaultDeclarationKind::TSInterfaceDeclaration(it) => {
                        self.declare(scope, it.id.name.as_str(), it.span);
                    }
                    _ => {}
                },
                other => {
                    if let Some(declaration) = other.as_declaration() {
                        self.declaration(scope, declaration);
                    }
                }
            }
        }
    }

    fn declaration(&mut self, scope: usize, declaration: &Declaration<'_>) {
        match declaration {
            Declaration::TSExternalModuleDeclaration(it) => {
                if let Some(body) = &it.body {
                    let inner = self.enter(scope, it.id.value.as_str(), true);
                    self.statements(inner, &body.body);
                    self.renames(inner, &body.body);
                }
            }
            Declaration::TSNamespaceDeclaration(it) => self.namespace(scope, it),
            Declaration::TSGlobalDeclaration(it) => self.statements(0, &it.body.body),
            other => {
                for (name, span) in declared(other) {
                    self.declare(scope, name, span);
                }
            }
        }
    }

    fn namespace(&mut self, scope: usize, it: &oxc_ast::ast::TSNamespaceDeclaration<'_>) {
        let inner = self.enter(scope, it.id.name.as_str(), false);
        match &it.body {
            TSNamespaceDeclarationBody::TSNamespaceDeclaration(nested) => self.namespace(inner, nested),
            TSNamespaceDeclarationBody::TSModuleBlock(block) => {
                self.statements(inner, &block.body);
                self.renames(inner, &block.body);
            }
        }
    }

    fn enter(&mut self, scope: usize, name: &str, module: bool) -> usize {
        if let Some(there) = self.scopes.all[scope].inside.get(name) {
            return *there;
        }
        let outer = &self.scopes.all[scope];
        let mut namespaces = outer.namespaces.clone();
        let module = if module {
            Some(name.to_owned())
        } else {
            namespaces.push(name.to_owned());
            outer.module.clone()
        };
        let inner = self.scopes.all.len();
        self.scopes.all.push(Scope { parent: Some(scope), module, namespaces, ..Scope::default() });
        self.scopes.all[scope].inside.insert(name.to_owned(), inner);
        inner
    }

    fn declare(&mut self, scope: usize, name: &str, span: oxc_span::Span) {
        let scope_ref = &mut self.scopes.all[scope];
        let module = scope_ref.module.as_deref().unwrap_or_default();
        let key =
            format!("{module}/{}", [scope_ref.namespaces.as_slice(), &[name.to_owned()]].concat().join("."));
        let next = DeclId(self.program.decls.len() as u32);
        let id = *self.program.by_key.entry(key).or_insert(next);
        if id == next {
            self.program.decls.push(Decl {
                name: name.to_owned(),
                module: scope_ref.module.clone(),
                namespaces: scope_ref.namespaces.clone(),
                span: Span { file: self.file, start: span.start, end: span.end },
                ..Decl::default()
            });
        }
        let decl = &mut self.program.decls[id.0 as usize];
        decl.variants = decl.variants.and(Variants::of(self.file));
        scope_ref.names.insert(name.to_owned(), id);
    }

    /// `export { _connect as connect }` gives the public name, `export = N` makes a namespace's content the module's.
    /// What has a name already keeps it: a further one is an [`Alias`].
    fn renames(&mut self, scope: usize, statements: &[Statement<'_>]) {
        let own = statements.iter().flat_map(exported_as_is);
        let mut named: BTreeSet<DeclId> =
            own.filter_map(|name| self.scopes.all[scope].names.get(name).copied()).collect();
        for statement in statements {
            match statement {
                Statement::ExportNamedDeclaration(export) => {
                    for specifier in &export.specifiers {
                        let local = export_name(&specifier.local);
                        let exported = export_name(&specifier.exported);
                        if local == exported || exported == "default" {
                            continue;
                        }
                        let Some(id) = self.scopes.all[scope].names.get(local).copied() else { continue };
                        self.scopes.all[scope].exports.insert(exported.to_owned(), id);
                        if named.insert(id) {
                            exported.clone_into(&mut self.program.decls[id.0 as usize].name);
                        } else {
                            let span = Span {
                                file: self.file,
                                start: specifier.span.start,
                                end: specifier.span.end,
                            };
                            self.scopes.aliases.push(Alias { of: id, name: exported.to_owned(), span });
                        }
                    }
                }
                Statement::TSExportAssignment(export) => {
                    let oxc_ast::ast::Expression::Identifier(name) = &export.expression else { continue };
                    let module = self.scopes.all[scope].module.clone();
                    for decl in &mut self.program.decls {
                        if decl.namespaces.first().is_some_and(|first| *first == name.name.as_str())
                            && module.is_some()
                        {
                            decl.module.clone_from(&module);
                            decl.namespaces.remove(0);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// What a declaration gives names to, but for namespaces and modules.
fn declared<'n>(declaration: &'n Declaration<'_>) -> Vec<(&'n str, oxc_span::Span)> {
    match declaration {
        Declaration::VariableDeclaration(it) => it
            .declarations
            .iter()
            .filter_map(|variable| match &variable.id {
                BindingPattern::BindingIdentifier(id) => Some((id.name.as_str(), variable.span)),
                _ => None,
            })
            .collect(),
        Declaration::FunctionDeclaration(it) => it.id.iter().map(|id| (id.name.as_str(), it.span)).collect(),
        Declaration::ClassDeclaration(it) => it.id.iter().map(|id| (id.name.as_str(), it.span)).collect(),
        Declaration::TSTypeAliasDeclaration(it) => vec![(it.id.name.as_str(), it.span)],
        Declaration::TSInterfaceDeclaration(it) => vec![(it.id.name.as_str(), it.span)],
        Declaration::TSEnumDeclaration(it) => vec![(it.id.name.as_str(), it.span)],
        Declaration::TSExternalModuleDeclaration(_)
        | Declaration::TSNamespaceDeclaration(_)
        | Declaration::TSGlobalDeclaration(_)
        | Declaration::TSImportEqualsDeclaration(_) => Vec::new(),
    }
}

/// The names that a statement exports as they are.
fn exported_as_is<'n>(statement: &'n Statement<'_>) -> Vec<&'n str> {
    match statement {
        Statement::ExportNamedDeclaration(export) => {
            let same =
                export.specifiers.iter().filter(|it| export_name(&it.local) == export_name(&it.exported));
            same.map(|it| export_name(&it.local)).collect()
        }
        Statement::ExportDeclaration(export) => {
            declared(&export.declaration).into_iter().map(|(name, _)| name).collect()
        }
        _ => Vec::new(),
    }
}

fn export_name<'n>(name: &'n ModuleExportName<'_>) -> &'n str {
    match name {
        ModuleExportName::IdentifierName(name) => name.name.as_str(),
        ModuleExportName::IdentifierReference(name) => name.name.as_str(),
        ModuleExportName::StringLiteral(name) => name.value.as_str(),
    }
}
