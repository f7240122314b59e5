//! A plan for people: lines, each with its mark. How they are coloured is the frontend's.

use super::{Action, Change, Plan, Step};
use cfs_config::model::Reference;
use serde_json::Value;
use std::fmt;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Something comes.
    Add,
    /// Something changes.
    Change,
    /// Something goes.
    Remove,
    /// Something stays.
    Keep,
    /// Something stands in the way.
    Problem,
    /// A word about it.
    Note,
}

impl Mark {
    /// As it stands before the line.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Change => "~",
            Self::Remove => "-",
            Self::Keep => "=",
            Self::Problem => "!",
            Self::Note => " ",
        }
    }
}

/// The lines of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(pub Vec<(Mark, String)>);

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (mark, line) in &self.0 {
            writeln!(f, "  {} {line}", mark.sign())?;
        }
        Ok(())
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines().fmt(f)
    }
}

/// An address as it is read: `d1 orders`.
pub(crate) fn words(address: &str) -> String {
    address.replacen('/', " ", 1)
}

impl Step {
    /// What stands before its line.
    pub fn mark(&self) -> Mark {
        match self.action {
            Action::Create => Mark::Add,
            Action::Adopt | Action::Change | Action::Replace => Mark::Change,
            Action::Delete => Mark::Remove,
            Action::Keep | Action::Forget | Action::Unchanged | Action::Unmanaged => Mark::Keep,
        }
    }

    /// What becomes of it, in a word.
    pub fn verb(&self) -> &'static str {
        match self.action {
            Action::Create => "create",
            Action::Adopt => "adopt",
            Action::Change => "change",
            Action::Replace => "replace",
            Action::Delete => "delete",
            Action::Keep => "kept",
            Action::Forget => "forgotten",
            Action::Unchanged => "unchanged",
            Action::Unmanaged => "not ours",
        }
    }

    /// Its line.
    pub fn line(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        let mut line = format!("{:<32} {}", format!("{}{name}", words(&self.address)), self.verb());
        if !matches!(self.action, Action::Create) && !self.changes.is_empty() {
            let changes: Vec<String> = self.changes.iter().map(ToString::to_string).collect();
            line += &format!("  {}", changes.join(", "));
        }
        if self.action == Action::Create && self.address.ends_with("/migrations") {
            let names: Vec<&str> = self.changes.iter().map(|change| change.member.as_str()).collect();
            line += &format!("  {}", names.join(", "));
        }
        if let Some(why) = &self.why {
            line += &format!("  ({why})");
        }
        line
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.member)?;
        match (self.secret, self.unknown) {
            (true, true) => return f.write_str("(secret; what is set is not known, it is set again)"),
            (true, false) => return f.write_str("(secret, changed)"),
            _ => {}
        }
        let from = match &self.from {
            Some(from) => short(from),
            None if self.unknown => "?".to_owned(),
            None => "none".to_owned(),
        };
        write!(f, "{from} → {}", self.to.as_ref().map_or_else(|| "none".to_owned(), short))
    }
}

/// A value in a line.
fn short(value: &Value) -> String {
    const MOST: usize = 60;
    if let Some(reference) = Reference::of(value) {
        return format!("{} of {}, once it is there", reference.member, reference.address);
    }
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl Plan {
    /// What it says, in lines.
    pub fn lines(&self) -> Lines {
        let mut lines = Vec::new();
        for problem in &self.problems {
            lines.push((Mark::Problem, problem.clone()));
        }
        for step in
            self.steps.iter().filter(|step| !matches!(step.action, Action::Unchanged | Action::Unmanaged))
        {
            lines.push((step.mark(), step.line()));
        }
        let (unchanged, unmanaged) = (self.count(Action::Unchanged), self.count(Action::Unmanaged));
        if unchanged > 0 {
            lines.push((Mark::Keep, format!("{unchanged} unchanged")));
        }
        if unmanaged > 0 {
            const MOST: usize = 5;
            let names: Vec<String> = self
                .steps
                .iter()
                .filter(|step| step.action == Action::Unmanaged)
                .take(MOST)
                .map(|step| words(&step.address))
                .collect();
            let more = if unmanaged > MOST { ", …" } else { "" };
            lines.push((
                Mark::Keep,
                format!("{unmanaged} in the account and not ours, left alone: {}{more}", names.join(", ")),
            ));
        }
        for note in &self.notes {
            lines.push((Mark::Note, note.clone()));
        }
        Lines(lines)
    }
}
