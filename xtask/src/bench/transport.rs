//! What a call costs through a generated client, by hand, through the `cloudflare` crate and the official SDK.

use crate::{npm, process};
use codegen::diag::Diagnostic;
use indexmap::IndexMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// How often all clients are measured, in turns.
const ROUNDS: usize = 5;
/// Calls of the large scenarios in a round; the small ones have more.
const CALLS: &str = "15";
/// The target: so much of what hand-written code takes.
const TARGET: f64 = 1.05;

const SCENARIOS: [(&str, &str); 4] = [
    ("list", "list 1,000 zones and decode them"),
    ("small", "get one zone"),
    ("download", "download 100 MB"),
    ("upload", "upload 100 MB"),
];
const CLIENTS: [(&str, &str); 4] = [
    ("cfs", "cfs"),
    ("reqwest", "`reqwest` + serde by hand"),
    ("cloudflare", "`cloudflare` crate"),
    ("typescript", "TypeScript SDK"),
];

/// Times of one call in nanoseconds, a round each, by client and scenario: on the clock, of the processor.
type Times = IndexMap<(String, String), [Vec<f64>; 2]>;

/// Measures; the section of `BENCHMARKS.md`.
pub(crate) fn run(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let folder = root.join("benches/transport");
    let target = root.join("target/bench");
    let variables = [("CARGO_TARGET_DIR", target.to_string_lossy().into_owned())];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    if !process::cargo_with(&folder, &["build", "--release", "--quiet"], &variables)? {
        return Err(failed("the programs do not build"));
    }
    let packages = npm::install(root)?;
    let (mut server, url) = start(&target.join("release/transport-server"))?;
    let mut times = Times::new();
    let measured = (0..ROUNDS).try_for_each(|_| {
        let mut rust = Command::new(target.join("release/transport-clients"));
        measure(rust.args([&url, CALLS]), &mut times)?;
        let Some(packages) = &packages else { return Ok(()) };
        let mut node = Command::new("node");
        measure(node.env("CFS_NPM", packages).arg(folder.join("sdk.mjs")).args([&url, CALLS]), &mut times)
    });
    // It ends when its input does.
    drop(server.stdin.take());
    drop(server.wait());
    measured?;
    Ok(section(&times, packages.is_some()))
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("bench::transport", what)]
}

/// Starts the server; where it is.
fn start(program: &Path) -> Result<(Child, String), Vec<Diagnostic>> {
    let mut command = Command::new(program);
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| failed(error.to_string()))?;
    let mut line = String::new();
    if let Some(output) = child.stdout.take() {
        let _ = BufReader::new(output).read_line(&mut line);
    }
    match line.trim().strip_prefix("ready ") {
        Some(url) => Ok((child, url.to_owned())),
        None => Err(failed("the server ended before it was up")),
    }
}

/// Runs a program that prints `client scenario nanoseconds nanoseconds` lines.
fn measure(command: &mut Command, times: &mut Times) -> Result<(), Vec<Diagnostic>> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(format!("{} failed", command.get_program().to_string_lossy())));
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [client, scenario, numbers @ ..] = &words[..] else { continue };
        let entry = times.entry(((*client).to_owned(), (*scenario).to_owned())).or_default();
        for (values, number) in entry.iter_mut().zip(numbers) {
            values.extend(number.parse::<f64>());
        }
    }
    Ok(())
}

/// The median of the rounds: 0 on the clock, 1 of the processor.
fn median(times: &Times, client: &str, scenario: &str, which: usize) -> Option<f64> {
    let mut values = times.get(&(client.to_owned(), scenario.to_owned()))?[which].clone();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn section(times: &Times, has_node: bool) -> String {
    let mut out = String::from(
        "## Transport\n\nOne call through each client, against the same server on loopback (plain HTTP/1.1, one \
         connection), in turns in one run: the median of the rounds' medians, and the ratio to hand-written code that \
         decodes the same members into the same types. The time on the clock holds the server's; the processor's time \
         is the client's alone.\n",
    );
    let mut worst = [0.0_f64; 2];
    for (which, about) in ["Time on the clock", "Processor time of the client"].into_iter().enumerate() {
        out.push_str(&format!("\n| {about} |"));
        CLIENTS.iter().for_each(|(_, shown)| out.push_str(&format!(" {shown} |")));
        out.push_str("\n|---|");
        CLIENTS.iter().for_each(|_| out.push_str("---:|"));
        out.push('\n');
        for (scenario, about) in SCENARIOS {
            let hand = median(times, "reqwest", scenario, which);
            out.push_str(&format!("| {about} |"));
            for (client, _) in CLIENTS {
                let Some(time) = median(times, client, scenario, which) else {
                    out.push_str(" – |");
                    continue;
                };
                let ratio = hand.map_or(f64::NAN, |hand| time / hand);
                out.push_str(&format!(" {} ({ratio:.2}×) |", shown(time)));
                if client == "cfs" {
                    worst[which] = worst[which].max(ratio);
                }
            }
            out.push('\n');
        }
    }
    let verdict = |ratio: f64| if ratio <= TARGET { "met" } else { "missed" };
    out.push_str(&format!(
        "\nTarget: at most {TARGET}× hand-written code. On the clock {}, the worst is {:.2}×; of the processor {}, the \
         worst is {:.2}×.\n",
        verdict(worst[0]),
        worst[0],
        verdict(worst[1]),
        worst[1],
    ));
    out.push_str(
        "The `cloudflare` crate has no streams and holds the content in memory; the SDK uploads the content as a form, \
         for want of another call.\n",
    );
    if !has_node {
        out.push_str("Without Node on this machine the SDK was not measured.\n");
    }
    out
}

fn shown(nanoseconds: f64) -> String {
    if nanoseconds >= 1e6 {
        format!("{:.1} ms", nanoseconds / 1e6)
    } else {
        format!("{:.1} µs", nanoseconds / 1e3)
    }
}
