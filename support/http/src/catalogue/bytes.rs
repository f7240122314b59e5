//! Numbers and texts in a file that may be damaged: what is not there is zero or empty.

/// A section of the file: its number in the table, and the bytes of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    pub(crate) at: usize,
    pub(crate) row: usize,
}

/// Where the table of sections begins.
const TABLE: usize = 20;

impl Section {
    pub(super) fn offset(self, bytes: &[u8]) -> usize {
        u32_at(bytes, TABLE + self.at * 8) as usize
    }

    /// How many rows there are; never more than there is room for.
    pub(super) fn count(self, bytes: &[u8]) -> usize {
        let count = u32_at(bytes, TABLE + self.at * 8 + 4) as usize;
        count.min(bytes.len() / self.row.max(1))
    }

    pub(super) fn row(self, bytes: &'static [u8], at: usize) -> &'static [u8] {
        let start = self.offset(bytes).saturating_add(at * self.row);
        bytes.get(start..start.saturating_add(self.row)).unwrap_or_default()
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    match bytes.get(at..at + 2) {
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => 0,
    }
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

pub(super) fn u8_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or_default()
}

/// A text of the index: their offsets come first, one more than there are texts.
pub(super) fn text(bytes: &'static [u8], section: Section, at: usize) -> &'static str {
    let base = section.offset(bytes);
    let offset = |at: usize| {
        let at = base.saturating_add(at * 3);
        usize::from(u16_at(bytes, at)) | usize::from(u8_at(bytes, at + 2)) << 16
    };
    let texts = base.saturating_add((section.count(bytes) + 1) * 3);
    let range = texts.saturating_add(offset(at))..texts.saturating_add(offset(at + 1));
    bytes.get(range).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
}

/// Reads a record from its beginning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
}

impl Cursor<'_> {
    pub(super) fn byte(&mut self) -> u8 {
        let (first, rest) = self.bytes.split_first().unwrap_or((&0, &[]));
        self.bytes = rest;
        *first
    }

    /// A number, seven bits a byte.
    pub(super) fn number(&mut self) -> usize {
        let (mut number, mut shift) = (0u64, 0);
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or_default();
            shift += 7;
            if byte < 0x80 || shift > 63 {
                return usize::try_from(number).unwrap_or(usize::MAX);
            }
        }
    }

    /// How many of something follow: never more than there are bytes.
    pub(super) fn count(&mut self) -> usize {
        self.number().min(self.bytes.len())
    }

    pub(super) fn status(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }
}
