//! Values of SQL: what they are, how they are compared and told.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};
use std::cmp::Ordering;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Number(f64),
    Text(String),
    /// In seconds since 1970.
    Time(i64),
    Interval(Span),
}

/// A span of time, of which months have no fixed length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) months: i64,
    pub(super) seconds: i64,
}

/// What is told of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Float,
    Small,
    /// Told as text, since it may be larger than numbers of JSON are exact.
    Large,
    Time,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "String",
            Self::Float => "Float64",
            Self::Small => "UInt32",
            Self::Large => "UInt64",
            Self::Time => "DateTime",
        }
    }
}

impl Value {
    pub(super) fn bool(is: bool) -> Self {
        Self::Number(f64::from(u8::from(is)))
    }

    /// As a number; what is none is 0.
    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Time(time) => *time as f64,
            Self::Text(text) => text.parse().unwrap_or(0.0),
            Self::Interval(span) => (span.months * 2_592_000 + span.seconds) as f64,
            Self::Null => 0.0,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Null => false,
            other => other.number() != 0.0,
        }
    }

    /// As a time, in seconds.
    pub(super) fn time(&self) -> Option<i64> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Number(number) => Some(*number as i64),
            Self::Text(text) => parsed(text),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Null | Self::Interval(_) => String::new(),
            Self::Text(text) => text.clone(),
            Self::Time(time) => moment(*time),
            Self::Number(number) => number.to_string(),
        }
    }

    /// How two are in order: texts as times beside times, as texts beside texts, else as numbers.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Time(_), _) | (_, Self::Time(_)) => self.time().cmp(&other.time()),
            _ => self.number().total_cmp(&other.number()),
        }
    }

    /// As JSON has it.
    pub(super) fn told(&self, kind: Kind) -> Json {
        match (self, kind) {
            (Self::Null, _) => Json::Null,
            (value, Kind::Text) => json!(value.text()),
            (Self::Time(time), _) => json!(moment(*time)),
            (value, Kind::Time) => json!(value.time().map(moment).unwrap_or_default()),
            (value, Kind::Large) => json!(format!("{}", value.number().round())),
            (value, Kind::Small) => json!(value.number().round() as i64),
            (value, Kind::Float) => json!(value.number()),
        }
    }
}

/// A time as text: `YYYY-MM-DD hh:mm:ss`, a day, or RFC 3339.
fn parsed(text: &str) -> Option<i64> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.as_second());
    }
    let civil: DateTime = text.parse().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

/// A time as answers have it.
pub(crate) fn moment(time: i64) -> String {
    let time = Timestamp::from_second(time).unwrap_or_default();
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A time, moved by a span.
pub(super) fn moved(time: i64, span: Span, sign: i64) -> i64 {
    if span.months == 0 {
        return time.saturating_add(sign * span.seconds);
    }
    let zoned = Timestamp::from_second(time).unwrap_or_default().to_zoned(TimeZone::UTC);
    let months = jiff::Span::new().try_months(sign * span.months);
    let moved = months.and_then(|months| zoned.checked_add(months));
    moved.map_or(time, |moved| moved.timestamp().as_second() + sign * span.seconds)
}

/// A time, cut down to spans of a length.
pub(super) fn cut(time: i64, span: Span) -> i64 {
    if span.months > 0 {
        let date = Timestamp::from_second(time).unwrap_or_default().to_zoned(TimeZone::UTC).date();
        let months = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
        let months = months - months.rem_euclid(span.months);
        let year = i16::try_from(months.div_euclid(12)).unwrap_or(1970);
        let month = i8::try_from(months.rem_euclid(12) + 1).unwrap_or(1);
        let first = jiff::civil::Date::new(year, month, 1).and_then(|first| first.to_zoned(TimeZone::UTC));
        return first.map_or(time, |first| first.timestamp().as_second());
    }
    time - time.rem_euclid(span.seconds.max(1))
}
