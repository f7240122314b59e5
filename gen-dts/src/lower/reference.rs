//! Other files that a file leads to: none of them is read, which is said.

use super::Lower;
use oxc_ast::ast::{Program, Statement};
use oxc_span::GetSpan;

impl Lower<'_, '_> {
    /// Warns of `/// <reference …>` and of `export … from`: what those files declare is not there.
    pub(super) fn references(&mut self, tree: &Program<'_>) {
        for comment in tree.comments.iter().filter(|comment| comment.is_line()) {
            let text = comment.content_span().source_text(tree.source_text);
            let Some(directive) = text.strip_prefix('/').map(str::trim_start) else { continue };
            let Some(what) = directive.strip_prefix("<reference").filter(|rest| rest.contains('=')) else {
                continue;
            };
            // Libraries are the language's own.
            if !what.trim_start().starts_with("lib") && !what.trim_start().starts_with("no-default-lib") {
                let named = what.split(['"', '\'']).nth(1).unwrap_or_default();
                let message =
                    format!("`{named}` is referred to, not read: what it declares is not known here");
                self.warn("dts::reference", comment.span, message);
            }
        }
        for statement in &tree.body {
            let source = match statement {
                Statement::ExportAllDeclaration(export) => Some(&export.source),
                Statement::ExportFromDeclaration(export) => Some(&export.source),
                _ => None,
            };
            if let Some(source) = source {
                let message = format!("what `{}` exports is not read", source.value);
                self.warn("dts::reference", statement.span(), message);
            }
        }
    }
}
