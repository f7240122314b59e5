//! Percent-encoding of path segments and query values (RFC 3986).

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Characters that stay as they are everywhere: letters, digits, `-._~`.
fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Characters that stay as they are in a path segment: the unreserved ones, sub-delimiters, `:` and `@`.
fn in_segment(byte: u8) -> bool {
    unreserved(byte) || b"!$&'()*+,;=:@".contains(&byte)
}

fn push(out: &mut String, text: &str, keeps: fn(u8) -> bool) {
    for byte in text.bytes() {
        if keeps(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Appends a value as one path segment: `/` in it is encoded.
pub(crate) fn segment(out: &mut String, text: &str) {
    push(out, text, in_segment);
}

/// Appends a query name or value.
pub(crate) fn query(out: &mut String, text: &str) {
    push(out, text, unreserved);
}

/// A value as `application/x-www-form-urlencoded` has it, spaces as `%20`.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    query(&mut out, text);
    out
}

/// An encoded query value with those characters as they are that have a meaning in addresses, but do not end the value.
pub(crate) fn with_reserved(encoded: &str) -> String {
    let mut out = String::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 3).and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.filter(|byte| b":/?[]@!$'()*,;=".contains(byte)) {
            Some(byte) => out.push(char::from(byte)),
            None => out.push_str(rest.get(at..at + 3).unwrap_or(&rest[at..])),
        }
        rest = rest.get(at + 3..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Whether a segment means "here" or "up" to whoever resolves the path, encoded or not.
pub(crate) fn is_dots(text: &str) -> bool {
    matches!(text, "." | "..")
}

/// The text that was encoded; bytes that are not UTF-8 are replaced.
pub(crate) fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| byte == b'%');
        if let Some(decoded) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            out.push(decoded);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_survives_a_round_trip() {
        for code in 0..=0x0010_FFFF {
            let Some(character) = char::from_u32(code) else { continue };
            let text = character.to_string();
            let mut path = String::new();
            segment(&mut path, &text);
            assert_eq!(decoded(&path), text);
            assert!(path.bytes().all(|byte| in_segment(byte) || byte == b'%'));
            assert_eq!(decoded(&encoded(&text)), text);
        }
    }

    #[test]
    fn reserved_characters_stay_unless_they_end_the_value() {
        for (text, expected) in [
            ("a/b:c?d=e", "a/b:c?d=e"),
            ("(x),[y];$z'!*@", "(x),[y];$z'!*@"),
            ("a&b#c+d%e", "a%26b%23c%2Bd%25e"),
            ("ä b%2F", "%C3%A4%20b%252F"),
        ] {
            assert_eq!(with_reserved(&encoded(text)), expected);
        }
        assert_eq!(with_reserved("100%"), "100%");
    }

    #[test]
    fn keeps_what_a_segment_may_hold() {
        let mut path = String::new();
        segment(&mut path, "@cf/a b:c?d#e%f");
        assert_eq!(path, "@cf%2Fa%20b:c%3Fd%23e%25f");
        assert_eq!(encoded("a+b&c=d,e"), "a%2Bb%26c%3Dd%2Ce");
    }
}
