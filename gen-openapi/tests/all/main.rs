//! The command, as people call it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn command(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gen-openapi")).args(arguments).output().expect("it starts")
}

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("it can be removed");
    }
    folder
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/openapi/catalogue/input.yaml");

#[test]
fn the_catalogue_of_any_document_is_a_crate() {
    let folder = folder("catalogue");
    let (out, catalogue) = (folder.join("things"), folder.join("things-catalogue"));
    let [out_text, catalogue_text] = [&out, &catalogue].map(|path| path.display().to_string());
    let made = command(&[
        "--spec",
        DOCUMENT,
        "--name",
        "things",
        "--out",
        &out_text,
        "--catalogue",
        &catalogue_text,
    ]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let said = String::from_utf8_lossy(&made.stdout);
    assert!(said.contains("things-catalogue: ") && said.contains(" bytes"), "{said}");
    assert!(text(&out.join("src/lib.rs")).contains("pub struct"));
    let manifest = text(&catalogue.join("Cargo.toml"));
    assert!(
        manifest.contains("name = \"things-catalogue\"") && manifest.contains("[workspace]"),
        "{manifest}"
    );
    let lines = text(&catalogue.join("operations.txt"));
    assert!(
        lines.lines().any(|line| line.starts_with("things.things.list GET /accounts/{account_id}/things")),
        "{lines}"
    );
    assert!(fs::read(catalogue.join("catalogue.bin")).expect("a table").starts_with(b"CFSC"));
    assert!(text(&catalogue.join("src/lib.rs")).contains("catalogue.bin"));
}

#[test]
fn without_being_asked_there_is_no_catalogue() {
    let folder = folder("alone");
    let out = folder.join("things").display().to_string();
    let made = command(&["--spec", DOCUMENT, "--name", "things", "--out", &out]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
}

#[test]
fn the_help_says_what_it_can_do() {
    let help = command(&["--help"]);
    let said = String::from_utf8_lossy(&help.stdout);
    assert!(said.contains("--catalogue <FOLDER>") && said.contains("which has every operation"), "{said}");
}
