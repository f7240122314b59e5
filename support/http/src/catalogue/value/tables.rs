//! The codec's tables, made for a type when its first value is read.

use crate::catalogue::Catalogue;
use crate::catalogue::types::{Made, Type, Variant};
use crate::codec::{self, Shape, Shapes};
use std::sync::OnceLock;

/// The codec's tables of a type.
#[derive(Debug, Default)]
pub(in crate::catalogue) struct Tables {
    fields: OnceLock<Vec<codec::Field>>,
    shape: OnceLock<Shape>,
    constants: OnceLock<Vec<Constants>>,
    variants: OnceLock<Vec<codec::Variant>>,
    union: OnceLock<codec::Union>,
}

/// The members of a variant that are limited to few values.
type Constants = Vec<(&'static str, &'static [&'static str])>;

impl Type {
    /// The members of a record.
    pub(in crate::catalogue) fn shape(&'static self) -> &'static Shape {
        let Made::Record { fields, .. } = &self.shape else { return const { &Shape::NONE } };
        let made = self.tables.fields.get_or_init(|| {
            let field = |field: &crate::catalogue::types::Field| codec::Field {
                name: field.name,
                flag: match (field.required, field.secret) {
                    (false, false) => codec::Flag::opt,
                    (true, false) => codec::Flag::req,
                    (false, true) => codec::Flag::secret_opt,
                    (true, true) => codec::Flag::secret_req,
                },
                constant: field.constant,
            };
            fields.iter().map(field).collect()
        });
        self.tables.shape.get_or_init(|| Shape::new(self.name, made))
    }

    /// What tells the variants of a union apart.
    pub(super) fn union(
        &'static self,
        catalogue: &'static Catalogue,
        variants: &'static [Variant],
        tag: &'static str,
    ) -> &'static codec::Union {
        let constants = self.tables.constants.get_or_init(|| {
            let limits = |variant: &'static Variant| {
                variant.limits.iter().map(|(name, values)| (*name, values.as_slice())).collect()
            };
            variants.iter().map(limits).collect()
        });
        let variants = self.tables.variants.get_or_init(|| {
            let made = |(variant, constants): (&'static Variant, &'static Constants)| codec::Variant {
                kinds: variant.kinds,
                items: variant.items.unwrap_or(codec::Variant::ANY.items),
                untyped: variant.untyped,
                tags: &variant.tags,
                constants,
                values: &variant.values,
                shape: Shapes::Is(
                    variant.shape.and_then(|id| catalogue.ty(id)).map_or(const { &Shape::NONE }, Type::shape),
                ),
            };
            variants.iter().zip(constants).map(made).collect()
        });
        let (name, index) = (self.name, OnceLock::new());
        self.tables.union.get_or_init(|| codec::Union { name, tag, variants, index })
    }
}
