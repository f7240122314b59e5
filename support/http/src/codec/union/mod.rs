//! Choosing the variant of a union that a value is.
//!
//! A variant is chosen by evidence only, strongest first: the value of the member that tells kinds apart, members with
//! constant values, then the members that are there: one that some variant knows and another does not speaks against the
//! other, so does a required member that is missing; `null` says nothing. Variants for which the same speaks are tried:
//! those that take the value as it is come before those that have to convert it, and of these the one that leaves the
//! least unread, however deep. Without evidence the value is kept as it is.
//!
//! No tree is built: the text is read again.

mod choose;
mod index;
mod rank;
mod read;
mod table;

pub use read::ReadVariant;
pub(super) use read::decode;

use super::{Kind, Shape};
use index::Index;
use std::sync::OnceLock;
/// What a union's table says.
#[derive(Debug)]
pub struct Union {
    /// The Rust type's name.
    pub name: &'static str,
    /// The member whose value names the variant; empty if there is none.
    pub tag: &'static str,
    /// The variants, in the document's order.
    pub variants: &'static [Variant],
    /// Which members speak for which variants; filled in when the first value is read.
    #[doc(hidden)]
    pub index: OnceLock<Index>,
}

/// What tells one variant apart.
pub struct Variant {
    /// The kinds of JSON value it can be, as a sum of [`Variant::BOOL`] and its siblings.
    pub kinds: u8,
    /// The kinds of its items, where it is a list.
    pub items: u8,
    /// Whether nothing is known of what its items hold: lists of which more is known are tried first.
    pub untyped: bool,
    /// The values of the union's tag that mean this variant.
    pub tags: &'static [&'static str],
    /// Members that have one of these values, written as JSON (strings without quotes). Those that have one value the shape says.
    pub constants: &'static [(&'static str, &'static [&'static str])],
    /// Where it is a scalar with known values: those values.
    pub values: &'static [&'static str],
    /// Its members, where it is a record.
    pub shape: Shapes,
}

/// Where the members of a variant are stated.
#[derive(Clone, Copy, Debug)]
pub enum Shapes {
    /// By its type. The function is called when the union's first value is read, as types may hold themselves.
    Of(fn() -> &'static Shape),
    /// Here: the type is known at run time only.
    Is(&'static Shape),
}

impl Shapes {
    fn get(self) -> &'static Shape {
        match self {
            Self::Of(shape) => shape(),
            Self::Is(shape) => shape,
        }
    }
}

impl std::fmt::Debug for Variant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Variant")
            .field("kinds", &self.kinds)
            .field("tags", &self.tags)
            .finish_non_exhaustive()
    }
}

impl Variant {
    /// `true` or `false`.
    pub const BOOL: u8 = 1;
    /// A number.
    pub const NUMBER: u8 = 2;
    /// A string.
    pub const STRING: u8 = 4;
    /// A list.
    pub const ARRAY: u8 = 8;
    /// An object.
    pub const OBJECT: u8 = 16;
    /// A variant about which nothing is known.
    pub const ANY: Self = Self {
        kinds: 31,
        items: 31,
        untyped: false,
        tags: &[],
        constants: &[],
        values: &[],
        shape: Shapes::Is(&Shape::NONE),
    };

    pub(super) fn bit(kind: Kind) -> u8 {
        match kind {
            Kind::Null => 0,
            Kind::Bool => Self::BOOL,
            Kind::Number => Self::NUMBER,
            Kind::String => Self::STRING,
            Kind::Array => Self::ARRAY,
            Kind::Object => Self::OBJECT,
        }
    }
}

impl Union {
    #[inline]
    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.tag, self.variants))
    }
}
