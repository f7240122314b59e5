//! A statement's text, cut into its words and signs.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, which may be a name.
    Word(String),
    /// A name in `"` or `` ` ``.
    Name(String),
    Number(String),
    Text(String),
    Sign(&'static str),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(text) | Self::Number(text) => f.write_str(text),
            Self::Name(text) => write!(f, "\"{text}\""),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Sign(sign) => f.write_str(sign),
        }
    }
}

/// Longer ones first: the first that fits is it.
const SIGNS: [&str; 18] =
    ["<=", ">=", "<>", "!=", "==", "||", "(", ")", ",", ".", "=", "<", ">", "+", "-", "*", "/", "%"];

/// The tokens of a text.
///
/// # Errors
/// A text that does not end, or a sign that has no meaning.
pub(super) fn tokens(sql: &str) -> Result<Vec<Token>, String> {
    let mut rest = sql;
    let mut all = Vec::new();
    loop {
        rest = after_space(rest)?;
        let Some(first) = rest.chars().next() else { return Ok(all) };
        let number = first.is_ascii_digit()
            || first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit());
        if number {
            let (text, after) = rest.split_at(number_end(rest));
            all.push(Token::Number(text.to_owned()));
            rest = after;
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|own: char| !(own.is_alphanumeric() || own == '_')).unwrap_or(rest.len());
            all.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        } else if matches!(first, '\'' | '"' | '`') {
            let (text, after) = quoted(rest, first)?;
            all.push(if first == '\'' { Token::Text(text) } else { Token::Name(text) });
            rest = after;
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let sign = sign.ok_or_else(|| format!("`{first}` is not expected"))?;
            all.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        }
    }
}

/// The text behind blanks and comments.
fn after_space(mut rest: &str) -> Result<&str, String> {
    loop {
        rest = rest.trim_start();
        if rest.starts_with("--") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if let Some(inside) = rest.strip_prefix("/*") {
            let end = inside.find("*/").ok_or("a comment that begins with `/*` does not end")?;
            rest = &inside[end + 2..];
        } else {
            return Ok(rest);
        }
    }
}

fn number_end(text: &str) -> usize {
    let digits = |from: usize| {
        let own = text[from..].find(|digit: char| !(digit.is_ascii_digit() || digit == '_'));
        own.map_or(text.len(), |end| from + end)
    };
    let mut end = digits(0);
    if text[end..].starts_with('.') {
        end = digits(end + 1);
    }
    let Some(exponent) = text[end..].strip_prefix(['e', 'E']) else { return end };
    let sign = usize::from(exponent.starts_with(['+', '-']));
    if exponent[sign..].starts_with(|digit: char| digit.is_ascii_digit()) {
        end = digits(end + 1 + sign);
    }
    end
}

/// What stands in quotes, which are doubled or behind a backslash inside, and what is behind them.
fn quoted(text: &str, quote: char) -> Result<(String, &str), String> {
    let mut out = String::new();
    let mut rest = text[1..].char_indices();
    while let Some((at, own)) = rest.next() {
        let behind = &text[1 + at + own.len_utf8()..];
        match own {
            _ if own == quote && behind.starts_with(quote) => {
                out.push(quote);
                rest.next();
            }
            _ if own == quote => return Ok((out, behind)),
            '\\' if quote == '\'' => match rest.next() {
                Some((_, 'n')) => out.push('\n'),
                Some((_, 't')) => out.push('\t'),
                Some((_, 'r')) => out.push('\r'),
                Some((_, '0')) => out.push('\0'),
                // Patterns of LIKE have backslashes of their own.
                Some((_, escaped @ ('%' | '_'))) => out.extend(['\\', escaped]),
                Some((_, escaped)) => out.push(escaped),
                None => break,
            },
            _ => out.push(own),
        }
    }
    Err(format!("a text that begins with {quote} does not end"))
}
