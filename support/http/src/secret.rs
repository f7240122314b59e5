//! Which values are secret by their names, and texts without them.

/// What takes the place of secret values.
pub(crate) const HIDDEN: &str = "[hidden]";

/// Words that a secret's name ends in.
const WORDS: [&str; 9] = [
    "token",
    "secret",
    "password",
    "passphrase",
    "key",
    "credential",
    "credentials",
    "authorization",
    "passwd",
];

/// Whether a member of this name holds a secret: `api_token`, `streamKey`, `Client-Secret`, but not `token_id` or
/// `public_key`.
pub(crate) fn is_secret(name: &str) -> bool {
    let ends_in = |rest: &str, word: &str| {
        let Some(at) = rest.len().checked_sub(word.len()) else { return false };
        let Some(tail) = rest.get(at..) else { return false };
        if !tail.eq_ignore_ascii_case(word) {
            return false;
        }
        // The word begins there: after a sign, as a capital, or at the start.
        let before = rest[..at].chars().next_back();
        let begins = before.is_none_or(|before| !before.is_alphanumeric())
            || tail.starts_with(|first: char| first.is_ascii_uppercase());
        begins
            && !rest[..at]
                .trim_end_matches(|sign: char| !sign.is_alphanumeric())
                .to_ascii_lowercase()
                .ends_with("public")
    };
    let singular = name.strip_suffix(['s', 'S']).unwrap_or(name);
    WORDS.iter().any(|word| ends_in(name, word) || ends_in(singular, word))
}

/// What a scanner of JSON text comes across.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// A member's name, its quotes included.
    Key,
    /// A string, its quotes included; it may end with the text.
    String,
    /// A number or a word.
    Word,
    /// A sign or white space.
    Sign,
}

/// The pieces of a text that is JSON, or nearly: nothing is refused.
fn pieces(text: &str) -> impl Iterator<Item = (Piece, usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let first = *bytes.get(at)?;
        if first == b'"' {
            at += 1;
            while at < bytes.len() && bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at = (at + 1).min(bytes.len());
            let after = bytes[at..].iter().find(|byte| !byte.is_ascii_whitespace());
            return Some((if after == Some(&b':') { Piece::Key } else { Piece::String }, start, at));
        }
        let is_word =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.') || byte >= 0x80;
        let kind = if is_word(first) { Piece::Word } else { Piece::Sign };
        at += 1;
        while at < bytes.len() && bytes[at] != b'"' && is_word(bytes[at]) == (kind == Piece::Word) {
            at += 1;
            // Signs are told apart one by one.
            if kind == Piece::Sign {
                at -= 1;
                break;
            }
        }
        Some((kind, start, at))
    })
}

/// The value that a text begins with, as far as one can be told.
pub(crate) fn first_value(text: &str) -> &str {
    let mut depth = 0usize;
    for (piece, start, end) in pieces(text) {
        match (piece, text.get(start..end)) {
            (Piece::Sign, Some("{" | "[")) => depth += 1,
            (Piece::Sign, Some("}" | "]")) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return text.get(..end).unwrap_or(text);
        }
        if end > 4 * SHOWN {
            break;
        }
    }
    text
}

/// A JSON text with the strings below secret names hidden.
pub(crate) fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    // The depth below which everything is hidden, and whether the next value is.
    let (mut below, mut next): (Option<usize>, bool) = (None, false);
    for (piece, start, end) in pieces(text) {
        let Some(own) = text.get(start..end) else { continue };
        match piece {
            Piece::Key => {
                next = is_secret(own.trim_matches('"'));
                out.push_str(own);
            }
            Piece::String if next || below.is_some() => {
                out.push('"');
                out.push_str(HIDDEN);
                out.push('"');
                next = false;
            }
            Piece::String | Piece::Word => {
                out.push_str(own);
                next = false;
            }
            Piece::Sign => {
                out.push_str(own);
                match own {
                    "{" | "[" => {
                        depth += 1;
                        if next && below.is_none() {
                            below = Some(depth);
                        }
                        next = false;
                    }
                    "}" | "]" => {
                        if below == Some(depth) {
                            below = None;
                        }
                        depth = depth.saturating_sub(1);
                    }
                    _ => {}
                }
            }
        }
    }
    out
}

/// How much of a text is shown around a place.
const SHOWN: usize = 120;

/// The surroundings of a place in a JSON text, at most 120 characters: names and signs as they are, of values only the one
/// at the place itself, unless that is hidden too.
pub(crate) fn around(text: &str, offset: usize, hidden: bool) -> String {
    let mut shown = String::new();
    let mut place = 0;
    for (piece, start, end) in pieces(text) {
        if end + 4 * SHOWN < offset {
            continue;
        }
        if start > offset + 4 * SHOWN {
            break;
        }
        if start <= offset {
            place = shown.chars().count();
        }
        let Some(own) = text.get(start..end) else { continue };
        let here = (start..end.max(start + 1)).contains(&offset) && !hidden;
        match piece {
            Piece::String if !here => shown.push('…'),
            Piece::Word if !here && !matches!(own, "true" | "false" | "null") => shown.push('…'),
            Piece::String | Piece::Word => shown.extend(own.chars().take(SHOWN / 2)),
            Piece::Key | Piece::Sign => shown.push_str(own),
        }
    }
    shown.chars().skip(place.saturating_sub(SHOWN / 3)).take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::{around, is_secret, masked};

    #[test]
    fn secrets_are_known_by_the_end_of_their_names() {
        for name in [
            "token",
            "api_token",
            "apiToken",
            "streamKey",
            "client-secret",
            "keys",
            "Credentials",
            "KEY",
            "X-Auth-Key",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["token_id", "monkey", "public_key", "publicKey", "keyword", "tokenised", "name", "", "s"]
        {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn what_stands_under_a_secret_name_is_hidden_however_deep() {
        let text = r#"{"name":"n","secret": {"a":["x","y"],"n":1},"token":"T\"K","after":"shown"}"#;
        assert_eq!(
            masked(text),
            r#"{"name":"n","secret": {"a":["[hidden]","[hidden]"],"n":1},"token":"[hidden]","after":"shown"}"#
        );
        assert_eq!(masked(r#"{"token":"cut of"#), r#"{"token":"[hidden]""#);
    }

    #[test]
    fn surroundings_show_one_value_only() {
        let text = r#"{"id":"TOP","created_at":"yesterday","n":17}"#;
        let at = text.find("\"yesterday").unwrap_or_default();
        assert_eq!(around(text, at, false), r#"{"id":…,"created_at":"yesterday","n":…}"#);
        assert_eq!(around(text, at, true), r#"{"id":…,"created_at":…,"n":…}"#);
    }
}
