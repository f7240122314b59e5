//! The TypeScript half: both variants of workers-types to the runtime crates, and to the native types of what a Worker tells.

use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::stack::big;
use gen_dts::native::{self, Frame, Native};
use gen_dts::{Config, Ledger, Manifest, Package, Report, Sources, print};
use inputs::{InputError, Inputs};
use std::path::Path;

/// Everything that a run makes.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Files below `output/runtime`.
    pub output: Artifacts,
    /// Files below `ledger/runtime`.
    pub ledgers: Artifacts,
    /// What was understood, as TypeScript, for the compiler to compare.
    pub typescript: Artifacts,
    /// The numbers.
    pub report: Report,
    /// The numbers of the native types.
    pub native: Vec<native::Report>,
}

/// The inputs: the stable definitions and what only the experimental ones declare.
pub const INPUTS: [&str; 2] = ["workers-types.d.ts", "workers-types-experimental.d.ts"];

/// The workspace's version, which the crates are generated with.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where the manifest is.
const MANIFEST: &str = "gen-dts/runtime.toml";

/// Where a first use of every crate is, as its README shows it.
const CALLS: &str = "gen-dts/calls";

/// Where it is said which declarations are native types as well.
const NATIVE: &str = "gen-dts/native.toml";

/// Where the crates' ledgers are.
const LEDGERS: &str = "ledger/runtime";

/// Reads the pinned definitions.
///
/// # Errors
/// When they are not to be had.
pub fn read(root: &Path) -> Result<Sources, Vec<Diagnostic>> {
    let inputs = Inputs::open(root).map_err(failed)?;
    sources(|name| Ok(inputs.file(name).map_err(failed)?.bytes))
}

/// Definitions that somebody has.
///
/// # Errors
/// Those of `file`, and when one is no text.
pub fn sources(file: impl Fn(&str) -> Result<Vec<u8>, Vec<Diagnostic>>) -> Result<Sources, Vec<Diagnostic>> {
    let mut sources = Sources::default();
    for name in INPUTS {
        let text = String::from_utf8(file(name)?)
            .map_err(|_| vec![Diagnostic::error("document::encoding", format!("`{name}` is not UTF-8"))])?;
        sources.add(name, text);
    }
    Ok(sources)
}

/// Generates the runtime crates.
///
/// # Errors
/// When the manifest cannot be read, or something in the definitions cannot be generated.
pub fn generate(root: &Path, sources: &Sources) -> Result<Generated, Vec<Diagnostic>> {
    let config = config(root)?;
    let output = big(|| gen_dts::generate(sources, &config))?;
    let rules = Native::parse(NATIVE, &text(root, NATIVE)?).map_err(|error| vec![error])?;
    let native = big(|| native::generate(&output.model.program, sources, &rules, &native_frame()))?;

    let mut ledgers = ledgers(&output, &config.package.prefix);
    ledgers.insert("native.txt", native.ledger);
    let (ours, checks) = print::typescript(&output.model.program, &output.model.crates);
    let mut typescript = Artifacts::default();
    typescript.insert("ours.d.ts", ours);
    typescript.insert("checks.ts", checks);
    let mut files = output.artifacts;
    native.artifacts.iter().for_each(|(path, content)| files.insert(path, content));
    files.insert("Cargo.toml", WORKSPACE);
    files.insert("rustfmt.toml", crate::RUSTFMT);
    Ok(Generated { output: files, ledgers, typescript, report: output.report, native: native.reports })
}

/// What is generated, and under which names: by the manifest and the committed ledgers.
fn config(root: &Path) -> Result<Config, Vec<Diagnostic>> {
    let mut manifest = Manifest::parse(MANIFEST, &text(root, MANIFEST)?).map_err(|error| vec![error])?;
    for (at, krate) in manifest.crates.iter_mut().enumerate() {
        krate.usage = Some(usage(root, &krate.name, at == 0)?);
    }
    let mut ledger = Ledger::default();
    for krate in &manifest.crates {
        let name = format!("{LEDGERS}/{}.txt", krate.name);
        let text = crate::ledgers::committed(root, &name).map_err(|error| vec![error])?;
        ledger.read(&krate.name, &name, &text).map_err(|error| vec![error])?;
    }
    let package = Package {
        prefix: "cfs-runtime-".into(),
        support: format!("{{ path = \"../../../support/worker\", version = \"{VERSION}\" }}"),
        version: VERSION.into(),
        repository: Some(env!("CARGO_PKG_REPOSITORY").into()),
        keywords: ["cloudflare", "workers", "wasm", "bindings"].map(str::to_owned).to_vec(),
        note: "Use it through `cfs-runtime`.".into(),
    };
    Ok(Config { manifest, ledger, package })
}

/// What the crate of native types says of itself.
fn native_frame() -> Frame {
    let at = "path = \"../../../support/http\"";
    Frame {
        cfs_http: format!("{{ {at}, version = \"{VERSION}\", default-features = false }}"),
        version: VERSION.into(),
        repository: env!("CARGO_PKG_REPOSITORY").into(),
    }
}

/// What is committed below `ledger/runtime`: public names, and what was read otherwise than literally.
fn ledgers(output: &gen_dts::Output, prefix: &str) -> Artifacts {
    let lines = |mut lines: Vec<String>| {
        lines.sort();
        lines.join("\n") + "\n"
    };
    let model = &output.model;
    let mut ledgers = Artifacts::default();
    let warnings = model.diagnostics.iter().map(ToString::to_string).collect();
    ledgers.insert("warnings.txt", lines(warnings));
    let surface = print::surface(&model.crates, prefix);
    surface.iter().for_each(|(path, text)| ledgers.insert(path, text));
    ledgers.insert("members.json", print::members(&model.crates));
    let skipped = output.report.skipped.iter().map(|(path, reason)| format!("{path}: {reason}")).collect();
    ledgers.insert("without-item.txt", lines(skipped));
    ledgers
}

/// How a crate is used, for its README. The first is a part of every program, and no feature.
fn usage(root: &Path, krate: &str, is_first: bool) -> Result<String, Vec<Diagnostic>> {
    let help = "write a first use of the crate there, for its README";
    let call = text(root, &format!("{CALLS}/{krate}.rs"))
        .map_err(|errors| errors.into_iter().map(|error| error.help(help)).collect::<Vec<_>>())?;
    let features = if is_first { String::new() } else { format!(", features = [\"{krate}\"]") };
    let version = VERSION.rsplit_once('.').map_or("", |(minor, _)| minor);
    Ok(format!(
        "```toml\n[dependencies]\ncfs-runtime = {{ version = \"{version}\"{features} }}\n```\n\n```rust\n{}\n```\n",
        call.trim_end()
    ))
}

/// A file of the repository.
fn text(root: &Path, name: &str) -> Result<String, Vec<Diagnostic>> {
    let path = root.join(name);
    std::fs::read_to_string(&path)
        .map_err(|error| vec![Diagnostic::error("input::file", format!("{}: {error}", path.display()))])
}

fn failed(error: InputError) -> Vec<Diagnostic> {
    vec![document::told(&error)]
}

const WORKSPACE: &str = "# Generated by gen-dts. Do not edit: run `cargo xtask regen`.\n[workspace]\nresolver = \"3\"\nmembers = \
                         [\"*\"]\nexclude = [\"target\"]\n";
