//! Documentation text.

use codegen::names;
use codegen::rust::{Links, clean};

/// How documentation is written for one crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Docs<'a> {
    /// Where the document's relative links lead.
    pub(crate) links: Links<'a>,
}

impl Docs<'_> {
    /// A description, or a sentence made from the name where there is none.
    pub(crate) fn or_name(&self, text: &str, name: &str) -> String {
        let cleaned = self.clean(text);
        if cleaned.is_empty() { sentence(name) } else { cleaned }
    }

    /// A description as [`Docs::or_name`] gives it, and the value's default and bounds.
    pub(crate) fn with_facts(&self, text: &str, name: &str, facts: &str) -> String {
        let described = self.or_name(text, name);
        if facts.is_empty() { described } else { format!("{described}\n\n{facts}") }
    }

    /// A description.
    pub(crate) fn clean(&self, text: &str) -> String {
        clean(text, self.links)
    }
}

/// `read_replication` → `Read replication.`
pub(crate) fn sentence(name: &str) -> String {
    let words = names::words_or_spoken(name).join(" ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}

/// Text as inline code.
pub(crate) fn code(text: &str) -> String {
    if text.is_empty() {
        "The empty string.".to_owned()
    } else if text.contains('`') || text.starts_with(' ') || text.ends_with(' ') {
        format!("`` {text} ``")
    } else {
        format!("`{}`", text.replace('\n', " "))
    }
}
