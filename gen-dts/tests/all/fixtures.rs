//! Every rule's fixture against its snapshot: the generated code, or the error as people see it.

use gen_dts::native::{self, Frame, Native};
use gen_dts::{Config, Manifest, Output, Package, Sources, generate};
use std::path::Path;

fn run(folder: &Path) -> String {
    let mut sources = Sources::default();
    for name in ["input.d.ts", "experimental.d.ts"] {
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            sources.add(name, text);
        }
    }
    let mut manifest = match std::fs::read_to_string(folder.join("manifest.toml")) {
        Ok(text) => Manifest::parse("manifest.toml", &text).expect("it is a manifest"),
        Err(_) => Manifest::single("fixture"),
    };
    for krate in &mut manifest.crates {
        krate.sql = vec!["SqlStorage".into()];
    }
    let config = Config {
        manifest,
        package: Package { support: "\"0\"".into(), version: "0.0.0".into(), ..Package::default() },
        ..Config::default()
    };
    match generate(&sources, &config) {
        Err(errors) => rendered(&errors),
        Ok(output) if folder.join("native.toml").exists() => natives(folder, &sources, &output),
        Ok(output) => {
            let mut text = String::new();
            for (path, content) in output.artifacts.iter() {
                if path.ends_with("types.rs")
                    || path.contains("src/") && !path.ends_with("lib.rs") && !path.ends_with("mod.rs")
                {
                    text.push_str(&format!("// {path}\n{content}\n"));
                }
            }
            for diagnostic in &output.model.diagnostics {
                text.push_str(&format!("{diagnostic}\n"));
            }
            text
        }
    }
}

fn rendered(errors: &[codegen::diag::Diagnostic]) -> String {
    errors.iter().map(|error| error.render(false)).collect::<Vec<_>>().join("\n")
}

/// What is made of a fixture for programs outside of a Worker.
fn natives(folder: &Path, sources: &Sources, output: &Output) -> String {
    let text = std::fs::read_to_string(folder.join("native.toml")).expect("the rules");
    let native = Native::parse("native.toml", &text).expect("rules");
    let frame =
        Frame { cfs_http: "\"0\"".into(), version: "0.0.0".into(), repository: "https://example.com".into() };
    match native::generate(&output.model.program, sources, &native, &frame) {
        Err(errors) => rendered(&errors),
        Ok(made) => {
            let files = made.artifacts.iter().map(|(path, content)| format!("// {path}\n{content}\n"));
            files.collect::<String>() + &made.ledger
        }
    }
}

#[test]
fn fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/dts");
    let mut folders: Vec<_> = std::fs::read_dir(&root)
        .expect("the fixtures are there")
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        insta::with_settings!({ snapshot_path => folder.clone(), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("expected-{name}"), run(&folder));
        });
    }
}

/// The same declarations in another order and the same input twice: the same bytes.
#[test]
fn same_input_same_output() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/dts/overload");
    assert_eq!(run(&folder), run(&folder));
}
