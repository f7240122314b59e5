//! Models that are printed as programs are the same models once these have run. All programs are modules of one, which is
//! compiled once.

mod described;
mod odd;

use cfs_config::{Form, Model};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A model, and where it comes from.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) model: Model,
}

/// Every wrangler file of the corpus, each for the top level and its environments.
fn corpus() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/tests/configs");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the corpus").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files.iter().filter(|file| file.is_file()) {
        let text = fs::read_to_string(file).expect("a text");
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for environment in
            [None, Some("staging"), Some("production"), Some("quiet"), Some("live"), Some("empty")]
        {
            let named = |name: &str| {
                text.contains(&format!("env.{name}")) || text.contains(&format!("\"{name}\": {{"))
            };
            if environment.is_some_and(|name| !named(name)) {
                continue;
            }
            let read = cfs_config::read(&text, &name, Form::of(file), environment);
            let name = format!("{name} {}", environment.unwrap_or_default());
            cases.push(Case { name, model: read.model });
        }
    }
    cases
}

/// A model as two of them are compared: without places, and with no name that says what is said anyhow.
fn plain(model: Model) -> Value {
    let mut model = model.without_places();
    for resource in &mut model.resources {
        resource.called = resource.called.take().filter(|called| *called != resource.name);
    }
    for worker in &mut model.workers {
        worker.called = worker.called.take().filter(|called| *called != worker.name);
    }
    serde_json::to_value(model).expect("JSON")
}

fn rustc(arguments: &[&str], folder: &Path) {
    let program = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let out = Command::new(program)
        .args(["--edition", "2024", "-Dwarnings"])
        .args(arguments)
        .current_dir(folder)
        .output();
    let out = out.expect("rustc runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

/// Compiles programs as modules of one.
fn compile(programs: &[String], folder: &Path) {
    let mut main = String::new();
    for (index, program) in programs.iter().enumerate() {
        let program = program.replace("fn main() -> Result {", "pub fn main() -> Result {");
        fs::write(folder.join(format!("m{index}.rs")), program).expect("a file");
        writeln!(main, "mod m{index};").expect("a text");
    }
    main.push_str("fn main() -> cfs_model::Result {\n    match std::env::args().nth(1).unwrap_or_default().as_str() {\n");
    for index in 0..programs.len() {
        writeln!(main, "        \"{index}\" => m{index}::main(),").expect("a text");
    }
    main.push_str("        other => Err(cfs_model::Error::new(other)),\n    }\n}\n");
    fs::write(folder.join("main.rs"), main).expect("a file");
    let library = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs");
    rustc(&["--crate-name", "cfs_model", "--crate-type", "rlib", library], folder);
    rustc(&["main.rs", "--extern", "cfs_model=libcfs_model.rlib"], folder);
}

fn run(index: usize, environment: Option<&str>, folder: &Path) -> String {
    let mut command = Command::new(folder.join("main"));
    command
        .arg(index.to_string())
        .env_remove("CFS_OUT")
        .env("CFS_ENVIRONMENT", environment.unwrap_or_default());
    let out = command.output().expect("the program runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("a text")
}

#[test]
fn a_program_gives_the_model_that_it_was_printed_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut cases = corpus();
    assert!(cases.len() > 30, "{}", cases.len());
    cases.extend(described::cases());
    cases.extend(odd::cases());
    let written: Vec<_> = cases.iter().map(|case| cfs_config::program(&case.model)).collect();
    let texts: Vec<String> = written.iter().map(|written| written.text.clone()).collect();
    compile(&texts, folder.path());
    for (index, Case { name, model }) in cases.into_iter().enumerate() {
        assert!(written[index].notes.is_empty(), "{name}: {:?}", written[index].notes);
        let again = run(index, model.environment.as_deref(), folder.path());
        let again = cfs_config::read(&again, "model.json", Form::Json, None).model;
        let (before, after) = (plain(model), plain(again));
        assert_eq!(before, after, "{name}:\n{}", texts[index]);
    }
}

/// What the builder says, the printer finds the same words for.
#[test]
fn a_program_is_as_one_would_write_it() {
    for Case { name, model } in described::cases() {
        let text = cfs_config::program(&model).text;
        for general in [".raw(", "raw(\"", ".part(", "app.any(", ".member("] {
            let known = ["general", "any (unsafe)", "PIPELINE_OLD"];
            let known = |line: &str| known.iter().any(|known| line.contains(known));
            let found = text.lines().find(|line| line.contains(general) && !known(line));
            assert_eq!(found, None, "{name} says `{general}`");
        }
    }
    let shop = described::cases().remove(0);
    let expected = include_str!("shop.rs");
    assert_eq!(cfs_config::program(&shop.model).text, expected);
}
