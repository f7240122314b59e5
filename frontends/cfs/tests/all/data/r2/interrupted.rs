//! What breaks off goes on where it was; what is there is whole.

use super::super::Account;
use super::folders::{keys, text, tree, write};
use cfs_emulator::FaultRule;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Five parts, the last one shorter.
const SIZE: u64 = 70 << 20;

impl Account {
    fn faults(&self, toml: &str) {
        self.emulator.set_faults(FaultRule::parse(toml).expect("faults"));
    }

    /// Runs the program with a home that lasts and keys for S3.
    fn by_s3(&self, home: &Path, words: &[&str]) -> crate::support::Ran {
        let (url, (key, secret)) = (self.emulator.base_url(), self.emulator.s3_keys());
        let variables: [(&str, &str); 5] = [
            ("HOME", home.to_str().expect("UTF-8")),
            ("CLOUDFLARE_BASE_URL", &url),
            ("CLOUDFLARE_API_TOKEN", self.emulator.token()),
            ("R2_ACCESS_KEY_ID", &key),
            ("R2_SECRET_ACCESS_KEY", &secret),
        ];
        crate::support::run(words, "", &variables)
    }

    /// Runs the program until so many parts are done, and kills it.
    fn killed(&self, home: &Path, words: &[&str], parts: usize) {
        let (key, secret) = self.emulator.s3_keys();
        let mut child = Command::new(env!("CARGO_BIN_EXE_cfs"))
            .args(words)
            .env_clear()
            .envs(crate::support::NOBODY)
            .env("HOME", home)
            .env("CLOUDFLARE_BASE_URL", self.emulator.base_url())
            .env("CLOUDFLARE_API_TOKEN", self.emulator.token())
            .envs([("R2_ACCESS_KEY_ID", key), ("R2_SECRET_ACCESS_KEY", secret)])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        while done(home) < parts {
            assert!(child.try_wait().expect("a child").is_none(), "it goes on");
            std::thread::yield_now();
        }
        child.kill().expect("it is killed");
        child.wait().expect("it ends");
    }
}

/// How many parts the state in a home says are done.
fn done(home: &Path) -> usize {
    let Ok(folder) = fs::read_dir(home.join(".cache/cfs/r2")) else { return 0 };
    let states = folder.flatten().filter_map(|entry| fs::read(entry.path()).ok());
    let states = states.filter_map(|state| serde_json::from_slice::<serde_json::Value>(&state).ok());
    let counts = states.map(|state| {
        let begun = state["begun"].as_object().into_iter().flatten();
        begun.filter_map(|(_, begun)| begun["done"].as_object().map(serde_json::Map::len)).sum::<usize>()
    });
    counts.sum()
}

/// A file whose parts all differ.
fn large(folder: &Path) -> String {
    let path = folder.join("large.bin");
    let content: Vec<u8> = (0..SIZE / 8).flat_map(u64::to_le_bytes).collect();
    fs::write(&path, content).expect("a file");
    text(&path)
}

#[test]
fn a_large_file_goes_on_where_it_was_killed() {
    let account = Account::new();
    account.done(&["r2", "bucket", "create", "photos"]);
    let (home, folder) = (tempfile::tempdir().expect("a home"), tempfile::tempdir().expect("a folder"));
    let path = large(folder.path());
    let up = ["r2", "cp", &path, "r2://photos", "--jobs", "1"];
    let of = |method: &str, rest: &str| {
        format!("[[fault]]\nmethod = \"{method}\"\npath = \"/photos/large.bin\"\n{rest}")
    };
    account.faults(&of("PUT", "after = 2\nlatency_ms = 600000"));
    account.killed(home.path(), &up, 2);
    assert!(keys(&account, "photos").is_empty(), "nothing of it is there");
    // Three parts are left: a fourth would be refused.
    account.faults(&of("PUT", "after = 3\nstatus = 403"));
    let ran = account.by_s3(home.path(), &up);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(keys(&account, "photos")["large.bin"], SIZE);

    let copy = folder.path().join("in");
    let down = ["r2", "cp", "r2://photos/large.bin", &format!("{}/", text(&copy)), "--jobs", "1"];
    account.faults(&of("GET", "after = 2\nlatency_ms = 600000"));
    account.killed(home.path(), &down, 2);
    assert!(!copy.join("large.bin").exists(), "nothing has the name that is not whole");
    account.faults(&of("GET", "after = 3\nstatus = 403"));
    let ran = account.by_s3(home.path(), &down);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(tree(&copy).into_keys().collect::<Vec<_>>(), ["large.bin"], "nothing else is left");
    assert!(
        fs::read(copy.join("large.bin")).expect("a file") == fs::read(&path).expect("a file"),
        "it is the same"
    );
    let told = fs::metadata(copy.join("large.bin")).expect("a file").modified().expect("a time");
    assert_eq!(told, fs::metadata(&path).expect("a file").modified().expect("a time"));
    // Neither side is read again.
    account.faults(&of("GET", "status = 403"));
    let again = account.by_s3(home.path(), &down);
    assert!(
        again.stdout.contains("\"unchanged\": 1") || again.stdout.contains("\"unchanged\":1"),
        "{again:?}"
    );
}

#[test]
fn many_files_go_by_s3_with_temporary_credentials() {
    let account = Account::new();
    account.done(&["r2", "bucket", "create", "photos"]);
    let (here, there) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    for at in 0..40 {
        write(here.path(), &format!("{at}.txt"), at.to_string().as_bytes());
    }
    // The API's routes of single objects are closed.
    account.faults("[[fault]]\npath = \"/accounts/*/r2/buckets/photos/objects/*\"\nstatus = 403");
    assert_eq!(account.json(&["r2", "sync", &text(here.path()), "r2://photos/in"])["copied"], json!(40));
    assert_eq!(account.json(&["r2", "sync", "r2://photos/in/", &text(there.path())])["copied"], json!(40));
    assert_eq!(tree(here.path()), tree(there.path()));
    fs::remove_dir_all(here.path()).expect("a folder");
    fs::create_dir(here.path()).expect("a folder");
    let cleared = account.json(&["r2", "sync", &text(here.path()), "r2://photos/in", "--delete", "--yes"]);
    assert_eq!(cleared["deleted"], json!(40));
    assert!(keys(&account, "photos").is_empty());
}

#[test]
fn what_breaks_off_is_taken_up_again_and_leaves_nothing_behind() {
    let account = Account::new();
    account.done(&["r2", "bucket", "create", "photos"]);
    let (home, folder) = (tempfile::tempdir().expect("a home"), tempfile::tempdir().expect("a folder"));
    account.put_objects("photos", &["cat.jpg"]);
    let down = ["r2", "cp", "r2://photos/cat.jpg", &format!("{}/", text(folder.path()))];
    let of = |rest: &str| format!("[[fault]]\nmethod = \"GET\"\npath = \"/photos/cat.jpg\"\n{rest}");
    account.faults(&of("status = 403"));
    let ran = account.by_s3(home.path(), &down);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(tree(folder.path()).is_empty(), "nothing is left of what failed");
    account.faults(&of("times = 2\ncut = true"));
    let ran = account.by_s3(home.path(), &down);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(tree(folder.path())["cat.jpg"], b"cat.jpg");
    account.faults(&of("times = 2\nstatus = 503"));
    fs::remove_file(folder.path().join("cat.jpg")).expect("a file");
    let ran = account.by_s3(home.path(), &[&down[..], &["--verbose"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let secret = account.emulator.s3_keys().1;
    for hidden in ["X-Amz-Signature", secret.as_str()] {
        assert!(!ran.stderr.contains(hidden), "{ran:?}");
    }
}
