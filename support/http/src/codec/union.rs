//! What tells the variants of a union apart, as generated code states it.

use super::{Kind, Shape};
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
    /// The values of the union's tag that mean this variant.
    pub tags: &'static [&'static str],
    /// Members that have one of these values, written as JSON (strings without quotes).
    pub constants: &'static [(&'static str, &'static [&'static str])],
    /// Where it is a scalar with known values: those values.
    pub values: &'static [&'static str],
    /// Its members, where it is a record.
    pub shape: fn() -> &'static Shape,
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
    pub const ANY: Self =
        Self { kinds: 31, items: 31, tags: &[], constants: &[], values: &[], shape: || &Shape::NONE };

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

/// Which members speak for which variants.
#[doc(hidden)]
#[derive(Debug)]
pub struct Index {
    /// By member name, sorted.
    members: Vec<(&'static str, Evidence)>,
    /// How many members each variant requires.
    pub(super) required: Vec<u32>,
    /// How many members each variant has.
    pub(super) members_of: Vec<usize>,
    /// Whether each variant is a record.
    pub(super) is_record: Vec<bool>,
}

/// What a member says.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Variants that know it.
    pub(super) known: Vec<u16>,
    /// Variants that require it.
    pub(super) required: Vec<u16>,
    /// Variants in which its values are limited.
    pub(super) constant: Vec<u16>,
}

impl Index {
    fn new(variants: &'static [Variant]) -> Self {
        let mut members: Vec<(&'static str, Evidence)> = Vec::new();
        let mut of = |name: &'static str, add: &dyn Fn(&mut Evidence)| match members
            .binary_search_by_key(&name, |m| m.0)
        {
            Ok(at) => add(&mut members[at].1),
            Err(at) => {
                let mut evidence = Evidence::default();
                add(&mut evidence);
                members.insert(at, (name, evidence));
            }
        };
        let mut required = Vec::with_capacity(variants.len());
        let mut is_record = Vec::with_capacity(variants.len());
        let members_of = variants.iter().map(|variant| (variant.shape)().fields.len()).collect();
        for (at, variant) in variants.iter().enumerate() {
            let (id, shape) = (u16::try_from(at).unwrap_or(u16::MAX), (variant.shape)());
            for field in shape.fields {
                of(field.name, &|evidence| {
                    evidence.known.push(id);
                    if field.required {
                        evidence.required.push(id);
                    }
                });
            }
            for (name, _) in variant.constants {
                of(name, &|evidence| evidence.constant.push(id));
            }
            required.push(shape.fields.iter().map(|field| u32::from(field.required)).sum());
            is_record.push(!shape.name.is_empty());
        }
        Self { members, required, members_of, is_record }
    }

    /// What a member says; `None` where no variant knows it.
    pub(super) fn of(&self, name: &str) -> Option<&Evidence> {
        let at = self.members.binary_search_by(|member| member.0.cmp(name)).ok()?;
        Some(&self.members[at].1)
    }
}

impl Union {
    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.variants))
    }
}
