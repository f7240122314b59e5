//! Numbers with units, and durations.

use jiff::SignedDuration;
use std::fmt;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `1%`: a hundredth.
    Percent,
    /// `2x`: so many times what it is usually, see [`Value::Ratio`](crate::Value::Ratio).
    Ratio,
    /// `10k`: thousands.
    Thousand,
    /// `10M`: millions.
    Million,
    /// `10G`: thousands of millions.
    Billion,
    /// `B`
    Byte,
    /// `kB`: 1,000 bytes.
    Kilobyte,
    /// `MB`
    Megabyte,
    /// `GB`
    Gigabyte,
    /// `TB`
    Terabyte,
    /// `PB`
    Petabyte,
    /// `KiB`: 1,024 bytes.
    Kibibyte,
    /// `MiB`
    Mebibyte,
    /// `GiB`
    Gibibyte,
    /// `TiB`
    Tebibyte,
    /// `PiB`
    Pebibyte,
}

/// Each unit as it is printed, and how many it is.
const UNITS: [(Unit, &str, f64); 16] = [
    (Unit::Percent, "%", 0.01),
    (Unit::Ratio, "x", 1.0),
    (Unit::Thousand, "k", 1e3),
    (Unit::Million, "M", 1e6),
    (Unit::Billion, "G", 1e9),
    (Unit::Byte, "B", 1.0),
    (Unit::Kilobyte, "kB", 1e3),
    (Unit::Megabyte, "MB", 1e6),
    (Unit::Gigabyte, "GB", 1e9),
    (Unit::Terabyte, "TB", 1e12),
    (Unit::Petabyte, "PB", 1e15),
    (Unit::Kibibyte, "KiB", 1024.0),
    (Unit::Mebibyte, "MiB", 1_048_576.0),
    (Unit::Gibibyte, "GiB", 1_073_741_824.0),
    (Unit::Tebibyte, "TiB", 1_099_511_627_776.0),
    (Unit::Pebibyte, "PiB", 1_125_899_906_842_624.0),
];

impl Unit {
    /// The unit of this sign; `KB` and `kiB` are read as well.
    pub fn of_sign(sign: &str) -> Option<Self> {
        let sign = match sign {
            "KB" => "kB",
            "kiB" => "KiB",
            "b" => "B",
            other => other,
        };
        UNITS.iter().find(|(_, known, _)| *known == sign).map(|(unit, ..)| *unit)
    }

    /// As it is written.
    pub fn sign(self) -> &'static str {
        self.entry().1
    }

    /// How many ones it is.
    pub fn factor(self) -> f64 {
        self.entry().2
    }

    fn entry(self) -> &'static (Unit, &'static str, f64) {
        UNITS.iter().find(|(unit, ..)| *unit == self).unwrap_or(&UNITS[0])
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}

/// Units of time in nanoseconds, the longest first.
const TIMES: [(&str, u64); 8] = [
    ("w", 604_800_000_000_000),
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// The nanoseconds of a unit of time.
fn nanoseconds(sign: &str) -> Option<u64> {
    let sign = if matches!(sign, "µs" | "μs") { "us" } else { sign };
    TIMES.iter().find(|(known, _)| *known == sign).map(|(_, nanoseconds)| *nanoseconds)
}

/// A duration as it is written: `1h30m`, `250ms`.
pub(crate) fn write_duration(f: &mut fmt::Formatter<'_>, duration: SignedDuration) -> fmt::Result {
    let mut rest = duration.as_nanos().unsigned_abs();
    if rest == 0 {
        return f.write_str("0s");
    }
    // Weeks are read, days are easier to compare.
    for (sign, unit) in &TIMES[1..] {
        let count = rest / u128::from(*unit);
        rest %= u128::from(*unit);
        if count > 0 {
            write!(f, "{count}{sign}")?;
        }
    }
    Ok(())
}

/// What a number with what follows it without a space means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scanned {
    Number(f64),
    Quantity(f64, Unit),
    Duration(SignedDuration),
}

/// Why a number cannot be read, and the bytes of it that are meant.
pub(crate) enum Problem {
    TooLarge(usize),
    Unit(std::ops::Range<usize>),
}

/// Reads the number at the start of a text, which begins with a digit or a point and a digit; also gives its length.
pub(crate) fn scan(text: &str) -> Result<(Scanned, usize), Problem> {
    let (digits, mut used) = number(text);
    let unit = unit(&text[used..]);
    if unit.is_empty() {
        return Ok((Scanned::Number(finite(digits, used)?), used));
    }
    if let Some(known) = Unit::of_sign(unit) {
        let amount = finite(digits, used)?;
        return Ok((Scanned::Quantity(amount, known), used + unit.len()));
    }
    let mut total = part(digits, unit, used)?;
    used += unit.len();
    while text[used..].starts_with(|next: char| next.is_ascii_digit()) {
        let (digits, length) = number(&text[used..]);
        let unit = self::unit(&text[used + length..]);
        let next = part(digits, unit, used + length)?;
        used += length + unit.len();
        total = total.checked_add(next).ok_or(Problem::TooLarge(used))?;
    }
    let duration = i64::try_from(total).map_err(|_| Problem::TooLarge(used))?;
    Ok((Scanned::Duration(SignedDuration::from_nanos(duration)), used))
}

/// The digits at the start, and how many bytes they are.
fn number(text: &str) -> (&str, usize) {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while at < bytes.len() && (bytes[at].is_ascii_digit() || (bytes[at] == b'_' && at > 0)) {
            at += 1;
        }
        at
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
            end = digits(end + 1 + sign);
        }
    }
    (&text[..end], end)
}

fn unit(text: &str) -> &str {
    if text.starts_with('%') {
        return "%";
    }
    let end = text.find(|next: char| !next.is_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

fn finite(digits: &str, used: usize) -> Result<f64, Problem> {
    let plain = digits.replace('_', "");
    plain.parse().ok().filter(|value: &f64| value.is_finite()).ok_or(Problem::TooLarge(used))
}

/// Nanoseconds of one part of a duration; whole numbers exactly.
fn part(digits: &str, unit: &str, at: usize) -> Result<u64, Problem> {
    let factor = nanoseconds(unit).ok_or(Problem::Unit(at..at + unit.len()))?;
    let end = at + unit.len();
    if let Ok(whole) = digits.replace('_', "").parse::<u64>() {
        return whole.checked_mul(factor).ok_or(Problem::TooLarge(end));
    }
    let value = (finite(digits, end)? * factor as f64).round();
    if value < i64::MAX as f64 { Ok(value as u64) } else { Err(Problem::TooLarge(end)) }
}

/// A whole text as a number with a unit, as it stands in answers: `12`, `5 MB`, `-3`, `250ms`.
pub(crate) fn of_text(text: &str) -> Option<Scanned> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (scanned, used) = scan(text).ok()?;
    let scanned = match (scanned, text[used..].trim()) {
        (scanned, "") => scanned,
        (Scanned::Number(amount), unit) => Scanned::Quantity(amount, Unit::of_sign(unit)?),
        _ => return None,
    };
    Some(match scanned {
        Scanned::Number(amount) if negative => Scanned::Number(-amount),
        Scanned::Quantity(amount, unit) if negative => Scanned::Quantity(-amount, unit),
        Scanned::Duration(duration) if negative => Scanned::Duration(-duration),
        other => other,
    })
}
