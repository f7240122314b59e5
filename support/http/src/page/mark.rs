//! Marks of the next page: what they may be, and what an address among them asks for.

use crate::codec::{Kind, Reader};
use crate::{Json, envelope, escape};

/// The mark of the next page at some place of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// There is no such place, or something else is there.
    Unsaid,
    /// `null`, `false` or an empty text: nothing follows.
    Over,
    /// Here it goes on.
    At(String),
}

impl Mark {
    /// What is at a path.
    pub(super) fn find(text: &str, path: &str) -> Self {
        envelope::find(text, path).map_or(Self::Unsaid, Self::of)
    }

    /// What a value says: texts and numbers are marks.
    pub(super) fn of(value: &str) -> Self {
        match Reader::new(value).kind() {
            Ok(Kind::Null) => Self::Over,
            Ok(Kind::Bool) if value.trim() == "false" => Self::Over,
            Ok(Kind::String | Kind::Number) => match Json::parse(value).ok().and_then(|mark| mark.as_str()) {
                Some(mark) if mark.is_empty() => Self::Over,
                Some(mark) => Self::At(mark),
                None => Self::Unsaid,
            },
            _ => Self::Unsaid,
        }
    }

    pub(super) fn value(self) -> Option<String> {
        match self {
            Self::At(mark) => Some(mark),
            Self::Unsaid | Self::Over => None,
        }
    }
}

/// The query of a mark that is an address: absolute, or relative with a query. Other marks may well hold a `?`, and those
/// in base64 begin with `/` now and then.
pub(super) fn query(mark: &str) -> Option<&str> {
    let address = mark.split_once('#').map_or(mark, |(address, _)| address);
    let query = address.split_once('?').map(|(_, query)| query);
    let is_absolute = mark.starts_with("https://") || mark.starts_with("http://");
    if is_absolute { Some(query.unwrap_or_default()) } else { query.filter(|_| mark.starts_with(['/', '?'])) }
}

/// What a query gives for the parameters that are known, decoded.
pub(super) fn known_in(query: &str, known: &[&'static str]) -> Vec<(&'static str, String)> {
    let pairs =
        query.split('&').filter_map(|pair| pair.split_once('=')).filter(|(_, value)| !value.is_empty());
    let found = pairs.filter_map(|(name, value)| {
        let name = escape::decoded(name);
        let known = known.iter().find(|known| **known == name)?;
        Some((*known, escape::decoded(value)))
    });
    found.collect()
}
