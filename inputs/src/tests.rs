//! From a lock to verified files, on a machine without a network.

use crate::{InputError, Inputs, Lock, Origin, sha256};
use std::path::Path;

const CONTENT: &[u8] = b"{\"openapi\": \"3.0.0\"}";

/// A root whose lock pins one file by its hash; its only source is a repository that is not there.
fn root(hash: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let lock = format!(
        "[[input]]\nname = \"api.json\"\nversion = \"1\"\nlicense = \"MIT\"\nsha256 = \"{hash}\"\nsources = [{{ git = \
         \"/nowhere\", commit = \"abc\", path = \"api.json\" }}]\n"
    );
    std::fs::write(root.path().join("specs.lock"), lock).expect("a lock");
    root
}

fn open(root: &Path) -> Inputs {
    Inputs::open(root).expect("the lock is read").offline(true)
}

#[test]
fn a_file_in_the_cache_is_given_if_it_is_the_pinned_one() {
    let root = root(&sha256(CONTENT));
    let inputs = open(root.path());
    inputs.keep("api.json", CONTENT).expect("it is kept");
    let found = inputs.file("api.json").expect("it is there");
    assert_eq!((found.origin, found.bytes.as_slice()), (Origin::Cache, CONTENT));

    inputs.keep("api.json", b"another").expect("it is kept");
    let error = inputs.file("api.json").expect_err("it is another one");
    let InputError::Unavailable { pinned, attempts, .. } = error else { panic!("{error}") };
    assert_eq!(pinned, sha256(CONTENT));
    let told: Vec<&str> = attempts.iter().map(|attempt| attempt.reason.as_str()).collect();
    assert!(told[0].starts_with("7 bytes with sha256"), "{told:?}");
    assert_eq!(told[1], "not tried: offline");
}

#[test]
fn a_file_that_is_named_has_to_be_the_pinned_one() {
    let root = root(&sha256(CONTENT));
    let path = root.path().join("mine.json");
    std::fs::write(&path, CONTENT).expect("a file");
    let found = open(root.path()).given("api.json", &path).expect("it is the pinned one");
    assert_eq!(found.origin, Origin::Given);

    std::fs::write(&path, "another").expect("a file");
    let error = open(root.path()).given("api.json", &path).expect_err("it is another one");
    assert!(matches!(error, InputError::Hash { found, .. } if found == sha256(b"another")));
    let error = open(root.path()).given("api.json", &root.path().join("none")).expect_err("there is none");
    assert!(matches!(error, InputError::Unavailable { .. }), "{error}");
}

#[test]
fn an_input_that_is_not_pinned_is_an_error_that_lists_those_that_are() {
    let root = root(&sha256(CONTENT));
    let error = open(root.path()).file("apy.json").expect_err("it is not pinned");
    assert!(matches!(error, InputError::Unknown { known, .. } if known == "`api.json`"));
}

#[test]
fn a_lock_is_read_as_it_is_written_and_refused_with_a_reason() {
    let pinned = root(&sha256(CONTENT));
    let lock = Lock::read(&pinned.path().join("specs.lock")).expect("the lock is read");
    std::fs::write(pinned.path().join("specs.lock"), lock.to_text()).expect("a lock");
    assert_eq!(Lock::read(&pinned.path().join("specs.lock")).expect("the lock is read again"), lock);

    let short = root("abc");
    let error = Inputs::open(short.path()).expect_err("the hash is none");
    assert!(matches!(error, InputError::Lock { reason, .. } if reason.contains("`sha256` of `api.json`")));
    std::fs::write(short.path().join("specs.lock"), "[[input]]\nnom = \"api.json\"\n").expect("a lock");
    let error = Inputs::open(short.path()).expect_err("there is no such member");
    assert!(matches!(error, InputError::Lock { reason, .. } if reason.contains("nom")));
}
