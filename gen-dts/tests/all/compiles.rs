//! Every fixture's crate compiles, without a warning.

use codegen::artifact::Artifacts;
use gen_dts::{Config, Manifest, Package, Sources, generate};
use std::path::Path;
use std::process::Command;

#[test]
fn every_fixture_compiles_without_a_warning() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository");
    let mut workspace = Artifacts::default();
    let folders = std::fs::read_dir(root.join("fixtures/dts")).expect("the fixtures are there");
    let mut names: Vec<String> = folders
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.retain(|name| !name.starts_with("error-"));
    names.sort();
    for name in &names {
        let mut sources = Sources::default();
        for file in ["input.d.ts", "experimental.d.ts"] {
            if let Ok(text) = std::fs::read_to_string(root.join("fixtures/dts").join(name).join(file)) {
                sources.add(file, text);
            }
        }
        let mut manifest =
            match std::fs::read_to_string(root.join("fixtures/dts").join(name).join("manifest.toml")) {
                Ok(text) => Manifest::parse("manifest.toml", &text).expect("it is a manifest"),
                Err(_) => Manifest::single(""),
            };
        manifest.crates.iter_mut().for_each(|krate| krate.name = format!("dts-fixture-{name}"));
        let config = Config {
            manifest,
            package: Package {
                support: "{ path = \"../../../support/worker\" }".into(),
                version: "0.0.0".into(),
                ..Package::default()
            },
            ..Config::default()
        };
        match generate(&sources, &config) {
            Ok(output) => output.artifacts.iter().for_each(|(path, content)| workspace.insert(path, content)),
            Err(errors) => panic!("{name}: {errors:#?}"),
        }
    }
    let list: String = names.iter().map(|name| format!("    \"dts-fixture-{name}\",\n")).collect();
    workspace.insert("Cargo.toml", format!("[workspace]\nresolver = \"3\"\nmembers = [\n{list}]\n"));
    // The versions that are there already.
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).expect("the lock file");
    workspace.insert("Cargo.lock", lock);
    let folder = root.join("target/dts-fixtures-check");
    workspace.write(&folder, &[""]).expect("the workspace is written");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--workspace", "--all-features", "--quiet", "--color", "never"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", root.join("target/management"))
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .expect("cargo runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.trim().is_empty(), "{told}");
}
