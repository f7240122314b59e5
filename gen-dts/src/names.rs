//! Rust names for TypeScript's.

use codegen::names::{avoid_keyword, avoid_type_keyword, snake, upper_camel, words, words_or_spoken};
use std::borrow::Cow;

/// A type or variant name.
pub(crate) fn type_name(name: &str) -> String {
    avoid_type_keyword(upper_camel(&words_or_spoken(&split(name))))
}

/// A field, method, module or argument name.
pub(crate) fn value_name(name: &str) -> String {
    avoid_keyword(snake(&words_or_spoken(&split(name))))
}

/// A method name without keyword escape, to be extended.
pub(crate) fn stem(name: &str) -> String {
    snake(&words_or_spoken(&split(name)))
}

/// What the form of a function with all its optional arguments is called.
pub(crate) fn with_name(name: &str) -> String {
    format!("{}_with", name.trim_end_matches('_'))
}

/// A constant's name.
pub(crate) fn constant_name(name: &str) -> String {
    stem(name).to_uppercase()
}

/// The words of a name.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    words(&split(name))
}

/// `WebSocket` is two words here: the standard's own spelling.
fn split(name: &str) -> Cow<'_, str> {
    if name.contains(['W', 'J']) {
        name.replace("WebSocket", "Web_Socket").replace("JavaScript", "Java_Script").into()
    } else {
        name.into()
    }
}

/// More characters than a type's name has, where words can be spared.
const LONGEST: usize = 40;

/// Words that say nothing between others.
const FILLERS: [&str; 12] = [
    "value",
    "item",
    "inner",
    "object",
    "entry",
    "detail",
    "part",
    "element",
    "info",
    "properties",
    "options",
    "params",
];

/// A type's name without what can be spared, where it is too long: words that were said before, then words that say
/// nothing, then words that say where, from the middle outwards. What it is of and what it is stay.
pub(crate) fn within(name: String) -> String {
    // Names of statics are written otherwise.
    if name.chars().count() <= LONGEST || !name.contains(char::is_lowercase) {
        return name;
    }
    let mut words = name_words(&name);
    let long = |words: &[String]| upper_camel(words).chars().count() > LONGEST;
    while let Some((at, length)) = said_before(&words).filter(|_| long(&words)) {
        words.drain(at..at + length);
    }
    while let Some(at) = filler(&words).filter(|_| long(&words)) {
        words.remove(at);
    }
    while words.len() > 2 && long(&words) {
        words.remove(words.len() / 2);
    }
    avoid_type_keyword(upper_camel(&words))
}

/// The longest run of words that stood before it, and is not the last thing said.
fn said_before(words: &[String]) -> Option<(usize, usize)> {
    let runs = (1..=words.len() / 2)
        .rev()
        .flat_map(|length| (length..=words.len() - length).map(move |at| (at, length)));
    let repeats = |(at, length): &(usize, usize)| {
        let run = &words[*at..at + length];
        // A single word may mean another thing elsewhere: only where it directly repeats the one before.
        let first = if *length == 1 { at - 1 } else { 0 };
        (first..=at - length).any(|before| &words[before..before + length] == run)
    };
    runs.into_iter().find(repeats)
}

fn filler(words: &[String]) -> Option<usize> {
    let last = words.len().saturating_sub(1);
    (1..last).find(|at| FILLERS.contains(&words[*at].as_str()))
}

/// Names that generated code takes from Rust's prelude or from wasm-bindgen: a type of that name would hide them.
pub(crate) fn is_prelude(name: &str) -> bool {
    const PRELUDE: [&str; 15] = [
        "Box", "Clone", "Default", "Drop", "Err", "Into", "JsCast", "JsValue", "None", "Ok", "Option",
        "Result", "Some", "String", "Vec",
    ];
    PRELUDE.contains(&name)
}

/// Method names that would hide a method every Rust value has.
pub(crate) fn method_name(name: &str) -> String {
    match name {
        "clone" => "try_clone".to_owned(),
        // The way to the layer below.
        "sys" => "sys_".to_owned(),
        other => avoid_keyword(other.to_owned()),
    }
}

/// The Rust module that a namespace becomes; `sys` and `types` are there in every crate.
pub(crate) fn module_name(namespace: &str) -> String {
    let name = value_name(namespace);
    // Cargo takes `lib.rs` and `main.rs` for crates of their own.
    if matches!(name.as_str(), "lib" | "main" | "sys" | "types") { format!("{name}_") } else { name }
}

/// The module of a family of declarations: its own underscores part its words, `24B` is one.
pub(crate) fn family_name(family: &str) -> String {
    let whole = |word: &str| !word.contains(char::is_lowercase);
    let words = family.split('_').filter(|word| !word.is_empty());
    let words = words.map(|word| if whole(word) { word.to_lowercase() } else { stem(word) });
    module_name(&words.collect::<Vec<_>>().join("_"))
}

/// The objects around a global that lead to it. What is called like a word of JavaScript, or like nothing that can be
/// written, is reached as a property of the global object.
pub(crate) fn reach(name: &str, namespace: &[String], module: Option<&str>) -> Vec<String> {
    let first = namespace.first().map_or(name, String::as_str);
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let written = first.chars().all(plain) && !first.starts_with(|c: char| c.is_ascii_digit());
    if module.is_some() || (written && !JAVASCRIPT.contains(&first)) {
        return namespace.to_vec();
    }
    std::iter::once("globalThis".to_owned()).chain(namespace.iter().cloned()).collect()
}

/// Words that JavaScript keeps to itself.
const JAVASCRIPT: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// How a name is written, in a word.
pub(crate) fn capitals(js: &str) -> &'static str {
    match js.chars().position(char::is_uppercase) {
        _ if !js.chars().any(char::is_lowercase) => "upper",
        Some(0) => "capitalized",
        Some(_) => "camel",
        None => "lower",
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn long_names_lose_what_can_be_spared() {
        for (long, short) in [
            ("KvNamespaceListOptions", "KvNamespaceListOptions"),
            (
                "ReadableStreamByobReaderReadableStreamByobReaderReadOptions",
                "ReadableStreamByobReaderReadOptions",
            ),
            ("ChatCompletionToolChoiceAllowedToolsAllowedTools", "ChatCompletionToolChoiceAllowedTools"),
            ("DurableObjectNamespaceGetDurableObjectOptions", "DurableObjectNamespaceGetOptions"),
            ("IncomingRequestCfPropertiesGeographicInformation", "IncomingRequestCfGeographicInformation"),
        ] {
            assert_eq!(within(long.to_owned()), short);
        }
    }
}
