//! Names that the input mentions and nothing declares: the page's classes, what is imported from another file.

use super::Lower;
use crate::ir::ts::{Decl, DeclId, Doc, TypeParam, TypeSide, Variants};
use indexmap::IndexMap;
use oxc_ast::ast::{ImportDeclarationSpecifier, Program, Statement, TSImportTypeQualifier};

/// Imported names with the module they are from.
pub(super) fn imports<'t>(tree: &'t Program<'_>) -> IndexMap<&'t str, &'t str> {
    let mut imports = IndexMap::new();
    for statement in &tree.body {
        let Statement::ImportDeclaration(import) = statement else { continue };
        for specifier in import.specifiers.iter().flatten() {
            let local = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(it) => &it.local,
                ImportDeclarationSpecifier::ImportDefaultSpecifier(it) => &it.local,
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(it) => &it.local,
            };
            imports.insert(local.name.as_str(), import.source.value.as_str());
        }
    }
    imports
}

/// The names after `import("…")`.
pub(super) fn qualifier_path<'n>(qualifier: &'n TSImportTypeQualifier<'_>) -> Vec<&'n str> {
    match qualifier {
        TSImportTypeQualifier::Identifier(name) => vec![name.name.as_str()],
        TSImportTypeQualifier::QualifiedName(name) => {
            let mut path = qualifier_path(&name.left);
            path.push(name.right.name.as_str());
            path
        }
    }
}

impl Lower<'_, '_> {
    /// The declaration that stands for an undeclared name, with as many type parameters as are ever given to it.
    pub(super) fn foreign(
        &mut self,
        path: &[&str],
        module: Option<&str>,
        args: usize,
        span: oxc_span::Span,
    ) -> Option<DeclId> {
        let path = path.strip_prefix(&["globalThis"]).unwrap_or(path);
        let (name, namespaces) = path.split_last()?;
        let next = DeclId(self.program.decls.len() as u32);
        let from = module.or_else(|| self.imports.get(path[0]).copied());
        let key = format!("{}/{}", from.unwrap_or_default(), path.join("."));
        let id = *self.program.by_key.entry(key).or_insert(next);
        if id == next {
            let text = match from {
                Some(module) => format!("Declared in `{module}`; only the name is known here."),
                None => "Declared elsewhere; only the name is known here.".to_owned(),
            };
            self.program.decls.push(Decl {
                name: (*name).to_owned(),
                namespaces: namespaces.iter().map(|name| (*name).to_owned()).collect(),
                ty: Some(TypeSide::Foreign),
                doc: Doc { text, deprecated: None },
                span: self.span(span),
                ..Decl::default()
            });
            let message = format!("nothing declares `{}`: an opaque type", path.join("."));
            self.warn("dts::undeclared", span, message);
        }
        let variants = Variants::of(self.file);
        let decl = &mut self.program.decls[id.0 as usize];
        if decl.is_foreign() {
            decl.variants = decl.variants.and(variants);
            for at in decl.params.len()..args {
                decl.params.push(TypeParam { name: format!("T{}", at + 1), constraint: None, default: None });
            }
        }
        Some(id)
    }
}
