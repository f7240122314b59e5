//! Documentation: an API description's Markdown (with HTML in it) to clean rustdoc.

use proc_macro2::Span;
use syn::{AttrStyle, Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Token, token};

/// `///` attributes, one a line.
pub fn docs(text: &str) -> Vec<Attribute> {
    lines(text, AttrStyle::Outer)
}

/// `//!` attributes, one a line.
pub fn inner_docs(text: &str) -> Vec<Attribute> {
    lines(text, AttrStyle::Inner(Token![!](Span::call_site())))
}

fn lines(text: &str, style: AttrStyle) -> Vec<Attribute> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    text.lines()
        .map(|line| {
            let line = line.trim_end();
            let text = if line.is_empty() { String::new() } else { format!(" {line}") };
            Attribute {
                pound_token: Token![#](Span::call_site()),
                style,
                bracket_token: token::Bracket::default(),
                meta: Meta::NameValue(MetaNameValue {
                    path: super::path("doc"),
                    eq_token: Token![=](Span::call_site()),
                    value: Expr::Lit(ExprLit {
                        attrs: Vec::new(),
                        lit: Lit::Str(LitStr::new(&text, Span::call_site())),
                    }),
                }),
            }
        })
        .collect()
}
