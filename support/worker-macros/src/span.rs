//! Where an error of the compiler points.

use proc_macro2::Span;
use syn::spanned::Spanned;

/// The place of `node`, for generated code whose errors are about it. Names in that code are the macro's own.
pub(crate) fn at(node: &impl Spanned) -> Span {
    Span::call_site().located_at(node.span())
}
