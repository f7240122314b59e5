//! Documentation: an API description's Markdown (with HTML in it) to clean rustdoc.

use proc_macro2::Span;
use std::borrow::Cow;
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
    let text = readable(text);
    text.trim()
        .lines()
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

/// Text as the compiler takes it in a comment: any line break is one, and no character changes the direction in which
/// the rest of the line is shown.
pub fn readable(text: &str) -> Cow<'_, str> {
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !text.contains(|c: char| c == '\r' || turns(c)) {
        return Cow::Borrowed(text);
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(lines.chars().filter(|c| !turns(*c)).collect())
}
