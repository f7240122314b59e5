//! Records: what a table says about a struct, and what follows from it.

use super::{Codec, Writer};
use std::fmt;

/// The members of a record type, in the order of their indices.
#[derive(Debug)]
pub struct Shape {
    /// The Rust type's name.
    pub name: &'static str,
    /// The members.
    pub fields: &'static [Field],
}

/// One member of a record.
#[derive(Debug)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// Whether it is always there; a required member without a value is written as `null`.
    pub required: bool,
    /// Whether `Debug` hides its value.
    pub secret: bool,
}

impl Field {
    /// A member that may be left out.
    pub const fn opt(name: &'static str) -> Self {
        Self { name, required: false, secret: false }
    }

    /// A member that is always there.
    pub const fn req(name: &'static str) -> Self {
        Self { name, required: true, secret: false }
    }

    /// A member that may be left out and is never printed.
    pub const fn secret_opt(name: &'static str) -> Self {
        Self { name, required: false, secret: true }
    }

    /// A member that is always there and never printed.
    pub const fn secret_req(name: &'static str) -> Self {
        Self { name, required: true, secret: true }
    }
}

impl Shape {
    /// The shape of types that are not records.
    pub const NONE: Self = Self { name: "", fields: &[] };

    /// The index of a member. `expected` is tried first: servers mostly send members in one order.
    #[inline]
    pub fn find(&self, name: &str, expected: usize) -> Option<usize> {
        if self.fields.get(expected).is_some_and(|field| field.name == name) {
            return Some(expected);
        }
        self.fields.iter().position(|field| field.name == name)
    }
}

impl Writer {
    /// Writes a record as an object: required members always, others unless they are absent.
    pub fn record(&mut self, shape: &'static Shape, value: &dyn Codec) {
        self.begin_object();
        for (index, field) in shape.fields.iter().enumerate() {
            let member = value.get(index);
            if field.required || !member.is_absent() {
                self.key(field.name);
                member.encode(self);
            }
        }
        self.end_object();
    }
}

/// `Debug` for a record: absent members left out, secret ones hidden.
///
/// # Errors
/// Those of the formatter.
pub fn debug_record(shape: &'static Shape, value: &dyn Codec, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(shape.name);
    for (index, field) in shape.fields.iter().enumerate() {
        let member = value.get(index);
        if member.is_absent() {
            continue;
        }
        if field.secret {
            out.field(field.name, &format_args!("[hidden]"));
        } else {
            out.field(field.name, &member);
        }
    }
    out.finish()
}
