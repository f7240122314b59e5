//! Constructors for the `syn` nodes that generated code consists of.

use super::doc::docs;
use proc_macro2::{Ident, Span, TokenStream};
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, AttrStyle, Attribute, Block, Expr, ExprCall, ExprLit, ExprMethodCall,
    ExprPath, Field, FieldModifiers, Fields, FieldsUnnamed, FnArg, FnModifiers, GenericArgument, Generics,
    ImplItem, ImplItemFn, Item, ItemMacro, ItemMod, ItemStruct, ItemUse, Lit, LitInt, LitStr, Macro,
    MacroDelimiter, Meta, MetaList, Pat, Path, PathArguments, PathSegment, Receiver, ReturnType, Signature,
    Stmt, Token, Type, TypeParamBound, TypePath, TypeReference, Variant, Visibility, token,
};

/// An identifier.
pub fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// A path from its text, such as `cfs_http::Client`; a leading `::` is kept.
pub fn path(text: &str) -> Path {
    let (leading, text) = match text.strip_prefix("::") {
        Some(rest) => (Some(Token![::](Span::call_site())), rest),
        None => (None, text),
    };
    Path { leading_colon: leading, segments: text.split("::").map(|s| PathSegment::from(ident(s))).collect() }
}

/// A type named by a path.
pub fn ty(text: &str) -> Type {
    Type::Path(TypePath { attrs: Vec::new(), qself: None, path: path(text) })
}

/// A path type with type arguments, such as `Option<T>`.
pub fn generic(text: &str, arguments: impl IntoIterator<Item = Type>) -> Type {
    let mut path = path(text);
    let args: Punctuated<_, _> = arguments.into_iter().map(GenericArgument::Type).collect();
    if let Some(last) = path.segments.last_mut() {
        last.arguments = PathArguments::AngleBracketed(AngleBracketedGenericArguments {
            colon2_token: None,
            lt_token: Token![<](Span::call_site()),
            args,
            gt_token: Token![>](Span::call_site()),
        });
    }
    Type::Path(TypePath { attrs: Vec::new(), qself: None, path })
}

/// `impl Bound`, the bound a path type such as `Into<T>`.
pub fn impl_trait(bound: Type) -> Type {
    let Type::Path(bound) = bound else { return bound };
    let bound = syn::TraitBound {
        paren_token: None,
        lifetimes: None,
        modifiers: syn::TraitBoundModifiers::default(),
        maybe: None,
        path: bound.path,
    };
    Type::ImplTrait(syn::TypeImplTrait {
        attrs: Vec::new(),
        impl_token: Token![impl](Span::call_site()),
        bounds: Punctuated::from_iter([TypeParamBound::Trait(bound)]),
    })
}

/// `Trait<Item = T>` as a path type.
pub fn with_item(text: &str, item: Type) -> Type {
    let mut path = path(text);
    if let Some(last) = path.segments.last_mut() {
        let binding = syn::AssocType {
            ident: ident("Item"),
            generics: None,
            eq_token: Token![=](Span::call_site()),
            ty: item,
        };
        last.arguments = PathArguments::AngleBracketed(AngleBracketedGenericArguments {
            colon2_token: None,
            lt_token: Token![<](Span::call_site()),
            args: Punctuated::from_iter([GenericArgument::AssocType(binding)]),
            gt_token: Token![>](Span::call_site()),
        });
    }
    Type::Path(TypePath { attrs: Vec::new(), qself: None, path })
}

/// `&expr`.
pub fn borrow(expr: Expr) -> Expr {
    Expr::Reference(syn::ExprReference {
        attrs: Vec::new(),
        and_token: Token![&](Span::call_site()),
        mutability: None,
        expr: Box::new(expr),
    })
}

/// `receiver.0`.
pub fn first_field(receiver: Expr) -> Expr {
    Expr::Field(syn::ExprField {
        attrs: Vec::new(),
        base: Box::new(receiver),
        dot_token: Token![.](Span::call_site()),
        member: syn::Member::Unnamed(syn::Index { index: 0, span: Span::call_site() }),
    })
}

/// `&T`.
pub fn reference(to: Type) -> Type {
    Type::Reference(TypeReference {
        attrs: Vec::new(),
        and_token: Token![&](Span::call_site()),
        lifetime: None,
        mutability: None,
        elem: Box::new(to),
    })
}

/// `pub`.
pub fn public() -> Visibility {
    Visibility::Public(Token![pub](Span::call_site()))
}

/// `#[name]` or `#[name(tokens)]`.
pub fn attribute(name: &str, tokens: Option<TokenStream>) -> Attribute {
    let meta = match tokens {
        None => Meta::Path(path(name)),
        Some(tokens) => Meta::List(MetaList {
            path: path(name),
            delimiter: MacroDelimiter::Paren(token::Paren::default()),
            tokens,
        }),
    };
    Attribute {
        pound_token: Token![#](Span::call_site()),
        style: AttrStyle::Outer,
        bracket_token: token::Bracket::default(),
        meta,
    }
}

/// `#[derive(A, B)]`.
pub fn derive(traits: &[&str]) -> Attribute {
    let paths: Punctuated<Path, Token![,]> = traits.iter().map(|name| path(name)).collect();
    attribute("derive", Some(quote::quote!(#paths)))
}

/// A public named field.
pub fn field(attrs: Vec<Attribute>, name: &str, ty: Type) -> Field {
    Field {
        attrs,
        vis: public(),
        modifiers: FieldModifiers::default(),
        ident: Some(ident(name)),
        colon_token: Some(Token![:](Span::call_site())),
        ty,
        default: None,
    }
}

/// An enum variant without data, or with the one unnamed field `payload`.
pub fn unit_variant(attrs: Vec<Attribute>, name: &str, payload: Option<Type>) -> Variant {
    let fields = match payload {
        None => Fields::Unit,
        Some(ty) => Fields::Unnamed(FieldsUnnamed {
            paren_token: token::Paren::default(),
            unnamed: Punctuated::from_iter([unnamed(Visibility::Inherited, ty)]),
        }),
    };
    Variant { attrs, ident: ident(name), fields, discriminant: None }
}

fn unnamed(vis: Visibility, ty: Type) -> Field {
    Field {
        attrs: Vec::new(),
        vis,
        modifiers: FieldModifiers::default(),
        ident: None,
        colon_token: None,
        ty,
        default: None,
    }
}

/// `pub struct Name(T);` with a private field.
pub fn tuple_struct(attrs: Vec<Attribute>, name: &str, generics: Generics, ty: Type) -> Item {
    Item::Struct(ItemStruct {
        attrs,
        vis: public(),
        struct_token: Token![struct](Span::call_site()),
        ident: ident(name),
        generics,
        fields: Fields::Unnamed(FieldsUnnamed {
            paren_token: token::Paren::default(),
            unnamed: Punctuated::from_iter([unnamed(Visibility::Inherited, ty)]),
        }),
        semi_token: Some(Token![;](Span::call_site())),
    })
}

/// `path! { tokens }` as an item.
pub fn item_macro(name: &str, tokens: TokenStream) -> Item {
    Item::Macro(ItemMacro {
        attrs: Vec::new(),
        ident: None,
        mac: Macro {
            path: path(name),
            bang_token: Token![!](Span::call_site()),
            delimiter: MacroDelimiter::Brace(token::Brace::default()),
            tokens,
        },
        semi_token: None,
    })
}

/// `pub mod name;`, or without `pub`.
pub fn item_mod(attrs: Vec<Attribute>, public_module: bool, name: &str) -> Item {
    Item::Mod(ItemMod {
        attrs,
        vis: if public_module { public() } else { Visibility::Inherited },
        unsafety: None,
        mod_token: Token![mod](Span::call_site()),
        ident: ident(name),
        content: None,
        semi: Some(Token![;](Span::call_site())),
    })
}

/// A `use` item from its tokens.
pub fn item_use(vis: Visibility, tree: syn::UseTree) -> Item {
    Item::Use(ItemUse {
        attrs: Vec::new(),
        vis,
        use_token: Token![use](Span::call_site()),
        leading_colon: None,
        tree,
        semi_token: Token![;](Span::call_site()),
    })
}

/// A string literal.
pub fn string(text: &str) -> Expr {
    literal(Lit::Str(LitStr::new(text, Span::call_site())))
}

/// An unsuffixed integer literal.
pub fn int(value: usize) -> Expr {
    literal(Lit::Int(LitInt::new(&value.to_string(), Span::call_site())))
}

fn literal(lit: Lit) -> Expr {
    Expr::Lit(ExprLit { attrs: Vec::new(), lit })
}

/// A path as an expression.
pub fn expr_path(text: &str) -> Expr {
    Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path: path(text) })
}

/// `function(arguments)`.
pub fn call(function: Expr, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::Call(ExprCall {
        attrs: Vec::new(),
        func: Box::new(function),
        paren_token: token::Paren::default(),
        args: arguments.into_iter().collect(),
    })
}

/// `receiver.method(arguments)`.
pub fn method_call(receiver: Expr, method: &str, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::MethodCall(ExprMethodCall {
        attrs: Vec::new(),
        receiver: Box::new(receiver),
        dot_token: Token![.](Span::call_site()),
        method: ident(method),
        turbofish: None,
        paren_token: token::Paren::default(),
        args: arguments.into_iter().collect(),
    })
}

/// A block that is one expression.
pub fn block(expr: Expr) -> Block {
    Block { brace_token: token::Brace::default(), stmts: vec![Stmt::Expr(expr, None)] }
}

/// How a method takes its receiver, or one argument.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // a handful live at once
pub enum Arg {
    /// `self`
    Owned,
    /// `&self`
    Borrowed,
    /// `name: Type`
    Named(String, Type),
}

/// A public method.
#[derive(Clone, Debug)]
pub struct Method {
    /// Markdown documentation.
    pub docs: String,
    /// Attributes after the documentation.
    pub attrs: Vec<Attribute>,
    /// Its name.
    pub name: String,
    /// Receiver and arguments.
    pub args: Vec<Arg>,
    /// Its result; `None` for unit.
    pub output: Option<Type>,
    /// Its body.
    pub body: Block,
}

impl Method {
    /// The method as an item of an `impl` block.
    pub fn into_impl_item(self) -> ImplItem {
        let mut attrs = docs(&self.docs);
        attrs.extend(self.attrs);
        ImplItem::Fn(ImplItemFn {
            attrs,
            vis: public(),
            modifiers: FnModifiers::default(),
            sig: Signature {
                constness: None,
                asyncness: None,
                safety: syn::Safety::Default,
                abi: None,
                fn_token: Token![fn](Span::call_site()),
                ident: ident(&self.name),
                generics: Generics::default(),
                paren_token: token::Paren::default(),
                inputs: self.args.into_iter().map(argument).collect(),
                variadic: None,
                output: match self.output {
                    None => ReturnType::Default,
                    Some(ty) => ReturnType::Type(Token![->](Span::call_site()), Box::new(ty)),
                },
            },
            block: self.body,
        })
    }
}

fn argument(arg: Arg) -> FnArg {
    match arg {
        Arg::Owned | Arg::Borrowed => receiver(matches!(arg, Arg::Borrowed)),
        Arg::Named(name, ty) => FnArg::Typed(syn::PatType {
            attrs: Vec::new(),
            pat: Box::new(Pat::Ident(syn::PatIdent {
                attrs: Vec::new(),
                by_ref: None,
                mutability: None,
                ident: ident(&name),
                subpat: None,
            })),
            colon_token: Token![:](Span::call_site()),
            ty: Box::new(ty),
        }),
    }
}

fn receiver(borrowed: bool) -> FnArg {
    let tokens = if borrowed { quote::quote!(&self) } else { quote::quote!(self) };
    let receiver: Result<Receiver, _> = syn::parse2(tokens);
    match receiver {
        Ok(receiver) => FnArg::Receiver(receiver),
        Err(_) => unreachable!("`self` and `&self` are receivers"),
    }
}
