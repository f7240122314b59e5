//! What compiling the management crates costs their users.

use super::measure::{Cost, cost, median, megabytes, verdict};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How often small builds are measured; the whole workspace and builds from nothing are measured once.
const ROUNDS: usize = 3;

/// Crates of a registry are compiled so: incremental compilation is for one's own code.
pub(super) const NOT_INCREMENTAL: (&str, &str) = ("CARGO_INCREMENTAL", "0");

/// The services of the program that calls three.
const THREE: [&str; 3] = ["d1", "dns", "kv"];

fn failed(what: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::error("bench::builds", what)]
}

/// Measures, and adds the tables.
pub(super) fn section(root: &Path, out: &mut String) -> Result<(), Vec<Diagnostic>> {
    let bench = Bench {
        workspace: root.join("output/management"),
        programs: root.join("target/bench/programs"),
        target: root.join("target/bench/check"),
    };
    let mut table = Table::default();

    bench.check(&["--workspace", "--features", "cfs-management/all"])?;
    bench.forget("cfs-management")?;
    let all = bench.check(&["--workspace", "--features", "cfs-management/all"])?;
    let met = all.wall <= 30.0 && all.memory <= 600_000_000;
    table.row(
        "`cargo check` of all management crates, dependencies built",
        all,
        "at most 30 s, each rustc 600 MB",
        met,
    );

    let d1 = bench.again("cfs-management-d1")?;
    table.row("`cargo check` of `d1`, dependencies built", d1, "< 2 s", d1.wall < 2.0);
    let largest = largest(&bench.workspace)?;
    let cost = bench.again(&format!("cfs-management-{largest}"))?;
    table.row(&format!("`cargo check` of the largest crate, `{largest}`"), cost, "< 8 s", cost.wall < 8.0);

    let one = bench.program(root, "one", &["d1"])?;
    let cold = root.join("target/bench/cold");
    let crates = crates(&one)?;
    for command in ["check", "build"] {
        drop(std::fs::remove_dir_all(&cold));
        let first = bench.build(&one, &cold, &[command])?;
        let met = first.wall < 30.0 && crates <= 60;
        table.row(
            &format!(
                "`cargo {command}` of a program with `d1` from nothing ({crates} crates, its own included)"
            ),
            first,
            "< 30 s, at most 60 crates",
            met,
        );
    }

    let three = bench.program(root, "three", &THREE)?;
    bench.build(&three, &bench.target, &["build", "--release"])?;
    forget(&bench.target.join("release"), &["cfs-management", "three"])?;
    let again = bench.build(&three, &bench.target, &["build", "--release"])?;
    let binary =
        std::fs::metadata(bench.target.join("release/three")).map(|file| file.len()).unwrap_or_default();
    table.row(
        &format!("release build of a program that calls `{}`, beyond its dependencies", THREE.join("`, `")),
        again,
        "< 25 s",
        again.wall < 25.0,
    );

    let _ = writeln!(
        out,
        "### Compiling what is made\n\nWithout incremental compilation, as crates of a registry are built; memory is that of the \
         largest process. Small builds are medians of {ROUNDS}.\n\n| | seconds | CPU seconds | memory | target | \
         |\n|---|--:|--:|--:|---|---|\n{}\nThe stripped binary of the last program: {} (target < 6 MB, {}).\n",
        table.0,
        megabytes(binary),
        verdict(binary > 0 && binary < 6_000_000)
    );
    Ok(())
}

#[derive(Debug, Default)]
struct Table(String);

impl Table {
    fn row(&mut self, what: &str, cost: Cost, target: &str, met: bool) {
        let _ = writeln!(
            self.0,
            "| {what} | {:.1} | {:.1} | {} | {target} | {} |",
            cost.wall,
            cost.cpu,
            megabytes(cost.memory),
            verdict(met)
        );
    }
}

struct Bench {
    workspace: PathBuf,
    programs: PathBuf,
    target: PathBuf,
}

impl Bench {
    fn check(&self, arguments: &[&str]) -> Result<Cost, Vec<Diagnostic>> {
        let arguments: Vec<&str> = ["check"].iter().chain(arguments).copied().collect();
        self.build(&self.workspace, &self.target, &arguments)
    }

    fn build(&self, folder: &Path, target: &Path, arguments: &[&str]) -> Result<Cost, Vec<Diagnostic>> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let command: Vec<&str> =
            [cargo.as_str()].iter().chain(arguments).copied().chain(["--quiet"]).collect();
        let target = target.display().to_string();
        cost(folder, &command, &[NOT_INCREMENTAL, ("CARGO_TARGET_DIR", &target)])
    }

    /// Checks one crate whose dependencies are built, several times.
    fn again(&self, package: &str) -> Result<Cost, Vec<Diagnostic>> {
        let mut costs = Vec::new();
        self.check(&["--package", package])?;
        for _ in 0..ROUNDS {
            self.forget(package)?;
            costs.push(self.check(&["--package", package])?);
        }
        Ok(median(&costs))
    }

    fn forget(&self, package: &str) -> Result<(), Vec<Diagnostic>> {
        forget(&self.target.join("debug"), &[package])
    }

    /// A program that calls services.
    fn program(&self, root: &Path, name: &str, services: &[&str]) -> Result<PathBuf, Vec<Diagnostic>> {
        let folder = self.programs.join(name);
        let path = root.display();
        let (mut dependencies, mut calls) = (String::new(), String::new());
        for service in services {
            let _ = writeln!(
                dependencies,
                "cfs-management-{service} = {{ path = \"{path}/output/management/{service}\" }}"
            );
            calls.push_str(call(service));
        }
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\ncfs-http = {{ path = \
             \"{path}/support/http\" }}\n{dependencies}tokio = {{ version = \"1\", features = [\"rt\"] \
             }}\n\n[profile.release]\nstrip = true\n\n[workspace]\n"
        );
        let main = format!(
            "fn main() {{\n    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();\n    let done = \
             runtime.expect(\"a runtime\").block_on(calls());\n    println!(\"{{done:?}}\");\n}}\n\nasync fn calls() -> Result<(), \
             cfs_http::Error> {{\n    let client = cfs_http::Client::from_env()?;\n{calls}    Ok(())\n}}\n"
        );
        let write = |file: &str, text: &str| {
            let file = folder.join(file);
            // An unchanged program is not compiled again for its date.
            if std::fs::read_to_string(&file).is_ok_and(|there| there == text) {
                return Ok(());
            }
            write_file(&file, text.as_bytes()).map_err(|error| vec![error])
        };
        write("Cargo.toml", &manifest)?;
        write("src/main.rs", &main)?;
        Ok(folder)
    }
}

/// A call of a service, and something done with its answer.
fn call(service: &str) -> &'static str {
    match service {
        "d1" => {
            "    let found = cfs_management_d1::D1::new(&client).database().list(\"account\").collect_all(10).await?;\n    \
             println!(\"{found:?}\");\n"
        }
        "dns" => {
            "    let found = cfs_management_dns::Dns::new(&client).records().list(\"zone\").collect_all(10).await?;\n    \
             println!(\"{found:?}\");\n"
        }
        _ => {
            "    let found = cfs_management_kv::Kv::new(&client).namespaces().list(\"account\").collect_all(10).await?;\n    \
             println!(\"{found:?}\");\n"
        }
    }
}

/// Makes cargo compile packages again: those whose names begin so.
pub(super) fn forget(profile: &Path, packages: &[&str]) -> Result<(), Vec<Diagnostic>> {
    let folder = profile.join(".fingerprint");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| failed(format!("{}: {error}", folder.display())))?;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if packages.iter().any(|package| name.starts_with(&format!("{package}-"))) {
            std::fs::remove_dir_all(entry.path()).map_err(|error| failed(error.to_string()))?;
        }
    }
    Ok(())
}

/// The service with the most Rust.
fn largest(workspace: &Path) -> Result<String, Vec<Diagnostic>> {
    let entries = std::fs::read_dir(workspace).map_err(|error| failed(error.to_string()))?;
    let mut sizes = Vec::new();
    for entry in entries.filter_map(Result::ok).filter(|entry| entry.path().join("src").is_dir()) {
        let bytes = super::management::size(&entry.path().join("src"))?.0;
        sizes.push((bytes, entry.file_name().to_string_lossy().into_owned()));
    }
    sizes.into_iter().max().map(|(_, name)| name).ok_or_else(|| failed("there are no crates"))
}

/// How many crates a program is built of, itself and those for the build included.
fn crates(folder: &Path) -> Result<usize, Vec<Diagnostic>> {
    let mut tree = crate::process::cargo_command(folder);
    tree.args(["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    let output = tree.output().map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter_map(|line| line.split(" (").next());
    Ok(lines.filter(|line| !line.is_empty()).collect::<BTreeSet<&str>>().len())
}
