//! From a program to its model.

mod caching;
mod errors;
mod forms;
mod privacy;

use cfs_build::program::{Event, Program, Settings};
use cfs_build::{Error, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A program that names the environment that it is made for.
const SMALL: &str = "use cfs_model::*;\n\nfn main() -> Result {\n    app(\"shop\", |app| {\n        app.kv(\"cache\");\n        Ok(())\n    })\n}\n";

const CACHE: &str = ".test-cache";

/// A folder with files, and a cache of its own that goes with it; but what is made once for a compiler is shared.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = folder.path().join(CACHE);
    fs::create_dir(&cache).expect("a folder");
    #[cfg(unix)]
    for name in ["libraries", "models"] {
        let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs").join(name);
        fs::create_dir_all(&shared).expect("a folder");
        std::os::unix::fs::symlink(shared, cache.join(name)).expect("a link");
    }
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

/// The cache of the folder that a program is in.
fn settings(program: &Path) -> Settings {
    let path = std::path::absolute(program).expect("a path");
    let cache = path.ancestors().map(|folder| folder.join(CACHE)).find(|cache| cache.is_dir());
    Settings { cache: Some(cache.expect("a test's folder")), color: false }
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
    let text = Program::find(path)?.model(environment, &settings(path), told)?;
    Ok((serde_json::from_str(&text).expect("JSON"), events))
}

fn model(path: &Path) -> Value {
    run(path, None).expect("a model").0
}

fn failure(path: &Path) -> Error {
    run(path, None).expect_err("a mistake")
}
