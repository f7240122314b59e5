//! What the fuzzers start from, and what they once found, goes through everything.

use std::fs;
use std::path::{Path, PathBuf};
use tests::catalogue::{ask_of_any, block, printed};
use tests::through::{alone, cloudflare, definitions, foreign};
use tests::{fixture, folders, root};

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

/// The seeds of the fuzzer of catalogues: a small one's file, and its block unpacked, each after the byte that says which it is.
fn seeds() -> [(&'static str, Vec<u8>); 2] {
    let fixture =
        fixture::all().into_iter().find(|fixture| fixture.name == "collections").expect("a fixture");
    let made = fixture.make().expect("a crate");
    let models = made.crates.iter().map(|one| &one.output.model);
    let catalogue = printed(models, &fixture::config("collections-catalogue", "collections").meta);
    let file = catalogue.artifacts.bytes("catalogue.bin").expect("a table").to_vec();
    let block = block(Vec::leak(file.clone()), catalogue.largest_block);
    [("file", [vec![0], file].concat()), ("block", [vec![1], block].concat())]
}

#[test]
fn the_fuzzers_catalogues_are_read_or_refused() {
    let folder = root().join("fuzz/corpus/catalogue");
    for (name, bytes) in seeds() {
        let path = folder.join(name);
        if std::env::var_os("CFS_UPDATE").is_some() {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&path, &bytes).expect("a file");
        }
        let committed = fs::read(&path).unwrap_or_default();
        assert!(
            committed == bytes,
            "{} is of another format: run this test with CFS_UPDATE=1",
            path.display()
        );
    }
    let whole: &'static [u8] = Vec::leak(seeds()[0].1.split_off(1));
    for path in files(&folder) {
        let bytes = fs::read(&path).expect("a file");
        ask_of_any(&bytes, whole);
        for at in (0..bytes.len()).step_by(37) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            ask_of_any(&damaged, whole);
        }
    }
}
