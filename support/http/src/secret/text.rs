//! Texts that are no JSON, or have some in them, without the secrets that they name.

use super::{HIDDEN, is_secret};

/// A text with what it gives as the value of a secret name hidden: `token=…`, `"token": …`, also escaped or in single
/// quotes. All else stays.
pub(crate) fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['=', ':']) {
        let (sign_end, value) = (at + 1, &rest[at + 1..]);
        let value_start = sign_end + (value.len() - value.trim_start().len());
        let hides = gives_secret(&rest[..at], rest.as_bytes()[at] == b'=');
        let length = if hides { value_length(&rest[value_start..]) } else { 0 };
        if length == 0 {
            out.push_str(&rest[..sign_end]);
            rest = value;
            continue;
        }
        out.push_str(&rest[..value_start]);
        out.push_str(HIDDEN);
        rest = &rest[value_start + length..];
    }
    out.push_str(rest);
    out
}

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Whether a text ends in a secret name. Before a colon only what is in quotes or is a header's name is one: prose has
/// colons too.
fn gives_secret(before: &str, assigned: bool) -> bool {
    let before = before.trim_end();
    let bare = before.trim_end_matches(QUOTES).trim_end_matches('\\');
    let in_name = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-');
    let start = bare.trim_end_matches(in_name).len();
    let name = &bare[start..];
    let is_quoted = bare.len() < before.len();
    is_secret(name) && (is_quoted || assigned || is_header(name))
}

/// Whether a name can only be a header's, as far as headers have secrets.
fn is_header(name: &str) -> bool {
    name.contains('-') || ["authorization", "cookie"].iter().any(|header| name.eq_ignore_ascii_case(header))
}

/// How much of a text is the scheme that credentials begin with, and the space after it.
fn scheme_length(text: &str) -> usize {
    let schemes = ["bearer", "basic", "token"];
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    if word.len() == text.len() || !schemes.iter().any(|scheme| word.eq_ignore_ascii_case(scheme)) {
        return 0;
    }
    text.len() - text[word.len()..].trim_start().len()
}

/// How much of a text is the value that it begins with, quotes and all.
fn value_length(text: &str) -> usize {
    let escapes = text.len() - text.trim_start_matches('\\').len();
    let inner = &text[escapes..];
    match inner.chars().next() {
        // A comparison.
        None | Some('=') => 0,
        Some(quote) if QUOTES.contains(&quote) => {
            let end = quoted(&inner[1..], quote, escapes);
            escapes + 1 + end
        }
        Some('{' | '[') => escapes + nested(inner),
        Some(_) => {
            let ends =
                |sign: char| sign.is_whitespace() || QUOTES.contains(&sign) || ",;&)]}<>\\".contains(sign);
            let scheme = scheme_length(text);
            text[scheme..].find(ends).map_or(text.len(), |end| scheme + end)
        }
    }
}

/// Up to where a quoted text goes, its end quote included, which has as many backslashes as the first one.
fn quoted(text: &str, quote: char, escapes: usize) -> usize {
    let mut slashes = 0;
    for (at, sign) in text.char_indices() {
        if sign == quote && slashes <= escapes {
            return at + 1;
        }
        slashes = if sign == '\\' { slashes + 1 } else { 0 };
    }
    text.len()
}

/// Up to where what is in brackets goes; all where they are not closed.
fn nested(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, sign) in text.char_indices() {
        match sign {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn what_a_text_names_as_a_secret_is_hidden() {
        for (text, expected) in [
            ("token=TOP bad", "token=[hidden] bad"),
            ("/x?api_key=TOP&a=1", "/x?api_key=[hidden]&a=1"),
            ("password = 'T O P', n=1", "password = [hidden], n=1"),
            (r#"of {"token": "T\"P", "n": 1}"#, r#"of {"token": [hidden], "n": 1}"#),
            (r#"{\"token\":\"TOP\",\"n\":1}"#, r#"{\"token\":[hidden],\"n\":1}"#),
            (r#"5" {"secret":{"a":["TOP"]},"n":2}"#, r#"5" {"secret":[hidden],"n":2}"#),
            (r#"{"password":12"#, r#"{"password":[hidden]"#),
            ("Invalid API key: too short", "Invalid API key: too short"),
            ("authorization=Bearer TOP, more", "authorization=[hidden], more"),
            ("Authorization: Bearer TOP", "Authorization: [hidden]"),
            ("X-Auth-Key: TOP\nAccept: all", "X-Auth-Key: [hidden]\nAccept: all"),
            ("token_id=7 a==b token==b", "token_id=7 a==b token==b"),
            ("token=", "token="),
        ] {
            assert_eq!(masked(text), expected);
        }
    }
}
