//! Every fixture's crate compiles, without a warning.

use codegen::artifact::Artifacts;
use std::process::Command;
use tests::{fixture, read, rendered, root};

#[test]
fn every_fixture_compiles_without_a_warning() {
    let mut workspace = Artifacts::default();
    let mut members = Vec::new();
    for fixture in fixture::all() {
        match fixture.make() {
            Ok(made) => {
                made.place(&mut workspace);
                members.extend(made.crates.into_iter().map(|one| one.package));
            }
            Err(errors) => panic!("{}: {}", fixture.name, rendered(&errors)),
        }
    }
    let list: String = members.iter().map(|member| format!("    \"{member}\",\n")).collect();
    workspace.insert("Cargo.toml", format!("[workspace]\nresolver = \"3\"\nmembers = [\n{list}]\n"));
    // The versions that are there already.
    workspace.insert("Cargo.lock", read(&root().join("Cargo.lock")));
    let folder = root().join("target/fixtures-check");
    workspace.write(&folder, &[""]).expect("the workspace is written");

    // The generated crates of the repository have the same dependencies: they are built once.
    let output = Command::new(env!("CARGO"))
        .args(["check", "--workspace", "--quiet", "--color", "never"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", root().join("target/management"))
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .expect("cargo runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.trim().is_empty(), "{told}");
    assert!(members.len() > 50, "only {} crates", members.len());
}
