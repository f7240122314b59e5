//! Free-form JSON, kept as it was sent.

use crate::codec::{Codec, Fail, Kind, Reader, Writer, from_str, to_string};
use std::fmt;

/// One JSON value of any kind, as its text.
///
/// Documents leave some values open, and unions keep variants they do not know; both arrive here unchanged, so numbers
/// keep their digits and objects their order. Look inside with [`Json::get`] and the `as_` methods, or read the whole
/// as a type with [`Json::decode`]. The default is `null`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Json(Text);

/// Most values are short, and what every union is before it is read is `null`: these need no memory of their own.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Text {
    /// What fits, always; zeros behind it.
    Short {
        length: u8,
        bytes: [u8; SHORT],
    },
    Long(Box<str>),
}

/// As long as makes no value larger.
const SHORT: usize = 22;

impl Json {
    /// One value's text.
    #[inline]
    fn of_text(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(text.as_bytes());
                Self(Text::Short { length, bytes })
            }
            _ => Self(Text::Long(text.into())),
        }
    }

    /// Takes a JSON text.
    ///
    /// # Errors
    /// When it is not one JSON value.
    pub fn parse(text: &str) -> Result<Self, Fail> {
        from_str(text)
    }

    /// A text that was passed over as one value; it may be nested deeper than values that are read.
    pub(crate) fn passed_over(text: &str) -> Self {
        Self::of_text(text)
    }

    /// The JSON form of a value.
    pub fn of<T: Codec + ?Sized>(value: &T) -> Self {
        Self::of_text(&to_string(value))
    }

    /// An object from its members.
    pub fn object<K: AsRef<str>>(members: impl IntoIterator<Item = (K, Json)>) -> Self {
        let mut writer = Writer::default();
        writer.begin_object();
        for (key, value) in members {
            writer.key(key.as_ref());
            value.encode(&mut writer);
        }
        writer.end_object();
        Self::of_text(&writer.finish())
    }

    /// The text.
    #[inline]
    pub fn as_text(&self) -> &str {
        match &self.0 {
            Text::Short { length, bytes } => {
                std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default()
            }
            Text::Long(text) => text,
        }
    }

    /// Reads the value as a type.
    ///
    /// # Errors
    /// When it is of another kind.
    pub fn decode<T: Codec + Default>(&self) -> Result<T, Fail> {
        from_str(self.as_text())
    }

    /// A member of an object or, by decimal index, an item of an array.
    pub fn get(&self, key: &str) -> Option<Json> {
        let mut reader = Reader::new(self.as_text());
        let mut first = true;
        match reader.kind().ok()? {
            Kind::Object => {
                reader.begin_object().ok()?;
                while let Some(found) = reader.next_key(first).ok()? {
                    first = false;
                    let value = reader.skip().ok()?;
                    if found == key {
                        return Some(Self::of_text(value));
                    }
                }
                None
            }
            Kind::Array => self.items().nth(key.parse().ok()?),
            _ => None,
        }
    }

    /// The items of an array; none for other kinds.
    pub fn items(&self) -> impl Iterator<Item = Json> {
        let items: Vec<Json> = self.decode().unwrap_or_default();
        items.into_iter()
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        self.as_text() == "null"
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<String> {
        self.decode().ok()
    }

    /// The value of an integer.
    pub fn as_i64(&self) -> Option<i64> {
        self.decode().ok()
    }

    /// The value of a number.
    pub fn as_f64(&self) -> Option<f64> {
        self.decode().ok()
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        self.decode().ok()
    }
}

/// The text, with the values of members that are secret by their names hidden.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::secret::masked(self.as_text()))
    }
}

/// The text as it is.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_text())
    }
}

/// `null`.
impl Default for Json {
    #[inline]
    fn default() -> Self {
        Self::of_text("null")
    }
}

macro_rules! from_scalar {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Json {
            fn from(value: $ty) -> Self {
                Self::of(&value)
            }
        }
    )*};
}

from_scalar!(bool, i32, i64, u32, u64, f64, String);

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self::of(&value.to_owned())
    }
}

impl Codec for Json {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        *self = Self::of_text(reader.any()?);
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        writer.raw(self.as_text());
    }

    fn accepts_null(&self) -> bool {
        true
    }

    fn needs_nothing() -> bool {
        true
    }
}
