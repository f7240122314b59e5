//! What a type is in JavaScript, as its declaration and its attributes say.

use crate::attribute::{self, Item};
use heck::{ToKebabCase, ToLowerCamelCase, ToPascalCase, ToShoutyKebabCase, ToShoutySnakeCase, ToSnakeCase};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Ident, LitStr, Type};

/// The JavaScript form of a type.
pub(crate) enum Shape {
    /// An object, a property a field.
    Object(Vec<Field>),
    /// What its one field is.
    Newtype(Box<Field>),
    /// An array of its fields.
    Array(Vec<Field>),
    /// One of several.
    Variants { variants: Vec<Variant>, tagging: Tagging },
}

/// How a value says which variant it is.
pub(crate) enum Tagging {
    /// The name alone, or `{ name: content }`.
    Outside,
    /// A property of the content.
    Inside(String),
    /// `{ tag: name, content: … }`.
    Beside { tag: String, content: String },
    /// Not at all: the first variant that fits.
    None,
}

/// A field.
pub(crate) struct Field {
    /// Its name in Rust; none in a tuple.
    pub(crate) ident: Option<Ident>,
    pub(crate) ty: Type,
    /// The property.
    pub(crate) name: String,
    pub(crate) missing: Missing,
    /// Neither read nor written.
    pub(crate) skipped: bool,
}

/// What is read where the property is missing.
pub(crate) enum Missing {
    /// What the type says: `None` for an `Option`, an error for most.
    Type,
    /// `Default::default()`.
    Default,
    /// What a function gives.
    Function(Expr),
    /// The field of the struct's own default.
    Struct,
}

/// A variant of an enumeration.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    /// What it is called in JavaScript.
    pub(crate) name: String,
    pub(crate) content: Content,
}

/// What a variant holds.
pub(crate) enum Content {
    Nothing,
    One(Box<Field>),
    Array(Vec<Field>),
    Object(Vec<Field>),
}

/// A way to write names.
#[derive(Clone, Copy)]
struct Case(fn(&str) -> String);

/// A way to write names, by what it is called.
type Named = (&'static str, fn(&str) -> String);

const CASES: [Named; 8] = [
    ("camelCase", |name| name.to_lower_camel_case()),
    ("snake_case", |name| name.to_snake_case()),
    ("PascalCase", |name| name.to_pascal_case()),
    ("kebab-case", |name| name.to_kebab_case()),
    ("SCREAMING_SNAKE_CASE", |name| name.to_shouty_snake_case()),
    ("SCREAMING-KEBAB-CASE", |name| name.to_shouty_kebab_case()),
    ("lowercase", str::to_lowercase),
    ("UPPERCASE", str::to_uppercase),
];

impl Case {
    fn of(item: &Item) -> syn::Result<Self> {
        let text = item.text()?;
        let wanted = text.value();
        let known = || CASES.map(|(name, _)| format!("\"{name}\"")).join(", ");
        match CASES.iter().find(|(name, _)| *name == wanted) {
            Some((_, write)) => Ok(Self(*write)),
            None => Err(syn::Error::new(text.span(), format!("no such case: one of {}", known()))),
        }
    }
}

impl Shape {
    pub(crate) fn of(input: &DeriveInput) -> syn::Result<Self> {
        let name = &input.ident;
        match &input.data {
            Data::Struct(data) => structure(name, &input.attrs, &data.fields),
            Data::Enum(data) => enumeration(name, &input.attrs, data),
            Data::Union(_) => Err(syn::Error::new_spanned(name, "a union has no JavaScript form")),
        }
    }
}

fn structure(name: &Ident, attributes: &[Attribute], fields: &Fields) -> syn::Result<Shape> {
    let known: &[&str] = if matches!(fields, Fields::Named(_)) { &["rename_all", "default"] } else { &[] };
    let said = attribute::items(attributes, "js", "a struct", known)?;
    let case = said.iter().find(|item| item.key == "rename_all").map(Case::of).transpose()?;
    let default = said.iter().find(|item| item.key == "default");
    default.map(Item::alone).transpose()?;
    match fields {
        Fields::Named(_) => Ok(Shape::Object(named(fields, case, default.is_some())?)),
        Fields::Unnamed(list) if list.unnamed.len() == 1 => {
            Ok(Shape::Newtype(Box::new(unnamed(fields)?.remove(0))))
        }
        Fields::Unnamed(list) if !list.unnamed.is_empty() => Ok(Shape::Array(unnamed(fields)?)),
        _ => Err(syn::Error::new_spanned(name, "a struct without fields has no JavaScript form")),
    }
}

fn named(fields: &Fields, case: Option<Case>, default: bool) -> syn::Result<Vec<Field>> {
    fields
        .iter()
        .filter_map(|field| field.ident.as_ref().map(|ident| (field, ident)))
        .map(|(field, ident)| {
            let said = attribute::items(&field.attrs, "js", "a field", &["rename", "default", "skip"])?;
            let plain = ident.unraw().to_string();
            let mut read = Field {
                ident: Some(ident.clone()),
                ty: field.ty.clone(),
                name: case.map_or_else(|| plain.clone(), |case| case.0(&plain)),
                missing: if default { Missing::Struct } else { Missing::Type },
                skipped: false,
            };
            for item in &said {
                match item.key.as_str() {
                    "rename" => read.name = item.text()?.value(),
                    "skip" => {
                        item.alone()?;
                        read.skipped = true;
                    }
                    _ => read.missing = item.value.clone().map_or(Missing::Default, Missing::Function),
                }
            }
            Ok(read)
        })
        .collect()
}

fn unnamed(fields: &Fields) -> syn::Result<Vec<Field>> {
    fields
        .iter()
        .map(|field| {
            attribute::items(&field.attrs, "js", "a field without a name", &[])?;
            Ok(Field {
                ident: None,
                ty: field.ty.clone(),
                name: String::new(),
                missing: Missing::Type,
                skipped: false,
            })
        })
        .collect()
}

fn enumeration(name: &Ident, attributes: &[Attribute], data: &syn::DataEnum) -> syn::Result<Shape> {
    if data.variants.is_empty() {
        return Err(syn::Error::new_spanned(name, "an enumeration without variants has no JavaScript form"));
    }
    let known = ["rename_all", "rename_all_fields", "tag", "content", "untagged"];
    let said = attribute::items(attributes, "js", "an enumeration", &known)?;
    let case = |key: &str| said.iter().find(|item| item.key == key).map(Case::of).transpose();
    let (of_variants, of_fields) = (case("rename_all")?, case("rename_all_fields")?);
    let tagging = tagging(&said)?;
    let variants = data
        .variants
        .iter()
        .map(|found| variant(found, of_variants, of_fields, &tagging))
        .collect::<syn::Result<Vec<_>>>()?;
    for (at, one) in variants.iter().enumerate() {
        if !matches!(tagging, Tagging::None) && variants[..at].iter().any(|other| other.name == one.name) {
            let what = format!("two variants are called \"{}\" in JavaScript", one.name);
            return Err(syn::Error::new(one.ident.span(), what));
        }
    }
    Ok(Shape::Variants { variants, tagging })
}

fn tagging(said: &[Item]) -> syn::Result<Tagging> {
    let find = |key: &str| said.iter().find(|item| item.key == key);
    let text = |item: &Item| item.text().map(|text: LitStr| text.value());
    match (find("tag"), find("content"), find("untagged")) {
        (None, None, None) => Ok(Tagging::Outside),
        (Some(tag), None, None) => Ok(Tagging::Inside(text(tag)?)),
        (Some(tag), Some(content), None) => Ok(Tagging::Beside { tag: text(tag)?, content: text(content)? }),
        (None, None, Some(untagged)) => untagged.alone().map(|()| Tagging::None),
        (None, Some(content), None) => {
            Err(syn::Error::new(content.span, "`content` needs a `tag` beside it"))
        }
        (_, _, Some(untagged)) => {
            Err(syn::Error::new(untagged.span, "`untagged` and `tag` exclude each other"))
        }
    }
}

fn variant(
    found: &syn::Variant,
    of_variants: Option<Case>,
    of_fields: Option<Case>,
    tagging: &Tagging,
) -> syn::Result<Variant> {
    let has_fields = matches!(found.fields, Fields::Named(_));
    let known: &[&str] = if has_fields { &["rename", "rename_all"] } else { &["rename"] };
    let said = attribute::items(&found.attrs, "js", "a variant", known)?;
    let plain = found.ident.unraw().to_string();
    let mut name = of_variants.map_or_else(|| plain.to_lower_camel_case(), |case| case.0(&plain));
    let mut case = of_fields;
    for item in &said {
        match item.key.as_str() {
            "rename" => name = item.text()?.value(),
            _ => case = Some(Case::of(item)?),
        }
    }
    let content = match &found.fields {
        Fields::Unit => Content::Nothing,
        Fields::Named(_) => Content::Object(named(&found.fields, case, false)?),
        Fields::Unnamed(list) if list.unnamed.len() == 1 => {
            Content::One(Box::new(unnamed(&found.fields)?.remove(0)))
        }
        Fields::Unnamed(_) => Content::Array(unnamed(&found.fields)?),
    };
    if let (Tagging::Inside(tag), Content::Array(_)) = (tagging, &content) {
        let what =
            format!("an array has no property \"{tag}\": name the fields, or say `content` beside `tag`");
        return Err(syn::Error::new_spanned(&found.fields, what));
    }
    if let (Tagging::Inside(tag), Content::Object(fields)) = (tagging, &content)
        && let Some(field) = fields.iter().find(|field| field.name == *tag && !field.skipped)
    {
        let what = format!("the property \"{tag}\" names the variant: call this field otherwise");
        return Err(syn::Error::new(field.ident.as_ref().map_or(found.ident.span(), Ident::span), what));
    }
    Ok(Variant { ident: found.ident.clone(), name, content })
}
