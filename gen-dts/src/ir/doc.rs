//! Documentation comments.

/// A documentation comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// Markdown, tags turned into sections.
    pub text: String,
    /// The text of `@deprecated`, empty if it has none.
    pub deprecated: Option<String>,
}

impl Doc {
    /// The text up to the first empty line.
    #[must_use]
    pub fn first_paragraph(&self) -> Self {
        let first = self.text.split("\n\n").next().unwrap_or_default();
        Self { text: first.to_owned(), deprecated: self.deprecated.clone() }
    }

    /// With another's text as further paragraphs.
    #[must_use]
    pub fn followed_by(mut self, more: &Self) -> Self {
        if !more.text.is_empty() {
            self.text = format!("{}\n\n{}", self.text, more.text);
        }
        self
    }
}
