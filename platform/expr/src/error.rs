//! What is wrong with a text, and where.

use std::fmt;
use std::ops::Range;

/// Why a text is no expression. `Display` shows the line, a caret below the place, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    text: String,
    place: Range<usize>,
    message: String,
    hint: Option<String>,
}

impl ParseError {
    pub(crate) fn new(text: &str, place: Range<usize>, message: impl Into<String>) -> Self {
        Self { text: text.to_owned(), place, message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The bytes of the text that are meant; empty where something is missing.
    pub fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// What was expected there and what stands there, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to write instead, where that is known.
    pub fn help(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

/// Characters of a line shown on either side of the place.
const AROUND: usize = 60;

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.text[..self.place.start].rfind('\n').map_or(0, |at| at + 1);
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        let before: Vec<char> = line[..self.place.start - start].chars().collect();
        let end = self.place.end.min(start + line.len()).max(self.place.start);
        let width = self.text[self.place.start..end].chars().count().clamp(1, AROUND);
        let left = before.len().saturating_sub(AROUND);
        let (cut, skipped) = if left > 0 { ("…", 1) } else { ("", 0) };
        let shown: String = line.chars().skip(left).take(before.len() - left + AROUND).map(visible).collect();
        let more = if line.chars().count() > left + shown.chars().count() { "…" } else { "" };
        writeln!(f, "{}", self.message)?;
        writeln!(f, "  {cut}{shown}{more}")?;
        write!(f, "  {}{}", " ".repeat(before.len() - left + skipped), "^".repeat(width))?;
        match &self.hint {
            Some(hint) => write!(f, "\n{hint}"),
            None => Ok(()),
        }
    }
}

/// Control characters would move what a terminal shows.
fn visible(character: char) -> char {
    if character.is_control() { ' ' } else { character }
}

impl std::error::Error for ParseError {}
