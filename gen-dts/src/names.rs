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

/// Names that generated code takes from Rust's prelude: a type of that name would hide them.
pub(crate) fn is_prelude(name: &str) -> bool {
    const PRELUDE: [&str; 13] = [
        "Box", "Clone", "Default", "Drop", "Err", "Into", "None", "Ok", "Option", "Result", "Some", "String",
        "Vec",
    ];
    PRELUDE.contains(&name)
}

/// Method names that would hide a method every Rust value has.
pub(crate) fn method_name(name: &str) -> String {
    match name {
        "clone" => "try_clone".to_owned(),
        other => avoid_keyword(other.to_owned()),
    }
}
