//! Integers and floating-point numbers.

use super::{Codec, Fail, Reader, Writer};

/// An integer written as `1`, `1.0` or `1e3`: JSON does not tell them apart, and some servers write counts as floats.
fn whole(text: &str) -> Option<i128> {
    if let Ok(value) = text.parse::<i128>() {
        return Some(value);
    }
    let value: f64 = text.parse().ok()?;
    // Above 2^53 a float no longer says which integer was meant.
    (value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0).then_some(value as i128)
}

macro_rules! integer {
    ($($ty:ty: $expected:literal),*) => {$(
        impl Codec for $ty {
            fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
                let start = reader.position();
                let text =
                    reader.number_or_text().map_err(|fail| Fail::new($expected, fail.found(), fail.offset()))?;
                *self = match text.parse() {
                    Ok(value) => value,
                    Err(_) => whole(&text)
                        .and_then(|value| value.try_into().ok())
                        .ok_or_else(|| Fail::new($expected, text, start))?,
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
        let text = reader.number_or_text()?;
        *self = text.parse().map_err(|_| Fail::new("a number", text, start))?;
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
