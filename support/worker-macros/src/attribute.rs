//! `#[js(…)]`: what it may say where. A word that means nothing there is an error that lists those that do.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Ident, LitStr, Token};

/// One thing that an attribute says: `"name"`, `default` or `tag = "type"`.
pub(crate) struct Item {
    /// The key; `rename` for a bare string.
    pub(crate) key: String,
    pub(crate) value: Option<Expr>,
    pub(crate) span: Span,
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            let name: LitStr = input.parse()?;
            let span = name.span();
            let value = Some(Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: syn::Lit::Str(name) }));
            return Ok(Self { key: "rename".into(), value, span });
        }
        let key: Ident = input.parse()?;
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        Ok(Self { key: key.to_string(), value, span: key.span() })
    }
}

impl Item {
    /// The text after `=`.
    pub(crate) fn text(&self) -> syn::Result<LitStr> {
        match &self.value {
            Some(Expr::Lit(literal)) => match &literal.lit {
                syn::Lit::Str(text) => Ok(text.clone()),
                other => Err(syn::Error::new_spanned(other, "write text here: `\"…\"`")),
            },
            Some(other) => Err(syn::Error::new_spanned(other, "write text here: `\"…\"`")),
            None => Err(syn::Error::new(self.span, format!("write `{} = \"…\"`", self.key))),
        }
    }

    /// Nothing stands after the key.
    pub(crate) fn alone(&self) -> syn::Result<()> {
        match &self.value {
            Some(value) => Err(syn::Error::new_spanned(value, format!("`{}` takes no value", self.key))),
            None => Ok(()),
        }
    }
}

/// What all attributes called `name` say; `place` is where they stand, `known` what may be said there.
pub(crate) fn items(
    attributes: &[Attribute],
    name: &str,
    place: &str,
    known: &[&str],
) -> syn::Result<Vec<Item>> {
    let mut said: Vec<Item> = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        let items = attribute.parse_args_with(Punctuated::<Item, Token![,]>::parse_terminated)?;
        if items.is_empty() {
            return Err(syn::Error::new(attribute.span(), format!("`#[{name}()]` says nothing")));
        }
        for item in items {
            if !known.contains(&item.key.as_str()) {
                return Err(unknown(&item, name, place, known));
            }
            if said.iter().any(|other| other.key == item.key) {
                return Err(syn::Error::new(item.span, format!("`{}` is said twice", item.key)));
            }
            said.push(item);
        }
    }
    Ok(said)
}

fn unknown(item: &Item, name: &str, place: &str, known: &[&str]) -> syn::Error {
    let listed: Vec<String> = known
        .iter()
        .map(|key| if *key == "rename" { "a name in quotes".to_owned() } else { format!("`{key}`") })
        .collect();
    let what = if item.key == "rename" { "a name".to_owned() } else { format!("`{}`", item.key) };
    let known = if listed.is_empty() { "nothing".to_owned() } else { listed.join(", ") };
    syn::Error::new(item.span, format!("{what} means nothing here: on {place}, `#[{name}(…)]` knows {known}"))
}

/// An attribute macro that takes no arguments was given some.
pub(crate) fn none(arguments: &proc_macro2::TokenStream, macro_name: &str) -> syn::Result<()> {
    if arguments.is_empty() {
        return Ok(());
    }
    Err(syn::Error::new_spanned(arguments, format!("`#[{macro_name}]` takes no arguments")))
}
