//! Names compared with those that are known.

use crate::error::ParseError;
use crate::eval::functions;
use crate::expression::Use;
use std::fmt;
use std::ops::Range;

/// What names there are. Without a check, a name that nobody knows is absent.
#[derive(Clone, Debug, Default)]
pub struct Known {
    names: Vec<String>,
    functions: Vec<String>,
}

impl Known {
    /// Names with points between them: `request.path`. With `.*` at the end, all below is known: `request.headers.*`; so is
    /// everything that a known name is below.
    pub fn names<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), functions: Vec::new() }
    }

    /// Functions besides the language's own, which the source calls.
    #[must_use]
    pub fn functions<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.functions.extend(names.into_iter().map(Into::into));
        self
    }

    /// The language's own functions, for completion; `p50`, `p999` and other percentiles are besides.
    pub fn own_functions() -> impl Iterator<Item = &'static str> {
        functions::NAMES.into_iter()
    }

    pub(crate) fn check(&self, text: &str, used: &Use) -> Option<Unknown> {
        let found = if used.of_item && !used.function {
            true
        } else if used.function {
            self.knows_function(&used.name)
        } else {
            self.knows(&used.name)
        };
        if found {
            return None;
        }
        let suggestion = if used.function {
            let known = functions::NAMES.iter().copied().chain(self.functions.iter().map(String::as_str));
            nearest(&used.name, known)
        } else {
            nearest(&used.name, self.names.iter().map(|name| name.trim_end_matches(".*")))
        };
        Some(Unknown {
            text: text.to_owned(),
            name: used.name.clone(),
            place: used.place.clone(),
            function: used.function,
            suggestion,
        })
    }

    fn knows_function(&self, name: &str) -> bool {
        functions::is_known(name) || self.functions.iter().any(|known| known == name)
    }

    fn knows(&self, name: &str) -> bool {
        self.names.iter().any(|known| match known.strip_suffix(".*") {
            Some(above) => is_below(name, above) || is_below(above, name),
            None => is_below(known, name),
        })
    }
}

/// Whether a name is another one, or below it.
fn is_below(name: &str, above: &str) -> bool {
    name.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
    // A name that is meant by its last part is found by it.
    let last = |known: &str| known.rsplit('.').next() == Some(name);
    let allowed = (name.chars().count() / 3).max(1);
    let scored = known.map(|known| (if last(known) { 0 } else { strsim::osa_distance(name, known) }, known));
    let best = scored.filter(|(distance, _)| *distance <= allowed).min_by_key(|(distance, _)| *distance)?;
    Some(best.1.to_owned())
}

/// A name that is not known. `Display` shows where, and what may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    text: String,
    /// The name.
    pub name: String,
    /// Where it stands, in bytes.
    pub place: Range<usize>,
    /// Whether it is called.
    pub function: bool,
    /// The known name that is most like it.
    pub suggestion: Option<String>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.function { "function" } else { "name" };
        let message = format!("no {kind} `{}` is known", self.name);
        let error = ParseError::new(&self.text, self.place.clone(), message);
        match &self.suggestion {
            Some(meant) => error.hint(format!("did you mean `{meant}`?")).fmt(f),
            None => error.fmt(f),
        }
    }
}

impl std::error::Error for Unknown {}
