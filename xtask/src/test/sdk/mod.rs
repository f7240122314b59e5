//! The official TypeScript SDK and the generated clients make the same calls: do they send the same?

mod ledger;

use super::{Context, could_not_run, harness};
use crate::{Outcome, figures, npm, process};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use ledger::Ledger;
use serde::Deserialize;
use std::path::Path;
use std::process::Command;

/// One call that both made.
#[derive(Debug, Deserialize)]
struct Call {
    operation: String,
    differences: Vec<String>,
}

/// Compares what both send for every operation that both have. Differences must be in the committed list.
pub(super) fn agrees(cx: &Context<'_>) -> Outcome {
    let Some(packages) = npm::install(cx.root)? else {
        return Err(could_not_run("there is no Node and npm on this machine, so no SDK"));
    };
    let requests = harness::record(cx)?;
    let out = cx.root.join("target/sdk-calls.json");
    let mut command = Command::new("node");
    command
        .env("CFS_NPM", packages)
        .arg(cx.root.join("tests/sdk/drive.mjs"))
        .arg(requests.with_extension("txt.json"))
        .arg(regen::written(cx.root)?)
        .arg(cx.root.join("segmenter/sdk-names.txt"))
        .arg(&out);
    if !process::status(command)? {
        return Ok(false);
    }
    let text = std::fs::read_to_string(&out).map_err(|error| vec![failed(error.to_string())])?;
    let calls: Vec<Call> = serde_json::from_str(&text).map_err(|error| vec![failed(error.to_string())])?;
    judge(cx.root, &calls)
}

fn failed(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error("test::sdk", what)
}

fn judge(root: &Path, calls: &[Call]) -> Outcome {
    let path = root.join("ledger/accepted/sdk.txt");
    let ledger = Ledger::parse(&std::fs::read_to_string(path).unwrap_or_default());
    let mut counts = vec![0; ledger.rules.len()];
    let (mut equal, mut explained, mut surprises) = (0, 0, Vec::new());
    for call in calls {
        let (mut open, mut own) = (Vec::new(), 0);
        for difference in &call.differences {
            match ledger.find(&call.operation, difference) {
                Some(rule) => {
                    counts[rule] += 1;
                    own += usize::from(!ledger.rules[rule].is_general());
                }
                None => open.push(format!("{}: {difference}", call.operation)),
            }
        }
        match (open.is_empty(), own) {
            (true, 0) => equal += 1,
            (true, _) => explained += 1,
            (false, _) => surprises.extend(open),
        }
    }
    let stale: Vec<&str> = ledger
        .rules
        .iter()
        .zip(&counts)
        .filter(|(_, count)| **count == 0)
        .map(|(rule, _)| rule.line.as_str())
        .collect();
    println!(
        "{} calls compared: {equal} equal but for what all differ in, {explained} differ as explained, {} differences \
         unexplained",
        calls.len(),
        surprises.len()
    );
    for (name, count) in [("calls", calls.len()), ("equal", equal), ("explained", explained)] {
        figures::measured(root, &format!("sdk.{name}"), count)?;
    }
    surprises.iter().take(40).for_each(|line| println!("  {line}"));
    stale.iter().for_each(|line| println!("  a rule that explains nothing any more: {line}"));
    let report = surprises.join("\n");
    write_file(&root.join("target/sdk-unexplained.txt"), report.as_bytes()).map_err(|error| vec![error])?;
    Ok(surprises.is_empty() && stale.is_empty() && equal > 0)
}
