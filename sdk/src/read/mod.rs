//! One source file to a [`Module`]: the only place that sees TypeScript's syntax.

mod call;
mod docs;
mod options;
mod types;

use crate::File;
use crate::model::{Declaration, Import, Module};
use codegen::diag::Diagnostic;
use codegen::doc::text_location;
use docs::Docs;
use indexmap::IndexMap;
use indexmap::map::Entry;
use oxc_allocator::Allocator;
use oxc_ast::ast::{
    self, ImportDeclarationSpecifier, ModuleExportName, PropertyKey, Statement, TSNamespaceDeclarationBody,
};
use oxc_parser::{ParseOptions, Parser};
use oxc_span::{SourceType, Span};

/// Reads a file; what is not understood is an error each.
///
/// What the syntax tree takes is left in the allocator for the next file.
pub(crate) fn module(allocator: &mut Allocator, file: &File) -> (Module, Vec<Diagnostic>) {
    allocator.reset();
    let options = ParseOptions { preserve_parens: false, ..ParseOptions::default() };
    let parsed = Parser::new(allocator, &file.text, SourceType::ts()).with_options(options).parse();
    let mut reader = Reader {
        file,
        docs: Docs::of(&parsed.program),
        module: Module {
            path: file.path.trim_end_matches(".ts").to_owned(),
            imports: IndexMap::new(),
            reexports: Vec::new(),
            types: IndexMap::new(),
            calls: Vec::new(),
        },
        errors: Vec::new(),
    };
    for found in parsed.diagnostics.errors() {
        let span = found.labels.first().map_or(Span::new(0, 0), oxc_span::LabeledSpan::span);
        reader.error(span, found.message.trim_end_matches('.').to_owned());
    }
    reader.statements(&parsed.program.body, "");
    (reader.module, reader.errors)
}

struct Reader<'t> {
    file: &'t File,
    docs: Docs<'t>,
    module: Module,
    errors: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn text(&self, span: Span) -> &str {
        &self.file.text[span.start as usize..span.end as usize]
    }

    fn error(&mut self, span: Span, what: impl Into<String>) {
        let place = text_location(&self.file.path, &self.file.text, span.start as usize, span.end as usize);
        self.errors.push(
            Diagnostic::error("sdk::syntax", what)
                .at(place)
                .help("teach `sdk/src/read` this form, with a test that has it"),
        );
    }

    fn declares(&self, name: &str) -> bool {
        self.module.types.contains_key(name) || self.module.imports.contains_key(name)
    }

    fn statements(&mut self, statements: &[Statement<'_>], scope: &str) {
        for statement in statements {
            match statement {
                Statement::ImportDeclaration(it) => self.import(it),
                Statement::ExportAllDeclaration(it) => {
                    let module = self.resolve(it.source.value.as_str());
                    self.module.reexports.push(module);
                }
                Statement::ExportFromDeclaration(it) => {
                    let module = self.resolve(it.source.value.as_str());
                    for name in &it.specifiers {
                        let import = Import::Name(module.clone(), export_name(&name.local));
                        self.module.imports.insert(export_name(&name.exported), import);
                    }
                }
                Statement::ExportDeclaration(it) => self.declaration(&it.declaration, scope, it.span.start),
                // `export { type D1 as D1 }` in the name space of a class, and what gives classes their parts.
                Statement::ExportNamedDeclaration(_) | Statement::ExpressionStatement(_) => {}
                other => match other.as_declaration() {
                    Some(it) => self.declaration(it, scope, oxc_span::GetSpan::span(other).start),
                    None => self.error(oxc_span::GetSpan::span(other), "this statement is not known"),
                },
            }
        }
    }

    fn declaration(&mut self, declaration: &ast::Declaration<'_>, scope: &str, start: u32) {
        let full = |name: &str| if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") };
        match declaration {
            ast::Declaration::TSInterfaceDeclaration(it) => {
                let ty = self.interface(it);
                self.declare(full(&it.id.name), start, ty);
            }
            ast::Declaration::TSTypeAliasDeclaration(it) => {
                let ty = self.ty(&it.type_annotation);
                self.declare(full(&it.id.name), start, ty);
            }
            ast::Declaration::TSNamespaceDeclaration(it) => match &it.body {
                TSNamespaceDeclarationBody::TSModuleBlock(block) => {
                    self.statements(&block.body, &full(&it.id.name));
                }
                TSNamespaceDeclarationBody::TSNamespaceDeclaration(_) => {
                    self.error(it.span, "a name space with a dotted name is not known");
                }
            },
            ast::Declaration::ClassDeclaration(it) => self.class(it),
            _ => {}
        }
    }

    fn declare(&mut self, name: String, start: u32, ty: crate::model::Type) {
        let doc = self.docs.at(start);
        match self.module.types.entry(name) {
            Entry::Vacant(entry) => drop(entry.insert(Declaration { start, doc, ty })),
            Entry::Occupied(mut entry) => entry.get_mut().ty.join(ty),
        }
    }

    fn import(&mut self, it: &ast::ImportDeclaration<'_>) {
        let module = self.resolve(it.source.value.as_str());
        for specifier in it.specifiers.iter().flatten() {
            match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(it) => {
                    let name = it.local.name.to_string();
                    self.module.imports.insert(name, Import::Name(module.clone(), export_name(&it.imported)));
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(it) => {
                    self.module.imports.insert(it.local.name.to_string(), Import::Module(module.clone()));
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(it) => {
                    self.error(it.span, "a module's default is not known");
                }
            }
        }
    }

    /// A module's path as it is written in an import: `../d1` seen from here.
    fn resolve(&self, relative: &str) -> String {
        let mut parts: Vec<&str> = self.file.path.split('/').collect();
        parts.pop();
        for part in relative.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                name => parts.push(name),
            }
        }
        parts.join("/")
    }

    fn key(&self, key: &PropertyKey<'_>) -> Option<String> {
        match key {
            PropertyKey::StaticIdentifier(it) => Some(it.name.to_string()),
            PropertyKey::StringLiteral(it) => Some(it.value.to_string()),
            PropertyKey::NumericLiteral(it) => Some(self.text(it.span).to_owned()),
            _ => None,
        }
    }
}

fn export_name(name: &ModuleExportName<'_>) -> String {
    match name {
        ModuleExportName::IdentifierName(it) => it.name.to_string(),
        ModuleExportName::IdentifierReference(it) => it.name.to_string(),
        ModuleExportName::StringLiteral(it) => it.value.to_string(),
    }
}
