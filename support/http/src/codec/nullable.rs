//! Members for which leaving out and `null` mean different things.

use super::record::Shown;
use super::{Codec, Fail, Reader, Writer};
use std::fmt;

/// A member that may be left out, `null`, or a value, where the API tells the three apart: in an update, leaving out
/// keeps what is there and `null` removes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// Left out.
    #[default]
    Absent,
    /// `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if there is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether the member is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the member is left out.
    pub fn is_left_out(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is `null`; to leave a member out, do not set it.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T: Codec + Default> Codec for Nullable<T> {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        if reader.null()? {
            *self = Self::Null;
            return Ok(());
        }
        let value = T::default();
        if reader.holds_no_text() && value.is_formatted() && reader.empty()? {
            return Ok(());
        }
        *self = Self::Value(value);
        if let Self::Value(value) = self { value.decode(reader) } else { Ok(()) }
    }

    fn encode(&self, writer: &mut Writer) {
        match self {
            Self::Value(value) => value.encode(writer),
            Self::Absent | Self::Null => writer.null(),
        }
    }

    fn clear(&mut self) {
        *self = Self::Absent;
    }

    fn is_formatted(&self) -> bool {
        T::default().is_formatted()
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => f.debug_tuple("Value").field(&Shown(value)).finish(),
            Self::Null => f.write_str("Null"),
            Self::Absent => f.write_str("Absent"),
        }
    }

    fn needs_nothing() -> bool {
        true
    }

    fn knows(name: &str) -> bool {
        T::knows(name)
    }

    fn is_absent(&self) -> bool {
        self.is_left_out()
    }

    fn accepts_null(&self) -> bool {
        true
    }
}
