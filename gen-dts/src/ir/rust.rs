//! What will be printed: items, each emitted once, and the types that mention them.

pub use super::decided::{
    Bound, Builder, CallRole, Convention, Conversion, Form, Gate, Give, New, On, Place, Role, Setter, SysTy,
    Take, Written,
};
pub use super::method::{CallKind, Method, RArg, Receiver};
pub use super::rust_ty::{RTy, Untyped};

use std::collections::{BTreeMap, BTreeSet};

use super::ts::{DeclId, Doc, Lit, Span, Variants};

/// Index of an item in [`Crates::items`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u32);

/// Where an item lives.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Home {
    /// Index in [`Crates::crates`].
    pub krate: usize,
    /// The file below `src`.
    pub module: String,
    /// A public module of its own: namespaces keep theirs, everything else is re-exported at the crate's root.
    pub nested: bool,
}

/// All crates of a run.
#[derive(Clone, Debug, Default)]
pub struct Crates {
    /// The crates, dependencies first.
    pub crates: Vec<Crate>,
    /// Every item.
    pub items: Vec<Item>,
    /// Types that are given to JavaScript (`true`) or arrive, without a call that says so.
    pub ways: Vec<(RTy, bool)>,
    /// What stands in which file.
    pub files: Vec<File>,
}

/// A module of one of a crate's two layers.
#[derive(Clone, Debug)]
pub struct File {
    /// Index in [`Crates::crates`].
    pub krate: usize,
    /// Its name.
    pub module: String,
    /// A public module of its own.
    pub nested: bool,
    /// Of the `sys` layer.
    pub sys: bool,
    /// What is in it, in order.
    pub items: Vec<ItemId>,
}

/// One crate.
#[derive(Clone, Debug, Default)]
pub struct Crate {
    /// Its short name, such as `kv`.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// How it is used, for its README, in Markdown.
    pub usage: Option<String>,
    /// Crates it mentions.
    pub dependencies: Vec<usize>,
    /// Whether it declares something experimental.
    pub experimental: bool,
    /// Crates that it mentions whose experimental part comes with its own.
    pub passes: Vec<usize>,
    /// Its features, besides `experimental`.
    pub features: Vec<String>,
    /// Which features it needs of crates that it mentions.
    pub needs: BTreeMap<usize, BTreeSet<String>>,
}

/// Something that is emitted.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its Rust name.
    pub name: String,
    /// Where it lives.
    pub home: Home,
    /// The declaration it comes from; anonymous types have none.
    pub decl: Option<DeclId>,
    /// How TypeScript calls it, for documentation.
    pub ts: String,
    /// Where it was found, in terms that stay: its declaration, or the members whose type it is.
    pub keys: Vec<String>,
    /// Type parameters.
    pub params: Vec<String>,
    /// What it is.
    pub kind: ItemKind,
    /// Documentation.
    pub doc: Doc,
    /// Where it was declared.
    pub span: Span,
    /// Who declares it.
    pub variants: Variants,
    /// Under which features it is there.
    pub gate: Gate,
    /// Which way its values go.
    pub role: Role,
    /// Only folded overloads take it: it is no public type.
    pub hidden: bool,
    /// The TypeScript compiler compares it with its declaration.
    pub compared: bool,
}

/// What an item is.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "items are few, and most are handles or structs")]
pub enum ItemKind {
    /// Being planned.
    Pending,
    /// A handle to a JavaScript object.
    Handle(Handle),
    /// A plain struct.
    Dict(Dict),
    /// An open enumeration of strings.
    Strings(Strings),
    /// An enumeration of types.
    Union(Vec<Branch>),
    /// A name for another type.
    Alias(RTy),
    /// A free function.
    Function(Method),
    /// A global or exported value.
    Value(Value),
}

/// An open enumeration of strings.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    /// Names and texts.
    pub variants: Vec<(String, String)>,
    /// Further names, each with the variant that it is another name for.
    pub aliases: Vec<(String, String)>,
    /// The input allows any other text too.
    pub open: bool,
}

/// A handle.
#[derive(Clone, Debug, Default)]
pub struct Handle {
    /// The class, where it exists as a value.
    pub class: Option<Class>,
    /// What it dereferences to.
    pub parent: Option<RTy>,
    /// What its object dereferences to in the `sys` layer.
    pub sys_parent: Option<SysTy>,
    /// Methods, accessors, statics and constructors.
    pub methods: Vec<Method>,
    /// Methods that no other handle has.
    pub marks: Vec<String>,
    /// Nothing is known of it but its name: any value passes.
    pub foreign: bool,
    /// A user's class extends it: its methods are called from both sides.
    pub extended: bool,
}

/// A class that exists at run time.
#[derive(Clone, Debug, Default)]
pub struct Class {
    /// Its JavaScript name.
    pub name: String,
    /// Namespaces around it.
    pub namespace: Vec<String>,
    /// The module it is imported from.
    pub module: Option<String>,
}

/// A value that is not a function.
#[derive(Clone, Debug)]
pub struct Value {
    /// Its JavaScript name.
    pub name: String,
    /// The Rust function that gives it.
    pub function: String,
    /// Namespaces around it.
    pub namespace: Vec<String>,
    /// The module it is imported from.
    pub module: Option<String>,
    /// Its type.
    pub ty: RTy,
    /// How it comes.
    pub give: Give,
    /// The extern's type.
    pub sys: SysTy,
}

/// A plain struct.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    /// Its fields.
    pub fields: Vec<Field>,
    /// The type of all other properties.
    pub rest: Option<RTy>,
    /// How it is made.
    pub new: New,
    /// Nothing need be given: there is a default.
    pub default: bool,
}

/// A field of a plain struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Property name.
    pub js: String,
    /// Field name.
    pub name: String,
    /// Its type; optional fields are `Option`.
    pub ty: RTy,
    /// Always this: written, never asked for.
    pub constant: Option<Lit>,
    /// May be absent.
    pub optional: bool,
    /// Documentation.
    pub doc: Doc,
    /// Where.
    pub span: Span,
    /// Who declares it.
    pub variants: Variants,
    /// Under which features it is there, besides its struct's.
    pub gate: Gate,
    /// Where it stands.
    pub place: Place,
    /// What sets it.
    pub take: Take,
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Variant name.
    pub name: String,
    /// Payload.
    pub ty: RTy,
    /// How a value of this branch is told from the others.
    pub test: Test,
    /// What converts to it.
    pub from: Conversion,
    /// Bytes are this branch.
    pub bytes: bool,
    /// Whole numbers are this branch.
    pub whole: bool,
    /// Under which features it is there, besides its union's.
    pub gate: Gate,
}

impl Branch {
    /// A branch of which no more is decided.
    pub fn new(name: String, ty: RTy, test: Test) -> Self {
        Self {
            name,
            ty,
            test,
            from: Conversion::default(),
            bytes: false,
            whole: false,
            gate: Gate::default(),
        }
    }
}

/// Evidence for a branch of a union, strongest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    /// One of `kind`'s tests of primitives.
    Kind(&'static str),
    /// An array whose items pass another test.
    ArrayOf(Box<Test>),
    /// An array.
    Array,
    /// Made by a class.
    Instance(String),
    /// A string property with one value.
    Tagged(String, String),
    /// A boolean property with one value.
    Flagged(String, bool),
    /// Properties that the others lack.
    Has(Vec<String>),
    /// Any object.
    Object,
    /// Nothing tells it apart.
    None,
}

impl Item {
    /// Every type mentioned.
    pub fn types(&self) -> Vec<&RTy> {
        match &self.kind {
            ItemKind::Pending | ItemKind::Strings(_) => Vec::new(),
            ItemKind::Handle(handle) => {
                handle.parent.iter().chain(handle.methods.iter().flat_map(Method::types)).collect()
            }
            ItemKind::Dict(dict) => dict.fields.iter().map(|field| &field.ty).chain(&dict.rest).collect(),
            ItemKind::Union(branches) => branches.iter().map(|branch| &branch.ty).collect(),
            ItemKind::Alias(ty) => vec![ty],
            ItemKind::Function(method) => method.types().collect(),
            ItemKind::Value(value) => vec![&value.ty],
        }
    }

    /// Every type mentioned, to change.
    pub fn types_mut(&mut self) -> Vec<&mut RTy> {
        match &mut self.kind {
            ItemKind::Pending | ItemKind::Strings(_) => Vec::new(),
            ItemKind::Handle(handle) => handle
                .parent
                .iter_mut()
                .chain(handle.methods.iter_mut().flat_map(Method::types_mut))
                .collect(),
            ItemKind::Dict(dict) => {
                dict.fields.iter_mut().map(|field| &mut field.ty).chain(&mut dict.rest).collect()
            }
            ItemKind::Union(branches) => branches.iter_mut().map(|branch| &mut branch.ty).collect(),
            ItemKind::Alias(ty) => vec![ty],
            ItemKind::Function(method) => method.types_mut().collect(),
            ItemKind::Value(value) => vec![&mut value.ty],
        }
    }
}
