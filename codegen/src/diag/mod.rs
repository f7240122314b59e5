//! Diagnostics: a code, a place in the input, what happened, what to do.
//!
//! Readers and generators collect [`Diagnostic`]s; only binaries print them, through [`Diagnostic::render`].

mod render;

use crate::doc::Pointer;
use indexmap::IndexMap;
use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something was read in a documented way other than literally; output was made.
    Warning,
    /// No output can be made.
    Error,
}

/// One finding about an input.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Stable code, `area::what`, for example `openapi::dangling-ref`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What happened, in one sentence without a full stop.
    pub message: String,
    /// Where in the input.
    pub location: Option<Box<Location>>,
    /// What to do about it.
    pub help: Option<String>,
}

/// A place in an input document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// The input's name.
    pub file: String,
    /// JSON pointer to the value, where the input is a JSON or YAML document.
    pub pointer: Option<Pointer>,
    /// One-based line; 0 where lines are not known.
    pub line: usize,
    /// One-based column in characters; 0 where lines are not known.
    pub column: usize,
    /// The text there.
    pub excerpt: Option<Excerpt>,
}

/// A piece of one input line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The text shown.
    pub text: String,
    /// Start and length, in bytes, of the marked part.
    pub mark: (usize, usize),
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), location: None, help: None }
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(Box::new(location));
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The pointer of the place, for sorted lists and reports.
    pub fn pointer(&self) -> Option<&Pointer> {
        self.location.as_ref()?.pointer.as_ref()
    }
}

/// One line: `severity[code]: message (file:line:column at pointer)`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        if let Some(location) = &self.location {
            write!(f, " ({location})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        match &self.pointer {
            Some(pointer) => write!(f, " at {pointer}"),
            None => Ok(()),
        }
    }
}

/// Counts diagnostics by code, most frequent first.
pub fn count_by_code<'d>(
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
) -> IndexMap<&'static str, usize> {
    let mut counts = IndexMap::new();
    for diagnostic in diagnostics {
        *counts.entry(diagnostic.code).or_insert(0) += 1;
    }
    counts.sort_by(|code, count, other, than| than.cmp(count).then(code.cmp(other)));
    counts
}

/// The closest of `known` to a misspelt `name`, if one is close enough to suggest.
pub fn closest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let limit = 1 + name.chars().count() / 6;
    known
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= limit)
        .map(|candidate| (edit_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests;
