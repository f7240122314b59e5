//! What reading passed over: the places where a value is not what its type says, and was read all the same.

use super::fail::is_sensitive;
use super::{Fail, Reader, Shape, Step};
use crate::Json;
use crate::secret::HIDDEN;
use std::fmt;

/// A place where an answer is not what its document says, and was read all the same.
///
/// Prints as `result[3].priority: expected an unsigned integer, found "many"`. What is sensitive is hidden in both; of
/// objects only the names of their members show.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// Where: `result[3].priority`.
    pub path: String,
    /// What was expected, such as `an integer`.
    pub expected: String,
    /// The start of what was there instead.
    pub found: String,
    /// Whether the value is at a sensitive place.
    pub sensitive: bool,
    raw: Option<Json>,
}

impl Note {
    /// The whole value that was passed over, or was another than expected, as it was sent; `None` for a member that is missing.
    pub fn raw(&self) -> Option<&Json> {
        self.raw.as_ref()
    }

    /// The same in an item of a list.
    pub(crate) fn in_item(mut self, index: usize) -> Self {
        let separator = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("[{index}]{separator}{}", self.path);
        self
    }

    /// The failure that this would be where nothing is passed over.
    pub(crate) fn of_fail(text: &str, fail: &Fail, raw: Option<Json>) -> Self {
        let steps = path_at(text, fail.offset());
        let sensitive = fail.is_hidden() || is_sensitive(&steps);
        let found = if sensitive { HIDDEN } else { fail.found() };
        Self {
            path: super::fail::print(&steps),
            expected: fail.expected().to_owned(),
            found: found.to_owned(),
            sensitive,
            raw,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Note({self})")
    }
}

/// A note while it is still cheap: places are looked up when somebody asks.
#[derive(Debug)]
pub(super) enum Remark {
    /// A required member of the record that starts here is not there.
    Missing { at: usize, shape: &'static Shape, member: &'static str },
    /// A value from here to there does not fit its type.
    Unfit { at: usize, end: usize, fail: Fail },
    /// A value from here to there is not the only one that was expected.
    Unexpected { at: usize, end: usize, expected: &'static str, hidden: bool },
}

impl Remark {
    pub(super) fn note(&self, text: &str) -> Note {
        match self {
            Self::Missing { at, shape, member } => {
                let mut path = path_at(text, *at);
                path.push(Step::Member((*member).to_owned()));
                Note {
                    path: super::fail::print(&path),
                    expected: format!("a member of {}", shape.name),
                    found: "nothing".to_owned(),
                    sensitive: false,
                    raw: None,
                }
            }
            Self::Unfit { at, end, fail } => {
                let raw = text.get(*at..*end).and_then(|raw| Json::parse(raw).ok());
                Note::of_fail(text, fail, raw)
            }
            Self::Unexpected { at, end, expected, hidden } => {
                let reader = Reader { at: *at, ..Reader::new(text) };
                let steps = path_at(text, *at);
                let sensitive = *hidden || is_sensitive(&steps);
                Note {
                    path: super::fail::print(&steps),
                    expected: (*expected).to_owned(),
                    found: if sensitive { HIDDEN.to_owned() } else { reader.shown() },
                    sensitive,
                    raw: text.get(*at..*end).and_then(|raw| Json::parse(raw).ok()),
                }
            }
        }
    }

    /// The failure that this is where nothing is passed over, with its path from a byte on.
    pub(super) fn fail(&self, text: &str, from: usize) -> Fail {
        let fail = match self {
            Self::Missing { at, shape, member } => {
                Fail::new(format!("the member `{member}` of {}", shape.name), "an object without it", *at)
            }
            Self::Unfit { fail, .. } => fail.clone(),
            Self::Unexpected { at, expected, hidden, .. } => {
                let reader = Reader { at: *at, ..Reader::new(text) };
                let mut fail = Fail::new(*expected, reader.shown(), *at);
                if *hidden {
                    fail.hide();
                }
                fail
            }
        };
        fail.within(text.get(from..).unwrap_or_default(), from)
    }

    /// Whether something was there that no type takes in.
    pub(super) fn is_loss(&self) -> bool {
        matches!(self, Self::Unfit { .. })
    }

    /// Hides what was found: it is below a sensitive place.
    pub(super) fn hide(&mut self) {
        match self {
            Self::Unfit { fail, .. } => fail.hide(),
            Self::Unexpected { hidden, .. } => *hidden = true,
            Self::Missing { .. } => {}
        }
    }
}

/// The steps that lead to the innermost value around a byte.
pub(crate) fn path_at(text: &str, offset: usize) -> Vec<Step> {
    let mut path = Vec::new();
    // What is not well-formed has a path as far as it goes.
    let _ = descend(&mut Reader::new(text), offset, &mut path);
    path
}

fn descend(reader: &mut Reader<'_>, offset: usize, path: &mut Vec<Step>) -> Result<(), Fail> {
    use super::Kind;
    match reader.kind()? {
        Kind::Object => {
            reader.begin_object()?;
            let mut first = true;
            while let Some(key) = reader.next_key(first)? {
                first = false;
                if enters(reader, offset)? {
                    path.push(Step::Member(key.into_owned()));
                    return descend(reader, offset, path);
                }
            }
        }
        Kind::Array => {
            reader.begin_array()?;
            let mut index = 0;
            while reader.next_item(index == 0)? {
                if enters(reader, offset)? {
                    path.push(Step::Item(index));
                    return descend(reader, offset, path);
                }
                index += 1;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Whether the next value holds the byte; if so the reader stays before it, otherwise it is after it.
fn enters(reader: &mut Reader<'_>, offset: usize) -> Result<bool, Fail> {
    // White space before a value is part of its place.
    let start = reader.position();
    let mark = reader.mark();
    let skipped = reader.skip_item(&mark);
    let holds = start <= offset && (skipped.is_err() || offset < reader.position());
    if holds {
        reader.restore(&mark);
    } else {
        skipped?;
    }
    Ok(holds)
}
