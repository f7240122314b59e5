//! Types and signatures.

use super::{Facts, OpId, TypeId};
use codegen::doc::NodeId;

/// A type that is emitted once.
#[derive(Clone, Debug)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Where it comes from; more than one once equal types are merged.
    pub origins: Vec<Origin>,
    /// Its documentation, as the document has it.
    pub docs: String,
    /// The schema it was read from.
    pub node: NodeId,
    /// Its Rust name; empty until the names pass.
    pub name: String,
    /// Sent, received, or both.
    pub role: Role,
    /// Whether it is emitted.
    pub live: bool,
}

/// Whether a type is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// In request bodies and parameters.
    Request,
    /// In responses.
    Response,
    /// In both.
    Both,
}

impl Role {
    /// The role of a type that has both roles.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Both }
    }

    /// Whether values are sent.
    pub fn sends(self) -> bool {
        self != Self::Response
    }
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// A struct.
    Record(Record),
    /// An enum over types.
    Union(Union),
    /// An open enum of strings.
    StringEnum(Vec<Value>),
    /// An open enum of integers.
    IntEnum(Vec<Value>),
    /// A multipart form.
    Form(Form),
    /// The successes of an operation that has several.
    Outcome(Vec<super::OutcomeCase>),
}

/// A struct.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Its members, by wire name.
    pub fields: Vec<Field>,
    /// The type of members that are not listed, where the document gives them one.
    pub rest: Option<Sig>,
    /// The Rust name of the field that holds them; empty until the names pass.
    pub rest_name: String,
    /// Whether the document says that there are no other members.
    pub closed: bool,
}

/// A member of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in JSON.
    pub wire: String,
    /// Its Rust name; empty until the names pass.
    pub name: String,
    /// Its type.
    pub sig: Sig,
    /// Whether it may be missing or `null`.
    pub presence: Presence,
    /// Its position in `required`: the order of arguments.
    pub rank: usize,
    /// Its documentation.
    pub docs: String,
    /// Its default, example, bounds and format.
    pub facts: Facts,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Whether `Debug` hides it.
    pub secret: bool,
    /// In which direction the document lets it go.
    pub access: Access,
    /// Where it has one possible value: that value, as JSON tables write it.
    pub constant: Option<Vec<String>>,
    /// Examples and default that its own schema shows, as JSON tables write them.
    pub shown: Vec<String>,
    /// Its schema.
    pub node: NodeId,
}

/// In which direction a member goes. One that goes the other way only is not among a type's members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Both, or the document does not say.
    #[default]
    Both,
    /// It comes in answers only.
    ReadOnly,
    /// It is sent only.
    WriteOnly,
}

/// Whether a member may be missing, and whether it may be `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// Always there.
    Required,
    /// Always there, perhaps `null`.
    RequiredNullable,
    /// May be missing, never `null`.
    Optional,
    /// May be missing or `null`, which differ.
    OptionalNullable,
}

impl Presence {
    /// From the two facts.
    pub fn of(required: bool, nullable: bool) -> Self {
        match (required, nullable) {
            (true, false) => Self::Required,
            (true, true) => Self::RequiredNullable,
            (false, false) => Self::Optional,
            (false, true) => Self::OptionalNullable,
        }
    }

    /// Whether the member is always there.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }
}

/// An enum over types.
#[derive(Clone, Debug, Default)]
pub struct Union {
    /// The member whose value names the variant.
    pub tag: Option<String>,
    /// The variants, in the document's order.
    pub variants: Vec<Variant>,
}

/// One variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its Rust name; empty until the names pass.
    pub name: String,
    /// Its payload.
    pub sig: Sig,
    /// The values of the tag that mean it.
    pub tags: Vec<String>,
    /// What it may be called, best first.
    pub labels: Vec<String>,
    /// Its documentation.
    pub docs: String,
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The value: a string, or a number or boolean as JSON writes it.
    pub wire: String,
    /// Whether JSON writes it without quotes, in an enum of strings.
    pub bare: bool,
    /// Its Rust name; empty until the names pass.
    pub name: String,
}

/// A multipart form.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Its parts, by wire name.
    pub parts: Vec<FormPart>,
}

/// One part of a form.
#[derive(Clone, Debug)]
pub struct FormPart {
    /// Its name in the form; empty for files that bring their own names.
    pub wire: String,
    /// Its Rust name.
    pub name: String,
    /// What it holds.
    pub kind: PartKind,
    /// Whether it must be there.
    pub required: bool,
    /// Its documentation.
    pub docs: String,
    /// Its default, example, bounds and format.
    pub facts: Facts,
}

/// What a part of a form holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// Text.
    Text(Sig),
    /// JSON.
    Json(Sig),
    /// One file.
    File,
    /// Any number of files under the part's name.
    Files,
    /// Any number of files, each under its own name.
    NamedFiles,
}

/// A type where it is mentioned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sig {
    /// No value: always `null`.
    Unit,
    /// `bool`
    Bool,
    /// An integer by its Rust type's name.
    Int(&'static str),
    /// `f64`
    Float,
    /// `String`
    Str,
    /// A string of a known format.
    Known(Known),
    /// Any JSON.
    Json,
    /// A list.
    List(Box<Sig>),
    /// A map from strings.
    Map(Box<Sig>),
    /// A list whose items may be `null`, or a map whose values may be.
    Maybe(Box<Sig>),
    /// A type of this crate.
    Type(TypeId),
    /// A type of this crate behind a pointer, because it contains itself.
    Boxed(TypeId),
}

/// String formats with a Rust type of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// `date-time`
    Timestamp,
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

impl Known {
    /// The Rust type's name.
    pub fn rust(self) -> &'static str {
        match self {
            Self::Timestamp => "Timestamp",
            Self::Date => "Date",
            Self::Uuid => "Uuid",
            Self::Uri => "Uri",
            Self::Ipv4 => "Ipv4",
            Self::Ipv6 => "Ipv6",
            Self::Base64 => "Base64",
        }
    }
}

impl Sig {
    /// The types of this crate it mentions, behind lists and maps too.
    pub fn each_type(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            Self::Type(id) | Self::Boxed(id) => visit(*id),
            Self::List(inner) | Self::Map(inner) | Self::Maybe(inner) => inner.each_type(visit),
            _ => {}
        }
    }

    /// Rewrites the types of this crate it mentions.
    pub fn map_types(&mut self, map: &dyn Fn(TypeId) -> TypeId) {
        match self {
            Self::Type(id) | Self::Boxed(id) => *id = map(*id),
            Self::List(inner) | Self::Map(inner) | Self::Maybe(inner) => inner.map_types(map),
            _ => {}
        }
    }

    /// The type of this crate it is, behind lists, maps and pointers too.
    pub fn type_id(&self) -> Option<TypeId> {
        let mut found = None;
        self.each_type(&mut |id| found = Some(id));
        found
    }
}

/// Where a type was found: what it may be called follows from this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A named schema of the document.
    Component(String),
    /// Directly in an operation.
    Operation(OpId, Root),
    /// Below another type.
    Below(TypeId, Hint),
}

/// What a type is to its operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// The result.
    Result,
    /// An item of the list.
    Item,
    /// The request body.
    Body,
    /// A parameter, by name.
    Param(String),
    /// An event of the stream.
    Event,
    /// All successes.
    Outcome,
    /// One success, by its label.
    Case(String),
}

/// What a type is to the type around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hint {
    /// A member, by name.
    Member(String),
    /// The items of a list member, or the values of a map member, by the member's name.
    Element(String),
    /// A variant, by label.
    Variant(String),
}

impl Type {
    /// Visits every signature in the type.
    pub fn each_sig(&self, visit: &mut dyn FnMut(&Sig)) {
        match &self.kind {
            TypeKind::Record(record) => {
                record.fields.iter().for_each(|field| visit(&field.sig));
                record.rest.iter().for_each(visit);
            }
            TypeKind::Union(union) => union.variants.iter().for_each(|variant| visit(&variant.sig)),
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => {}
            TypeKind::Form(form) => form.parts.iter().for_each(|part| {
                if let PartKind::Text(sig) | PartKind::Json(sig) = &part.kind {
                    visit(sig);
                }
            }),
            TypeKind::Outcome(cases) => cases.iter().for_each(|case| case.success.each_sig(visit)),
        }
    }

    /// Visits every signature in the type, to change it.
    pub fn each_sig_mut(&mut self, visit: &mut dyn FnMut(&mut Sig)) {
        match &mut self.kind {
            TypeKind::Record(record) => {
                record.fields.iter_mut().for_each(|field| visit(&mut field.sig));
                record.rest.iter_mut().for_each(visit);
            }
            TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| visit(&mut variant.sig)),
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => {}
            TypeKind::Form(form) => form.parts.iter_mut().for_each(|part| {
                if let PartKind::Text(sig) | PartKind::Json(sig) = &mut part.kind {
                    visit(sig);
                }
            }),
            TypeKind::Outcome(cases) => cases.iter_mut().for_each(|case| case.success.each_sig_mut(visit)),
        }
    }
}
