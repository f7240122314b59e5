//! Cap'n Proto's text form, as much of it as a configuration needs.

use std::fmt::Write;

/// A text literal.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            // A byte at a time: the form knows no other way, and text is its bytes.
            0x20..=0x7e => out.push(char::from(byte)),
            other => drop(write!(out, "\\x{other:02x}")),
        }
    }
    out.push('"');
    out
}

/// A struct: `(name = value, …)`.
pub(crate) fn record(members: &[(&str, String)]) -> String {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("({})", members.join(", "))
}

/// A list: `[a, b]`.
pub(crate) fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::{list, record, text};

    #[test]
    fn text_is_written_byte_by_byte() {
        assert_eq!(text("a\"\\\n\u{e9}\u{0}"), "\"a\\\"\\\\\\n\\xc3\\xa9\\x00\"");
    }

    #[test]
    fn records_hold_lists() {
        let items = list([text("a"), text("b")]);
        assert_eq!(
            record(&[("name", text("x")), ("items", items)]),
            "(name = \"x\", items = [\"a\",\n\"b\"])"
        );
    }
}
