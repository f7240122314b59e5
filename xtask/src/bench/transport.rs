//! What a call costs through a generated client, by hand, through the `cloudflare` crate and the official SDK.

use crate::{npm, process};
use codegen::diag::Diagnostic;
use indexmap::IndexMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// How often all clients are measured, in turns.
const ROUNDS: usize = 5;
/// Calls of the large scenarios in a round, an even number; the small ones have more.
const CALLS: &str = "20";
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

/// By client and scenario, on the clock and of the processor: times of one call in nanoseconds, a round each; under
/// [`PAIR`] ratios of ours to the hand-written code's, from calls that follow each other.
type Times = IndexMap<(String, String), [Vec<f64>; 2]>;

/// Stands for both clients of a pair.
const PAIR: &str = "pair";

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

/// Runs a program that prints `client scenario nanoseconds nanoseconds` lines, and such of ratios.
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

/// What was measured several times.
#[derive(Clone, Copy)]
struct Middle {
    median: f64,
    /// Where the true median is with 95% confidence, whatever the distribution: between these of the ordered values.
    low: f64,
    high: f64,
}

impl Middle {
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_unstable_by(f64::total_cmp);
        let middle = values.len() / 2;
        let reach = (0.98 * (values.len() as f64).sqrt()).ceil() as usize;
        let (low, high) = (middle.saturating_sub(reach), (middle + reach).min(values.len().checked_sub(1)?));
        Some(Self { median: values[middle], low: values[low], high: values[high] })
    }

    /// What this means for the target.
    fn verdict(self) -> &'static str {
        match (self.median <= TARGET, self.high <= TARGET, self.low > TARGET) {
            (true, true, _) => "met",
            (true, ..) => "met, within the scatter",
            (_, _, true) => "**missed**",
            _ => "**missed**, within the scatter",
        }
    }
}

/// The rounds of a client: 0 on the clock, 1 of the processor.
fn middle(times: &Times, client: &str, scenario: &str, which: usize) -> Option<Middle> {
    Middle::of(times.get(&(client.to_owned(), scenario.to_owned()))?[which].clone())
}

fn section(times: &Times, has_node: bool) -> String {
    let mut out = String::from(
        "## Transport\n\nOne call through each client, against the same server on loopback (plain HTTP/1.1, one \
         connection), in turns in one run: the median of the rounds' medians, and the ratio to hand-written code that \
         decodes the same members into the same types. The time on the clock holds the server's; the processor's time \
         is the client's alone.\n\nOurs and the hand-written code take turns call by call, so that whatever the machine does \
         meets both: their ratio is the median of the ratios of neighbours, and the range after it is where the true median \
         is with 95% confidence.\n",
    );
    for (which, about) in ["Time on the clock", "Processor time of the client"].into_iter().enumerate() {
        out.push_str(&table(times, which, about));
    }
    out.push_str(&targets(times));
    out.push_str(
        "\nThe `cloudflare` crate has no streams and holds the content in memory; the SDK uploads the content as a form, \
         for want of another call.\n",
    );
    if !has_node {
        out.push_str("Without Node on this machine the SDK was not measured.\n");
    }
    out
}

fn table(times: &Times, which: usize, about: &str) -> String {
    let mut out = format!("\n| {about} |");
    CLIENTS.iter().for_each(|(_, shown)| out.push_str(&format!(" {shown} |")));
    out.push_str("\n|---|");
    CLIENTS.iter().for_each(|_| out.push_str("---:|"));
    out.push('\n');
    for (scenario, about) in SCENARIOS {
        let hand = middle(times, "reqwest", scenario, which);
        out.push_str(&format!("| {about} |"));
        for (client, _) in CLIENTS {
            let Some(time) = middle(times, client, scenario, which) else {
                out.push_str(" – |");
                continue;
            };
            let ratio = match middle(times, PAIR, scenario, which).filter(|_| client == "cfs") {
                Some(Middle { median, low, high }) => format!("{median:.2}×, {low:.2}–{high:.2}"),
                None => format!("{:.2}×", hand.map_or(f64::NAN, |hand| time.median / hand.median)),
            };
            out.push_str(&format!(" {} ({ratio}) |", shown(time.median)));
        }
        out.push('\n');
    }
    out
}

fn targets(times: &Times) -> String {
    let mut out = format!(
        "\n| target: at most {TARGET}× hand-written code | on the clock | of the processor |\n|---|---|---|\n"
    );
    for (scenario, about) in SCENARIOS {
        let verdict = |which| middle(times, PAIR, scenario, which).map_or("not measured", Middle::verdict);
        out.push_str(&format!("| {about} | {} | {} |\n", verdict(0), verdict(1)));
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

#[cfg(test)]
mod tests {
    use super::Middle;

    #[test]
    fn the_range_holds_the_median_and_says_how_sure_a_verdict_is() {
        let around = |center: f64, spread: f64| {
            let values = (0..100).map(|number| center + spread * (f64::from(number) / 99.0 - 0.5)).collect();
            Middle::of(values).expect("values")
        };
        let narrow = around(1.0, 0.02);
        assert!(narrow.low < narrow.median && narrow.median < narrow.high && narrow.high < 1.01);
        assert_eq!(narrow.verdict(), "met");
        assert_eq!(around(1.04, 0.2).verdict(), "met, within the scatter");
        assert_eq!(around(1.06, 0.2).verdict(), "**missed**, within the scatter");
        assert_eq!(around(1.2, 0.02).verdict(), "**missed**");
        assert!(Middle::of(Vec::new()).is_none());
    }
}
