//! TypeScript declarations with resolved names.

pub use super::doc::Doc;
pub use super::variants::Variants;

use indexmap::IndexMap;

/// Index of a declaration in [`Program::decls`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeclId(pub u32);

/// A piece of an input file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Index of the input.
    pub file: u32,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// Everything that was declared.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Every declaration, in order of first appearance.
    pub decls: Vec<Decl>,
    /// By key: `module/namespace.name`.
    pub by_key: IndexMap<String, DeclId>,
}

impl Program {
    /// A declaration.
    pub fn decl(&self, id: DeclId) -> &Decl {
        &self.decls[id.0 as usize]
    }

    /// A global declaration by name.
    pub fn global(&self, name: &str) -> Option<DeclId> {
        self.by_key.get(&format!("/{name}")).copied()
    }

    /// Every declaration with its id.
    pub fn iter(&self) -> impl Iterator<Item = (DeclId, &Decl)> {
        self.decls.iter().enumerate().map(|(index, decl)| (DeclId(index as u32), decl))
    }
}

/// One name in one scope, with everything that was declared for it (declarations merge).
#[derive(Clone, Debug, Default)]
pub struct Decl {
    /// Its name.
    pub name: String,
    /// The ambient module it is exported from, if it is not global.
    pub module: Option<String>,
    /// The namespaces around it.
    pub namespaces: Vec<String>,
    /// Type parameters of its type side.
    pub params: Vec<TypeParam>,
    /// The global object that has it, where it is no global itself.
    pub holder: Option<String>,
    /// It is declared as a global class, and no global of that name exists.
    pub unlisted: bool,
    /// What it is as a type.
    pub ty: Option<TypeSide>,
    /// What it is as a value.
    pub value: Option<ValueSide>,
    /// Documentation.
    pub doc: Doc,
    /// Where it was first declared.
    pub span: Span,
    /// Who declares it.
    pub variants: Variants,
    /// Declared as a value only: its type is what the value constructs.
    pub value_only: bool,
}

impl Decl {
    /// Whether the input only mentions it.
    pub fn is_foreign(&self) -> bool {
        matches!(self.ty, Some(TypeSide::Foreign))
    }

    /// The name with its namespaces, as TypeScript writes it.
    pub fn path(&self) -> String {
        let mut path = self.namespaces.join(".");
        if !path.is_empty() {
            path.push('.');
        }
        path + &self.name
    }
}

/// A declaration as a type.
#[derive(Clone, Debug)]
pub enum TypeSide {
    /// A class or an interface.
    Object(Object),
    /// `type X = …`.
    Alias(Ty),
    /// `enum X { … }`: names and values.
    Enum(Vec<(String, Lit)>),
    /// A name that the input only mentions: nothing is known of it.
    Foreign,
}

/// A declaration as a value.
#[derive(Clone, Debug)]
pub enum ValueSide {
    /// `const`, `let`, `var`.
    Variable(Ty),
    /// One signature an overload.
    Function(Vec<FunctionDecl>),
    /// The class of the type side.
    Class,
}

/// One declared signature of a function.
#[derive(Clone, Debug)]
pub struct FunctionDecl {
    /// The signature.
    pub sig: Sig,
    /// Documentation.
    pub doc: Doc,
    /// Where.
    pub span: Span,
    /// Who declares it.
    pub variants: Variants,
}

/// A class or an interface.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// A class, so its constructor exists at run time.
    pub class: bool,
    /// A class that cannot be constructed.
    pub is_abstract: bool,
    /// Parents.
    pub extends: Vec<Ty>,
    /// Own members.
    pub members: Vec<Member>,
}

/// A member of an object type.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name; `[Symbol.iterator]` is `@@iterator`, other computed names start with `@@`.
    pub name: String,
    /// Belongs to the class, not to its instances.
    pub is_static: bool,
    /// What it is.
    pub kind: MemberKind,
    /// Documentation.
    pub doc: Doc,
    /// Where.
    pub span: Span,
    /// Who declares it.
    pub variants: Variants,
}

/// What a member is.
#[derive(Clone, Debug)]
pub enum MemberKind {
    /// A property, declared as such or with accessors.
    Property {
        /// Its type.
        ty: Ty,
        /// May be absent.
        optional: bool,
        /// Has no setter.
        readonly: bool,
        /// Declared with `get`.
        accessor: bool,
    },
    /// `set x(value)` beside a getter of another type, or alone.
    Setter(Ty),
    /// A method.
    Method {
        /// Its signature.
        sig: Sig,
        /// May be absent.
        optional: bool,
    },
    /// `new (…)`.
    Construct(Sig),
    /// `(…)`.
    Call(Sig),
    /// `[key: K]: V`.
    Index {
        /// Key type.
        key: Ty,
        /// Value type.
        value: Ty,
    },
}

/// A type parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeParam {
    /// Its name.
    pub name: String,
    /// `extends …`.
    pub constraint: Option<Ty>,
    /// `= …`.
    pub default: Option<Ty>,
}

/// A signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Sig {
    /// Own type parameters.
    pub params: Vec<TypeParam>,
    /// Arguments.
    pub args: Vec<Arg>,
    /// Result.
    pub ret: Ty,
}

/// An argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// May be left out.
    pub optional: bool,
    /// `...rest`.
    pub rest: bool,
}

/// A literal type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lit {
    /// `"text"`
    String(String),
    /// `1`, as written.
    Number(String),
    /// `true`
    Bool(bool),
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    /// `any`
    Any,
    /// `unknown`
    Unknown,
    /// `never`
    Never,
    /// `void`
    Void,
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `object`
    Object,
    /// `string`
    String,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `bigint`
    BigInt,
    /// `symbol`, `unique symbol`
    Symbol,
    /// `this`
    This,
    /// A literal.
    Lit(Lit),
    /// A template literal; its constant and variable parts do not matter to Rust.
    Template(Vec<String>, Vec<Ty>),
    /// A declaration, with its type arguments.
    Ref(DeclId, Vec<Ty>),
    /// A name of the standard library.
    Std(String, Vec<Ty>),
    /// A type parameter.
    Param(String),
    /// `A | B`
    Union(Vec<Ty>),
    /// `A & B`
    Intersection(Vec<Ty>),
    /// `T[]`
    Array(Box<Ty>),
    /// `[A, B?, ...C]`
    Tuple(Vec<TupleItem>),
    /// `(…) => R`
    Function(Box<Sig>),
    /// `new (…) => R`
    Constructor(Box<Sig>),
    /// `{ … }`
    Anon(Vec<AnonMember>),
    /// `keyof T`
    Keyof(Box<Ty>),
    /// `T[K]`
    Indexed(Box<Ty>, Box<Ty>),
    /// `C extends E ? T : F`
    Conditional(Box<[Ty; 4]>),
    /// `infer T`
    Infer(String),
    /// `{ [K in C as N]?: T }`
    Mapped(Box<Mapped>),
    /// `typeof x`
    Typeof(DeclId),
    /// The value or module behind a type that nothing declares.
    Unresolved(String),
}

/// An element of a tuple.
#[derive(Clone, Debug, PartialEq)]
pub struct TupleItem {
    /// Its type.
    pub ty: Ty,
    /// May be left out.
    pub optional: bool,
    /// Stands for any number of elements.
    pub rest: bool,
}

/// A member of an anonymous object type; equal when it means the same, wherever it stands.
#[derive(Clone, Debug)]
pub struct AnonMember(pub Member);

impl PartialEq for AnonMember {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
            && match (&self.0.kind, &other.0.kind) {
                (
                    MemberKind::Property { ty, optional, readonly, .. },
                    MemberKind::Property { ty: ty2, optional: optional2, readonly: readonly2, .. },
                ) => ty == ty2 && optional == optional2 && readonly == readonly2,
                (MemberKind::Setter(ty), MemberKind::Setter(ty2)) => ty == ty2,
                (
                    MemberKind::Method { sig, optional },
                    MemberKind::Method { sig: sig2, optional: optional2 },
                ) => sig == sig2 && optional == optional2,
                (MemberKind::Construct(sig), MemberKind::Construct(sig2))
                | (MemberKind::Call(sig), MemberKind::Call(sig2)) => sig == sig2,
                (MemberKind::Index { key, value }, MemberKind::Index { key: key2, value: value2 }) => {
                    key == key2 && value == value2
                }
                _ => false,
            }
    }
}

/// A mapped type.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The key's name.
    pub key: String,
    /// What it ranges over.
    pub over: Ty,
    /// `as …`
    pub name: Option<Ty>,
    /// The value type.
    pub value: Ty,
    /// `?` adds, `-?` removes.
    pub optional: Option<bool>,
}

impl Ty {
    /// `T | undefined`.
    #[must_use]
    pub fn or_undefined(self) -> Self {
        Self::Union(vec![self, Self::Undefined])
    }

    /// Whether this is `null`, `undefined` or `void`.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Null | Self::Undefined | Self::Void)
    }

    /// A string literal's text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Lit(Lit::String(text)) => Some(text),
            _ => None,
        }
    }
}
