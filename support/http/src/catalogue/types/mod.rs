//! Types at run time.

mod kinds;
mod read;

use super::Catalogue;
use super::facts::Facts;
use super::value::tables::Tables;
use std::fmt;

/// A type where it is mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sig {
    Unit,
    Bool,
    I32,
    I64,
    U32,
    U64,
    Float,
    Text,
    Format(Format),
    Json,
    List(Box<Sig>),
    Map(Box<Sig>),
    Maybe(Box<Sig>),
    Type(u32),
}

/// A format of strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `date-time`
    Moment,
    /// `date`
    Date,
    /// `uuid`
    Uuid,
    /// `uri`
    Uri,
    /// `ipv4`
    Ipv4,
    /// `ipv6`
    Ipv6,
    /// `byte`
    Base64,
}

impl Sig {
    pub(in crate::catalogue) fn scalar(code: u8) -> Self {
        match code {
            0 => Self::Unit,
            1 => Self::Bool,
            2 => Self::I32,
            3 => Self::I64,
            4 => Self::U32,
            5 => Self::U64,
            6 => Self::Float,
            7 => Self::Text,
            8 => Self::Format(Format::Moment),
            9 => Self::Format(Format::Date),
            10 => Self::Format(Format::Uuid),
            11 => Self::Format(Format::Uri),
            12 => Self::Format(Format::Ipv4),
            13 => Self::Format(Format::Ipv6),
            14 => Self::Format(Format::Base64),
            _ => Self::Json,
        }
    }
}

/// A type of the catalogue, wherever it is mentioned.
#[derive(Clone, Copy)]
pub struct Schema {
    pub(in crate::catalogue) catalogue: &'static Catalogue,
    pub(in crate::catalogue) sig: &'static Sig,
}

/// What a value of a type is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Nothing: always `null`.
    Nothing,
    /// `true` or `false`.
    Bool,
    /// An integer; whether it may be negative, and how many bits it has.
    Integer(bool, u8),
    /// A number.
    Number,
    /// A string.
    Text,
    /// A string of a format.
    Format(Format),
    /// Any JSON.
    Any,
    /// A list of values of a type.
    List(Schema),
    /// An object with members of any name, of a type.
    Map(Schema),
    /// `null`, or a value of a type.
    Maybe(Schema),
    /// An object.
    Record(Record),
    /// One of several types.
    Union(Union),
    /// One of some values; others are sent, too.
    Enum(Enum),
    /// A multipart form.
    Form(Form),
    /// One of several successes.
    Outcome(&'static [Outcome]),
}

/// What a type has beside what it is.
#[derive(Debug)]
pub(crate) struct Type {
    pub(in crate::catalogue) name: &'static str,
    pub(in crate::catalogue) docs: &'static str,
    /// Whether values are sent only, and so never kept as they came.
    pub(in crate::catalogue) sent_only: bool,
    pub(in crate::catalogue) shape: Made,
    pub(in crate::catalogue) tables: Tables,
}

/// What a type is made of.
#[derive(Debug)]
pub(crate) enum Made {
    Record { fields: Vec<Field>, rest: Option<Sig>, closed: bool },
    Union { tag: &'static str, variants: Vec<Variant> },
    Enum { kind: EnumKind, values: Vec<Value> },
    Form(Vec<FormPart>),
    Outcome(Vec<Outcome>),
}

macro_rules! handle {
    ($(#[$doc:meta])* $name:ident $(with $catalogue:ident)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name {
            $(pub(in crate::catalogue) $catalogue: &'static Catalogue,)?
            pub(in crate::catalogue) ty: &'static Type,
        }

        impl $name {
            /// The name of its Rust type.
            pub fn name(self) -> &'static str {
                self.ty.name
            }

            /// What it is, as Markdown; empty where nothing is known.
            pub fn docs(self) -> &'static str {
                self.ty.docs
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.ty.name)
            }
        }
    };
}

handle! {
    /// An object with named members.
    Record with catalogue
}
handle! {
    /// One of several types.
    Union with catalogue
}
handle! {
    /// One of some values.
    Enum
}
handle! {
    /// A multipart form.
    Form with catalogue
}

/// A member of a record.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether `null` is one of its values.
    pub nullable: bool,
    /// Whether it must not be shown.
    pub secret: bool,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// Whether it comes in answers only.
    pub read_only: bool,
    /// Whether it is sent only.
    pub write_only: bool,
    /// What it is, as Markdown; empty where nothing is known.
    pub docs: &'static str,
    /// The one value that it has, as JSON, which is written by itself; empty where it can have several.
    pub constant: &'static str,
    /// What is known of its values.
    pub facts: Facts,
    pub(in crate::catalogue) sig: Sig,
}

/// A variant of a union.
#[derive(Debug)]
pub struct Variant {
    /// What it is called.
    pub word: &'static str,
    /// What it is, as Markdown; empty where nothing is known.
    pub docs: &'static str,
    /// The values of the union's tag that mean it.
    pub tags: Vec<&'static str>,
    pub(in crate::catalogue) sig: Sig,
    pub(in crate::catalogue) kinds: u8,
    pub(in crate::catalogue) items: Option<u8>,
    pub(in crate::catalogue) untyped: bool,
    pub(in crate::catalogue) limits: Vec<(&'static str, Vec<&'static str>)>,
    pub(in crate::catalogue) values: Vec<&'static str>,
    /// The record that it is, for its members.
    pub(in crate::catalogue) shape: Option<u32>,
}

/// What the values of an enum are in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumKind {
    /// Strings.
    Text,
    /// Integers.
    Integer,
    /// Strings, numbers and booleans.
    Mixed,
}

/// A value of an enum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    pub(in crate::catalogue) text: &'static str,
    pub(in crate::catalogue) bare: bool,
}

/// A part of a form.
#[derive(Debug)]
pub struct FormPart {
    /// Its name; empty for files that bring their own names.
    pub name: &'static str,
    /// What it holds.
    pub kind: FormKind,
    /// Whether it must be there.
    pub required: bool,
    /// What it is, as Markdown; empty where nothing is known.
    pub docs: &'static str,
    /// What is known of its values.
    pub facts: Facts,
    pub(in crate::catalogue) sig: Option<Sig>,
}

/// What a part of a form holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// Text.
    Text,
    /// JSON.
    Json,
    /// One file.
    File,
    /// Any number of files under the part's name.
    Files,
    /// Any number of files, each under its own name.
    NamedFiles,
    /// This text, which is written by itself.
    Constant(&'static str),
}

/// One success of several.
#[derive(Debug)]
pub struct Outcome {
    /// The status; 0 stands for all successes.
    pub status: u16,
    /// The content type, where several share a status.
    pub media: &'static str,
    pub(in crate::catalogue) success: super::detail::Given,
}

impl Catalogue {
    pub(in crate::catalogue) fn ty(&'static self, id: u32) -> Option<&'static Type> {
        let (block, number) = self.of_type(id)?;
        let cell = block.type_cells.get(number)?;
        if let Some(ty) = cell.get() {
            return Some(ty);
        }
        let ty = Type::read(block.type_record(number)?);
        Some(cell.get_or_init(|| ty))
    }
}

impl Schema {
    pub(in crate::catalogue) fn new(catalogue: &'static Catalogue, sig: &'static Sig) -> Self {
        Self { catalogue, sig }
    }

    pub(in crate::catalogue) fn of(self, sig: &'static Sig) -> Self {
        Self { sig, ..self }
    }

    /// The type that it mentions, directly.
    pub(in crate::catalogue) fn ty(self) -> Option<&'static Type> {
        if let Sig::Type(id) = self.sig { self.catalogue.ty(*id) } else { None }
    }

    /// Its name, where it has one.
    pub fn name(self) -> &'static str {
        self.ty().map_or("", |ty| ty.name)
    }

    /// Whether its values are sent and never received.
    pub fn is_sent_only(self) -> bool {
        self.ty().is_some_and(|ty| ty.sent_only)
    }

    /// What a value of it is.
    pub fn kind(self) -> Kind {
        match self.sig {
            Sig::Unit => Kind::Nothing,
            Sig::Bool => Kind::Bool,
            Sig::I32 => Kind::Integer(true, 32),
            Sig::I64 => Kind::Integer(true, 64),
            Sig::U32 => Kind::Integer(false, 32),
            Sig::U64 => Kind::Integer(false, 64),
            Sig::Float => Kind::Number,
            Sig::Text => Kind::Text,
            Sig::Format(format) => Kind::Format(*format),
            Sig::Json => Kind::Any,
            Sig::List(item) => Kind::List(self.of(item)),
            Sig::Map(item) => Kind::Map(self.of(item)),
            Sig::Maybe(inner) => Kind::Maybe(self.of(inner)),
            Sig::Type(_) => self.ty().map_or(Kind::Any, |ty| self.named(ty)),
        }
    }

    fn named(self, ty: &'static Type) -> Kind {
        let catalogue = self.catalogue;
        match &ty.shape {
            Made::Record { .. } => Kind::Record(Record { catalogue, ty }),
            Made::Union { .. } => Kind::Union(Union { catalogue, ty }),
            Made::Enum { .. } => Kind::Enum(Enum { ty }),
            Made::Form(_) => Kind::Form(Form { catalogue, ty }),
            Made::Outcome(cases) => Kind::Outcome(cases),
        }
    }

    /// The type of what members lead to, joined by dots: `limits.rows`. Lists and maps are passed through.
    pub fn at(self, path: &str) -> Option<Self> {
        let mut at = self;
        for name in path.split('.').filter(|name| !name.is_empty()) {
            at = at.member(name, 0)?;
        }
        Some(at)
    }

    fn member(self, name: &str, depth: usize) -> Option<Self> {
        // Types that hold themselves only in lists are no place to look for long.
        if depth > 16 {
            return None;
        }
        match self.kind() {
            Kind::List(inner) | Kind::Maybe(inner) => inner.member(name, depth + 1),
            Kind::Map(inner) => Some(inner),
            Kind::Record(record) => match record.field(name) {
                Some(field) => Some(record.schema(field)),
                None => record.rest(),
            },
            Kind::Union(union) => {
                union.variants().iter().find_map(|variant| union.schema(variant).member(name, depth + 1))
            }
            _ => None,
        }
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ty() {
            Some(ty) => write!(f, "Schema({})", ty.name),
            None => write!(f, "Schema({:?})", self.sig),
        }
    }
}
