//! What is found in a file or a model: mistakes, warnings, and what is not used.

use crate::model::Place;
use serde::Serialize;
use std::fmt;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing can be deployed with it.
    Error,
    /// It is probably not what was meant.
    Warning,
    /// It is said and has no effect here.
    Note,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands, if it was read from a file or declared by a program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The thing that it is about, by its address (`d1/orders`, `worker/api`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What is the matter.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Finding {
    pub(crate) fn new(severity: Severity, place: Option<Place>, message: impl Into<String>) -> Self {
        Self { severity, place, address: None, message: message.into(), help: None }
    }

    pub(crate) fn error(place: Option<Place>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, place, message)
    }

    pub(crate) fn warning(place: Option<Place>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, place, message)
    }

    pub(crate) fn note(place: Option<Place>, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, place, message)
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    pub(crate) fn about(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Whether nothing can be deployed with it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Finding {
    /// Place, severity, address and message on one line, what to do on the next.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(match self.severity {
            Severity::Error => "error: ",
            Severity::Warning => "warning: ",
            Severity::Note => "note: ",
        })?;
        if let Some(address) = &self.address {
            write!(f, "{address}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  {help}"),
            None => Ok(()),
        }
    }
}

/// The name that was probably meant, as a sentence.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let lower = name.to_lowercase();
    let score = |known: &str| strsim::jaro_winkler(&lower, &known.to_lowercase());
    let best = known.into_iter().map(|known| (score(known), known)).filter(|(score, _)| *score > 0.8);
    let (_, best) = best.max_by(|one, other| one.0.total_cmp(&other.0))?;
    Some(format!("Did you mean `{best}`?"))
}
