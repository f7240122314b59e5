//! Syntax tree to [`Program`]: names are collected first, so that types can refer to what comes later; then every
//! declaration is filled in, merging with what other files or scopes declared under the same name.

mod decl;
mod doc;
mod foreign;
mod member;
mod reference;
mod scope;
mod ty;

use crate::ir::ts::{Decl, Program, Span, Ty, TypeSide, ValueSide};
use crate::source::Sources;
use codegen::diag::Diagnostic;
use doc::Docs;
use indexmap::IndexMap;
use oxc_ast::ast;
use scope::{Alias, Scopes};

/// Lowers parsed files into one program.
pub(crate) fn lower(sources: &Sources, trees: &[ast::Program<'_>]) -> (Program, Vec<Diagnostic>) {
    let mut program = Program::default();
    let mut diagnostics = Vec::new();
    let mut all_scopes = Vec::new();
    for (file, tree) in trees.iter().enumerate() {
        all_scopes.push(Scopes::collect(&mut program, file as u32, tree));
    }
    for (file, tree) in trees.iter().enumerate() {
        let mut lower = Lower {
            program: &mut program,
            scopes: &all_scopes[file],
            sources,
            docs: Docs::of(tree),
            imports: foreign::imports(tree),
            file: file as u32,
            scope: 0,
            params: Vec::new(),
            diagnostics: &mut diagnostics,
        };
        lower.statements(&tree.body);
        lower.references(tree);
    }
    for alias in all_scopes.iter().flat_map(|scopes| &scopes.aliases) {
        if let Some(warning) = add_alias(&mut program, alias, sources) {
            diagnostics.push(warning);
        }
    }
    (program, diagnostics)
}

/// Gives a declaration a second name: functions and variables are imported by each, types have an alias. Classes are
/// warned about where they are values too.
fn add_alias(program: &mut Program, alias: &Alias, sources: &Sources) -> Option<Diagnostic> {
    let of = program.decl(alias.of);
    let class = matches!(of.value, Some(ValueSide::Class));
    let mut decl = Decl { name: alias.name.clone(), span: alias.span, ..of.clone() };
    let message =
        format!("`{}` is another name of the class `{}`: only that is constructed", alias.name, of.name);
    if of.ty.is_some() {
        let params = of.params.iter().map(|param| Ty::Param(param.name.clone())).collect();
        decl.ty = Some(TypeSide::Alias(Ty::Ref(alias.of, params)));
    }
    if class {
        decl.value = None;
    }
    program.decls.push(decl);
    class.then(|| sources.warning("dts::alias", alias.span, message))
}

/// One file being lowered.
struct Lower<'p, 't> {
    program: &'p mut Program,
    scopes: &'p Scopes,
    sources: &'p Sources,
    docs: Docs<'t>,
    /// Where imported names come from.
    imports: IndexMap<&'p str, &'p str>,
    file: u32,
    /// The scope names are looked up in.
    scope: usize,
    /// Type parameters in scope, innermost last.
    params: Vec<String>,
    diagnostics: &'p mut Vec<Diagnostic>,
}

impl Lower<'_, '_> {
    fn span(&self, span: oxc_span::Span) -> Span {
        Span { file: self.file, start: span.start, end: span.end }
    }

    fn warn(&mut self, code: &'static str, span: oxc_span::Span, message: impl Into<String>) {
        let warning = self.sources.warning(code, self.span(span), message);
        self.diagnostics.push(warning);
    }
}
