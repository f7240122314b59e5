//! Words, cases and Rust identifiers.
//!
//! Input names come in every notation (`ipv4 or ipv6`, `$metadata`, `DDoSProtection`, `d1_database-id`). They are
//! split into [`words`] once; cases are made by joining words, so the same name comes out the same wherever it is
//! used. Case conversion of single words is `heck`'s.

mod counts;
mod plural;
pub use counts::{counts, is_calculated, is_measure, is_unit};
pub use plural::{singular, singular_last};

use heck::ToTitleCase;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Names with capitals inside that are one word to their users.
const WHOLE_WORDS: &[(&str, &str)] = &[
    ("DDoS", "Ddos"),
    ("GraphQL", "Graphql"),
    ("IPs", "Ips"),
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("OAuth", "Oauth"),
    ("SaaS", "Saas"),
    ("URLs", "Urls"),
    ("IDs", "Ids"),
    ("mTLS", "Mtls"),
    ("vCPU", "Vcpu"),
    ("JavaScript", "Javascript"),
    ("WebSocket", "Websocket"),
];

/// What punctuation is called where a name has nothing else.
const PUNCTUATION: &[(&str, &str)] = &[
    ("<=", "less or equal"),
    (">=", "greater or equal"),
    ("==", "equal"),
    ("!=", "not equal"),
    ("<>", "not equal"),
    ("=~", "matches"),
    ("!~", "not matches"),
    ("&&", "and"),
    ("||", "or"),
    ("<", "less than"),
    (">", "greater than"),
    ("=", "equal"),
    ("!", "not"),
    ("*", "any"),
    ("+", "plus"),
    ("-", "minus"),
    ("/", "slash"),
    (".", "dot"),
    ("%", "percent"),
    ("&", "and"),
    ("|", "or"),
    ("~", "tilde"),
    ("^", "caret"),
    ("$", "dollar"),
    ("#", "hash"),
    ("@", "at"),
    ("?", "question"),
    (":", "colon"),
    (";", "semicolon"),
    (",", "comma"),
    ("_", "underscore"),
    ("'", "quote"),
    ("\"", "quote"),
    ("`", "backtick"),
    ("\\", "backslash"),
    ("(", "open"),
    (")", "close"),
    ("[", "open"),
    ("]", "close"),
    ("{", "open"),
    ("}", "close"),
    (" ", "space"),
];

/// Splits a name into lower-case words: at everything that is not a letter or digit, before a capital after a small
/// letter or digit, and before the last capital of a run that goes on in small letters. Digits stay with the word
/// before them.
pub fn words(name: &str) -> Vec<String> {
    let mut text = compatible(name);
    // All of them have a capital after another letter.
    if name.as_bytes().windows(2).any(|pair| pair[0].is_ascii_alphabetic() && pair[1].is_ascii_uppercase()) {
        for (from, to) in WHOLE_WORDS {
            // Most names lack the first letter already.
            if text.as_bytes().contains(&from.as_bytes()[0]) && text.contains(from) {
                text = Cow::Owned(text.replace(from, to));
            }
        }
    }
    let chars: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, &c) in chars.iter().enumerate() {
        if !in_identifiers(c) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        if c.is_uppercase() && !word.is_empty() {
            let after = at.checked_sub(1).map(|i| chars[i]);
            let small_before = after.is_some_and(|p| p.is_lowercase() || p.is_numeric());
            let small_next = chars.get(at + 1).is_some_and(|n| n.is_lowercase());
            let run = after.is_some_and(char::is_uppercase);
            if small_before || (run && small_next) {
                words.push(std::mem::take(&mut word));
            }
        }
        word.extend(c.to_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
    words.iter_mut().filter(|word| !word.is_ascii()).for_each(|word| *word = word.nfkc().collect());
    words
}

/// A name in the characters that identifiers are written in (NFKC): `ﬁ` is two letters, `ª` is an `a`.
fn compatible(name: &str) -> Cow<'_, str> {
    if name.is_ascii() { Cow::Borrowed(name) } else { Cow::Owned(name.nfkc().collect()) }
}

/// Whether a character is a letter or digit that a Rust identifier may have.
fn in_identifiers(c: char) -> bool {
    c.is_alphanumeric() && unicode_ident::is_xid_continue(c)
}

/// The words of a name with its punctuation spelled out: for names that are punctuation, and to tell `+1` from `-1`.
pub fn spoken_words(name: &str) -> Vec<String> {
    let mut spoken = Vec::new();
    let name = compatible(name);
    let mut rest = name.as_ref();
    let mut plain = String::new();
    while let Some(c) = rest.chars().next() {
        if in_identifiers(c) {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        spoken.extend(words(&std::mem::take(&mut plain)));
        match PUNCTUATION.iter().find(|(mark, _)| rest.starts_with(mark)) {
            Some((mark, called)) => {
                spoken.extend(called.split(' ').map(str::to_owned));
                rest = &rest[mark.len()..];
            }
            None => rest = &rest[c.len_utf8()..],
        }
    }
    spoken.extend(words(&plain));
    match spoken.as_slice() {
        [] if name.is_empty() => vec!["empty".to_owned()],
        [] => vec!["symbol".to_owned()],
        _ => spoken,
    }
}

/// [`words`], or [`spoken_words`] where there are none or a sign stands before a digit: `-1` is not `1`.
pub fn words_or_spoken(name: &str) -> Vec<String> {
    let plain = words(name);
    let signed = name.starts_with(['-', '+']) && name[1..].starts_with(|c: char| c.is_ascii_digit());
    if plain.is_empty() || signed { spoken_words(name) } else { plain }
}

/// `read_replication` → `Read replication.`
pub fn sentence(name: &str) -> String {
    let words = words_or_spoken(name).join(" ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}

/// Joins words to `UpperCamelCase`.
pub fn upper_camel<S: AsRef<str>>(words: &[S]) -> String {
    let mut joined = String::new();
    for word in words {
        let word = word.as_ref();
        // `v1_5` must not become `V15`: two neighbouring digits from different words would read as one number.
        if joined.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit()) {
            joined.push('_');
        }
        // A word whose small letters are several characters (`İ`) comes back as several words.
        joined.extend(word.to_title_case().chars().filter(|c| *c != ' '));
    }
    if !joined.is_empty() && !joined.starts_with(unicode_ident::is_xid_start) {
        joined.insert(0, 'N');
    }
    joined
}

/// Joins words to `snake_case`.
pub fn snake<S: AsRef<str>>(words: &[S]) -> String {
    let mut joined = words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("_");
    if !joined.is_empty() && !joined.starts_with(unicode_ident::is_xid_start) {
        joined.insert(0, 'n');
    }
    joined
}

/// A type or variant name for any text.
pub fn type_name(name: &str) -> String {
    avoid_type_keyword(upper_camel(&words_or_spoken(name)))
}

/// A field, method or module name for any text; a keyword gets a trailing underscore.
pub fn value_name(name: &str) -> String {
    avoid_keyword(snake(&words_or_spoken(name)))
}

/// Adds an underscore to a Rust keyword.
pub fn avoid_keyword(mut name: String) -> String {
    if KEYWORDS.binary_search(&name.as_str()).is_ok() {
        name.push('_');
    }
    name
}

/// `Self` is the one keyword a type name can run into.
pub fn avoid_type_keyword(mut name: String) -> String {
    if name == "Self" {
        name.push('_');
    }
    name
}

/// Whether a name can stand in Rust as it is.
pub fn is_identifier(name: &str) -> bool {
    name.starts_with(unicode_ident::is_xid_start)
        && name.chars().all(unicode_ident::is_xid_continue)
        && name != "Self"
        && KEYWORDS.binary_search(&name).is_err()
}

/// Strict and reserved keywords of every edition, sorted.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyword_table_is_sorted_for_binary_search() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn names_in_every_notation() {
        let cases = [
            ("d1_database-details", "D1DatabaseDetails", "d1_database_details"),
            ("originTLSClientAuth", "OriginTlsClientAuth", "origin_tls_client_auth"),
            ("DDoSProtection", "DdosProtection", "ddos_protection"),
            ("ipv4 or ipv6", "Ipv4OrIpv6", "ipv4_or_ipv6"),
            ("IPv4", "Ipv4", "ipv4"),
            ("$metadata", "Metadata", "metadata"),
            ("R2", "R2", "r2"),
            ("type", "Type", "type_"),
            ("Self", "Self_", "self_"),
            ("+", "Plus", "plus"),
            ("<=", "LessOrEqual", "less_or_equal"),
            ("", "Empty", "empty"),
            ("-1", "Minus1", "minus_1"),
            ("1.1.1.1", "N1_1_1_1", "n1_1_1_1"),
            ("bge-base-en-v1.5", "BgeBaseEnV1_5", "bge_base_en_v1_5"),
            ("m²", "M2", "m2"),
            ("²", "N2", "n2"),
            ("½", "N1_2", "n1_2"),
            ("ﬁle", "File", "file"),
            ("ª", "A", "a"),
            ("ℌ", "H", "h"),
            ("※", "Symbol", "symbol"),
            ("٣x", "N٣x", "n٣x"),
            ("İzmir", "IZmir", "i\u{307}zmir"),
            ("größe", "Größe", "größe"),
        ];
        for (name, upper, lower) in cases {
            assert_eq!((type_name(name).as_str(), value_name(name).as_str()), (upper, lower), "{name}");
        }
    }

    #[test]
    fn punctuation_tells_names_apart() {
        assert_eq!(spoken_words("+1"), ["plus", "1"]);
        assert_eq!(spoken_words("-1"), ["minus", "1"]);
    }
}
