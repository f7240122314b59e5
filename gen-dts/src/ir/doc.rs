//! Documentation comments.

/// A documentation comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// Markdown, tags turned into sections.
    pub text: String,
    /// The text of `@deprecated`, empty if it has none.
    pub deprecated: Option<String>,
}
