//! A comparison as a table, as Markdown, as JSON.

use super::compare::{Action, Change, Effect};
use super::report::{CrateReport, Status};
use serde_json::json;
use std::fmt::Write;

/// How a comparison is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// For a terminal.
    Table,
    /// For a pull request or a changelog.
    Markdown,
    /// For programs.
    Json,
}

/// The comparison as text.
pub(crate) fn print(reports: &[CrateReport], form: Form) -> String {
    match form {
        Form::Table => table(reports),
        Form::Markdown => markdown(reports),
        Form::Json => json(reports),
    }
}

/// Crates with something to say, those that break users first.
fn interesting(reports: &[CrateReport]) -> Vec<&CrateReport> {
    let mut shown: Vec<_> = reports.iter().filter(|report| report.status != Status::Unchanged).collect();
    shown.sort_by_key(|report| (std::cmp::Reverse(verdict_rank(report)), &report.name));
    shown
}

fn verdict_rank(report: &CrateReport) -> usize {
    match (report.status, report.effect) {
        (Status::Removed, _) => 5,
        (_, Some(Effect::Breaking)) => 4,
        (Status::New, _) => 3,
        (_, Some(Effect::Addition)) => 2,
        (_, Some(Effect::Behaviour)) => 1,
        _ => 0,
    }
}

fn verdict(report: &CrateReport) -> &'static str {
    match (report.status, report.effect) {
        (Status::Removed, _) => "removed",
        (Status::New, _) => "new",
        (Status::Unchanged, _) => "unchanged",
        (_, Some(Effect::Breaking)) => "breaks users",
        (_, Some(Effect::Addition)) => "compatible",
        (_, Some(Effect::Behaviour)) => "same API, other requests",
        (_, Some(Effect::Docs)) => "documentation",
        (_, None) => "files only",
    }
}

fn version(report: &CrateReport) -> String {
    match report.status {
        Status::New => report.next.clone(),
        Status::Removed => report.version.clone(),
        _ if report.version == report.next => report.version.clone(),
        _ => format!("{} → {}", report.version, report.next),
    }
}

fn totals(reports: &[CrateReport]) -> String {
    let count = |status: Status| reports.iter().filter(|report| report.status == status).count();
    let breaking = reports.iter().filter(|report| report.effect == Some(Effect::Breaking)).count();
    let effects = |effect: Effect| reports.iter().map(|report| report.with(effect)).sum::<usize>();
    format!(
        "{} crates: {} changed ({breaking} break users), {} new, {} removed, {} unchanged; {} breaking changes, {} additions, \
         {} of requests only, {} of documentation",
        reports.len(),
        count(Status::Changed),
        count(Status::New),
        count(Status::Removed),
        count(Status::Unchanged),
        effects(Effect::Breaking),
        effects(Effect::Addition),
        effects(Effect::Behaviour),
        effects(Effect::Docs),
    )
}

fn table(reports: &[CrateReport]) -> String {
    let shown = interesting(reports);
    let mut out = String::new();
    if !shown.is_empty() {
        let width = shown.iter().map(|report| report.name.len()).max().unwrap_or_default().max(5);
        let _ = writeln!(
            out,
            "{:width$}  {:>5}  {:>7}  {:>7}  {:>4}  {:24}  version",
            "crate", "added", "changed", "removed", "docs", "verdict"
        );
        for report in &shown {
            let _ = writeln!(
                out,
                "{:width$}  {:>5}  {:>7}  {:>7}  {:>4}  {:24}  {}",
                report.name,
                report.count(Action::Added),
                report.count(Action::Changed),
                report.count(Action::Removed),
                report.with(Effect::Docs),
                verdict(report),
                version(report)
            );
        }
        out.push('\n');
    }
    for report in &shown {
        let changes: Vec<&Change> =
            report.changes.iter().filter(|change| change.effect > Effect::Docs).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{}", report.name);
        changes.iter().for_each(|change| out.push_str(&format!("  {}\n", line(change))));
        asked(report).for_each(|line| out.push_str(&format!("  by {line}\n")));
        out.push('\n');
    }
    out + &totals(reports)
}

/// What had a part in a crate, as far as it is worth reading.
fn asked(report: &CrateReport) -> impl Iterator<Item = String> {
    const MOST: usize = 40;
    let more = report.asked.len().saturating_sub(MOST);
    let rest = (more > 0).then(|| format!("{more} more"));
    report.asked.iter().take(MOST).cloned().chain(rest)
}

/// One change in a line, marked `!` if it breaks users, `~` if only requests change.
fn line(change: &Change) -> String {
    let mark = match change.effect {
        Effect::Breaking => '!',
        Effect::Behaviour => '~',
        Effect::Addition | Effect::Docs => ' ',
    };
    format!("{mark} {}", sentence(change, ""))
}

/// `added field Database.name: String`, with code marked.
fn sentence(change: &Change, code: &str) -> String {
    let action = match change.action {
        Action::Added => "added",
        Action::Changed => "changed",
        Action::Removed => "removed",
    };
    let Change { kind, path, was, is, .. } = change;
    let told = match (was.as_str(), is.as_str()) {
        ("", "") => String::new(),
        ("", text) | (text, "") => format!(": {code}{text}{code}"),
        (was, is) => format!(": {code}{was}{code} → {code}{is}{code}"),
    };
    format!("{action} {kind} {code}{path}{code}{told}")
}

fn markdown(reports: &[CrateReport]) -> String {
    let shown = interesting(reports);
    let mut out = format!("{}.\n", totals(reports));
    if shown.is_empty() {
        return out;
    }
    out.push_str(
        "\n| crate | version | verdict | added | changed | removed | docs |\n|---|---|---|--:|--:|--:|--:|\n",
    );
    for report in &shown {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} | {} |",
            report.name,
            version(report),
            verdict(report),
            report.count(Action::Added),
            report.count(Action::Changed),
            report.count(Action::Removed),
            report.with(Effect::Docs)
        );
    }
    for report in shown {
        let mut head = format!("\n### `{}` {}\n", report.name, version(report));
        for (effect, title) in [
            (Effect::Breaking, "Breaking"),
            (Effect::Addition, "Added"),
            (Effect::Behaviour, "Other requests"),
        ] {
            let changes: Vec<&Change> =
                report.changes.iter().filter(|change| change.effect == effect).collect();
            if changes.is_empty() {
                continue;
            }
            let _ = write!(out, "{}\n{title}:\n\n", std::mem::take(&mut head));
            changes.iter().for_each(|change| out.push_str(&format!("- {}\n", sentence(change, "`"))));
        }
        if head.is_empty() && !report.asked.is_empty() {
            out.push_str("\nThe document is corrected or extended here:\n\n");
            asked(report).for_each(|line| out.push_str(&format!("- {line}\n")));
        }
    }
    out
}

fn json(reports: &[CrateReport]) -> String {
    let breaking = reports.iter().any(|report| report.effect == Some(Effect::Breaking));
    let whole = json!({ "breaking": breaking, "crates": reports });
    serde_json::to_string_pretty(&whole).unwrap_or_default()
}
