//! A mock server that nobody here wrote, serving the document itself: does it accept what every operation sends?

mod document;

use super::could_not_run;
use crate::{Outcome, figures, npm, process};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Calls every operation and sorts the answers into `target/wire-report.json`. What the server rejects must be in the
/// committed list, with its reason.
pub(super) fn accepts(root: &Path, program: &Path) -> Outcome {
    let Some(packages) = npm::install(root)? else {
        return Err(could_not_run("there is no Node and npm on this machine, so no server"));
    };
    let server = packages.join("node_modules/.bin/steady");
    let answers = root.join("target/wire-answers.json");
    let document = document::write(root)?;
    let (mut child, url) = start(&server, &document)?;
    let mut command = Command::new(program);
    command.arg("call").arg(url).arg(&answers);
    let called = process::status(command);
    process::end(&mut child);
    if !called? {
        return Ok(false);
    }
    let text = std::fs::read_to_string(&answers).map_err(|error| vec![failed(error.to_string())])?;
    let answers: Value = serde_json::from_str(&text).map_err(|error| vec![failed(error.to_string())])?;
    judge(root, answers.as_array().map(Vec::as_slice).unwrap_or_default())
}

fn failed(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error("test::steady", what)
}

/// Starts the server and waits for its line that says it is up.
fn start(server: &Path, document: &Path) -> Result<(Child, String), Vec<Diagnostic>> {
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).map(|address| address.port());
    let port = port.map_err(|error| vec![failed(error.to_string())])?;
    let mut command = Command::new(server);
    command
        .args(["-p", &port.to_string(), "--log-format", "json"])
        .arg(document)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = process::start(&mut command).map_err(|error| vec![failed(error.to_string())])?;
    let mut lines =
        BufReader::new(child.stdout.take().ok_or_else(|| vec![failed("the server has no output")])?);
    let mut line = String::new();
    while lines.read_line(&mut line).is_ok_and(|count| count > 0) {
        if line.contains("\"type\":\"startup\"") {
            // Its log must be read on, or it would wait for that.
            std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
            return Ok((child, format!("http://127.0.0.1:{port}")));
        }
        line.clear();
    }
    process::end(&mut child);
    Err(vec![failed("the server ended before it was up")])
}

fn judge(root: &Path, answers: &[Value]) -> Outcome {
    let ledger = std::fs::read_to_string(root.join("ledger/accepted/wire.txt")).unwrap_or_default();
    let ledger: BTreeMap<&str, &str> = ledger
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .collect();
    let (mut accepted, mut rejected, mut not_comparable, mut surprises) = (vec![], vec![], vec![], vec![]);
    for answer in answers.iter().filter(|answer| answer["line"] != "") {
        let name = format!(
            "{}{}",
            answer["operation"].as_str().unwrap_or_default(),
            answer["way"].as_str().unwrap_or_default()
        );
        match answer["status"].as_u64().unwrap_or_default() {
            200..300 => accepted.push(name),
            0 => not_comparable.push(name),
            _ => {
                if !ledger.contains_key(name.as_str()) {
                    surprises.push(format!("{name}: {}", reason(&answer["answer"])));
                }
                rejected.push(name);
            }
        }
    }
    let stale: Vec<&&str> =
        ledger.keys().filter(|name| !rejected.iter().any(|rejected| rejected == **name)).collect();
    let (yes, no, open) = (accepted.len(), rejected.len(), not_comparable.len());
    println!(
        "{yes} calls accepted, {no} rejected ({} by the document's mistakes), {open} not comparable",
        no - surprises.len()
    );
    for (name, count) in [("accepted", yes), ("rejected", no), ("not-comparable", open)] {
        figures::measured(root, &format!("wire.{name}"), count)?;
    }
    surprises.iter().for_each(|line| println!("  {line}"));
    stale.iter().for_each(|name| println!("  listed, but not rejected any more: {name}"));
    let report = json!({ "accepted": accepted, "rejected": rejected, "not_comparable": not_comparable });
    let text = serde_json::to_string_pretty(&report).unwrap_or_default();
    write_file(&root.join("target/wire-report.json"), text.as_bytes()).map_err(|error| vec![error])?;
    Ok(surprises.is_empty() && stale.is_empty() && yes > 0)
}

/// What the server found wrong, in a line.
fn reason(answer: &Value) -> String {
    let text = answer.as_str().unwrap_or_default();
    let parsed: Value = serde_json::from_str(text).unwrap_or_default();
    let errors = parsed["steady"]["errors"].as_array().cloned().unwrap_or_default();
    let lines: Vec<String> = errors
        .iter()
        .map(|error| {
            format!(
                "{} {}",
                error["path"].as_str().unwrap_or_default(),
                error["message"].as_str().unwrap_or_default()
            )
        })
        .collect();
    if lines.is_empty() { text.chars().take(120).collect() } else { lines.join("; ") }
}
