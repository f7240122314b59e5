//! What a program is given.

use super::{folder, model};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// A program whose model is what it was given.
const CURIOUS: &str = r#"use cfs_model::*;
fn main() -> Result {
    app("shop", |app| {
        println!("this is no data");
        let mut names: Vec<String> = std::env::vars().map(|(name, _)| name).collect();
        names.sort();
        app.output("names", names).output("folder", std::env::current_dir().unwrap().display().to_string());
        app.kv("cache");
        Ok(())
    })
}
"#;

/// Run in a process of its own, since a process shares its environment and its folder.
#[test]
fn curious() {
    if let Some(program) = std::env::var_os("CURIOUS_PROGRAM") {
        println!("model: {}", model(Path::new(&program)));
    }
}

/// The model of a program, as a process of its own sees it in a folder with more variables.
pub(super) fn inner<'a>(
    folder: &Path,
    program: &str,
    variables: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Value {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "program::privacy::curious", "--nocapture"])
        .current_dir(folder)
        .env("CURIOUS_PROGRAM", program)
        .envs(variables)
        .output()
        .expect("run");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.split_once("model: "));
    let (_, line) = line.unwrap_or_else(|| panic!("{text}\n{}", String::from_utf8_lossy(&output.stderr)));
    assert!(!text.contains("this is no data"), "what it prints does not mix with data");
    serde_json::from_str(line).expect("JSON")
}

fn seen(folder: &Path) -> Value {
    let variables = [
        ("CFS_PROFILE", "work"),
        ("GIT_COMMIT", "abc"),
        ("CLOUDFLARE_ACCOUNT_ID", "x"),
        ("CF_API_TOKEN", "x"),
        ("my_password", "x"),
        ("AWS_PROFILE", "x"),
    ];
    inner(folder, "infra/infrastructure.rs", variables)
}

#[test]
fn credentials_are_none_of_its_business() {
    let folder = folder(&[("infra/infrastructure.rs", CURIOUS)]);
    let model = seen(folder.path());
    let names = model["outputs"]["names"].as_array().expect("names");
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    for name in ["PATH", "GIT_COMMIT", "CFS_OUT"] {
        assert!(has(name), "{name}: {names:?}");
    }
    for name in ["CLOUDFLARE_ACCOUNT_ID", "CF_API_TOKEN", "my_password", "AWS_PROFILE", "CFS_PROFILE"] {
        assert!(!has(name), "{name}");
    }
}

#[test]
fn places_are_told_as_the_path_was_given() {
    let folder = folder(&[("infra/infrastructure.rs", CURIOUS)]);
    let model = seen(folder.path());
    assert_eq!(model["resources"][0]["place"]["file"], "infra/infrastructure.rs");
    let within = model["outputs"]["folder"].as_str().expect("a folder");
    assert!(within.ends_with("infra"), "it runs where its own paths lead from: {within}");
}
