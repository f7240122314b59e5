//! The formatter's output for what generators print by the thousand, without parsing it.
//!
//! prettyplease needs a syntax tree, and building one costs several times what printing it does. Where a line has room,
//! the layout of an item follows from its tokens alone; [`items`] writes those, and gives every function or item it is
//! not sure about to the formatter. The result is always the formatter's, byte for byte: the tests compare them.

mod chain;
mod expr;
mod flat;
mod item;

use super::{print_file, table};
use crate::diag::Diagnostic;
use flat::Flat;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::borrow::Cow;

/// Text of items, formatted.
///
/// Whether what it lays out is Rust is for the compiler to say.
///
/// # Errors
/// Tokens that the formatter is given and that are not items, or syntax it does not know.
pub fn items(tokens: TokenStream) -> Result<String, Diagnostic> {
    let mut out = String::new();
    let mut flat = Flat::default();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && flat.ends_with_bang() => {
                call(&flat, &group.stream(), &mut out)?;
                flat.clear();
            }
            token => {
                let body = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
                flat.push_tree(token);
                if flat.ends_with_semicolon() || (body && !flat.is_use()) {
                    print(&flat, &mut out)?;
                    flat.clear();
                }
            }
        }
    }
    if !flat.tokens.is_empty() {
        print(&flat, &mut out)?;
    }
    Ok(out)
}

/// `path! { table }`, after its attributes.
fn call(flat: &Flat, inside: &TokenStream, out: &mut String) -> Result<(), Diagnostic> {
    let start = out.len();
    let table = (!inside.is_empty()).then(|| table::lines(inside));
    if item::call(flat, table.as_deref(), out).is_some() {
        return Ok(());
    }
    out.truncate(start);
    let source = format!("{}{{ {inside} }}", flat.source(0, flat.tokens.len()));
    out.push_str(&format(&source)?);
    Ok(())
}

fn print(flat: &Flat, out: &mut String) -> Result<(), Diagnostic> {
    let start = out.len();
    if item::item(flat, out).is_none() {
        out.truncate(start);
        out.push_str(&format(&flat.source(0, flat.tokens.len()))?);
    }
    Ok(())
}

/// The formatter itself.
fn format(source: &str) -> Result<String, Diagnostic> {
    let file = parse(source)?;
    print_file("", file.attrs, file.items)
}

/// The syntax of generated text.
///
/// # Errors
/// Text that is not Rust.
pub fn parse(source: &str) -> Result<syn::File, Diagnostic> {
    syn::parse_str(source).map_err(|error| {
        let excerpt: String = source.chars().take(400).collect();
        Diagnostic::error("codegen::syntax", format!("generated tokens are not Rust: {error}: {excerpt}"))
            .help("this is a defect of the generator: please report it with the input")
    })
}

/// A literal's text; `None` for escapes other than those of quotes and backslashes.
pub(super) fn unquoted(literal: &str) -> Option<Cow<'_, str>> {
    if let Some(raw) = literal.strip_prefix("r\"") {
        return raw.strip_suffix('"').map(Into::into);
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(inner.into());
    }
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let escaped = after.chars().next().filter(|escaped| matches!(escaped, '"' | '\\' | '\''))?;
        text.push(escaped);
        rest = &after[1..];
    }
    text.push_str(rest);
    Some(text.into())
}

#[cfg(test)]
mod tests {
    use super::items;

    /// The formatter's text of the same items.
    fn formatted(source: &str) -> String {
        let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{error}: {source}"));
        prettyplease::unparse(&file)
    }

    fn same(source: &str) {
        let tokens = source.parse().unwrap_or_else(|error| panic!("{error}: {source}"));
        let text = items(tokens).unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(text, formatted(source));
    }

    /// Names as long as it takes to go over the margin wherever that can happen.
    fn names() -> impl Iterator<Item = String> {
        (1..90).map(|length| "n".repeat(length))
    }

    #[test]
    fn declarations() {
        same(
            "#[allow(unused_imports)] use ::a::b as c; pub type A<T = b::C> = w::D<(T,), (), fn() -> (A, B,)>;",
        );
        same(
            "#[derive(Clone, Debug,)] #[non_exhaustive] pub struct Empty {} pub struct One(A<B>); impl One {}",
        );
        same(
            r#"#[doc = " One \"quoted\" \\ text. "] pub enum A<T: b::C + 'static> { #[cfg(feature = "x")] B(c::D<T>), C, }"#,
        );
        same(
            "pub struct A { /** A field. */ pub b: Option<Vec<C>>, #[doc = \"two\\nlines\"] d: &'static [&'static str] }",
        );
        for name in names() {
            same(&format!("#[deprecated(note = \"{name}\")] pub struct A {{ pub {name}: Vec<{name}>, }}"));
            same(&format!("impl<T: w::FromJs> w::FromJs for {name}<T> where T: B {{ type Out = {name}; }}"));
        }
    }

    #[test]
    fn signatures() {
        for name in names() {
            same(&format!(
                "impl A {{ pub fn {name}(&self,) -> w::Result<{name}> {{ self.a({name})?.into() }} }}"
            ));
            same(&format!(
                "impl A {{ pub fn f<T>(mut self, {name}: impl Into<T>, b: &(impl C + ?Sized)) -> Self where T: B + 'static {{ self }} }}"
            ));
            same(&format!(
                "extern \"C\" {{ #[wasm_bindgen(method, catch, js_name = \"{name}\")] pub fn a(this: &crate::A, {name}: Option<&str>) -> Result<(), w::E>; pub static {name}: A; }}"
            ));
            same(&format!(
                "impl A {{ pub fn f(&self) -> impl Future<Output = w::Result<{name}>> + use<> {{ w::resolve({name}) }} }}"
            ));
        }
    }

    #[test]
    fn statements() {
        for name in names() {
            let bodies = [
                format!("let object = object.with(\"{name}\", &self.a); object.into_js()"),
                format!("let {name} = self.options.take().unwrap_or_else(|| <{name}>::new_typed()); {name}"),
                format!("self.sys().{name}(&w::UNDEFINED, options.as_ref().map(w::cast))"),
                format!("self.{name}(first, &second)"),
                format!("w::FromJs::from_js(self.sys().get({name}, w::cast(&w::to_js({name})))?.into())"),
                format!("crate::sys::{name}::new(None, name).map(w::unchecked_into)"),
                format!("f(w::cast(&Into::<crate::{name}>::into({name})), Into::<{name}>::into(a).as_str())"),
                format!("Ok(Self {{ {name}: object.field(\"{name}\")?, b: a.b(c.d()), }})"),
                format!("{name} {{ a: w::to_js(&Into::<crate::{name}>::into(b)), {name}: None }}"),
                format!("Self {{ #[cfg(feature = \"x\")] {name}: Default::default() }}"),
                format!(
                    "if w::kind::tagged(&value, \"{name}\") && let Ok(read) = w::from_js(value.clone()) {{ return Ok(Self::A(read)); }} Ok(Self::B)"
                ),
                format!(
                    "match self {{ Self::{name}(value) => w::ToJs::to_js(value), #[cfg(a)] Self::B => b.clone(), }}"
                ),
                format!(
                    "Box::pin(async move {{ let a = self.a.as_ref().map(w::to_js); w::resolve(self.this.{name}(a.map(w::cast))).await }})"
                ),
                format!("self.a = Some({name}.into()); self"),
                format!("a.b({name}).with(|value| w::unchecked_into(Clone::clone(value)))"),
                format!("if a {{ b }} else {{ {name} }}; for a in {name} {{ b += 1 }} return {name}"),
            ];
            for body in bodies {
                same(&format!("impl A {{ fn f(self) {{ {body} }} }}"));
            }
        }
    }

    #[test]
    fn tables_are_left_to_themselves() {
        let text = items(
            "#[cfg(a)] w::table! { #[doc = \" Text.\"] pub struct A; } w::empty! {}"
                .parse()
                .unwrap_or_default(),
        );
        let wanted = "#[cfg(a)]\nw::table! {\n    /// Text.\n    pub struct A;\n}\nw::empty! {}\n";
        assert_eq!(text.ok().as_deref(), Some(wanted));
    }

    #[test]
    fn what_is_not_rust_is_an_error() {
        let error = items("pub const 1;".parse().unwrap_or_default());
        assert!(error.is_err_and(|error| error.code == "codegen::syntax"));
    }
}
