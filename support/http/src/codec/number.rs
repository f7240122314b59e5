//! Integers and floating-point numbers.

use super::{Codec, Fail, Reader, Writer};
use std::borrow::Cow;

/// An integer written as `1`, `1.0` or `1e3`: JSON does not tell them apart, and some servers write counts as floats.
fn whole(text: &str) -> Option<i128> {
    if let Ok(value) = text.parse::<i128>() {
        return Some(value);
    }
    // `12.00` says it exactly, however large it is.
    if let Some(value) = text.trim_end_matches('0').strip_suffix('.') {
        return value.parse().ok();
    }
    // `1.25e3` as well: its digits, moved by its exponent.
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let after = after.trim_end_matches('0');
    let digits: i128 = format!("{before}{after}").parse().ok()?;
    let exponent: i32 = exponent.trim_start_matches('+').parse().ok()?;
    let moved = exponent.checked_sub(i32::try_from(after.len()).ok()?)?;
    let factor = 10i128.checked_pow(moved.unsigned_abs())?;
    if moved >= 0 { digits.checked_mul(factor) } else { (digits % factor == 0).then_some(digits / factor) }
}

impl<'a> Reader<'a> {
    /// Reads an integer of at most 18 digits, which fits 64 bits, without a fraction or an exponent. The reader is
    /// somewhere else after anything else.
    #[inline]
    fn short_integer(&mut self) -> Option<i64> {
        self.space();
        let bytes = self.bytes();
        let is_negative = bytes.get(self.at) == Some(&b'-');
        let start = self.at + usize::from(is_negative);
        let (mut at, mut value) = (start, 0i64);
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            at += 1;
        }
        let is_whole = !matches!(bytes.get(at), Some(b'.' | b'e' | b'E'));
        let is_short = (1..=18).contains(&(at - start)) && (bytes[start] != b'0' || at - start == 1);
        self.at = at;
        (is_whole && is_short).then(|| if is_negative { -value } else { value })
    }

    /// Reads a number from `start` on, also one in a string.
    #[cold]
    fn whole_number(&mut self, start: usize, expected: &'static str) -> Result<Cow<'a, str>, Fail> {
        self.at = start;
        self.number_or_text().map_err(|fail| fail.expecting(expected))
    }
}

macro_rules! integer {
    ($($ty:ty: $expected:literal),*) => {$(
        impl Codec for $ty {
            fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
                let start = reader.position();
                if let Some(value) = reader.short_integer().and_then(|value| value.try_into().ok()) {
                    *self = value;
                    return Ok(());
                }
                let text = reader.whole_number(start, $expected)?;
                *self = match text.parse() {
                    Ok(value) => value,
                    Err(_) => whole(&text)
                        .and_then(|value| value.try_into().ok())
                        .ok_or_else(|| reader.fail_with($expected, || text.into_owned(), start))?,
                };
                Ok(())
            }

            fn encode(&self, writer: &mut Writer) {
                writer.raw(&self.to_string());
            }
        }
    )*};
}

integer! {
    i32: "a 32-bit integer",
    i64: "an integer",
    u32: "an unsigned 32-bit integer",
    u64: "an unsigned integer"
}

impl Codec for f64 {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        let start = reader.position();
        // Zero has a sign.
        if let Some(value) = reader.short_integer().filter(|value| *value != 0) {
            *self = value as f64;
            return Ok(());
        }
        reader.at = start;
        let text = reader.number_or_text()?;
        let value = text.parse().ok().filter(|value: &f64| value.is_finite());
        *self = value.ok_or_else(|| reader.fail_with("a number", || text.into_owned(), start))?;
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        // JSON has no way to write an infinity or NaN.
        if self.is_finite() {
            writer.raw(&self.to_string());
        } else {
            writer.null();
        }
    }
}

impl Codec for f32 {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        let mut wide = 0f64;
        wide.decode(reader)?;
        *self = wide as f32;
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        if self.is_finite() {
            writer.raw(&self.to_string());
        } else {
            writer.null();
        }
    }
}
