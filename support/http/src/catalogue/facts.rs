//! What is known of a value beside its type.

use super::block::Reading;

/// Default, example, bounds and format of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What the API takes where nothing is given, as JSON.
    pub default: Option<&'static str>,
    /// A value that the documentation shows, as JSON.
    pub example: Option<&'static str>,
    /// The least number.
    pub least: Option<Bound>,
    /// The greatest number.
    pub most: Option<Bound>,
    /// How many characters a string has.
    pub length: Count,
    /// How many items a list has.
    pub items: Count,
    /// How many members an object has.
    pub members: Count,
    /// The document's `format`.
    pub format: Option<&'static str>,
}

/// A bound of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The number, as the document writes it.
    pub value: &'static str,
    /// Whether the number itself is outside.
    pub exclusive: bool,
}

/// How many there may be of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// At least so many.
    pub least: Option<u64>,
    /// At most so many.
    pub most: Option<u64>,
}

impl Facts {
    pub(super) fn read(reading: &mut Reading) -> Self {
        let there = reading.number();
        let is = |bit: u32| there >> bit & 1 == 1;
        let mut text = |bit: u32| is(bit).then(|| reading.text());
        let (default, example) = (text(0), text(1));
        let least = text(2).map(|value| Bound { value, exclusive: is(3) });
        let most = text(4).map(|value| Bound { value, exclusive: is(5) });
        let mut count = |bit: u32| is(bit).then(|| reading.number() as u64);
        let mut counts = |bit: u32| Count { least: count(bit), most: count(bit + 1) };
        let (length, items, members) = (counts(6), counts(8), counts(10));
        let format = is(12).then(|| reading.text());
        Self { default, example, least, most, length, items, members, format }
    }
}
