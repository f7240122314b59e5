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
    /// A description; empty where it says no more than the name.
    pub(super) fn beyond(&self, text: &str, name: &str) -> String {
        let cleaned = self.clean(text);
        let said = cleaned.trim_end_matches('.').to_lowercase();
        if said == sentence(name).trim_end_matches('.').to_lowercase() { String::new() } else { cleaned }
    }

    /// A description as [`Words::beyond`] gives it, and the value's default and bounds.
    pub(super) fn with_facts(&self, text: &str, name: &str, facts: &str) -> String {
        let described = self.beyond(text, name);
        if described.is_empty() || facts.is_empty() {
            return described + facts;
        }
        format!("{described}\n\n{facts}")
    }

    /// A description.
    pub(super) fn clean(&self, text: &str) -> String {
        clean(text, self.links)
    }
}

/// Whether a text is but a name, however that is spelled.
pub(super) fn is_name(text: &str, name: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(text) == letters(name)
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
