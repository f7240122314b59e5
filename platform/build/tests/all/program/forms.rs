//! The forms that a program may have.

use super::{SMALL, folder, model, run};
use cfs_build::program::{Program, editor_files};
use std::process::Command;

#[test]
fn the_program_of_the_guide() {
    let text = include_str!("../../../../model/tests/all/infrastructure.rs");
    let folder = folder(&[("infrastructure.rs", text)]);
    let path = folder.path().join("infrastructure.rs");
    let (model, _) = run(&path, Some("staging")).expect("a model");
    assert_eq!((&model["app"], &model["environment"]), (&"shop".into(), &"staging".into()));
    assert_eq!(model["workers"][0]["routes"][1]["pattern"], "staging.example.com/*");
    let place = &model["resources"][0]["place"];
    assert_eq!((place["file"].as_str(), &place["line"]), (path.to_str(), &4.into()));
}

#[test]
fn a_folder_is_the_program_in_it() {
    let folder = folder(&[("infrastructure.rs", SMALL)]);
    assert_eq!(model(folder.path())["app"], "shop");
    let file = Program::find(folder.path()).expect("a program");
    assert_eq!(
        (file.path(), file.folder()),
        (folder.path().join("infrastructure.rs").as_path(), folder.path())
    );
    let bare = Program::find("src/lib.rs".as_ref()).expect("a file");
    assert_eq!(bare.folder().to_str(), Some("src"));
}

#[test]
fn modules_and_included_files_belong_to_it() {
    let folder = folder(&[
        (
            "infrastructure.rs",
            "use cfs_model::*;\nmod data;\nfn main() -> Result {\n    app(\"shop\", |app| {\n        data::all(app);\n        \
             app.any(\"rules.lists\", \"a\", Json::parse(include_str!(\"list.json\"))?);\n        Ok(())\n    })\n}\n",
        ),
        ("data.rs", "use cfs_model::App;\n\npub fn all(app: &App) {\n    app.d1(\"orders\");\n}\n"),
        ("list.json", "{\"kind\": \"ip\"}"),
    ]);
    let first = model(folder.path());
    assert_eq!(first["resources"][1]["settings"]["kind"], "ip");
    let place = first["resources"][0]["place"]["file"].as_str().expect("a file");
    assert!(place.ends_with("data.rs"), "{place}");
    super::write(folder.path(), "list.json", "{\"kind\": \"asn\"}");
    assert_eq!(model(folder.path())["resources"][1]["settings"]["kind"], "asn");
}

#[test]
fn front_matter_is_no_code() {
    let body = "use cfs_model::*;\nmod data;\nfn main() -> Result { app(data::NAME, |app| { app.kv(\"cache\"); Ok(()) }) }\n";
    let folder = folder(&[
        ("infrastructure.rs", &format!("#!/usr/bin/env cfs\n---\npackage.edition = \"2021\"\n---\n{body}")),
        ("data.rs", "pub const NAME: &str = \"shop\";\n"),
    ]);
    let model = model(folder.path());
    assert_eq!(model["app"], "shop");
    let place = &model["resources"][0]["place"];
    assert_eq!(place["file"].as_str(), folder.path().join("infrastructure.rs").to_str());
    assert_eq!((&place["line"], &place["column"]), (&7.into(), &51.into()));
}

const NAMES: [(&str, &str); 2] = [
    (
        "names/Cargo.toml",
        "[package]\nname = \"names\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
    ),
    ("names/src/lib.rs", "pub const APP: &str = \"shop\";\n"),
];

#[test]
fn more_crates_are_named_in_the_documentation_or_in_front_matter() {
    let body =
        "use cfs_model::*;\nfn main() -> Result { app(names::APP, |app| { app.kv(\"cache\"); Ok(()) }) }\n";
    let manifest = "[dependencies]\nnames = { path = \"names\" }\n";
    let documented = format!(
        "//! Shop.\n//!\n//! ```cargo\n//! {}\n//! ```\n{body}",
        manifest.trim().replace('\n', "\n//! ")
    );
    for text in [documented, format!("---\n{manifest}---\n{body}")] {
        let [manifest, lib] = NAMES;
        let folder = folder(&[("infrastructure.rs", &text), manifest, lib]);
        let (model, events) = run(folder.path(), None).expect("a model");
        assert_eq!(model["app"], "shop");
        let file = model["resources"][0]["place"]["file"].as_str().map(str::to_owned);
        assert_eq!(file.as_deref(), folder.path().join("infrastructure.rs").to_str());
        assert!(events.iter().any(|line| line.contains("Compiling names")), "{events:?}");
        let (_, events) = run(folder.path(), None).expect("a model");
        assert!(events.is_empty(), "nothing changed: {events:?}");
        super::write(folder.path(), "names/src/lib.rs", "pub const APP: &str = \"store\";\n");
        assert_eq!(self::model(folder.path())["app"], "store", "what it depends on changed");
    }
}

#[test]
fn a_crate_of_its_own_needs_no_registry() {
    let manifest = "[package]\nname = \"infra\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ncfs-model = \"0.1\"\n";
    let folder = folder(&[("infra/Cargo.toml", manifest), ("infra/src/main.rs", SMALL)]);
    let path = folder.path().join("infra");
    let found = model(&path);
    let main = path.join("src/main.rs");
    assert_eq!(found["resources"][0]["place"]["file"].as_str(), main.to_str());
    assert_eq!(model(&path.join("Cargo.toml"))["app"], "shop");
    let (_, events) = run(&path, None).expect("a model");
    assert!(events.is_empty(), "nothing changed: {events:?}");
    super::write(&path, "src/main.rs", &SMALL.replace("cache", "store"));
    assert_eq!(model(&path)["resources"][0]["name"], "store");
}

#[test]
fn editors_are_given_a_crate() {
    let folder = folder(&[("infrastructure.rs", SMALL)]);
    for file in editor_files(None, false) {
        super::write(folder.path(), file.path.to_str().expect("a path"), &file.text);
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--manifest-path", ".cfs/Cargo.toml"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let beside = editor_files(Some("infra.rs"), true);
    assert!(
        beside
            .iter()
            .any(|file| file.path.ends_with("settings.json") && file.text.contains(".cfs/Cargo.toml"))
    );
    assert!(beside.iter().any(|file| file.text.contains("path = \"../infra.rs\"")));
}
