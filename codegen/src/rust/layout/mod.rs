//! The formatter's output for what generators print by the thousand, without parsing it.
//!
//! prettyplease needs a syntax tree, and building one costs several times what printing it does. Where a line has room,
//! the layout of an item follows from its tokens alone; [`items`] writes those, and gives every function or item it is
//! not sure about to the formatter. The result is always the formatter's, byte for byte: the tests compare them.

mod expr;
mod flat;
mod item;

use super::{print_file, table};
use crate::diag::Diagnostic;
use flat::Flat;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Text of items, formatted.
///
/// # Errors
/// Tokens that are not items, and syntax the formatter does not know.
pub fn items(tokens: TokenStream) -> Result<String, Diagnostic> {
    let mut out = String::new();
    let mut item = Vec::new();
    let mut is_use = false;
    for token in tokens {
        let (ends, calls) = match &token {
            TokenTree::Punct(sign) => (sign.as_char() == ';', false),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let bang = matches!(item.last(), Some(TokenTree::Punct(sign)) if sign.as_char() == '!');
                (!is_use, bang)
            }
            TokenTree::Ident(name) => {
                is_use |= item.is_empty() && name == "use";
                (false, false)
            }
            _ => (false, false),
        };
        if calls && let TokenTree::Group(group) = &token {
            call(std::mem::take(&mut item), group.stream(), &mut out)?;
            continue;
        }
        item.push(token);
        if ends {
            print(std::mem::take(&mut item), &mut out)?;
            is_use = false;
        }
    }
    if !item.is_empty() {
        print(item, &mut out)?;
    }
    Ok(out)
}

/// `path! { table }`, after its attributes.
fn call(head: Vec<TokenTree>, inside: TokenStream, out: &mut String) -> Result<(), Diagnostic> {
    let (start, mut flat) = (out.len(), Flat::default());
    flat.push_all(head.into_iter().collect());
    let table = (!inside.is_empty()).then(|| table::lines(&inside));
    if item::call(&flat, table.as_deref(), out).is_some() {
        return Ok(());
    }
    out.truncate(start);
    let source = format!("{}{{ {inside} }}", flat.source(0, flat.tokens.len()));
    out.push_str(&format(&source)?);
    Ok(())
}

fn print(item: Vec<TokenTree>, out: &mut String) -> Result<(), Diagnostic> {
    let (start, mut flat) = (out.len(), Flat::default());
    flat.push_all(item.into_iter().collect());
    if item::item(&flat, out).is_none() {
        out.truncate(start);
        out.push_str(&format(&flat.source(0, flat.tokens.len()))?);
    }
    Ok(())
}

/// The formatter itself.
fn format(source: &str) -> Result<String, Diagnostic> {
    let file = syn::parse_str::<syn::File>(source).map_err(|error| {
        let excerpt: String = source.chars().take(400).collect();
        Diagnostic::error("codegen::syntax", format!("generated tokens are not Rust: {error}: {excerpt}"))
            .help("this is a defect of the generator: please report it with the input")
    })?;
    print_file("", file.attrs, file.items)
}
