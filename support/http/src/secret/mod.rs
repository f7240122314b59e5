//! Which values are secret by their names, and texts without them.

mod name;
mod text;

pub(crate) use name::is_secret;
pub(crate) use text::masked as masked_text;

/// What takes the place of secret values.
pub(crate) const HIDDEN: &str = "[hidden]";

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

/// The start of a text as it may be shown, at most 120 characters.
pub(crate) fn start(text: &str) -> String {
    let start: String = text.trim().chars().take(4 * SHOWN).collect();
    let shown = if is_json(&start) { masked(&start) } else { masked_text(&start) };
    shown.chars().take(SHOWN).collect()
}

/// The start of a text that has no place of its own, at most 120 characters: of JSON names and signs only, as any value may
/// be marked as sensitive.
pub(crate) fn outline(text: &str) -> String {
    let text = text.trim_start();
    if is_json(text) { around(text, 0, true) } else { start(text) }
}

/// A value of another type than was expected, as it may be shown: of what objects hold only the type could say what is
/// marked as sensitive.
pub(crate) fn shown(value: &str) -> String {
    let has_members = value.starts_with(['{', '[']) && value.contains('{');
    if has_members { around(value, 0, true) } else { masked(value) }
}

/// A message as it may be shown.
pub(crate) fn message(text: &str) -> String {
    if is_json(text) { masked(text) } else { masked_text(text) }
}

/// Whether a text is meant as an object, or a list of something that has parts.
fn is_json(text: &str) -> bool {
    let inner = text.trim_start().strip_prefix(['{', '[']).map(str::trim_start);
    inner.is_some_and(|inner| inner.is_empty() || inner.starts_with(['"', '{', '[', '}', ']']))
}

/// A JSON text with the strings and numbers below secret names hidden, and what strings themselves name as secrets. Numbers
/// of several (`total_tokens`) are counts.
pub(crate) fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    // The depth below which everything is hidden, and whether the next value is, also as a number.
    let (mut below, mut next, mut counts): (Option<usize>, bool, bool) = (None, false, false);
    for (piece, start, end) in pieces(text) {
        let Some(own) = text.get(start..end) else { continue };
        match piece {
            Piece::Key => {
                // Names may be written with escapes.
                let name = crate::codec::from_str::<String>(own).unwrap_or_else(|_| own.to_owned());
                next = is_secret(&name);
                counts = name.ends_with('s');
                out.push_str(own);
            }
            Piece::String if next || below.is_some() => {
                out.push('"');
                out.push_str(HIDDEN);
                out.push('"');
                next = false;
            }
            Piece::Word if (next && !counts || below.is_some()) && !is_literal(own) => {
                out.push('"');
                out.push_str(HIDDEN);
                out.push('"');
                next = false;
            }
            Piece::String => {
                out.push_str(&masked_text(own));
                next = false;
            }
            Piece::Word => {
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

/// Whether a word says nothing of its own.
fn is_literal(word: &str) -> bool {
    matches!(word, "true" | "false" | "null")
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
            Piece::Word if !here && !is_literal(own) => shown.push('…'),
            Piece::String | Piece::Word => shown.extend(masked_text(own).chars().take(SHOWN / 2)),
            Piece::Key | Piece::Sign => shown.push_str(own),
        }
    }
    shown.chars().skip(place.saturating_sub(SHOWN / 3)).take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::{around, masked, outline, start};

    #[test]
    fn what_stands_under_a_secret_name_is_hidden_however_deep() {
        let text = r#"{"name":"n","secret": {"a":["x","y"],"n":1,"b":true},"token":"T\"K","pwd":12,"after":"shown"}"#;
        assert_eq!(
            masked(text),
            r#"{"name":"n","secret": {"a":["[hidden]","[hidden]"],"n":"[hidden]","b":true},"token":"[hidden]","pwd":"[hidden]","after":"shown"}"#
        );
        assert_eq!(masked(r#"{"token":"cut of"#), r#"{"token":"[hidden]""#);
        assert_eq!(masked(r#"{"to\u006ben":"T","n":1}"#), r#"{"to\u006ben":"[hidden]","n":1}"#);
        assert_eq!(
            masked(r#"{"total_tokens":5,"url":"/?key=T"}"#),
            r#"{"total_tokens":5,"url":"/?key=[hidden]"}"#
        );
        assert_eq!(start(r#"[{"token":"T"},"#), r#"[{"token":"[hidden]"},"#);
        assert_eq!(outline(r#"{"success":true,"id":"T"}"#), r#"{"success":true,"id":…}"#);
        assert_eq!(start("[token=T]"), "[token=[hidden]]");
        assert_eq!(start(" it was token=T "), "it was token=[hidden]");
    }

    #[test]
    fn surroundings_show_one_value_only() {
        let text = r#"{"id":"TOP","created_at":"yesterday","n":17}"#;
        let at = text.find("\"yesterday").unwrap_or_default();
        assert_eq!(around(text, at, false), r#"{"id":…,"created_at":"yesterday","n":…}"#);
        assert_eq!(around(text, at, true), r#"{"id":…,"created_at":…,"n":…}"#);
    }
}
