//! Strings, booleans, and the types that strings stand for.

use super::{Codec, Dates, Fail, Kind, Reader, Writer};
use crate::types::{Base64, Ipv4, Ipv6, Uri};
use jiff::{Timestamp, civil};
use uuid::Uuid;

/// Nothing: any value is passed over, `null` is written.
impl Codec for () {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        reader.skip().map(drop)
    }

    fn encode(&self, writer: &mut Writer) {
        writer.null();
    }

    fn accepts_null(&self) -> bool {
        true
    }

    fn needs_nothing() -> bool {
        true
    }
}

impl Codec for bool {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        *self = reader.bool()?;
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        writer.bool(*self);
    }
}

impl Codec for String {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        *self = reader.text()?.into_owned();
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

/// Reads a string through `parse`.
fn parsed<T>(
    reader: &mut Reader<'_>,
    target: &mut T,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<(), Fail> {
    let start = reader.position();
    if reader.kind()? != Kind::String {
        return Err(reader.fail(expected));
    }
    let text = reader.string()?;
    *target = parse(&text).ok_or_else(|| reader.fail_with(expected, || format!("{text:?}"), start))?;
    Ok(())
}

macro_rules! from_text {
    ($($ty:ty: $expected:literal, $parse:expr;)*) => {$(
        impl Codec for $ty {
            fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
                parsed(reader, self, $expected, $parse)
            }

            fn encode(&self, writer: &mut Writer) {
                writer.string(&self.to_string());
            }

            fn is_formatted(&self) -> bool {
                true
            }
        }
    )*};
}

impl Codec for Timestamp {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        parsed(reader, self, "an RFC 3339 date-time", timestamp)
    }

    fn encode(&self, writer: &mut Writer) {
        writer.string(&instant(self, writer.dates));
    }

    fn is_formatted(&self) -> bool {
        true
    }
}

/// A moment as it is written.
pub(crate) fn instant(moment: &Timestamp, dates: Dates) -> String {
    match dates {
        Dates::Exact => moment.to_string(),
        Dates::Milliseconds => format!("{moment:.3}"),
        Dates::WholeSeconds => {
            let whole = Timestamp::from_second(moment.as_nanosecond().div_euclid(1_000_000_000) as i64);
            whole.unwrap_or(*moment).to_string()
        }
    }
}

from_text! {
    civil::Date: "a date", date;
    Uuid: "a UUID", |text| text.parse().ok();
    Ipv4: "an IPv4 address", |text| text.parse().ok();
    Ipv6: "an IPv6 address", |text| text.parse().ok();
}

/// A date alone: of a moment the time would be lost.
fn date(text: &str) -> Option<civil::Date> {
    text.parse().ok().filter(|_| !text.contains(['T', 't', ' ', ':']))
}

/// RFC 3339. A date-time without offset is read as UTC, a plain date as its first moment: servers send both.
fn timestamp(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let local: civil::DateTime = text.parse().ok()?;
        local.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })
}

impl Codec for Uri {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        self.0.decode(reader)
    }

    fn encode(&self, writer: &mut Writer) {
        writer.string(&self.0);
    }
}

impl Codec for Base64 {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        parsed(reader, self, "base64", Base64::decode)
    }

    fn encode(&self, writer: &mut Writer) {
        writer.string(&self.to_string());
    }
}
