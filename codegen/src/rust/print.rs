//! `syn` to text: prettyplease, once, in process.

use super::table;
use crate::diag::Diagnostic;
use proc_macro2::{Ident, Span, TokenTree};
use std::panic::{AssertUnwindSafe, catch_unwind};
use syn::Item;

/// Prints generated items: a header comment, inner attributes, items.
///
/// # Errors
/// When an item holds syntax the formatter does not know; the item is named.
pub fn print_file(
    header: &str,
    attrs: Vec<syn::Attribute>,
    mut items: Vec<Item>,
) -> Result<String, Diagnostic> {
    let tables = take_tables(&mut items);
    let file = syn::File { shebang: None, frontmatter: None, attrs, items };
    let body = catch_unwind(AssertUnwindSafe(|| prettyplease::unparse(&file))).map_err(|_| {
        let culprit = file.items.iter().find(|item| {
            let single = syn::File {
                shebang: None,
                frontmatter: None,
                attrs: Vec::new(),
                items: vec![(*item).clone()],
            };
            catch_unwind(AssertUnwindSafe(|| prettyplease::unparse(&single))).is_err()
        });
        let name = culprit.map_or_else(|| "a file's attributes".to_owned(), item_name);
        Diagnostic::error("codegen::format", format!("the formatter does not know the syntax of {name}"))
            .help("this is a defect of the generator: please report it with the input")
    })?;
    let body = put_tables(&body, &tables);
    Ok(if header.is_empty() { body } else { format!("{header}\n{body}") })
}

/// A statement as the formatter lays it out; `None` where the text is none.
pub fn statement(text: &str) -> Option<String> {
    let file: syn::File = syn::parse_str(&format!("async fn around() {{ {text} }}")).ok()?;
    let laid_out = catch_unwind(AssertUnwindSafe(|| prettyplease::unparse(&file))).ok()?;
    let inside = laid_out.strip_prefix("async fn around() {\n")?.trim_end().strip_suffix('}')?;
    let lines = inside.trim_end().lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// What stands for a table while the formatter works.
const MARK: &str = "__table";

/// Takes the content of macro calls out of the items.
fn take_tables(items: &mut [Item]) -> Vec<String> {
    let mut tables = Vec::new();
    for item in items {
        if let Item::Macro(call) = item
            && !call.mac.tokens.is_empty()
        {
            tables.push(table::lines(&call.mac.tokens));
            call.mac.tokens = TokenTree::Ident(Ident::new(MARK, Span::call_site())).into();
        }
    }
    tables
}

/// Puts the tables back, each at the line of its mark.
fn put_tables(body: &str, tables: &[String]) -> String {
    let mut tables = tables.iter();
    let mut out = String::with_capacity(body.len() + body.len() / 8);
    for line in body.split_inclusive('\n') {
        match tables.as_slice().first() {
            Some(table) if line.trim_start().starts_with(MARK) => {
                out.push_str(table);
                tables.next();
            }
            _ => out.push_str(line),
        }
    }
    out
}

fn item_name(item: &Item) -> String {
    let (kind, ident) = match item {
        Item::Struct(item) => ("struct", &item.ident),
        Item::Enum(item) => ("enum", &item.ident),
        Item::Fn(item) => ("fn", &item.sig.ident),
        Item::Mod(item) => ("mod", &item.ident),
        Item::Static(item) => ("static", &item.ident),
        Item::Type(item) => ("type", &item.ident),
        _ => return "an unnamed item".to_owned(),
    };
    format!("`{kind} {ident}`")
}
