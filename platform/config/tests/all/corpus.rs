//! Wrangler files over every field: what is read of each, written again, and read to the same model.

use cfs_config::{Day, Form, Model, Read, read, validate_on, wrangler_jsonc, wrangler_toml};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of the corpus for one of its environments.
struct Case {
    file: PathBuf,
    text: String,
    environment: Option<String>,
}

impl Case {
    fn name(&self) -> String {
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        match &self.environment {
            None => stem.into_owned(),
            Some(environment) => format!("{stem}.{environment}"),
        }
    }

    fn read(&self) -> Read {
        let file = self.file.file_name().unwrap_or_default().to_string_lossy();
        read(&self.text, &file, Form::of(&self.file), self.environment.as_deref())
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// All files, each for the top level and for every environment that it has.
fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder("configs"))
        .expect("the corpus")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files.iter().filter(|file| file.is_file()) {
        let text = fs::read_to_string(file).expect("a text");
        let mut environments = vec![None];
        environments.extend(cfs_config::environments(&text, Form::of(file)).into_iter().map(Some));
        for environment in environments {
            cases.push(Case { file: file.clone(), text: text.clone(), environment });
        }
    }
    cases
}

/// A model as it stands in a snapshot: places in short.
fn short(value: Value) -> Value {
    match value {
        Value::Object(members) if members.contains_key("line") => {
            Value::from(format!("{}:{}", members["line"], members["column"]))
        }
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(name, value)| (name, short(value))).collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.into_iter().map(short).collect(),
        other => other,
    }
}

fn snapshot(read: &Read) -> String {
    let model = short(serde_json::to_value(&read.model).expect("a model"));
    let mut findings = read.findings.clone();
    findings.extend(validate_on(&read.model, Day::parse("2026-11-28").expect("a day")));
    format!("{}\n{}", serde_json::to_string_pretty(&model).expect("JSON"), crate::told(&findings))
}

#[test]
fn each_file_is_read_to_its_model() {
    for case in cases() {
        insta::assert_snapshot!(format!("read-{}", case.name()), snapshot(&case.read()));
    }
}

/// What is written for each case, by the name of its file.
fn written(case: &Case, model: &Model) -> Vec<(String, Form, String)> {
    let worker = &model.workers[0].name;
    let toml = wrangler_toml(model, worker, &|_| None).expect("the Worker");
    let json = wrangler_jsonc(model, worker, &|_| None).expect("the Worker");
    vec![
        (format!("{}.toml", case.name()), Form::Toml, toml.text),
        (format!("{}.jsonc", case.name()), Form::Json, json.text),
    ]
}

#[test]
fn what_is_written_is_read_to_the_same_model() {
    let mut seen = 0;
    for case in cases() {
        let first = case.read();
        if first.is_err() {
            continue;
        }
        let model = first.model.without_places();
        for (name, form, text) in written(&case, &model) {
            let again = read(&text, &name, form, case.environment.as_deref());
            assert!(!again.is_err(), "{name}:\n{text}\n{}", crate::told(&again.findings));
            let again = again.model.without_places();
            assert_eq!(json!(again), json!(model), "{name}:\n{text}");
            assert_eq!(again, model, "{name}");
            seen += 1;
        }
    }
    assert!(seen >= 60, "only {seen}");
}

/// The files that real wrangler is given by `tests/deploy/dry-run.mjs` are those that are written now. `UPDATE=1` writes them.
#[test]
fn what_wrangler_was_given_is_what_is_written() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wanted = BTreeSet::new();
    for case in cases() {
        let read = case.read();
        if read.is_err() {
            continue;
        }
        for (name, _, text) in written(&case, &read.model) {
            let path = folder("written").join(&name);
            if update {
                fs::create_dir_all(folder("written")).expect("a folder");
                fs::write(&path, &text).expect("a file");
            }
            let have = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                have == text,
                "tests/written/{name} is another: run this test with UPDATE=1, then tests/deploy/dry-run.mjs\n{text}"
            );
            wanted.insert(name);
        }
    }
    let have: BTreeSet<String> = fs::read_dir(folder("written"))
        .expect("the folder")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(have, wanted);
}

#[test]
fn every_field_stands_in_the_corpus() {
    let all: String = cases().into_iter().map(|case| case.text).collect();
    let is_there = |name: &str| {
        let before = |text: &str| {
            text.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
        };
        let after =
            |text: &str| text.chars().next().is_none_or(|letter| !letter.is_alphanumeric() && letter != '_');
        all.match_indices(name).any(|(at, _)| before(&all[..at]) && after(&all[at + name.len()..]))
    };
    let missing: Vec<&str> =
        cfs_config::fields::FIELDS.iter().map(|field| field.name).filter(|name| !is_there(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
