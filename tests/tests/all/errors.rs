//! What a user is told when no output can be made: a folder of `fixtures/errors` each, and what is printed.

use codegen::diag::Diagnostic;
use codegen::doc::Source;
use gen_openapi::{Config, Ledger};
use inputs::{InputError, Inputs, Lock};
use openapi::assembly::Assembly;
use openapi::overlay::{Rules, apply};
use segmenter::{Fallback, Manifest, SdkNames};
use serde::Deserialize;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use tests::{fixture, folders, read, rendered, root};

/// `case.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What is wrong.
    title: String,
    /// What finds it.
    run: Run,
    /// The services that are asked for.
    #[serde(default)]
    only: Vec<String>,
    /// The input that is asked for.
    #[serde(default = "document")]
    name: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Run {
    /// The segmenter, with the folder's `services.toml` if it has one.
    Segment,
    /// The generator on its own.
    Generate,
    /// Applying the folder's `overlay.yaml`, as corrections that are kept.
    Overlay,
    /// Reading a manifest.
    Manifest,
    /// Reading a table of SDK names.
    Names,
    /// Reading a lock.
    Lock,
    /// Taking an input from the cache, offline.
    Input,
    /// Taking an input from a file that is named.
    Given,
}

fn document() -> String {
    "cloudflare.json".to_owned()
}

#[test]
fn every_error_says_what_is_wrong_and_what_to_do() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/snapshots/errors"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut differing = Vec::new();
    for folder in folders(&root().join("fixtures/errors")) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let case: Case = toml::from_str(&read(&folder.join("case.toml"))).expect("a case.toml");
        let text = format!("# {}\n\n{}", case.title, run(&folder, &case));
        // One that differs must not hide the others.
        let check = || settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
        if catch_unwind(AssertUnwindSafe(check)).is_err() {
            differing.push(name);
        }
    }
    assert!(differing.is_empty(), "these errors are told otherwise now: {}", differing.join(", "));
}

/// What is printed.
///
/// # Panics
/// When there is no error.
fn run(folder: &Path, case: &Case) -> String {
    let found = match case.run {
        Run::Segment => segment(folder, case).err(),
        Run::Generate => generate(folder).err().map(|error| vec![error]),
        Run::Overlay => overlay(folder).err(),
        Run::Manifest => {
            let text = read(&folder.join("services.toml"));
            Manifest::parse("services.toml", &text).err().map(|error| vec![error])
        }
        Run::Names => SdkNames::parse(&read(&folder.join("sdk-names.txt"))).err().map(|error| vec![error]),
        Run::Lock | Run::Input | Run::Given => return input(folder, case),
    };
    rendered(&found.expect("an error"))
}

fn source(folder: &Path) -> Result<Source, Diagnostic> {
    let file = if folder.join("input.json").exists() { "input.json" } else { "input.yaml" };
    Source::new(file, fs::read(folder.join(file)).unwrap_or_default())
}

fn segment(folder: &Path, case: &Case) -> Result<(), Vec<Diagnostic>> {
    let one = |error| vec![error];
    let source = source(folder).map_err(one)?;
    let doc = source.parse().map_err(one)?;
    let manifest = folder.join("services.toml");
    let manifest = manifest
        .exists()
        .then(|| Manifest::parse("services.toml", &read(&manifest)))
        .transpose()
        .map_err(one)?;
    let only = case.only.clone();
    let config = segmenter::Config { manifest, names: SdkNames::default(), fallback: Fallback::Refuse, only };
    segmenter::segment(&source, &doc, &config).map(drop)
}

fn overlay(folder: &Path) -> Result<(), Vec<Diagnostic>> {
    let one = |error| vec![error];
    let document = Assembly::new(source(folder).map_err(one)?);
    let text = read(&folder.join("overlay.yaml"));
    let overlay = Source::by_hand("overlay.yaml", text.into_bytes()).map_err(one)?;
    apply(&document, &[overlay], Rules::KEPT).map(drop)
}

fn generate(folder: &Path) -> Result<(), Diagnostic> {
    let source = source(folder)?;
    let doc = source.parse()?;
    gen_openapi::check(&source, &doc)?;
    let config: Config = fixture::config("errors", "errors");
    let names = fs::read_to_string(folder.join("ledger.txt")).unwrap_or_default();
    gen_openapi::generate(&doc, &config, &Ledger::parse("ledger.txt", &names)?).map(drop)
}

/// Errors about pinned inputs, as binaries print them. Their paths begin with the repository's root.
fn input(folder: &Path, case: &Case) -> String {
    let root = tempfile::tempdir().expect("a temporary folder");
    let copy = |from: &str, to: &str| {
        if folder.join(from).exists() {
            let to = root.path().join(to);
            fs::create_dir_all(to.parent().unwrap_or(&to)).expect("a folder");
            fs::copy(folder.join(from), to).expect("a copy");
        }
    };
    copy("specs.lock", "specs.lock");
    copy("cached.json", &format!("target/specs/{}", case.name));
    copy("given.json", "given.json");
    let open = || Inputs::open(root.path()).map(|inputs| inputs.offline(true));
    let error = match case.run {
        Run::Input => open().and_then(|inputs| inputs.file(&case.name)).map(drop),
        Run::Given => open().and_then(|i| i.given(&case.name, &root.path().join("given.json"))).map(drop),
        _ => Lock::read(&root.path().join("specs.lock")).map(drop),
    };
    let error: InputError = error.expect_err("an error");
    let diagnostic = Diagnostic::error(error.code(), error.to_string());
    let diagnostic = error.help().into_iter().fold(diagnostic, Diagnostic::help);
    // The rendering wraps lines: a path of another length would wrap elsewhere.
    let shorten = |text: &str| text.replace(&format!("{}/", root.path().display()), "");
    let mut diagnostic = diagnostic;
    diagnostic.message = shorten(&diagnostic.message);
    diagnostic.help = diagnostic.help.as_deref().map(shorten);
    // A cache that an error left half-written would be worse than none.
    let cached = fs::read_dir(root.path().join("target/specs")).into_iter().flatten().filter_map(Result::ok);
    let left: Vec<String> = cached.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    format!("{}\ncache: {}\n", diagnostic.render(false), left.join(", "))
}
