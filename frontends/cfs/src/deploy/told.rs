//! What is told of plans and deployments.

use crate::args::Global;
use crate::failure::Failure;
use crate::output::{Out, Value};
use crate::settings::Settings;
use crate::terminal;
use anstyle::{AnsiColor, Style};
use cfs_deploy::plan::Mark;
use cfs_deploy::{Action, Event, Outcome, Plan, Progress, Step};
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

pub(super) use super::converted as value;

/// Writes a plan: as data where a format is asked for, else as lines.
pub(super) fn plan(plan: &Plan, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let mut out = Out::new(global, settings.output)?;
    if out.chosen {
        out.one(Value::parse(&serde_json::to_string(plan).unwrap_or_default()).unwrap_or_default())?;
        return out.finish(global.quiet);
    }
    let colors = terminal::colors(global, out.is_terminal());
    let lines = plan.lines().0;
    let mut text: String =
        lines.iter().map(|(mark, line)| format!("{}\n", painted(*mark, line, colors))).collect();
    if plan.is_empty() && plan.problems.is_empty() {
        text.push_str("nothing to do\n");
    }
    out.bytes(text.as_bytes())?;
    out.finish(true)
}

fn painted(mark: Mark, line: &str, colors: bool) -> String {
    let color = match mark {
        Mark::Add => AnsiColor::Green,
        Mark::Change => AnsiColor::Yellow,
        Mark::Remove | Mark::Problem => AnsiColor::Red,
        Mark::Keep | Mark::Note => return format!("  {} {line}", mark.sign()),
    };
    let style = if colors { Style::new().fg_color(Some(color.into())) } else { Style::new() };
    format!("  {style}{}{style:#} {line}", mark.sign())
}

/// Tells of a deployment while it goes on: a line a step.
pub(crate) struct Told {
    quiet: bool,
    colors: bool,
    begun: Instant,
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn past(action: Action) -> &'static str {
    match action {
        Action::Create => "created",
        Action::Adopt => "adopted",
        Action::Change => "changed",
        Action::Replace => "replaced",
        Action::Delete => "removed",
        _ => "done",
    }
}

impl Told {
    pub(crate) fn new(global: &Global) -> Self {
        let colors = terminal::colors(global, std::io::stderr().is_terminal());
        Self { quiet: global.quiet, colors, begun: Instant::now() }
    }

    fn line(&self, step: &Step, rest: &str) {
        if !self.quiet {
            let line = format!("{:<32} {rest}", step.address.replacen('/', " ", 1));
            terminal::say!("{}", painted(step.mark(), &line, self.colors));
        }
    }

    /// The last line.
    pub(crate) fn end(&self, plan: &Plan, outcome: &Outcome) {
        if self.quiet || outcome.error.is_some() && outcome.done.is_empty() {
            return;
        }
        let unchanged = plan.count(Action::Unchanged);
        let line =
            format!("{:<41} total {}", format!("{unchanged} unchanged"), seconds(self.begun.elapsed()));
        terminal::say!("{}", painted(Mark::Keep, &line, self.colors));
        outcome.notes.iter().for_each(|note| terminal::say!("    {note}"));
    }
}

impl Progress for Told {
    fn tell(&self, event: Event<'_>) {
        match event {
            Event::Done(step, done) => {
                let id = done.id.as_ref().map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
                let id: String = id.unwrap_or_default().chars().take(12).collect();
                self.line(step, &format!("{:<9} {id:<14} {}", past(step.action), seconds(done.time)));
            }
            Event::Failed(step, why) => self.line(step, &format!("failed: {why}")),
            Event::Skipped(step, because) => self.line(step, &format!("not done, because of {because}")),
            _ => {}
        }
    }
}
