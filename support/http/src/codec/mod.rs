//! JSON to typed values and back, without a generic serialization framework in between.
//!
//! [`Codec`] is the one trait that every generated type implements. It is object-safe and filled in by small macros
//! ([`record!`](crate::record), [`string_enum!`](crate::string_enum), [`union!`](crate::union)) that state tables
//! rather than code, so that a type costs the compiler little: reading a record, telling the variants of a union
//! apart, printing for `Debug` are each one non-generic function here.
//!
//! Reading is tolerant where servers are not exact, as far as nothing has to be guessed and nothing is lost in silence:
//!
//! - unknown members are skipped;
//! - a number in a string is a number, a number or boolean where a string should be is its text;
//! - a required member that is missing or `null` is left at its default, a member that may be missing and does not fit is
//!   left out and kept as it was sent ([`Kept`]); both are noted ([`Reader::notes`]);
//! - a member that should have one value and has another is kept as it was sent ([`member`] gives it), and noted;
//! - a value of a union that is none of its variants is kept as it is;
//! - a required member that does not fit is an error with its path, so is an object with none of the members that its
//!   type requires.
//!
//! [`Reader::strict`] makes an error of what would be noted.

mod container;
mod fail;
mod fixed;
mod kept;
mod lenient;
mod mark;
mod note;
mod nothing;
mod nullable;
mod number;
mod odd;
mod reader;
mod record;
mod scalar;
mod skip;
mod strings;
mod union;
mod writer;

pub use fail::{Fail, Step};
pub use fixed::member;
pub use kept::Kept;
pub use note::Note;
pub use nothing::NoMembers;
pub use nullable::Nullable;
pub use reader::{Kind, Reader};
pub use record::{Field, Flag, Shape, debug_record, debug_unknown, debug_variant};
pub(crate) use scalar::instant;
pub use union::{ReadVariant, Shapes, Union, Variant};
pub use writer::{Dates, Writer};

use std::fmt;

/// A value with a JSON form.
pub trait Codec: fmt::Debug + Send + Sync + 'static {
    /// Reads one JSON value into `self`, which holds a default before.
    ///
    /// # Errors
    /// When the text is not JSON, or is a value of another kind.
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        let text = reader.text()?;
        self.set_text(&text);
        Ok(())
    }

    /// Writes the value.
    fn encode(&self, writer: &mut Writer) {
        writer.string(self.text());
    }

    /// The string that a value is, for types that are strings in JSON and leave [`decode`](Self::decode) and
    /// [`encode`](Self::encode) as they are: a body that the compiler need not check again for each of them.
    #[allow(clippy::unnecessary_literal_bound)] // others return what they hold
    fn text(&self) -> &str {
        ""
    }

    /// Takes the string that a value is; see [`text`](Self::text).
    fn set_text(&mut self, text: &str) {
        let _ = text;
    }

    /// Takes back what was read: the value is absent again.
    fn clear(&mut self) {}

    /// `Debug`, with values under sensitive names hidden in maps too.
    ///
    /// # Errors
    /// Those of the formatter.
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt(f)
    }

    /// Whether an answer without a value is one of this type: nothing in it is required.
    fn needs_nothing() -> bool
    where
        Self: Sized,
    {
        let shape = Self::shape();
        !shape.name.is_empty() && shape.fields.iter().all(|field| !field.is_required())
    }

    /// Whether a record, or one of a union's variants, has a member of this name.
    fn knows(name: &str) -> bool
    where
        Self: Sized,
    {
        Self::shape().find(name, usize::MAX).is_some()
    }

    /// Whether the value is left out of an object when it is not required.
    fn is_absent(&self) -> bool {
        false
    }

    /// Whether `null` is a value of this type rather than the lack of one.
    fn accepts_null(&self) -> bool {
        false
    }

    /// Whether this is parsed from a string, so that an empty string is no value.
    fn is_formatted(&self) -> bool {
        false
    }

    /// The members of a record; of other types none.
    fn shape() -> &'static Shape
    where
        Self: Sized,
    {
        &Shape::NONE
    }

    /// A record's member by its index in the shape; by [`Kept::INDEX`] what it keeps.
    fn get(&self, index: usize) -> &dyn Codec {
        let _ = index;
        &()
    }

    /// The members of a record that its shape does not name, where it keeps them: a map.
    fn rest(&self) -> Option<&dyn Codec> {
        None
    }

    /// A new member of [`Codec::rest`], to be read into.
    fn rest_mut(&mut self, name: &str) -> Option<&mut dyn Codec> {
        let _ = name;
        None
    }

    /// Takes back a member of [`Codec::rest`].
    fn rest_forget(&mut self, name: &str) {
        let _ = name;
    }

    /// This, if it is what a record keeps of members that do not fit their types.
    fn as_kept(&self) -> Option<&Kept> {
        None
    }

    /// As [`as_kept`](Self::as_kept), to add to it.
    fn as_kept_mut(&mut self) -> Option<&mut Kept> {
        None
    }

    /// A record's member by its index in the shape, to be read into.
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Codec> {
        let _ = index;
        None
    }
}

/// Reads one JSON text.
///
/// # Errors
/// When the text is not JSON of this type's kind.
pub fn from_str<T: Codec + Default>(text: &str) -> Result<T, Fail> {
    let mut reader = Reader::new(text);
    let value = reader.value()?;
    reader.end()?;
    Ok(value)
}

/// Writes a value as JSON text without spaces.
pub fn to_string<T: Codec + ?Sized>(value: &T) -> String {
    to_string_with(value, Dates::Exact)
}

/// Writes a value as JSON text without spaces, moments in this way.
pub fn to_string_with<T: Codec + ?Sized>(value: &T, dates: Dates) -> String {
    let mut writer = Writer::new(dates);
    value.encode(&mut writer);
    writer.finish()
}
