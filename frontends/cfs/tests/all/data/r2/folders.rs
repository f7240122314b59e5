//! `cfs r2 sync` and `cfs r2 cp`: folders and files, both ways.

use super::super::Account;
use crate::support::file;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Names that break what is not careful.
const ODD: [&str; 7] = [
    "plain.txt",
    "with blank.txt",
    "ü/日本.txt",
    "100%.txt",
    ".hidden/.leading",
    "a+b&c=d?#.txt",
    "deep/er/still/x",
];

/// Files below a folder, with their content.
pub(super) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, before: &str, all: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = format!("{before}{}", entry.file_name().to_str().expect("UTF-8"));
            let kind = entry.file_type().expect("a kind");
            if kind.is_dir() {
                walk(&entry.path(), &format!("{name}/"), all);
            } else if kind.is_file() {
                all.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(folder, "", &mut all);
    all
}

pub(super) fn write(folder: &Path, name: &str, content: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

pub(super) fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

/// Keys and sizes of all objects of a bucket.
pub(super) fn keys(account: &Account, bucket: &str) -> BTreeMap<String, u64> {
    let listed = account.json(&["r2", "object", "list", bucket, "--all"]);
    let one = |object: &Value| {
        (object["key"].as_str().expect("a key").to_owned(), object["size"].as_u64().unwrap_or(0))
    };
    listed.as_array().expect("a list").iter().map(one).collect()
}

#[test]
fn a_folder_goes_up_and_comes_down_as_it_was() {
    let account = Account::new();
    account.done(&["r2", "bucket", "create", "photos"]);
    let (here, there) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    for name in ODD {
        write(here.path(), name, name.as_bytes());
    }
    write(here.path(), "empty.txt", b"");
    write(here.path(), "larger.bin", &vec![7; 700_000]);
    fs::create_dir(here.path().join("nothing")).expect("a folder");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", here.path().join("link")).expect("a link");
    let ran = account.with(&["r2", "sync", &text(here.path()), "r2://photos/in"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    let told: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((&told["copied"], &told["failed"]), (&json!(ODD.len() + 2), &json!(0)));
    assert!(ran.stderr.contains("1 empty folder:"), "{ran:?}");
    #[cfg(unix)]
    assert!(ran.stderr.contains("link: a symbolic link; not followed"), "{ran:?}");
    let wanted: BTreeMap<String, u64> = tree(here.path())
        .into_iter()
        .map(|(name, content)| (format!("in/{name}"), content.len() as u64))
        .collect();
    assert_eq!(keys(&account, "photos"), wanted);
    let again = account.json(&["r2", "sync", &text(here.path()), "r2://photos/in"]);
    assert_eq!((&again["copied"], &again["unchanged"]), (&json!(0), &json!(wanted.len())));
    let down = account.json(&["r2", "sync", "r2://photos/in", &text(there.path())]);
    assert_eq!(down["copied"], json!(wanted.len()));
    assert_eq!(tree(there.path()), tree(here.path()));
    // The same size, another content.
    write(here.path(), "plain.txt", b"PLAIN.TXT");
    assert_eq!(account.json(&["r2", "sync", &text(here.path()), "r2://photos/in"])["copied"], json!(1));
    assert_eq!(account.json(&["r2", "cp", "r2://photos/in/", &text(there.path())])["copied"], json!(1));
    assert_eq!(tree(there.path()), tree(here.path()));
}

#[test]
fn what_only_the_destination_has_goes_where_that_is_asked_for() {
    let account = Account::new();
    account.done(&["r2", "bucket", "create", "photos"]);
    let here = tempfile::tempdir().expect("a folder");
    let path = text(here.path());
    for name in ["a.txt", "b.txt", "tmp/c.txt"] {
        write(here.path(), name, name.as_bytes());
    }
    account.done(&["r2", "sync", &path, "r2://photos", "--exclude", "tmp/"]);
    assert_eq!(keys(&account, "photos").into_keys().collect::<Vec<_>>(), ["a.txt", "b.txt"]);
    fs::remove_file(here.path().join("a.txt")).expect("a file");
    write(here.path(), "d.txt", b"d");
    let sync = ["r2", "sync", &path, "r2://photos", "--delete", "--include", "*.txt", "--exclude", "tmp/"];
    let planned = account.json(&[&sync[..], &["--dry-run"]].concat());
    let planned: Vec<String> = planned
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| format!("{} {}", row["action"].as_str().unwrap_or(""), row["name"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(planned, ["upload d.txt", "delete a.txt"]);
    assert_eq!(keys(&account, "photos").len(), 2, "nothing was done");
    let done = account.json(&[&sync[..], &["--yes"]].concat());
    assert_eq!((&done["copied"], &done["deleted"], &done["unchanged"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(keys(&account, "photos").into_keys().collect::<Vec<_>>(), ["b.txt", "d.txt"]);
    // The other way: what is excluded stays.
    account.done(&["r2", "object", "delete", "photos/b.txt", "--yes"]);
    account.done(&["r2", "sync", "r2://photos", &path, "--delete", "--exclude", "tmp/", "--yes"]);
    assert_eq!(tree(here.path()).into_keys().collect::<Vec<_>>(), ["d.txt", "tmp/c.txt"]);
    account.done(&["r2", "sync", "r2://photos", &path, "--delete", "--yes"]);
    assert_eq!(tree(here.path()).into_keys().collect::<Vec<_>>(), ["d.txt"]);
    assert!(!here.path().join("tmp").exists(), "a folder that is empty now goes, too");
}

#[test]
fn single_files_are_named_by_either_side() {
    let account = Account::new();
    account.done(&["r2", "bucket", "create", "photos"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "cat.jpg", "meow");
    account.done(&["r2", "cp", &path, "r2://photos"]);
    account.done(&["r2", "cp", &path, "r2://photos/2026/"]);
    account.done(&["r2", "cp", &path, "r2://photos/2026/other.jpg"]);
    let names: Vec<String> = keys(&account, "photos").into_keys().collect();
    assert_eq!(names, ["2026/cat.jpg", "2026/other.jpg", "cat.jpg"]);
    let about = account.json(&["api", "r2", "buckets", "objects", "list", "photos"]);
    assert_eq!(about[0]["http_metadata"]["contentType"], "image/jpeg");
    let new = folder.path().join("new");
    account.done(&["r2", "cp", "r2://photos/cat.jpg", &format!("{}/", text(&new))]);
    account.done(&["r2", "cp", "r2://photos/cat.jpg", &text(&new.join("dog.jpg"))]);
    assert_eq!(tree(&new).into_keys().collect::<Vec<_>>(), ["cat.jpg", "dog.jpg"]);
    for (words, told) in [
        (["r2", "cp", "a", "b"], "neither side is in R2"),
        (["r2", "cp", "r2://a/b", "r2://a/c"], "both sides are in R2"),
        (["r2", "cp", "/no/such/file", "r2://photos"], "/no/such/file"),
        (["r2", "sync", path.as_str(), "r2://photos"], "it is no folder"),
    ] {
        let ran = account.with(&words, "");
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains(told), "{ran:?}");
    }
    let ran = account.with(&["r2", "cp", "r2://photos/2026", &text(&new)], "");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("r2://photos/2026/ is what is below it"), "{ran:?}");
}

#[test]
fn keys_that_are_no_names_of_files_are_told_and_the_others_come() {
    let account = Account::new();
    account.done(&["r2", "bucket", "create", "photos"]);
    let keys = ["good.txt", "a//b.txt", "file", "file/below"];
    account.put_objects("photos", &keys);
    account.put_objects("photos", &["../evil.txt"]);
    let (outer, mut count) = (tempfile::tempdir().expect("a folder"), 0);
    let inner = outer.path().join("in");
    let ran = account.with(&["r2", "sync", "r2://photos", &text(&inner)], "");
    assert_eq!(ran.code, 1, "{ran:?}");
    for name in ["../evil.txt", "a//b.txt", "file"] {
        count += usize::from(ran.stderr.contains(name));
    }
    assert_eq!(count, 3, "{ran:?}");
    assert!(!outer.path().join("evil.txt").exists());
    let names: Vec<String> = tree(&inner).into_keys().collect();
    assert!(names.contains(&"good.txt".to_owned()), "{names:?}");
}
