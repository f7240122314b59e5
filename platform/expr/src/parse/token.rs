//! A text as tokens with places.

use crate::error::ParseError;
use crate::print::{continues_word, starts_word};
use crate::quantity::{Problem, Scanned, Unit, scan};
use jiff::SignedDuration;
use std::ops::Range;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A word, and whether it stood between backquotes.
    Word(String, bool),
    Number(f64),
    Quantity(f64, Unit),
    Duration(SignedDuration),
    Text(String),
    Sign(&'static str),
    End,
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) place: Range<usize>,
}

/// Signs as they are written and as they are meant, the longer first.
const SIGNS: [(&str, &str); 28] = [
    ("==", "=="),
    ("!=", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("=~", "~"),
    ("!~", "!~"),
    ("&&", "and"),
    ("||", "or"),
    ("≠", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("×", "*"),
    ("=", "=="),
    ("<", "<"),
    (">", ">"),
    ("~", "~"),
    ("!", "not"),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    ("{", "{"),
    ("}", "}"),
    (",", ","),
];

/// What people write who come from elsewhere, and what to write here.
const FOREIGN: [(&str, &str); 5] = [
    ("===", "write `==`"),
    ("!==", "write `!=`"),
    ("<>", "write `!=`"),
    ("=>", "write `>=`"),
    ("=<", "write `<=`"),
];

/// All tokens; the last is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ParseError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(text, at, first)?;
        tokens.push(Token { kind, place: at..at + length });
        at += length;
    }
    tokens.push(Token { kind: Kind::End, place: text.len()..text.len() });
    Ok(tokens)
}

fn token(text: &str, at: usize, first: char) -> Result<(Kind, usize), ParseError> {
    let rest = &text[at..];
    if first.is_ascii_digit() {
        return number(text, at);
    }
    if starts_word(first) {
        let end = rest.find(|next: char| !continues_word(next)).unwrap_or(rest.len());
        return Ok((Kind::Word(rest[..end].to_owned(), false), end));
    }
    if matches!(first, '"' | '\'' | '`') {
        let (quoted, length) = quoted(text, at, first)?;
        let kind = if first == '`' { Kind::Word(quoted, true) } else { Kind::Text(quoted) };
        return Ok((kind, length));
    }
    if first == '.' {
        return Ok((Kind::Sign("."), 1));
    }
    if let Some((sign, hint)) = FOREIGN.iter().find(|(sign, _)| rest.starts_with(sign)) {
        let error = ParseError::new(text, at..at + sign.len(), format!("`{sign}` is no operator"));
        return Err(error.hint(*hint));
    }
    if let Some((sign, meant)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return Ok((Kind::Sign(meant), sign.len()));
    }
    let place = at..at + first.len_utf8();
    let error = ParseError::new(text, place, format!("{first:?} stands for nothing here"));
    Err(match first {
        '&' => error.hint("write `and`"),
        '|' => error.hint("write `or`"),
        '“' | '”' | '‘' | '’' => error.hint("text stands between \" or '"),
        '%' => error.hint("a percentage is written without a space: `1%`"),
        _ => error.hint("a name with other characters stands between backquotes: `cf-ray`"),
    })
}

fn number(text: &str, at: usize) -> Result<(Kind, usize), ParseError> {
    match scan(&text[at..]) {
        Ok((Scanned::Number(number), length)) => Ok((Kind::Number(number), length)),
        Ok((Scanned::Quantity(amount, unit), length)) => Ok((Kind::Quantity(amount, unit), length)),
        Ok((Scanned::Duration(duration), length)) => Ok((Kind::Duration(duration), length)),
        Err(Problem::TooLarge(length)) => {
            Err(ParseError::new(text, at..at + length, "the number is too large"))
        }
        Err(Problem::Unit(place)) => {
            let unit = &text[at + place.start..at + place.end];
            let message = if unit.is_empty() {
                "expected a unit of time after this number".to_owned()
            } else {
                format!("`{unit}` is no unit")
            };
            let error = ParseError::new(text, at + place.start..at + place.end, message);
            Err(error
                .hint("units are %, x, k, M, G; B, kB, MB, GB, KiB, MiB, GiB …; ns, us, ms, s, m, h, d, w"))
        }
    }
}

/// The text between quotes at a place, and its length with them. Before a character that nothing is said of, a backslash
/// stays, so that regular expressions can be written as they are.
fn quoted(text: &str, at: usize, quote: char) -> Result<(String, usize), ParseError> {
    let rest = &text[at..];
    let mut value = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        if character == quote {
            return Ok((value, index + 1));
        }
        if character != '\\' {
            value.push(character);
            continue;
        }
        match characters.next() {
            Some((_, 'n')) => value.push('\n'),
            Some((_, 't')) => value.push('\t'),
            Some((_, 'r')) => value.push('\r'),
            Some((_, same @ ('\\' | '"' | '\'' | '`'))) => value.push(same),
            Some((_, 'u')) if rest[index + 2..].starts_with('{') => {
                let length = unicode(&rest[index + 3..], &mut value).ok_or_else(|| {
                    let place = at + index..at + index + 2;
                    let error = ParseError::new(text, place, "`\\u{…}` names no character");
                    error.hint("between the braces stand up to six hexadecimal digits: `\\u{e9}`")
                })?;
                // The brace, the digits, and the other brace.
                characters.by_ref().take(length + 2).for_each(drop);
            }
            Some((_, other)) => value.extend(['\\', other]),
            None => break,
        }
    }
    let error =
        ParseError::new(text, at..at + 1, format!("the text that begins here has no closing {quote}"));
    Err(error)
}

/// Appends the character that digits before a brace name; gives how many digits there were.
fn unicode(text: &str, value: &mut String) -> Option<usize> {
    let digits = &text[..text.find('}').filter(|length| *length <= 6)?];
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    value.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
    Some(digits.len())
}
