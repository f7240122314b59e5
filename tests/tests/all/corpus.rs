//! What the fuzzers start from, and what they once found, goes through everything.

use std::fs;
use std::path::{Path, PathBuf};
use tests::through::{alone, cloudflare, definitions, foreign};
use tests::{folders, root};

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[test]
fn the_fuzzers_inputs_are_refused_or_read() {
    let mut inputs: Vec<PathBuf> = ["segment", "generate"]
        .iter()
        .flat_map(|target| files(&root().join("fuzz/corpus").join(target)))
        .collect();
    assert!(inputs.len() >= 10);
    for group in ["fixtures/openapi", "fixtures/errors"] {
        inputs.extend(folders(&root().join(group)).iter().flat_map(|folder| files(folder)));
    }
    let mut problems = Vec::new();
    for path in inputs {
        let bytes = fs::read(&path).expect("a file");
        for way in [alone, cloudflare, foreign] {
            let problem = way(bytes.clone()).problem(bytes.len());
            problems.extend(problem.map(|problem| format!("{}: {problem}", path.display())));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn the_fuzzers_definitions_are_refused_or_read() {
    let mut inputs = files(&root().join("fuzz/corpus/definitions"));
    inputs.extend(folders(&root().join("fixtures/dts")).iter().flat_map(|folder| files(folder)));
    assert!(inputs.len() >= 10);
    let problem = |path: &PathBuf| {
        let bytes = fs::read(path).expect("a file");
        let problem = definitions(bytes.clone()).problem(bytes.len());
        problem.map(|problem| format!("{}: {problem}", path.display()))
    };
    let problems: Vec<String> = inputs.iter().filter_map(problem).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}
