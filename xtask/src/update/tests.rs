//! What an update pins, and what it leaves alone when it cannot.

use super::{Args, Found, REPOSITORY, commit, find, pin, write_lock};
use codegen::doc::Source;
use inputs::{Inputs, Lock};
use std::path::{Path, PathBuf};
use std::process::Command;

const LOCK: &str = "[[input]]\nname = \"cloudflare.json\"\nversion = \"4.0.0\"\nlicense = \"BSD-3-Clause\"\nsha256 = \
                    \"83f49bc3fa9273ef989d3e8bcd27f6fdaa7d04ae2519a91f4878f46acc501bb9\"\n[[input.sources]]\nenv = \
                    \"CFS_OPENAPI\"\n[[input.sources]]\ncrate = \"old\"\nversion = \"0.3.0\"\npath = \"old.yaml\"\n";

const DOCUMENT: &str = r#"{
  "openapi": "3.0.3",
  "info": {"title": "Cloudflare API", "version": "4.1.0"},
  "paths": {"/zones": {"get": {"operationId": "zones-get", "responses": {}}}}
}"#;

/// A folder with a lock, and a repository that publishes a document.
fn world() -> (tempfile::TempDir, Inputs, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("specs.lock"), LOCK).expect("a lock");
    let repository = folder.path().join("published");
    std::fs::create_dir(&repository).expect("a folder");
    std::fs::write(repository.join("openapi.json"), DOCUMENT).expect("a document");
    for arguments in [
        &["init", "--quiet", "--initial-branch", "main"][..],
        &["add", "openapi.json"],
        &["-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "document"],
    ] {
        git(&repository, arguments);
    }
    let inputs = Inputs::open(folder.path()).expect("inputs");
    (folder, inputs, repository)
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").current_dir(folder).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn args(repository: &str) -> Args {
    Args {
        openapi: None,
        commit: None,
        repository: repository.to_owned(),
        workers_types: None,
        dry_run: false,
    }
}

fn pinned(lock: &Lock, found: &Found) -> Result<Lock, String> {
    let source = Source::new("cloudflare.json", found.bytes.clone()).map_err(|error| error.to_string())?;
    pin(lock, &source, found).map_err(|errors| errors[0].to_string())
}

#[test]
fn the_published_document_is_pinned_with_its_commit_and_found_again() {
    let (folder, inputs, repository) = world();
    let found = find(&args(&repository.display().to_string()), &inputs).expect("the document");
    let lock = pinned(inputs.lock(), &found).expect("a lock");
    let head = git(&repository, &["rev-parse", "HEAD"]);
    let sources: Vec<String> = lock.inputs[0].sources.iter().map(ToString::to_string).collect();
    assert_eq!(lock.inputs[0].version, "4.1.0");
    assert_eq!(lock.inputs[0].sha256, inputs::sha256(DOCUMENT.as_bytes()));
    // The package that had the old content is no source of the new one.
    assert_eq!(
        sources,
        [
            "environment variable CFS_OPENAPI".to_owned(),
            format!("git {} at {head} (openapi.json)", repository.display())
        ]
    );
    write_lock(folder.path(), &lock).expect("written");
    let again = Inputs::open(folder.path()).expect("inputs");
    assert_eq!(again.lock(), &lock);
    assert_eq!(again.file("cloudflare.json").expect("the file").bytes, DOCUMENT.as_bytes());
}

#[test]
fn an_unreachable_repository_names_what_was_tried_and_what_to_do() {
    let (folder, inputs, _) = world();
    let nowhere = folder.path().join("nowhere").display().to_string();
    let errors = find(&args(&nowhere), &inputs).expect_err("an error");
    assert_eq!(errors[0].code, "input::unavailable");
    let wanted = format!("tried git {nowhere}, branch main (openapi.json): ");
    assert!(errors[0].message.contains(&wanted), "{}", errors[0].message);
    let help = errors[0].help.clone().unwrap_or_default();
    assert!(help.contains("name the file with --openapi"), "{help}");
    assert_eq!(std::fs::read_to_string(folder.path().join("specs.lock")).expect("a lock"), LOCK);
    assert!(!folder.path().join("target/specs/cloudflare.json").exists());
}

#[test]
fn what_is_no_such_document_is_not_pinned() {
    let (_folder, inputs, _) = world();
    for (bytes, expected) in [
        (&DOCUMENT[..40], "document::"),
        (&DOCUMENT.replace("Cloudflare API", "Other"), "the document is `Other`"),
        (r#"{"openapi":"3.0.3","info":{"title":"Cloudflare API"},"paths":{}}"#, "openapi::no-operations"),
        (r#"{"info":{"title":"Cloudflare API"}}"#, "error["),
    ] {
        let found = Found { bytes: bytes.as_bytes().to_vec(), published: None };
        let error = pinned(inputs.lock(), &found).expect_err("an error");
        assert!(error.contains(expected), "{bytes}: {error}");
    }
}

#[test]
fn a_named_file_is_pinned_with_the_commit_that_is_named_with_it() {
    let (folder, inputs, _) = world();
    let path = folder.path().join("here.json");
    std::fs::write(&path, DOCUMENT).expect("a document");
    let hash = "0123456789abcdef0123456789abcdef01234567";
    for (given, expected) in [(None, 1), (Some(hash.to_owned()), 2)] {
        let args = Args { openapi: Some(path.clone()), commit: given, ..args(REPOSITORY) };
        let lock = pinned(inputs.lock(), &find(&args, &inputs).expect("the file")).expect("a lock");
        assert_eq!(lock.inputs[0].sources.len(), expected, "{:?}", lock.inputs[0].sources);
    }
    assert_eq!(commit("abc").expect_err("too short"), "a commit is 40 hexadecimal digits");
}

#[test]
fn the_pinned_document_keeps_its_sources() {
    let (_folder, _, _) = world();
    let mut lock: Lock = toml::from_str(LOCK).expect("a lock");
    lock.inputs[0].sha256 = inputs::sha256(DOCUMENT.as_bytes());
    let found = Found { bytes: DOCUMENT.as_bytes().to_vec(), published: None };
    let again = pinned(&lock, &found).expect("a lock");
    assert_eq!(again.inputs[0].sources, lock.inputs[0].sources);
}
