//! From a program to its model.

mod caching;
mod errors;
mod forms;
mod privacy;

use cfs_build::program::{Event, Program, Settings};
use cfs_build::{Error, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A program that names the environment that it is made for.
const SMALL: &str = "use cfs_model::*;\n\nfn main() -> Result {\n    app(\"shop\", |app| {\n        app.kv(\"cache\");\n        Ok(())\n    })\n}\n";

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("written");
}

/// A cache that all tests share: the library is made once.
fn settings() -> Settings {
    Settings { cache: Some(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("programs")), color: false }
}

/// The model of a program, and what happened meanwhile.
fn run(path: &Path, environment: Option<&str>) -> Result<(Value, Vec<String>)> {
    let mut events = Vec::new();
    let told = &mut |event: Event<'_>| {
        // Whether another test made it already does not matter.
        if event != Event::Preparing {
            events.push(event.to_string());
        }
    };
    let text = Program::find(path)?.model(environment, &settings(), told)?;
    Ok((serde_json::from_str(&text).expect("JSON"), events))
}

fn model(path: &Path) -> Value {
    run(path, None).expect("a model").0
}

fn failure(path: &Path) -> Error {
    run(path, None).expect_err("a mistake")
}
