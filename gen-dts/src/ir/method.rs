//! Functions, methods, accessors and constructors.

use super::decided::{CallRole, Convention, Written};
use super::rust_ty::RTy;
use super::ts::{Doc, Lit, Span, Variants};

/// How a function is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// On an object.
    Instance,
    /// On a class.
    Static,
    /// `new`.
    Constructor,
    /// Alone.
    Free,
}

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// Calls.
    Call,
    /// Reads a property.
    Getter,
    /// Writes a property.
    Setter,
}

/// A function, method, accessor or constructor.
#[derive(Clone, Debug)]
pub struct Method {
    /// JavaScript name.
    pub js: String,
    /// Rust name in the idiomatic layer; empty if another overload covers it.
    pub name: String,
    /// Rust name in the `sys` layer.
    pub sys: String,
    /// How it is reached.
    pub receiver: Receiver,
    /// What it does.
    pub kind: CallKind,
    /// Namespaces around a free function.
    pub namespace: Vec<String>,
    /// The module a free function is imported from.
    pub module: Option<String>,
    /// Arguments.
    pub args: Vec<RArg>,
    /// Result; without the promise if `is_async`.
    pub ret: RTy,
    /// Gives a promise.
    pub is_async: bool,
    /// A property that may be absent.
    pub absent: bool,
    /// Options that change what the call gives, each with the overload that takes it.
    pub elsewhere: Vec<(String, String)>,
    /// Overloads that are this call with a literal among its options.
    pub roles: Vec<CallRole>,
    /// Another overload has it as a role: only the `sys` layer has it by itself.
    pub folded: bool,
    /// Own type parameters.
    pub params: Vec<String>,
    /// TypeScript signature.
    pub ts: String,
    /// Documentation.
    pub doc: Doc,
    /// Where.
    pub span: Span,
    /// Who declares it.
    pub variants: Variants,
    /// What it becomes.
    pub written: Written,
}

/// An argument.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the declaration by itself")]
pub struct RArg {
    /// Rust name.
    pub name: String,
    /// Type, without `Option`.
    pub ty: RTy,
    /// May be left out.
    pub optional: bool,
    /// Must be given, but what it always is can be given for the user.
    pub defaulted: bool,
    /// Takes any number.
    pub variadic: bool,
    /// What it takes are parameters of SQL, which has fewer kinds of values than JavaScript.
    pub sql: bool,
    /// Always this: an overload's distinguishing literal.
    pub constant: Option<Lit>,
    /// What an object always holds: written where nothing else is given, and besides what is.
    pub literals: Vec<(String, Lit)>,
    /// It holds nothing else: never asked for.
    pub fixed: bool,
    /// How it goes.
    pub convention: Convention,
    /// Its type, aliases followed.
    pub resolved: RTy,
}

impl RArg {
    /// Whether there is anything to give.
    pub fn is_asked(&self) -> bool {
        self.constant.is_none() && !self.fixed
    }
}

impl Method {
    /// A member of which no more is known: without arguments, giving nothing.
    pub fn new(js: &str, name: String, receiver: Receiver, kind: CallKind) -> Self {
        Self {
            js: js.to_owned(),
            name,
            sys: String::new(),
            receiver,
            kind,
            namespace: Vec::new(),
            module: None,
            args: Vec::new(),
            ret: RTy::Unit,
            is_async: false,
            absent: false,
            elsewhere: Vec::new(),
            roles: Vec::new(),
            folded: false,
            params: Vec::new(),
            ts: String::new(),
            doc: Doc::default(),
            span: Span::default(),
            variants: Variants::default(),
            written: Written::default(),
        }
    }

    /// Every type mentioned.
    pub fn types(&self) -> impl Iterator<Item = &RTy> {
        let roles = self.roles.iter().map(|role| &role.ret);
        self.args.iter().map(|arg| &arg.ty).chain(std::iter::once(&self.ret)).chain(roles)
    }

    /// Every type mentioned, to change.
    pub fn types_mut(&mut self) -> impl Iterator<Item = &mut RTy> {
        let roles = self.roles.iter_mut().map(|role| &mut role.ret);
        self.args.iter_mut().map(|arg| &mut arg.ty).chain(std::iter::once(&mut self.ret)).chain(roles)
    }
}
