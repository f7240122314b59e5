//! What a comparison says of each crate, and of its next version.

use super::compare::{Action, Change, Effect, compare};
use super::krate::Crates;
use super::model::{Api, ItemKind};
use super::read;
use codegen::diag::Diagnostic;
use rayon::prelude::*;
use semver::Version;
use serde::Serialize;
use std::collections::BTreeMap;

/// Whether a crate is there before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// Only after.
    New,
    /// Only before.
    Removed,
    /// Both, not the same.
    Changed,
    /// Both, the same.
    Unchanged,
}

/// What a comparison says of one crate.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CrateReport {
    /// The package.
    pub(crate) name: String,
    /// Whether it is there before and after.
    pub(crate) status: Status,
    /// Its version before; empty if it is new.
    pub(crate) version: String,
    /// The version it should have next.
    pub(crate) next: String,
    /// What the changes mean at worst; none where nothing but files differs, or nothing at all.
    pub(crate) effect: Option<Effect>,
    /// The changes, the worst first.
    pub(crate) changes: Vec<Change>,
    /// What asked for the document to be other than the pinned one where the crate is made from.
    pub(crate) asked: Vec<String>,
}

impl CrateReport {
    /// The number of changes of a kind; those of documentation are counted apart.
    pub(crate) fn count(&self, action: Action) -> usize {
        self.changes.iter().filter(|change| change.action == action && change.effect > Effect::Docs).count()
    }

    /// The number of changes with an effect.
    pub(crate) fn with(&self, effect: Effect) -> usize {
        self.changes.iter().filter(|change| change.effect == effect).count()
    }
}

/// Compares two sets of crates.
pub(crate) fn report(old: &Crates, new: &Crates) -> Result<Vec<CrateReport>, Diagnostic> {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let compared: Result<Vec<(CrateReport, Vec<String>)>, Diagnostic> =
        names.into_par_iter().map(|name| one(name, old, new)).collect();
    let compared = compared?;
    let effects: BTreeMap<String, Option<Effect>> =
        compared.iter().map(|(report, _)| (report.name.clone(), report.effect)).collect();
    let mut reports = Vec::new();
    for (mut report, uses) in compared {
        // What a crate shows of another is part of its own API.
        let shown = uses.iter().filter_map(|name| Some((name, (*effects.get(name)?)?)));
        for (name, effect) in shown.filter(|(_, effect)| *effect >= Effect::Addition) {
            report.changes.push(Change {
                action: Action::Changed,
                effect,
                kind: "re-exported crate".to_owned(),
                path: name.clone(),
                was: String::new(),
                is: String::new(),
                only_types: false,
            });
        }
        finish(&mut report, old)?;
        reports.push(report);
    }
    Ok(reports)
}

/// Compares one crate, and names the crates that it shows.
fn one(name: &str, before: &Crates, after: &Crates) -> Result<(CrateReport, Vec<String>), Diagnostic> {
    let (old, new) = (before.get(name), after.get(name));
    let mut report = CrateReport {
        name: name.to_owned(),
        status: Status::Unchanged,
        version: old.map(|krate| krate.version.clone()).unwrap_or_default(),
        next: String::new(),
        effect: None,
        changes: Vec::new(),
        asked: Vec::new(),
    };
    let uses = match (old, new) {
        (Some(old), Some(new)) => {
            // Most crates of most comparisons are the same to the byte; the umbrella shows the others all the same.
            let api = read::read(new, after)?;
            let differs = |name: &String| before.get(name) != after.get(name);
            if old.files != new.files {
                report.status = Status::Changed;
            }
            if old.files != new.files || api.named.iter().any(differs) {
                report.changes = compare(&read::read(old, before)?, &api);
                report.effect = report.changes.iter().map(|change| change.effect).max();
            }
            shows(&api)
        }
        (None, Some(new)) => {
            report.status = Status::New;
            report.next.clone_from(&new.version);
            shows(&read::read(new, after)?)
        }
        _ => {
            report.status = Status::Removed;
            Vec::new()
        }
    };
    Ok((report, uses))
}

fn shows(api: &Api) -> Vec<String> {
    let first = |item: &super::model::Item| match &item.kind {
        ItemKind::Reexport(path) => path.split("::").next().map(|name| name.replace('_', "-")),
        _ => None,
    };
    let mut names: Vec<String> = api.items.values().filter_map(first).collect();
    names.sort();
    names.dedup();
    names
}

fn finish(report: &mut CrateReport, old: &Crates) -> Result<(), Diagnostic> {
    report.changes.sort_by(|a, b| {
        b.effect
            .cmp(&a.effect)
            .then(a.path.cmp(&b.path))
            .then(a.action.cmp(&b.action))
            .then(a.kind.cmp(&b.kind))
    });
    report.effect = report.changes.iter().map(|change| change.effect).max();
    if report.effect.is_some() && report.status == Status::Unchanged {
        report.status = Status::Changed;
    }
    let Some(krate) = old.get(&report.name) else { return Ok(()) };
    match report.status {
        Status::Changed => {
            let version = Version::parse(&krate.version).map_err(|error| {
                Diagnostic::error("diff::version", format!("{}: `{}`: {error}", krate.name, krate.version))
            })?;
            report.next = next(&version, report.effect.unwrap_or(Effect::Docs)).to_string();
        }
        Status::Unchanged => report.next.clone_from(&krate.version),
        Status::New | Status::Removed => {}
    }
    Ok(())
}

/// The next version, as cargo reads versions: below 1.0 the first number that is not zero stands for breaking changes.
pub(crate) fn next(version: &Version, effect: Effect) -> Version {
    let Version { major, minor, patch, .. } = *version;
    match (effect, major, minor) {
        (Effect::Breaking, 0, 0) => Version::new(0, 0, patch + 1),
        (Effect::Breaking, 0, _) => Version::new(0, minor + 1, 0),
        (Effect::Breaking, ..) => Version::new(major + 1, 0, 0),
        (Effect::Addition, 1.., _) => Version::new(major, minor + 1, 0),
        _ => Version::new(major, minor, patch + 1),
    }
}
