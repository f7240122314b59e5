//! How lists are paged.

/// How a list is paged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// The way to move on that the document describes.
    pub style: PageStyle,
    /// Members that lead from the body to the list, joined by dots.
    pub items: String,
    /// What the parameters allow.
    pub by: PageParameters,
}

/// The ways lists move on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageStyle {
    /// Not at all.
    #[default]
    Single,
    /// By page number.
    Number,
    /// By offset.
    Offset,
    /// By cursor.
    Cursor,
}

/// The parameters that move a list on; empty for those that there are not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageParameters {
    /// The page's number.
    pub page: String,
    /// The page's size.
    pub size: String,
    /// The number of items before the page.
    pub offset: String,
    /// The mark that the last answer gave.
    pub cursor: String,
    /// Members that lead from the body to the next mark, joined by dots.
    pub next: String,
}
