//! Macros for what generated crates declare in great number.

/// Declares an enumeration of strings that keeps strings it does not know.
#[macro_export]
macro_rules! open_enum {
    ($(#[$attr:meta])* $vis:vis enum $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$attr])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        $vis enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
            /// A string that is none of these.
            Other(String),
        }

        impl $name {
            /// The string.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Other(other.into()),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl $crate::FromJs for $name {
            fn from_js(value: $crate::wasm_bindgen::JsValue) -> $crate::Result<Self> {
                <String as $crate::FromJs>::from_js(value).map(Self::from)
            }
        }

        impl $crate::ToJs for $name {
            fn to_js(&self) -> $crate::Result<$crate::wasm_bindgen::JsValue> {
                Ok($crate::wasm_bindgen::JsValue::from_str(self.as_str()))
            }
        }
    };
}
