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
