//! Other people's documents: all of them are generated, some are compiled, and a committed scoreboard says how that
//! went.

use super::{Context, committed};
use crate::{Outcome, fetch, figures, process};
use codegen::diag::Diagnostic;
use codegen::doc::Source;
use gen_openapi::{Ledger, Report};
use inputs::Inputs;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// The documents whose crates are compiled: of every kind and style, none so large that it takes minutes.
const COMPILED: [&str; 29] = [
    "adobe-aem",
    "anthropic",
    "authentik",
    "blockfrost",
    "cartesia",
    "cerebras",
    "circleci",
    "coda",
    "dialogporten",
    "digitalocean",
    "directus",
    "docker",
    "figma",
    "forge",
    "gitbook",
    "ideal-postcodes",
    "increase",
    "neon",
    "openai",
    "pagerduty",
    "polygon",
    "resend",
    "scalar-galaxy",
    "shipengine",
    "snyk",
    "spotify",
    "star-trek",
    "val-town",
    "vercel",
];

/// The committed scoreboard.
const SCOREBOARD: &str = "tests/corpus.md";

/// How one document went.
#[derive(Debug)]
enum Score {
    /// A crate was made; its numbers and those of its warnings.
    Made(Box<Report>, usize, Option<bool>),
    /// It was refused, with the error's code.
    Refused(&'static str),
    /// The generator panicked.
    Panicked,
}

pub(super) fn corpus(cx: &Context<'_>) -> Outcome {
    let inputs = Inputs::open(cx.root).map_err(fetch::failed)?;
    let names: Vec<String> = inputs.lock().inputs.iter().map(|input| input.name.clone()).collect();
    let mut scores = BTreeMap::new();
    for name in names.iter().filter(|name| name.starts_with("corpus/")) {
        let file = inputs.file(name).map_err(fetch::failed)?;
        let short = name.trim_start_matches("corpus/").split('.').next().unwrap_or_default().to_owned();
        let started = std::time::Instant::now();
        let mut score = generate(cx.root, &short, file.bytes);
        let seconds = started.elapsed().as_secs_f64();
        if let Score::Made(_, _, compiled) = &mut score
            && COMPILED.contains(&short.as_str())
        {
            *compiled = Some(check(cx.root, &short)?);
        }
        println!("{short:20} {seconds:6.2} s  {}", told(&score));
        scores.insert(short, score);
    }
    let made = scores.values().filter(|score| matches!(score, Score::Made(..))).count();
    figures::measured(cx.root, "full.documents", made)?;
    figures::measured(cx.root, "full.documents-compiled", COMPILED.len())?;
    judge(cx, &scores)
}

/// Makes a document's crate below `target/corpus`.
fn generate(root: &Path, name: &str, bytes: Vec<u8>) -> Score {
    let made = catch_unwind(AssertUnwindSafe(|| -> Result<Score, Diagnostic> {
        let source = Source::new(name, bytes)?;
        let doc = source.parse()?;
        gen_openapi::check(&source, &doc)?;
        let made = gen_openapi::generate(&doc, &pipeline::foreign_config(name), &Ledger::default())?;
        let owned = ["src"];
        made.artifacts.write(&root.join("target/corpus").join(name), &owned)?;
        Ok(Score::Made(Box::new(made.report), made.model.warnings().len(), None))
    }));
    match made {
        Ok(Ok(score)) => score,
        Ok(Err(error)) => Score::Refused(error.code),
        Err(_) => Score::Panicked,
    }
}

/// Whether a document's crate compiles without a warning.
fn check(root: &Path, name: &str) -> Outcome {
    let target = root.join("target/corpus/target").display().to_string();
    let variables =
        [("CARGO_TARGET_DIR", target.as_str()), ("CARGO_INCREMENTAL", "0"), ("CARGO_BUILD_WARNINGS", "deny")];
    process::cargo_with(&root.join("target/corpus").join(name), &["check", "--quiet"], &variables)
}

fn told(score: &Score) -> String {
    match score {
        Score::Made(report, warnings, compiled) => {
            let compiled = match compiled {
                Some(true) => ", compiles",
                Some(false) => ", DOES NOT COMPILE",
                None => "",
            };
            format!("{} operations, {} types, {warnings} warnings{compiled}", report.operations, report.types)
        }
        Score::Refused(code) => format!("refused: {code}"),
        Score::Panicked => "PANICKED".to_owned(),
    }
}

/// The scoreboard must be as committed, and nothing may panic or fail to compile.
fn judge(cx: &Context<'_>, scores: &BTreeMap<String, Score>) -> Outcome {
    let text = scoreboard(scores);
    let good =
        scores.values().all(|score| !matches!(score, Score::Panicked | Score::Made(_, _, Some(false))));
    Ok(committed::same(cx, "corpus", SCOREBOARD, &text)? && good)
}

fn scoreboard(scores: &BTreeMap<String, Score>) -> String {
    let made = scores.values().filter(|score| matches!(score, Score::Made(..))).count();
    let compiled = scores.values().filter(|score| matches!(score, Score::Made(_, _, Some(true)))).count();
    let mut out = format!(
        "# Other documents\n\nMade by `cargo xtask test corpus --update`. Of {} documents {made} are generated and {} refused; of \
         the {} that are compiled {compiled} compile without a warning.\n\nFields without a type: free-form by the document, and \
         otherwise.\n\n| document | operations | types | fields | free-form | untyped | warnings | MB | compiles |\n|---|--:|--:\
         |--:|--:|--:|--:|--:|---|\n",
        scores.len(),
        scores.len() - made,
        COMPILED.len(),
    );
    for (name, score) in scores {
        let _ = match score {
            Score::Made(report, warnings, compiled) => {
                let compiled = match compiled {
                    Some(true) => "yes",
                    Some(false) => "**no**",
                    None => "",
                };
                writeln!(
                    out,
                    "| {name} | {} | {} | {} | {} | {} | {warnings} | {:.1} | {compiled} |",
                    report.operations,
                    report.types,
                    report.fields,
                    report.free_form,
                    report.untyped,
                    report.bytes as f64 / 1e6
                )
            }
            Score::Refused(code) => writeln!(out, "| {name} | refused: `{code}` | | | | | | | |"),
            Score::Panicked => writeln!(out, "| {name} | **panicked** | | | | | | | |"),
        };
    }
    out
}
