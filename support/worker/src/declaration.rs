//! What a Worker says it has, for who builds and deploys it: records of the wasm file's section `cfs`. The form is in
//! ARCHITECTURE.md; `cfs-build` reads it.

const VERSION: u8 = 1;

/// The length of the record of these strings.
pub const fn size(strings: &[&str]) -> usize {
    let mut size = 3;
    let mut at = 0;
    while at < strings.len() {
        size += 2 + strings[at].len();
        at += 1;
    }
    size
}

/// The record of these strings; `N` is its [`size`].
pub const fn record<const N: usize>(strings: &[&str]) -> [u8; N] {
    let record = put([0; N], 0, &length(N - 2));
    let mut record = put(record, 2, &[VERSION]);
    let mut end = 3;
    let mut at = 0;
    while at < strings.len() {
        let text = strings[at].as_bytes();
        record = put(record, end, &length(text.len()));
        record = put(record, end + 2, text);
        end += 2 + text.len();
        at += 1;
    }
    record
}

/// Whether a binding may be missing, as a record says it.
pub const fn presence(optional: bool) -> &'static str {
    if optional { "optional" } else { "required" }
}

const fn length(length: usize) -> [u8; 2] {
    assert!(length <= u16::MAX as usize, "what a Worker declares has names of at most 64 KiB");
    (length as u16).to_le_bytes()
}

const fn put<const N: usize>(mut record: [u8; N], at: usize, bytes: &[u8]) -> [u8; N] {
    let mut index = 0;
    while index < bytes.len() {
        record[at + index] = bytes[index];
        index += 1;
    }
    record
}

#[cfg(test)]
mod tests {
    use super::{record, size};

    #[test]
    fn a_record_is_its_length_its_version_and_its_strings() {
        const STRINGS: &[&str] = &["handler", "fetch"];
        const RECORD: [u8; size(STRINGS)] = record(STRINGS);
        assert_eq!(RECORD, *b"\x11\0\x01\x07\0handler\x05\0fetch");
    }
}
