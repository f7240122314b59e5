//! Why a JSON text is not a value of a type.

use std::fmt;

/// A failed read: where in the value, what was expected, what was there.
///
/// Prints as `result[3].created_at: expected an RFC 3339 date-time, found "yesterday"`.
#[derive(Clone, PartialEq, Eq)]
pub struct Fail(Box<Inner>);

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
        Self(Box::new(Inner { path: Vec::new(), expected, found, offset, hidden: false }))
    }

    /// Hides what was found: it is at or below a sensitive place.
    #[cold]
    pub(crate) fn hide(&mut self) {
        self.0.hidden = true;
    }

    /// Whether what was found is hidden.
    pub(crate) fn is_hidden(&self) -> bool {
        self.0.hidden
    }

    /// The same with the path that leads to its place from the outermost value of the whole text.
    #[must_use]
    pub(crate) fn whole_path(mut self, text: &str) -> Self {
        let mut path = super::note::path_at(text, self.0.offset);
        path.reverse();
        self.0.path = path;
        self
    }

    /// Adds the object member around the place of the failure.
    #[cold]
    #[must_use]
    pub fn in_member(mut self, name: &str) -> Self {
        self.0.path.push(Step::Member(name.to_owned()));
        self
    }

    /// Adds the array item around the place of the failure.
    #[cold]
    #[must_use]
    pub fn in_item(mut self, index: usize) -> Self {
        self.0.path.push(Step::Item(index));
        self
    }

    /// The path from the outermost value to the failure, such as `result[3].created_at`; empty at the outermost value.
    pub fn path(&self) -> String {
        let outermost_first: Vec<Step> = self.0.path.iter().rev().cloned().collect();
        print(&outermost_first)
    }

    /// What was expected, such as `an integer`.
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// The start of what was there instead; hidden at a sensitive place.
    pub fn found(&self) -> &str {
        if self.0.hidden { crate::secret::HIDDEN } else { &self.0.found }
    }

    /// The byte at which reading failed.
    pub fn offset(&self) -> usize {
        self.0.offset
    }
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
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        write!(f, "expected {}, found {}", self.0.expected, self.found())
    }
}

impl fmt::Debug for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fail({self})")
    }
}

impl std::error::Error for Fail {}
