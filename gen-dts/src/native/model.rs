//! What is printed: every type once, and the types that mention them.

/// A package's types, each before those that it mentions first.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The types.
    pub types: Vec<Type>,
}

/// A type that is emitted.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its Rust name.
    pub name: String,
    /// How the input calls it.
    pub ts: String,
    /// Documentation.
    pub doc: String,
    /// What it is.
    pub kind: Kind,
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Being planned.
    Pending,
    /// An object with members.
    Record(Vec<Field>),
    /// One of several texts, and any other.
    Strings(Vec<(String, String)>),
    /// One of several types, and any other value.
    Union {
        /// The member that tells which.
        tag: Option<String>,
        /// The variants.
        variants: Vec<Variant>,
    },
}

/// A member.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in JSON.
    pub wire: String,
    /// Its Rust name.
    pub name: String,
    /// Its type.
    pub sig: Sig,
    /// Whether the input says that it is always there.
    pub always: bool,
    /// Whether the input says that it may be `null`.
    pub nullable: bool,
    /// Whether a value without it, or with another kind of value for it, is not of this type.
    pub required: bool,
    /// The one text that it has: then it is no field.
    pub constant: Option<String>,
    /// How the input writes it.
    pub ts: String,
    /// Documentation.
    pub doc: String,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub sig: Sig,
    /// The text of the tag that means it.
    pub tag: Option<String>,
    /// Documentation.
    pub doc: String,
}

/// A type that is mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sig {
    /// `String`
    Text,
    /// `f64`
    Number,
    /// `i64`
    Integer,
    /// `bool`
    Bool,
    /// Any value.
    Json,
    /// A moment.
    Timestamp,
    /// An object without members.
    Nothing,
    /// Index of a type.
    Type(usize),
    /// `Option<T>`
    Option(Box<Sig>),
    /// Left out, `null`, or a value.
    Nullable(Box<Sig>),
    /// `Vec<T>`
    List(Box<Sig>),
    /// By any names.
    Map(Box<Sig>),
}

impl Model {
    /// A type by its index.
    pub fn get(&self, at: usize) -> &Type {
        &self.types[at]
    }

    /// Whether every JSON value is one of this type.
    pub fn takes_anything(&self, sig: &Sig) -> bool {
        match sig {
            Sig::Json => true,
            Sig::Type(at) => matches!(self.types[*at].kind, Kind::Union { .. }),
            Sig::Option(inner) | Sig::Nullable(inner) => self.takes_anything(inner),
            _ => false,
        }
    }
}
