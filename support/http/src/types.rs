//! Types that OpenAPI formats stand for and the standard library has in another form.

use std::fmt::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

macro_rules! address {
    ($(#[$doc:meta])* $name:ident($inner:ty), $unspecified:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl Default for $name {
            fn default() -> Self {
                Self($unspecified)
            }
        }

        impl From<$inner> for $name {
            fn from(address: $inner) -> Self {
                Self(address)
            }
        }

        impl From<$name> for $inner {
            fn from(address: $name) -> Self {
                address.0
            }
        }

        impl FromStr for $name {
            type Err = std::net::AddrParseError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

address! {
    /// An IPv4 address (OpenAPI format `ipv4`); defaults to `0.0.0.0`.
    Ipv4(Ipv4Addr), Ipv4Addr::UNSPECIFIED
}
address! {
    /// An IPv6 address (OpenAPI format `ipv6`); defaults to `::`.
    Ipv6(Ipv6Addr), Ipv6Addr::UNSPECIFIED
}

/// A URI (OpenAPI formats `uri`, `uri-reference`, `uri-template`), kept as it is written.
///
/// Servers send relative references, wildcards and internationalised names under this format, so the text is not
/// checked; parse it with the URL library of your choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uri(pub String);

impl Uri {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Uri {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Bytes that travel as base64 text (OpenAPI format `byte`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(pub Vec<u8>);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl Base64 {
    /// Reads base64 in the standard or the URL-safe alphabet, padded or not.
    pub fn decode(text: &str) -> Option<Self> {
        let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
        let (mut bits, mut count) = (0u32, 0);
        for byte in text.trim_end_matches('=').bytes() {
            let value = match byte {
                b'-' => 62,
                b'_' => 63,
                byte => u32::try_from(ALPHABET.iter().position(|known| *known == byte)?).ok()?,
            };
            bits = bits << 6 | value;
            count += 6;
            if count >= 8 {
                count -= 8;
                bytes.push((bits >> count & 0xff) as u8);
            }
        }
        // A letter alone is no byte.
        (count < 6).then_some(Self(bytes))
    }
}

impl<T: Into<Vec<u8>>> From<T> for Base64 {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

/// Standard alphabet, padded.
impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.chunks(3) {
            let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for at in 0..4 {
                let letter = ALPHABET[(bits >> (18 - 6 * at) & 63) as usize];
                f.write_char(if at <= chunk.len() { char::from(letter) } else { '=' })?;
            }
        }
        Ok(())
    }
}
