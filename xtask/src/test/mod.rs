//! `cargo xtask test`: everything that shows the repository works, the tests' own runner last.

mod committed;
mod corpus;
mod declared;
mod deny;
mod doctests;
mod fuzz;
mod generated;
mod harness;
mod judges;
mod miniflare;
mod newcomer;
mod outputs;
mod released;
mod run;
mod runtime;
mod scoreboard;
mod sdk;
mod semver;
mod steady;
mod tail;

use crate::figures;
use crate::{Outcome, npm, process, release, root};
use run::{Results, could_not_run};
use std::path::Path;
use std::time::Instant;

/// Options of `cargo xtask test`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Args {
    /// Only these steps; see --list.
    steps: Vec<String>,
    /// List the steps.
    #[arg(long)]
    list: bool,
    /// Everything that takes long as well.
    #[arg(long)]
    full: bool,
    /// Other documents as well: the step `corpus`.
    #[arg(long)]
    corpus: bool,
    /// Rewrite what is committed of the results (recorded requests, figures, scoreboards) instead of comparing it.
    #[arg(long)]
    update: bool,
}

/// What a step is given.
struct Context<'a> {
    root: &'a Path,
    full: bool,
    update: bool,
}

/// One step.
struct Step {
    /// What it is called on the command line.
    name: &'static str,
    /// What it shows.
    about: &'static str,
    /// Whether it takes so long that it is only run with `--full`, or when it is named.
    long: bool,
    /// Whether nothing is printed after it.
    last: bool,
    /// Runs it.
    run: fn(&Context<'_>) -> Outcome,
}

impl Step {
    fn new(name: &'static str, about: &'static str, run: fn(&Context<'_>) -> Outcome) -> Self {
        Self { name, about, long: false, last: false, run }
    }

    /// A step that takes long.
    fn long(name: &'static str, about: &'static str, run: fn(&Context<'_>) -> Outcome) -> Self {
        Self { long: true, ..Self::new(name, about, run) }
    }
}

/// The steps in their order. The last prints the test runner's own summary.
fn steps() -> Vec<Step> {
    let mut steps = of_written();
    steps.extend(of_management());
    steps.extend(of_runtime());
    steps.extend(long());
    steps.push(Step {
        last: true,
        ..Step::new("tests", "unit and integration tests of the hand-written crates", tests)
    });
    steps
}

/// What hand-written code is held to, and that the output is what it makes.
fn of_written() -> Vec<Step> {
    vec![
        Step::new("format", "hand-written code is formatted", |cx| {
            process::cargo(cx.root, &["fmt", "--check"])
        }),
        Step::new("regen", "the committed output is what the pinned inputs make", |_| {
            regen::run(&regen::Args { check: true, ..regen::Args::default() })
        }),
        Step::new("lint", "hand-written crates have no clippy warning", lint),
        Step::new("docs", "hand-written crates have no rustdoc warning", |cx| {
            process::cargo_with(
                cx.root,
                &["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"],
                &[("RUSTDOCFLAGS", "-D warnings")],
            )
        }),
        Step::new("deny", "licences and sources of all dependencies are among the allowed ones", deny::holds),
    ]
}

/// What shows that the management crates are right.
fn of_management() -> Vec<Step> {
    vec![
        Step::new("generated", "generated crates have no compiler or clippy warning", generated::lint),
        Step::new(
            "readme",
            "the README's examples compile, and run where they can; its figures are the measured ones",
            generated::readme,
        ),
        Step::new("metadata", "packages have what a registry asks for", generated::metadata),
        Step::new("doctests", "the example of every method compiles", doctests::compile),
        Step::new("generated-docs", "generated crates have no rustdoc warning", generated::docs),
        Step::new("examples", "the document's examples survive reading and writing", harness::examples),
        Step::new("variants", "every variant of every union comes back as it was", harness::variants),
        Step::new(
            "lists",
            "every list is followed through its pages, however a server pages",
            harness::lists,
        ),
        Step::new("answers", "answers as the service gives them are read rightly", harness::answers),
        Step::new(
            "wire",
            "recorded requests are as committed; a mock server accepts every operation",
            harness::wire,
        ),
        Step::new(
            "sdk",
            "the official TypeScript SDK sends the same for every operation both have",
            sdk::agrees,
        ),
        Step::new("judges", "the official TypeScript SDK reads every answer of the emulator", judges::sdk),
        Step::new(
            "command",
            "agents' own client uses `cfs mcp`; real shells complete what is typed",
            judges::command,
        ),
        Step::new(
            "python",
            "the official Python SDK takes things of many services from creation to deletion",
            judges::python,
        ),
        Step::new(
            "outputs",
            "Terraform and TypeScript that a model is written as are read by others",
            outputs::others_read,
        ),
        Step::new(
            "miniflare",
            "generated clients against Cloudflare's local implementation of the API",
            miniflare::serves,
        ),
    ]
}

/// What shows that the runtime crates are right.
fn of_runtime() -> Vec<Step> {
    vec![
        Step::new("runtime", "runtime crates compile for wasm32 without a warning", runtime::compiles),
        Step::new("types", "the TypeScript compiler agrees with what was understood", runtime::types),
        Step::new("reflection", "every emitted member is looked up in the real runtime", runtime::reflection),
        Step::new("behaviour", "a worker over every binding, in the real runtime", runtime::behaviour),
        Step::new(
            "newcomer",
            "a newcomer's Worker outside the checkout goes through every runtime case",
            newcomer::outside,
        ),
        Step::new("client", "a generated client inside a Worker, over the runtime's fetch", runtime::client),
    ]
}

/// What takes long.
fn long() -> Vec<Step> {
    vec![
        Step::long("corpus", "other documents: all are generated, some compiled", corpus::corpus),
        Step::long(
            "semver",
            "`xtask diff` and cargo-semver-checks agree on what breaks users",
            semver::agrees,
        ),
        Step::long(
            "rehearsal",
            "every package is published to a registry on this machine, and the README's program built from there",
            |cx| release::rehearse(cx.root),
        ),
        Step::long(
            "binary",
            "the command as it is released is small, and needs nothing of a machine",
            released::binary,
        ),
        Step::long(
            "wrangler",
            "wrangler's commands work against the emulator, and all it has are in the table of commands",
            judges::wrangler,
        ),
        Step::long(
            "dry-run",
            "wrangler takes the files that are written for it, and would upload what their models say",
            outputs::wrangler_takes,
        ),
        Step::long("fuzz", "the fuzzers find nothing in a minute each", fuzz::run),
        Step::long(
            "scoreboard",
            "definition files of other packages generate and compile as committed",
            scoreboard::others,
        ),
    ]
}

pub(crate) fn run(args: &Args) -> Outcome {
    let root = root();
    let cx = Context { root: &root, full: args.full, update: args.update };
    let steps = steps();
    if args.list {
        steps.iter().for_each(|step| {
            let full = if step.long { " (--full)" } else { "" };
            println!("{:16} {}{full}", step.name, step.about);
        });
        return Ok(true);
    }
    if let Some(unknown) = args.steps.iter().find(|name| !steps.iter().any(|step| step.name == **name)) {
        return Err(vec![
            codegen::diag::Diagnostic::error("test::unknown-step", format!("there is no step `{unknown}`"))
                .help("`cargo xtask test --list` lists them"),
        ]);
    }
    let wanted = |step: &&Step| {
        let asked = args.full || !step.long || (args.corpus && step.name == "corpus");
        let all = args.steps.is_empty() && asked;
        all || args.steps.iter().any(|name| name == step.name)
    };
    let strict = std::env::var_os("CI").is_some();
    let mut results = Results::new(strict);
    let begun = Instant::now();
    let chosen: Vec<&Step> = steps.iter().filter(wanted).collect();
    for step in &chosen {
        results.run(step, &cx);
    }
    if chosen.last().is_some_and(|step| !step.last) {
        print!("{}", results.summary());
    }
    let failed = results.failed(strict);
    if !failed.is_empty() {
        eprint!("{}", results.last_words());
        eprintln!("\nfailed: {}", failed.join(", "));
    } else if args.full && args.steps.is_empty() && results.complete() {
        let mut full = results.figures;
        full.insert("full.minutes".to_owned(), (begun.elapsed().as_secs() / 60).to_string());
        full.insert("full.commit".to_owned(), head(&root));
        figures::record(&root, "full.", &full)?;
        return Ok(true);
    }
    Ok(failed.is_empty())
}

/// The commit that is checked out.
fn head(root: &Path) -> String {
    let output = process::program(root, "git").args(["rev-parse", "--short", "HEAD"]).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

/// Clippy with every feature; the transport with none as well.
fn lint(cx: &Context<'_>) -> Outcome {
    let all = ["clippy", "--workspace", "--all-targets", "--all-features", "--quiet", "--", "-D", "warnings"];
    let none = ["clippy", "-p", "cfs-http", "--no-default-features", "--quiet", "--", "-D", "warnings"];
    Ok(process::cargo(cx.root, &all)? && process::cargo(cx.root, &none)?)
}

/// The workspace's own tests, by nextest where it is installed. Documentation tests come first, as it knows none.
fn tests(cx: &Context<'_>) -> Outcome {
    if npm::install(cx.root)?.is_none() {
        return Err(could_not_run("there is no Node and npm on this machine, so no local Workers runtime"));
    }
    if std::env::var_os("CI").is_some() {
        make_room(cx.root);
    }
    let whole =
        |first: &[&str], last: &[&str]| process::cargo(cx.root, &[first, &process::WHOLE, last].concat());
    if !whole(&["test"], &["--doc", "--quiet"])? {
        return Ok(false);
    }
    if process::quiet(cx.root, "cargo", &["nextest", "--version"]) {
        whole(&["nextest", "run"], &["--no-fail-fast"])
    } else {
        whole(&["test"], &["--lib", "--bins", "--tests", "--no-fail-fast"])
    }
}

/// Removes what the steps before built and the last one does not need: gigabytes, on a machine that runs once.
fn make_room(root: &Path) {
    for folder in ["management", "wasm", "doc", "doctests"] {
        // What cannot be removed takes room, and nothing else.
        drop(std::fs::remove_dir_all(root.join("target").join(folder)));
    }
}
