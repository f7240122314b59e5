//! What generated documentation says: nothing that is but a name, and one word for each thing (the table in CONTRIBUTING.md).

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use tests::through::{Ran, definitions, foreign};
use tests::{folders, read, root};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder").filter_map(Result::ok).map(|entry| entry.path());
    for path in entries.filter(|path| !path.ends_with("target")) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The words of a text, as it has them.
fn spoken(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// What a line declares: the name of a type, a function, a field, a variant or a module.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = ["pub(crate) ", "pub "].into_iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let rest = ["async ", "const ", "fn ", "struct ", "enum ", "type ", "mod ", "trait ", "static "]
        .into_iter()
        .fold(rest, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '#').unwrap_or(rest.len());
    Some(&rest[..end]).filter(|name| !name.is_empty())
}

#[test]
fn no_line_of_documentation_is_but_a_name() {
    let mut files = Vec::new();
    sources(&root().join("output"), &mut files);
    let mut found = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a file");
        let (mut docs, mut code): (Vec<&str>, bool) = (Vec::new(), false);
        for line in text.lines() {
            if let Some(line) = line.trim_start().strip_prefix("///").map(str::trim) {
                code ^= line.starts_with("```");
                if !code {
                    docs.push(line);
                }
            } else if !line.trim_start().starts_with("#[") && !docs.is_empty() {
                if let Some(name) = declared(line) {
                    // A value in code is how it is spelled on the wire.
                    let same = |line: &&&[&str]| {
                        let line = line.join(" ");
                        !line.contains('`')
                            && !line.is_empty()
                            && spoken(&line) == codegen::names::words(name)
                    };
                    let paragraphs: Vec<&[&str]> = docs.split(|line| line.is_empty()).collect();
                    let lines = paragraphs.iter().filter(same).map(|lines| lines.join(" "));
                    found.extend(lines.map(|line| format!("{}: {name}: {line}", path.display())));
                }
                docs.clear();
            }
        }
    }
    assert!(found.is_empty(), "{} lines: {}", found.len(), found[..found.len().min(30)].join("\n"));
}

/// The words that the table says are not used, and that generated text could only use for what the table names.
const OTHERS: [&str; 9] = [
    "endpoint",
    "endpoints",
    "payload",
    "payloads",
    "response",
    "responses",
    "spec",
    "properties",
    "attributes",
];

/// The words of a text outside code and addresses.
fn words(text: &str) -> BTreeSet<String> {
    let outside: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let plain = outside.split_whitespace().filter(|word| !word.contains("://") && !word.contains("::"));
    plain.flat_map(|word| word.split(|c: char| !c.is_alphanumeric())).map(str::to_lowercase).collect()
}

fn documentation(name: &str, text: &str) -> String {
    let line = |line: &str| {
        let line = line.trim_start();
        line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).map(str::to_owned)
    };
    match Path::new(name).extension().and_then(OsStr::to_str) {
        Some("md") => text.to_owned(),
        Some("rs") => text.lines().filter_map(line).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    }
}

#[test]
fn generated_texts_have_one_word_for_each_thing() {
    let contributing = read(&root().join("CONTRIBUTING.md"));
    for word in ["endpoint", "response", "payload", "spec", "property", "attribute"] {
        assert!(contributing.contains(word), "the table of words in CONTRIBUTING.md has no `{word}`");
    }
    let mut wrong = Vec::new();
    for folder in ["fixtures/openapi", "fixtures/dts"].iter().flat_map(|group| folders(&root().join(group))) {
        for path in fs::read_dir(&folder).expect("a folder").filter_map(Result::ok).map(|entry| entry.path())
        {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let make: fn(Vec<u8>) -> Ran = match name.rsplit('.').next() {
                _ if name.ends_with(".d.ts") => definitions,
                Some("yaml" | "json") if name.starts_with("input") => foreign,
                _ => continue,
            };
            let bytes = fs::read(&path).expect("a file");
            // What the input says is said in its words.
            let own: BTreeSet<String> = String::from_utf8_lossy(&bytes)
                .split(|c: char| !c.is_alphanumeric())
                .map(str::to_lowercase)
                .collect();
            let Ran::Made(crates, _) = make(bytes) else { continue };
            for (file, text) in crates.iter().flat_map(codegen::artifact::Artifacts::iter) {
                let said = words(&documentation(file, text));
                let others = OTHERS.iter().filter(|word| said.contains(**word) && !own.contains(**word));
                wrong.extend(others.map(|word| format!("{}: {file}: {word}", path.display())));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
