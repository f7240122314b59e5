//! The words of documentation.

use codegen::names::sentence;
use codegen::rust::{Links, clean};

/// How the document's words are made readable.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    /// Where its relative links lead.
    pub(super) links: Links<'a>,
}

impl Words<'_> {
    /// A description, or a sentence made from the name where there is none.
    pub(super) fn or_name(&self, text: &str, name: &str) -> String {
        let cleaned = self.clean(text);
        if cleaned.is_empty() { sentence(name) } else { cleaned }
    }

    /// A description as [`Words::or_name`] gives it, and the value's default and bounds.
    pub(super) fn with_facts(&self, text: &str, name: &str, facts: &str) -> String {
        let described = self.or_name(text, name);
        if facts.is_empty() { described } else { format!("{described}\n\n{facts}") }
    }

    /// A description.
    pub(super) fn clean(&self, text: &str) -> String {
        clean(text, self.links)
    }
}

/// `Sent with `, and names with their values; `None` without any.
pub(super) fn listed<'a>(how: &str, values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let values = values.into_iter().map(|(name, value)| format!("{}: {}", code(name), code(value)));
    let values: Vec<String> = values.collect();
    (!values.is_empty()).then(|| format!("{how} {}.", values.join(", ")))
}

/// Text as inline code.
pub(super) fn code(text: &str) -> String {
    if text.is_empty() {
        "The empty string.".to_owned()
    } else if text.contains('`') || text.starts_with(' ') || text.ends_with(' ') {
        format!("`` {text} ``")
    } else {
        format!("`{}`", text.replace('\n', " "))
    }
}
