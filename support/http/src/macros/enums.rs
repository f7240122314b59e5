//! The values of enums, as generated code states them.

/// Gives an enum with a final `Other(String)` its strings: `string_enum!(Name { Variant = "value" })`.
#[macro_export]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The value as the API writes it.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(other) => other,
                }
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($value => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        $crate::text_enum!($name);
    };
}

/// What all string enums have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! text_enum {
    ($name:ident) => {
        impl From<String> for $name {
            #[inline]
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $name {}

        impl ::std::hash::Hash for $name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::codec::Codec for $name {
            #[inline]
            fn text(&self) -> &str {
                self.as_str()
            }

            #[inline]
            fn set_text(&mut self, text: &str) {
                *self = Self::from(text);
            }
        }

        $crate::__serde!($name);
    };
}

/// Gives an enum with a final `Other(i64)` its numbers: `int_enum!(Name { Variant = 1 })`.
#[macro_export]
macro_rules! int_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The number as the API writes it.
            #[inline]
            pub fn number(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(other) => *other,
                }
            }
        }

        impl From<i64> for $name {
            #[inline]
            fn from(number: i64) -> Self {
                match number {
                    $($value => Self::$variant,)*
                    other => Self::Other(other),
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::from(0)
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.number(), f)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.number(), f)
            }
        }

        impl $crate::codec::Codec for $name {
            fn decode(&mut self, reader: &mut $crate::codec::Reader<'_>) -> Result<(), $crate::codec::Fail> {
                *self = Self::from(reader.value::<i64>()?);
                Ok(())
            }

            fn encode(&self, writer: &mut $crate::codec::Writer) {
                self.number().encode(writer);
            }
        }

        $crate::__serde!($name);
    };
}

/// Gives an enum with a final `Other(Json)` its values, of several kinds, as JSON writes them:
/// `mixed_enum!(Name { Auto = "\"auto\"", N5 = "5" })`.
#[macro_export]
macro_rules! mixed_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The value as JSON writes it.
            #[inline]
            pub fn as_json(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(other) => other.as_text(),
                }
            }
        }

        impl From<$crate::Json> for $name {
            #[inline]
            fn from(value: $crate::Json) -> Self {
                match value.as_text() {
                    $($value => Self::$variant,)*
                    _ => Self::Other(value),
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Other($crate::Json::default())
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_json())
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_json().trim_matches('"'))
            }
        }

        impl $crate::codec::Codec for $name {
            fn decode(&mut self, reader: &mut $crate::codec::Reader<'_>) -> Result<(), $crate::codec::Fail> {
                *self = Self::from(reader.value::<$crate::Json>()?);
                Ok(())
            }

            fn encode(&self, writer: &mut $crate::codec::Writer) {
                writer.raw(self.as_json());
            }
        }

        $crate::__serde!($name);
    };
}
