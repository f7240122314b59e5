//! Types where they are mentioned.

use super::TypeId;

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
