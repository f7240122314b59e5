//! Types and signatures.

use super::call::{Constructor, Conversion, Row, Take, Wrap};
use super::{Evidence, Facts, Form, OpId, Origin, ResourceId, Sig, TypeId};
use codegen::doc::NodeId;

/// A type that is emitted once.
#[derive(Clone, Debug)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Where it comes from; more than one once equal types are merged.
    pub origins: Vec<Origin>,
    /// Its documentation: as the document has it; Markdown after the texts pass, empty where there is none.
    pub docs: String,
    /// The schema it was read from.
    pub node: NodeId,
    /// Its Rust name; empty until the names pass.
    pub name: String,
    /// Whether the ledger has the name.
    pub kept: bool,
    /// Where it is used, in links; empty until the texts pass.
    pub uses: String,
    /// What else people look for it by: the document's names; empty until the texts pass.
    pub aliases: Vec<String>,
    /// What the next run finds it by in the ledger.
    pub keys: Vec<String>,
    /// Sent, received, or both.
    pub role: Role,
    /// Whether it is emitted.
    pub live: bool,
    /// The resource whose module it is in; decided by the place pass.
    pub home: ResourceId,
    /// Whether the crate's root has it too; decided by the place pass.
    pub at_root: bool,
    /// Its path in the [library](super::Api::library) that has it, where another crate does: `scripts::Binding`. Then everything
    /// about it was decided there. Decided by the share pass.
    pub from: Option<String>,
}

/// Another name of a type: what it is called as the body of operations that share it.
#[derive(Clone, Debug)]
pub struct TypeAlias {
    /// The name.
    pub name: String,
    /// The type.
    pub of: TypeId,
    /// The operations.
    pub ops: Vec<OpId>,
    /// The resource whose module it is in; decided by the place pass.
    pub home: ResourceId,
    /// Whether the crate's root has it too; decided by the place pass.
    pub at_root: bool,
    /// Its documentation; empty until the texts pass.
    pub docs: String,
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
    /// An open enum of values.
    Enum(Enum),
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
    /// Whether values keep what does not fit; decided by the take pass.
    pub keeps: bool,
    /// What makes a value, where values are made; decided by the take pass.
    pub constructor: Option<Constructor>,
}

/// A member of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in JSON.
    pub wire: String,
    /// Its Rust name; empty until the names pass, and for constants.
    pub name: String,
    /// Its type; nothing for constants.
    pub sig: Sig,
    /// Whether it may be missing or `null`.
    pub presence: Presence,
    /// Its position in `required`: the order of arguments.
    pub rank: usize,
    /// Its documentation: as the document has it; Markdown after the texts pass.
    pub docs: String,
    /// Its default, example, bounds and format.
    pub facts: Facts,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Whether `Debug` hides it.
    pub secret: bool,
    /// In which direction the document lets it go.
    pub access: Access,
    /// The values that it is limited to, where these are few: as JSON tables write them.
    pub limits: Vec<String>,
    /// The one value that it can have, as JSON writes it: then it is no field, but written always. Decided by the carry pass.
    pub constant: Option<String>,
    /// Examples and default that its own schema shows, as JSON tables write them.
    pub shown: Vec<String>,
    /// What stands around its type.
    pub wrap: Wrap,
    /// How its setter, or the constructor, takes it.
    pub take: Take,
    /// Its row in the record's table.
    pub row: Row,
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
    /// Whether which value means which variant follows from titles, names and examples only.
    pub implied: bool,
    /// Whether it is a body that may be left out: then payloads convert into an option of it too; decided by the take pass.
    pub optional: bool,
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
    /// Whether its payload is behind a pointer; decided by the cycles pass.
    pub boxed: bool,
    /// The values of the tag that mean it.
    pub tags: Vec<String>,
    /// What it may be called, best first.
    pub labels: Vec<String>,
    /// What else tells it apart; decided by the tell pass.
    pub evidence: Evidence,
    /// What converts into it; decided by the take pass.
    pub conversion: Conversion,
    /// Its documentation: as the document has it; Markdown after the texts pass.
    pub docs: String,
}

impl Variant {
    /// A variant of which nothing is decided.
    pub fn new(sig: Sig, tags: Vec<String>, labels: Vec<String>, docs: &str) -> Self {
        Self {
            name: String::new(),
            sig,
            boxed: false,
            tags,
            labels,
            evidence: Evidence::default(),
            conversion: Conversion::default(),
            docs: docs.to_owned(),
        }
    }
}

/// An open enum of values.
#[derive(Clone, Debug)]
pub struct Enum {
    /// What its values are in JSON.
    pub kind: EnumKind,
    /// The values that the document lists.
    pub values: Vec<Value>,
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

impl Enum {
    /// An enum of texts, of which some may be written without quotes.
    pub fn texts(values: Vec<Value>) -> Self {
        let mixed = values.iter().any(|value| value.bare);
        Self { kind: if mixed { EnumKind::Mixed } else { EnumKind::Text }, values }
    }

    /// An enum of integers.
    pub fn integers(values: Vec<Value>) -> Self {
        Self { kind: EnumKind::Integer, values }
    }
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
    /// Its documentation: as the document has it; Markdown after the texts pass.
    pub docs: String,
}

impl Value {
    /// A value without a name.
    pub fn new(wire: String, bare: bool) -> Self {
        Self { wire, bare, name: String::new(), docs: String::new() }
    }

    /// Whether JSON writes both alike.
    pub fn same(&self, other: &Self) -> bool {
        self.wire == other.wire && self.bare == other.bare
    }

    /// The value as JSON writes it.
    pub fn json(&self) -> String {
        if self.bare {
            return self.wire.clone();
        }
        let mut text = String::new();
        codegen::doc::write_string(&self.wire, &mut text);
        text
    }
}
