//! The sections of a wasm file, as far as finding one by its name needs them.

use std::ops::Range;

/// Takes the custom sections called `name` off a wasm file: what is left, and their contents one after another.
pub(crate) fn take_custom(wasm: &[u8], name: &str) -> Result<(Vec<u8>, Vec<u8>), Damaged> {
    let mut reader = Reader { bytes: wasm, at: 0 };
    if reader.take(4)? != b"\0asm" {
        return Err(Damaged { at: 0 });
    }
    reader.take(4)?;
    let mut rest = wasm[..reader.at].to_vec();
    let mut contents = Vec::new();
    while reader.at < wasm.len() {
        let (whole, content) = reader.section(name)?;
        match content {
            Some(content) => contents.extend_from_slice(content),
            None => rest.extend_from_slice(&wasm[whole]),
        }
    }
    Ok((rest, contents))
}

/// What was read is no wasm file from this byte on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Damaged {
    pub(crate) at: usize,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// The place of the next section, and its content if it is a custom one called `name`.
    fn section(&mut self, name: &str) -> Result<(Range<usize>, Option<&'a [u8]>), Damaged> {
        const CUSTOM: u8 = 0;
        let start = self.at;
        let id = self.take(1)?[0];
        let size = self.number()?;
        let content = self.take(size)?;
        let mut content = Reader { bytes: content, at: 0 };
        let wanted = id == CUSTOM && {
            let length = content.number()?;
            content.take(length)? == name.as_bytes()
        };
        Ok((start..self.at, wanted.then(|| &content.bytes[content.at..])))
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len());
        let taken = &self.bytes[self.at..end.ok_or(Damaged { at: self.at })?];
        self.at += count;
        Ok(taken)
    }

    /// An unsigned LEB128 number of 32 bits.
    fn number(&mut self) -> Result<usize, Damaged> {
        let mut number = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.take(1)?[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(number)
                    .map(|number| number as usize)
                    .map_err(|_| Damaged { at: self.at });
            }
        }
        Err(Damaged { at: self.at })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Damaged, take_custom};

    /// A wasm file of custom sections only.
    pub(crate) fn file(sections: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = b"\0asm\x01\0\0\0".to_vec();
        for (name, content) in sections {
            let size = 1 + name.len() + content.len();
            // Two bytes of LEB128, as linkers write them.
            file.extend([0, (size & 0x7f) as u8 | 0x80, (size >> 7) as u8, name.len() as u8]);
            file.extend(name.as_bytes());
            file.extend(*content);
        }
        file
    }

    #[test]
    fn sections_of_the_name_are_taken_and_all_else_stays() {
        let wasm = file(&[("cfs", b"one"), ("name", b"kept"), ("cfs", b"two")]);
        let (rest, taken) = take_custom(&wasm, "cfs").expect("a wasm file");
        assert_eq!(rest, file(&[("name", b"kept")]));
        assert_eq!(taken, b"onetwo");
    }

    #[test]
    fn what_is_no_wasm_file_is_refused_where_it_ends() {
        assert_eq!(take_custom(b"\x7fELF", "cfs"), Err(Damaged { at: 0 }));
        let mut cut = file(&[("cfs", b"one")]);
        cut.truncate(cut.len() - 1);
        assert_eq!(take_custom(&cut, "cfs"), Err(Damaged { at: 11 }));
    }
}
