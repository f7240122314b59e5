//! The macros of `cfs-http` in which generated code states its tables: what each gives its type.
//!
//! A macro that is not known here is an error, so that no part of an API goes unseen.

use super::model::{Member, MemberKey, MemberKind};
use super::read::tidy;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitInt, LitStr, Result, Token, Type, braced, bracketed, parenthesized};

/// What a macro adds to the type it names first.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    /// The type.
    pub(super) owner: String,
    /// Traits it implements.
    pub(super) impls: Vec<String>,
    /// Methods and answers it gets.
    pub(super) members: Vec<(MemberKey, Member)>,
    /// Facts about members that are declared elsewhere.
    pub(super) facts: Vec<(MemberKey, String)>,
    /// Facts about the type.
    pub(super) wire: Vec<(&'static str, String)>,
}

/// Reads an invocation; `None` for a macro that is not known.
pub(super) fn read(name: &str, tokens: TokenStream) -> Option<Result<Expansion>> {
    Some(match name {
        "record" => record.parse2(tokens),
        "setters" | "form_setters" => setters.parse2(tokens),
        "string_enum" => values(tokens, "as_str", "&str", &STRING_ENUM),
        "int_enum" => values(tokens, "number", "i64", &INT_ENUM),
        "mixed_enum" => values(tokens, "as_json", "&str", &MIXED_ENUM),
        "union" => union.parse2(tokens),
        "multipart" => multipart.parse2(tokens),
        "outcome" => outcome.parse2(tokens),
        "request" => request.parse2(tokens),
        _ => return None,
    })
}

const STRING_ENUM: [&str; 9] =
    ["Codec", "Debug", "Default", "Display", "Eq", "From<&str>", "From<String>", "Hash", "PartialEq"];
const INT_ENUM: [&str; 5] = ["Codec", "Debug", "Default", "Display", "From<i64>"];

const MIXED_ENUM: [&str; 5] = ["Codec", "Debug", "Default", "Display", "From<Json>"];

fn texts(traits: &[&str]) -> Vec<String> {
    traits.iter().map(|name| (*name).to_owned()).collect()
}

fn record(input: ParseStream<'_>) -> Result<Expansion> {
    let owner: Ident = input.parse()?;
    let body;
    braced!(body in input);
    let (mut facts, mut constants) = (Vec::new(), Vec::new());
    while !body.is_empty() {
        let _index: LitInt = body.parse()?;
        let equals: Option<Token![=]> = body.parse()?;
        let field: Option<Ident> = if equals.is_none() { Some(body.parse()?) } else { None };
        let (flag, wire): (Ident, LitStr) = (body.parse()?, body.parse()?);
        match field {
            Some(field) => {
                facts.push(((MemberKind::Field, field.to_string()), format!("{flag} {:?}", wire.value())));
            }
            None => constants.push((wire.value(), body.parse::<LitStr>()?.value())),
        }
        let _comma: Option<Token![,]> = body.parse()?;
    }
    while !input.is_empty() {
        let (word, field): (Ident, Ident) = (input.parse()?, input.parse()?);
        // What is kept of odd members is nobody's to see.
        if word != "kept" {
            facts.push(((MemberKind::Field, field.to_string()), word.to_string()));
        }
    }
    Ok(Expansion {
        owner: owner.to_string(),
        impls: texts(&["Codec", "Debug"]),
        facts,
        wire: always(&constants),
        ..Expansion::default()
    })
}

/// What is written always, as a fact about its type.
fn always(constants: &[(String, String)]) -> Vec<(&'static str, String)> {
    let listed: Vec<String> = constants.iter().map(|(name, value)| format!("{name:?} = {value}")).collect();
    if listed.is_empty() { Vec::new() } else { vec![("what is written always", listed.join(", "))] }
}

/// `name: how Type`
struct Setter {
    name: Ident,
    how: Ident,
    ty: Type,
}

impl Parse for Setter {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.parse()?;
        let _colon: Token![:] = input.parse()?;
        Ok(Self { name, how: input.parse()?, ty: input.parse()? })
    }
}

impl Setter {
    fn argument(&self) -> String {
        let ty = tidy(self.ty.to_token_stream());
        match self.how.to_string().as_str() {
            "plain" => ty,
            "nullable" => format!("impl Into<Nullable<{ty}>>"),
            "list" | "files" => format!("impl IntoIterator<Item = impl Into<{ty}>>"),
            "items" => format!("impl IntoIterator<Item = {ty}>"),
            _ => format!("impl Into<{ty}>"),
        }
    }
}

fn setters(input: ParseStream<'_>) -> Result<Expansion> {
    let owner: Ident = input.parse()?;
    let mut members = Vec::new();
    if input.peek(syn::token::Paren) {
        let required;
        parenthesized!(required in input);
        let required = Punctuated::<Setter, Token![,]>::parse_terminated(&required)?;
        let new = Member {
            ty: "Self".to_owned(),
            arguments: required.iter().map(Setter::argument).collect(),
            names: required.iter().map(|setter| setter.name.to_string()).collect(),
            ..Member::default()
        };
        members.push(((MemberKind::Method, "new".to_owned()), new));
    }
    let optional;
    braced!(optional in input);
    for setter in Punctuated::<Setter, Token![,]>::parse_terminated(&optional)? {
        let name = setter.name.to_string();
        let member = Member {
            ty: "Self".to_owned(),
            arguments: vec!["self".to_owned(), setter.argument()],
            names: vec!["self".to_owned(), name.clone()],
            ..Member::default()
        };
        members.push(((MemberKind::Method, name), member));
    }
    Ok(Expansion { owner: owner.to_string(), members, ..Expansion::default() })
}

/// `Name { Variant = value }`, with a method that gives the value.
fn values(tokens: TokenStream, method: &str, output: &str, traits: &[&str]) -> Result<Expansion> {
    let parser = |input: ParseStream<'_>| {
        let owner: Ident = input.parse()?;
        let body;
        braced!(body in input);
        let mut facts = Vec::new();
        while !body.is_empty() {
            let variant: Ident = body.parse()?;
            let _equals: Token![=] = body.parse()?;
            let minus: Option<Token![-]> = body.parse()?;
            let value: Lit = body.parse()?;
            let _comma: Option<Token![,]> = body.parse()?;
            let sign = if minus.is_some() { "-" } else { "" };
            let value = format!("{sign}{}", value.to_token_stream());
            facts.push(((MemberKind::Variant, variant.to_string()), value));
        }
        let getter = Member {
            ty: output.to_owned(),
            arguments: vec!["&self".to_owned()],
            names: vec!["self".to_owned()],
            ..Member::default()
        };
        Ok(Expansion {
            owner: owner.to_string(),
            impls: texts(traits),
            members: vec![((MemberKind::Method, method.to_owned()), getter)],
            facts,
            ..Expansion::default()
        })
    };
    parser.parse2(tokens)
}

fn union(input: ParseStream<'_>) -> Result<Expansion> {
    let owner: Ident = input.parse()?;
    let mut impls = texts(&["Codec", "Debug", "Default"]);
    let mut table = TokenStream::new();
    while !input.peek(syn::token::Brace) {
        table.extend([input.parse::<TokenTree>()?]);
    }
    let rows;
    braced!(rows in input);
    table.extend(rows.parse::<TokenStream>()?);
    let _from: Ident = input.parse()?;
    let from;
    braced!(from in input);
    while !from.is_empty() {
        let _variant: Ident = from.parse()?;
        let payload;
        parenthesized!(payload in from);
        let ty: Type = payload.parse()?;
        let _comma: Option<Token![,]> = from.parse()?;
        impls.push(format!("From<{}>", tidy(ty.to_token_stream())));
    }
    // What an optional body may be given as: conversions into an option of the union.
    if input.parse::<Option<Ident>>()?.is_some() {
        let _from: Ident = input.parse()?;
        let options;
        braced!(options in input);
        for ty in Punctuated::<Type, Token![,]>::parse_terminated(&options)? {
            impls.push(format!("From<{}> of an option", tidy(ty.to_token_stream())));
        }
    }
    let wire = vec![("how its variants are told apart", tidy(table))];
    Ok(Expansion { owner: owner.to_string(), impls, wire, ..Expansion::default() })
}

fn multipart(input: ParseStream<'_>) -> Result<Expansion> {
    let owner: Ident = input.parse()?;
    let body;
    braced!(body in input);
    let mut facts = Vec::new();
    while !body.is_empty() {
        let field: Ident = body.parse()?;
        let _colon: Token![:] = body.parse()?;
        let (how, part): (Ident, LitStr) = (body.parse()?, body.parse()?);
        let _comma: Option<Token![,]> = body.parse()?;
        facts.push(((MemberKind::Field, field.to_string()), format!("{how} {:?}", part.value())));
    }
    let mut constants = Vec::new();
    if let Some(_fixed) = input.parse::<Option<Ident>>()? {
        let rows;
        braced!(rows in input);
        while !rows.is_empty() {
            let part: LitStr = rows.parse()?;
            let _equals: Token![=] = rows.parse()?;
            constants.push((part.value(), format!("{:?}", rows.parse::<LitStr>()?.value())));
            let _comma: Option<Token![,]> = rows.parse()?;
        }
    }
    Ok(Expansion {
        owner: owner.to_string(),
        impls: texts(&["IntoForm"]),
        facts,
        wire: always(&constants),
        ..Expansion::default()
    })
}

fn outcome(input: ParseStream<'_>) -> Result<Expansion> {
    let owner: Ident = input.parse()?;
    let body;
    braced!(body in input);
    let mut facts = Vec::new();
    while !body.is_empty() {
        let variant: Ident = body.parse()?;
        let case;
        parenthesized!(case in body);
        let case: TokenStream = case.parse()?;
        let _comma: Option<Token![,]> = body.parse()?;
        facts.push(((MemberKind::Variant, variant.to_string()), tidy(case)));
    }
    Ok(Expansion { owner: owner.to_string(), facts, ..Expansion::default() })
}

fn request(input: ParseStream<'_>) -> Result<Expansion> {
    let owner: Ident = input.parse()?;
    let _equals: Token![=] = input.parse()?;
    let (method, path): (Ident, LitStr) = (input.parse()?, input.parse()?);
    let _as: Token![as] = input.parse()?;
    let _operation: LitStr = input.parse()?;
    let _end: Token![;] = input.parse()?;
    let mut wire = vec![("method and path", format!("{method} {}", path.value()))];
    for (word, what) in [("auth", "credentials"), ("permissions", "permissions")] {
        let found: Ident = input.parse()?;
        if found != word {
            return Err(syn::Error::new(found.span(), format!("expected `{word}`")));
        }
        let list;
        bracketed!(list in input);
        wire.push((what, tidy(list.parse()?)));
        let _end: Token![;] = input.parse()?;
    }
    let kind: TokenStream = input.parse()?;
    let kind: Vec<TokenTree> = kind.into_iter().collect();
    let end = kind.iter().position(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ';'));
    let kind = match end {
        Some(at) => {
            wire.push(("pages", tidy(kind[..at].iter().cloned().collect())));
            &kind[at + 1..]
        }
        None => &kind[..],
    };
    let mut expansion = Expansion { owner: owner.to_string(), wire, ..Expansion::default() };
    answer(kind, &mut expansion);
    Ok(expansion)
}

/// What a request's `KIND` gives it.
fn answer(kind: &[TokenTree], expansion: &mut Expansion) {
    let word = kind.first().map(ToString::to_string).unwrap_or_default();
    let rest = kind.get(1..).unwrap_or_default();
    let ty = |tokens: &[TokenTree]| tidy(tokens.iter().cloned().collect());
    let mut methods: Vec<(&str, String)> = Vec::new();
    let output = match word.as_str() {
        "events" => {
            // `events EVENT or KIND by "member"`
            let or = rest.iter().position(|token| token.to_string() == "or").unwrap_or(rest.len());
            let by = rest.iter().rposition(|token| token.to_string() == "by").unwrap_or(rest.len());
            let event = Member {
                ty: format!("Events<{}>", ty(&rest[..or])),
                arguments: vec!["self".to_owned()],
                ..Member::default()
            };
            expansion.members.push(((MemberKind::Method, "events".to_owned()), event));
            expansion.wire.push(("what asks for events", ty(rest.get(by..).unwrap_or_default())));
            return answer(rest.get(or + 1..by).unwrap_or_default(), expansion);
        }
        "page" => {
            let item = ty(rest);
            methods.push(("skip_undecodable", "Self".to_owned()));
            methods.push(("stream", format!("Items<{item}>")));
            methods.push(("pages", format!("Pages<{item}>")));
            methods.push(("collect_all", format!("Pending<Vec<{item}>>")));
            format!("Page<{item}>")
        }
        "unit" => "()".to_owned(),
        "text" => "String".to_owned(),
        "bytes" => "Bytes".to_owned(),
        "ndjson" => {
            let line = ty(rest);
            methods.push(("lines", format!("Pending<Values<{line}>>")));
            format!("Vec<{line}>")
        }
        "socket" => "WebSocket".to_owned(),
        _ => ty(rest),
    };
    if matches!(word.as_str(), "result" | "body" | "text" | "bytes" | "ndjson" | "outcome") {
        methods.push(("bytes_stream", "Pending<Download>".to_owned()));
    }
    for (name, ty) in methods {
        let arguments = match name {
            "collect_all" => vec!["self".to_owned(), "usize".to_owned()],
            _ => vec!["self".to_owned()],
        };
        let member = Member { ty, arguments, ..Member::default() };
        expansion.members.push(((MemberKind::Method, name.to_owned()), member));
    }
    // `unit` and `result` differ in how a body is read, not in what users see.
    expansion.wire.push(("how an answer is read", word));
    expansion.members.push(((MemberKind::Answer, String::new()), Member::of(output)));
}
