//! Why a JSON text is not a value of a type.

use crate::secret::is_secret;
use std::fmt;

/// A failed read: where in the value, what was expected, what was there.
///
/// Prints as `result[3].created_at: expected an RFC 3339 date-time, found "yesterday"`.
#[derive(Clone, PartialEq, Eq)]
pub struct Fail(Option<Box<Inner>>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    /// Innermost first: steps are added while the error travels outwards.
    path: Vec<Step>,
    expected: String,
    found: String,
    offset: usize,
    /// Whether what was found is at a sensitive place.
    hidden: bool,
}

/// One step of a path into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Member(String),
    /// An item of an array.
    Item(usize),
}

impl Fail {
    #[cold]
    pub(crate) fn new(expected: impl Into<String>, found: impl Into<String>, offset: usize) -> Self {
        let (expected, found) = (expected.into(), found.into());
        Self(Some(Box::new(Inner { path: Vec::new(), expected, found, offset, hidden: false })))
    }

    /// A failure of which only the fact counts: a union's variant that a value is not.
    pub(crate) const fn untold() -> Self {
        Self(None)
    }

    /// The same with other words for what was expected.
    #[cold]
    #[must_use]
    pub(crate) fn expecting(mut self, expected: &str) -> Self {
        if let Some(inner) = &mut self.0 {
            expected.clone_into(&mut inner.expected);
        }
        self
    }

    /// Hides what was found: it is at or below a sensitive place.
    #[cold]
    pub(crate) fn hide(&mut self) {
        if let Some(inner) = &mut self.0 {
            inner.hidden = true;
        }
    }

    /// Whether what was found is hidden.
    pub(crate) fn is_hidden(&self) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.hidden)
    }

    /// The same with the path that leads to its place from the outermost value of the whole text.
    #[must_use]
    pub(crate) fn whole_path(self, text: &str) -> Self {
        self.within(text, 0)
    }

    /// The same with its path in the value that `text` begins with, which begins at this byte of the whole.
    #[cold]
    pub(super) fn within(mut self, text: &str, from: usize) -> Self {
        if let Some(inner) = &mut self.0 {
            inner.path = super::note::path_at(text, inner.offset.saturating_sub(from));
            inner.hidden |= is_sensitive(&inner.path);
            inner.path.reverse();
        }
        self
    }

    /// Hides what was found where the place in the text is below a name of secrets, also where nobody read that far.
    #[cold]
    pub(crate) fn placed(mut self, text: &str) -> Self {
        if let Some(inner) = &mut self.0 {
            inner.hidden |= is_sensitive(&super::note::path_at(text, inner.offset));
        }
        self
    }

    /// Adds the object member around the place of the failure; below a name of secrets what was found is hidden.
    #[cold]
    #[must_use]
    pub fn in_member(mut self, name: &str) -> Self {
        if let Some(inner) = &mut self.0 {
            inner.path.push(Step::Member(name.to_owned()));
            inner.hidden |= is_secret(name);
        }
        self
    }

    /// Adds the array item around the place of the failure.
    #[cold]
    #[must_use]
    pub fn in_item(mut self, index: usize) -> Self {
        if let Some(inner) = &mut self.0 {
            inner.path.push(Step::Item(index));
        }
        self
    }

    /// The path from the outermost value to the failure, such as `result[3].created_at`; empty at the outermost value.
    pub fn path(&self) -> String {
        let innermost_first = self.0.as_ref().map_or(&[][..], |inner| &inner.path);
        let outermost_first: Vec<Step> = innermost_first.iter().rev().cloned().collect();
        print(&outermost_first)
    }

    /// What was expected, such as `an integer`.
    pub fn expected(&self) -> &str {
        self.0.as_ref().map_or("another value", |inner| &inner.expected)
    }

    /// The start of what was there instead; hidden at a sensitive place.
    pub fn found(&self) -> &str {
        match &self.0 {
            Some(inner) if inner.hidden => crate::secret::HIDDEN,
            Some(inner) => &inner.found,
            None => "this one",
        }
    }

    /// The byte at which reading failed.
    pub fn offset(&self) -> usize {
        self.0.as_ref().map_or(0, |inner| inner.offset)
    }
}

/// Whether a path leads through a member that is secret by its name.
pub(super) fn is_sensitive(path: &[Step]) -> bool {
    path.iter().any(|step| matches!(step, Step::Member(name) if is_secret(name)))
}

/// A path as it is written: `result[3].created_at`.
pub(super) fn print(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Member(name) if path.is_empty() => path.push_str(name),
            Step::Member(name) => {
                path.push('.');
                path.push_str(name);
            }
            Step::Item(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        write!(f, "expected {}, found {}", self.expected(), self.found())
    }
}

impl fmt::Debug for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fail({self})")
    }
}

impl std::error::Error for Fail {}
