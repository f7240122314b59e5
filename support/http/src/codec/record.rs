//! Records: what a table says about a struct, and what follows from it.

use super::{to_string, Codec, Fail, Kind, Reader, Writer};
use std::fmt;

/// How many missing members are remembered by name.
const MAX_NOTED: usize = 16;

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

impl Reader<'_> {
    /// Reads an object into a record, member by member.
    ///
    /// # Errors
    /// As [`Codec::decode`]; in strict mode also when a required member is missing.
    pub fn record(&mut self, shape: &'static Shape, target: &mut dyn Codec) -> Result<(), Fail> {
        self.begin_object()?;
        let mut seen = Seen::default();
        let mut expected = 0;
        let mut first = true;
        while let Some(key) = self.next_key(first)? {
            first = false;
            let Some(index) = shape.find(&key, expected) else {
                match target.rest_mut(&key) {
                    Some(member) => member.decode(self),
                    None => self.skip().map(drop),
                }
                .map_err(|fail| fail.in_member(&key))?;
                continue;
            };
            expected = index + 1;
            let Some(member) = target.get_mut(index) else {
                self.skip()?;
                continue;
            };
            if self.kind()? == Kind::Null && !member.accepts_null() {
                self.null()?;
                continue;
            }
            member.decode(self).map_err(|fail| fail.in_member(shape.fields[index].name))?;
            seen.insert(index);
        }
        for (index, field) in shape.fields.iter().enumerate() {
            if field.required && !seen.contains(index) {
                self.note_missing(shape, field.name)?;
            }
        }
        Ok(())
    }

    #[cold]
    fn note_missing(&mut self, shape: &'static Shape, name: &'static str) -> Result<(), Fail> {
        if self.strict {
            return Err(Fail::new(
                format!("the member `{name}` of {}", shape.name),
                "an object without it",
                self.at,
            ));
        }
        if self.missing.len() < MAX_NOTED {
            self.missing.push(format!("{}.{name}", shape.name));
        }
        Ok(())
    }
}

/// Which members of a record have been read.
#[derive(Default)]
struct Seen {
    low: u128,
    high: Vec<usize>,
}

impl Seen {
    fn insert(&mut self, index: usize) {
        if index < 128 {
            self.low |= 1 << index;
        } else {
            self.high.push(index);
        }
    }

    fn contains(&self, index: usize) -> bool {
        if index < 128 { self.low >> index & 1 == 1 } else { self.high.contains(&index) }
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
        if let Some(rest) = value.rest() {
            self.members(&to_string(rest));
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
    if let Some(rest) = value.rest() {
        out.field("rest", &rest);
    }
    out.finish()
}
