//! Running steps: what each came to, how long it took, and what that means for the whole.

use super::{Context, Step, tail};
use crate::Outcome;
use crate::figures::{self, Figures};
use codegen::diag::Diagnostic;
use std::time::Instant;

/// The code of what [`could_not_run`] says.
const SKIPPED: &str = "test::skipped";

/// Says that this machine lacks what a step needs. Where everything must run (`CI`), that fails.
pub(super) fn could_not_run(why: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::warning(SKIPPED, why)]
}

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Passed,
    Failed,
    /// It could not run on this machine.
    Skipped(String),
}

impl Verdict {
    fn of(outcome: Outcome) -> Self {
        match outcome {
            Ok(true) => Self::Passed,
            Ok(false) => Self::Failed,
            Err(errors) => match errors.as_slice() {
                [only] if only.code == SKIPPED => Self::Skipped(only.message.clone()),
                errors => {
                    crate::report(errors);
                    Self::Failed
                }
            },
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Failed => "FAILED",
            Self::Skipped(_) => "skipped",
        }
    }
}

/// What steps came to, in the order in which they ran.
#[derive(Debug, Default)]
pub(super) struct Results {
    steps: Vec<(&'static str, Verdict, f64)>,
    /// What the steps that failed said last.
    last_words: Vec<(&'static str, String)>,
    /// Whether what steps say is kept for [`last_words`](Self::last_words).
    keeps: bool,
    /// What they measured.
    pub(super) figures: Figures,
}

impl Results {
    /// Nothing yet; whether what steps say is kept.
    pub(super) fn new(keeps: bool) -> Self {
        Self { keeps, ..Self::default() }
    }

    /// Runs a step. The last one ends with the test runner's own summary: what there is to say of the others is said before.
    pub(super) fn run(&mut self, step: &Step, cx: &Context<'_>) {
        if step.last {
            print!("{}", self.summary());
        }
        println!("\n=== {}: {}", step.name, step.about);
        let started = Instant::now();
        let figures = &mut self.figures;
        let mut work = || Verdict::of(measured(step, cx, figures));
        // On a terminal programs draw, which they do not into a pipe.
        let (verdict, said) = if self.keeps { tail::kept(work) } else { (work(), String::new()) };
        let seconds = started.elapsed().as_secs_f64();
        if !step.last || verdict != Verdict::Passed {
            println!("--- {}: {} in {seconds:.1} s", step.name, verdict.word());
        }
        if let Verdict::Skipped(why) = &verdict {
            println!("    {why}");
        }
        if verdict == Verdict::Failed {
            self.last_words.push((step.name, said));
        }
        self.steps.push((step.name, verdict, seconds));
    }

    /// The steps with their seconds, the slowest first; what was skipped, and why. Nothing for a single step.
    pub(super) fn summary(&self) -> String {
        if self.steps.len() < 2 {
            return String::new();
        }
        let mut sorted: Vec<_> = self.steps.iter().collect();
        sorted.sort_by(|(_, _, a), (_, _, b)| b.total_cmp(a));
        let total: f64 = self.steps.iter().map(|(_, _, seconds)| seconds).sum();
        let mut out = format!("\n=== {} steps in {total:.0} s, the slowest first\n", self.steps.len());
        for (name, verdict, seconds) in sorted {
            out.push_str(&format!("{seconds:8.1} s  {name:16} {}\n", verdict.word()));
        }
        for (name, why) in self.skipped() {
            out.push_str(&format!("skipped {name}: {why}\n"));
        }
        out
    }

    /// What the steps that failed said last, where that is kept.
    pub(super) fn last_words(&self) -> String {
        let told = |(name, said): &(&str, String)| format!("\n=== {name} failed, and said last\n{said}");
        self.last_words.iter().filter(|(_, said)| !said.is_empty()).map(told).collect()
    }

    /// What was skipped, and why.
    fn skipped(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.steps.iter().filter_map(|(name, verdict, _)| match verdict {
            Verdict::Skipped(why) => Some((*name, why.as_str())),
            _ => None,
        })
    }

    /// Whether every step ran and passed.
    pub(super) fn complete(&self) -> bool {
        self.steps.iter().all(|(_, verdict, _)| *verdict == Verdict::Passed)
    }

    /// The steps that fail the whole: with `strict`, those that could not run, too.
    pub(super) fn failed(&self, strict: bool) -> Vec<&'static str> {
        let fails = |verdict: &Verdict| match verdict {
            Verdict::Passed => false,
            Verdict::Failed => true,
            Verdict::Skipped(_) => strict,
        };
        self.steps.iter().filter(|(_, verdict, _)| fails(verdict)).map(|(name, ..)| *name).collect()
    }
}

/// Runs a step, and compares the figures that it measures with those the README shows.
fn measured(step: &Step, cx: &Context<'_>, all: &mut Figures) -> Outcome {
    drop(figures::take(cx.root));
    let passed = (step.run)(cx)?;
    let figures = figures::take(cx.root);
    let settled = figures::settle(cx.root, &figures, cx.update && passed)?;
    all.extend(figures);
    Ok(passed && settled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results() -> Results {
        let skipped = Verdict::of(Err(could_not_run("there is no Node")));
        let steps =
            vec![("lint", Verdict::Passed, 3.0), ("sdk", skipped, 0.1), ("wire", Verdict::Passed, 40.0)];
        Results { steps, ..Results::default() }
    }

    #[test]
    fn the_summary_has_the_slowest_first_and_says_what_was_skipped_and_why() {
        assert_eq!(
            results().summary(),
            "\n=== 3 steps in 43 s, the slowest first\n    40.0 s  wire             ok\n     3.0 s  lint             ok\n     0.1 s  \
             sdk              skipped\nskipped sdk: there is no Node\n"
        );
    }

    #[test]
    fn what_was_skipped_fails_where_everything_must_run() {
        assert!(results().failed(false).is_empty());
        assert_eq!(results().failed(true), ["sdk"]);
        assert!(!results().complete(), "a run with a skipped step is no proof of the whole");
    }

    #[test]
    fn an_error_is_no_skipped_step() {
        let errors = vec![Diagnostic::error("test::io", "no such file")];
        assert_eq!(Verdict::of(Err(errors)), Verdict::Failed);
    }
}
