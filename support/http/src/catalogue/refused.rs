//! What is wrong with what a call was given.

use super::detail::Place;
use super::tree::Operation;
use std::fmt;

/// That a call is not made, and why.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The operation.
    pub operation: Operation,
    /// What is wrong: everything that was found.
    pub problems: Vec<Problem>,
}

/// Something that is wrong with an argument or in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where the argument goes; none for bodies.
    pub place: Option<Place>,
    /// The argument, or the place in the body: `account_id`, `body.limits.rows`.
    pub path: String,
    /// What is wrong.
    pub what: What,
    /// What should be there.
    pub expected: String,
    /// What is there; none where nothing is, or where it must not be shown.
    pub found: Option<String>,
    /// What was probably meant, or what the value is about.
    pub help: Option<String>,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The operation takes no such argument.
    UnknownArgument,
    /// An argument is missing.
    MissingArgument,
    /// The body is missing.
    NoContent,
    /// The operation takes no such body.
    WrongContent,
    /// A member is missing.
    Missing,
    /// There is no such member.
    Unknown,
    /// The value is of another kind.
    Kind,
    /// The text is not of its format.
    Format,
    /// The value is none of the known ones.
    Value,
    /// The value is none of a union's variants.
    Variant,
    /// The value is too small, too large, too short or too long.
    Bounds,
    /// The catalogue is damaged.
    Damaged,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (expected, found) = (&self.expected, self.found.as_deref());
        write!(f, "{}: ", self.path)?;
        match self.what {
            What::UnknownArgument => write!(f, "no such argument")?,
            What::Unknown => write!(f, "no such member")?,
            What::MissingArgument | What::Missing | What::NoContent => write!(f, "missing; {expected}")?,
            What::Value => match found {
                Some(found) => write!(f, "{found} is not one of {expected}")?,
                None => write!(f, "not one of {expected}")?,
            },
            What::Damaged => write!(f, "{expected}")?,
            What::WrongContent | What::Kind | What::Format | What::Variant | What::Bounds => {
                write!(f, "expected {expected}")?;
                if let Some(found) = found {
                    write!(f, ", found {found}")?;
                }
            }
        }
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// `d1.database.create: 2 problems`, then a line for each.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        write!(f, "{}: {count} problem{}", self.operation.name(), if count == 1 { "" } else { "s" })?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for crate::Error {
    fn from(refused: Refused) -> Self {
        Self::request(refused.to_string())
    }
}
