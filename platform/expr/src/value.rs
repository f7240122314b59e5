//! What expressions are about.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// A value of a name, or of an expression.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// There is nothing: every comparison with it is false, `!=` as well.
    #[default]
    Absent,
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number: whole ones are exact up to 2^53. Bytes are numbers, and so are percentages: `1%` is 0.01.
    Number(f64),
    /// `2x`: so many times the value that the left side of the comparison has in the [baseline](crate::Source::baseline).
    Ratio(f64),
    /// A time span.
    Duration(SignedDuration),
    /// A moment.
    Timestamp(Timestamp),
    /// A text.
    Text(String),
    /// Values in order.
    List(Vec<Value>),
    /// Values by name.
    Record(BTreeMap<String, Value>),
}

impl Value {
    /// Whether there is something.
    pub fn is_present(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// Whether it counts as true: not absent, null, false, zero or empty.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Absent | Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(value) | Self::Ratio(value) => *value != 0.0 && !value.is_nan(),
            Self::Duration(value) => !value.is_zero(),
            Self::Timestamp(_) => true,
            Self::Text(value) => !value.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Record(members) => !members.is_empty(),
        }
    }

    /// The member of a record, or the item of a list; absent if there is none.
    #[must_use]
    pub fn at(&self, segment: &crate::Segment) -> Value {
        match (self, segment) {
            (Self::Record(members), crate::Segment::Member(name)) => {
                members.get(name).cloned().unwrap_or_default()
            }
            (Self::List(items), crate::Segment::Index(index)) => {
                position(*index, items.len()).and_then(|at| items.get(at)).cloned().unwrap_or_default()
            }
            _ => Self::Absent,
        }
    }
}

/// Where an index is in so many items; negative ones count from the end.
pub(crate) fn position(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if index < 0 { index + length } else { index }).ok()
}

macro_rules! from {
    ($($ty:ty => $value:ident $make:expr;)*) => {$(
        impl From<$ty> for Value {
            fn from($value: $ty) -> Self {
                $make
            }
        }
    )*};
}

from! {
    bool => value Self::Bool(value);
    f64 => value Self::Number(value);
    i32 => value Self::Number(f64::from(value));
    u32 => value Self::Number(f64::from(value));
    i64 => value Self::Number(value as f64);
    u64 => value Self::Number(value as f64);
    &str => value Self::Text(value.to_owned());
    String => value Self::Text(value);
    SignedDuration => value Self::Duration(value);
    Timestamp => value Self::Timestamp(value);
    Vec<Value> => value Self::List(value);
    BTreeMap<String, Value> => value Self::Record(value);
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}
