//! JSON to typed values and back, without a generic serialization framework in between.
//!
//! [`Codec`] is the one trait that every generated type implements. It is object-safe and filled in by small macros
//! ([`record!`](crate::record), [`string_enum!`](crate::string_enum), [`union!`](crate::union)) that state tables
//! rather than code, so that a type costs the compiler little: reading a record, telling the variants of a union
//! apart, printing for `Debug` are each one non-generic function here.
//!
//! Reading is tolerant where servers are not exact: unknown members are skipped, a required member that is missing or
//! `null` is left at its default and noted in [`Reader::missing`]. [`Reader::strict`] makes that an error. A value of
//! the wrong kind is always an error, with its path.

mod container;
mod fail;
mod nullable;
mod number;
mod reader;
mod record;
mod scalar;
mod strings;
mod union;
mod writer;

pub use fail::{Fail, Step};
pub use nullable::Nullable;
pub use reader::{Kind, Reader};
pub use record::{Field, Shape, debug_record};
pub use union::{ReadVariant, Union, Variant};
pub use writer::Writer;

use std::fmt;

/// A value with a JSON form.
pub trait Codec: fmt::Debug + Send + Sync + 'static {
    /// Reads one JSON value into `self`, which holds a default before.
    ///
    /// # Errors
    /// When the text is not JSON, or is a value of another kind.
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        let text = reader.string()?;
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

    /// A record's member by its index in the shape.
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
    let mut writer = Writer::default();
    value.encode(&mut writer);
    writer.finish()
}
