//! Regular expressions and globs, both in time linear in what they are matched with.

use regex_lite::{Regex, RegexBuilder};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A regular expression that was compiled within bounds: 64 KiB of program, 40 levels of groups.
#[derive(Clone)]
pub struct Pattern {
    regex: Regex,
}

/// Bytes of a compiled expression.
const MAX_PROGRAM: usize = 64 * 1024;
/// Levels of groups.
const MAX_GROUPS: u32 = 40;

impl Pattern {
    /// Compiles a regular expression: the syntax of the crate `regex`, without classes of Unicode properties.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn new(text: &str) -> Result<Self, String> {
        let built = RegexBuilder::new(text).size_limit(MAX_PROGRAM).nest_limit(MAX_GROUPS).build();
        match built {
            Ok(regex) => Ok(Self { regex }),
            Err(error) => Err(error.to_string().replace('\n', " ")),
        }
    }

    /// The regular expression.
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }

    /// Whether it matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether a text is what a glob says, in which `*` stands for any text.
pub(crate) fn glob(glob: &str, text: &str) -> bool {
    let Some((first, rest)) = glob.split_once('*') else {
        return glob == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    text.ends_with(last)
}
