//! Surroundings that are against it: damaged files, no network, no home, a disk that is full or read only, odd names, streams
//! that are closed. The program says what to do, loses nothing, and never panics.

use crate::support::{ACCOUNT, NOBODY, Ran, Server, TOKEN, file, page, result};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// An API with two databases; whoever asks may do what they want.
fn api() -> Server {
    Server::new(|seen| match seen.line.split([' ', '?']).nth(1).unwrap_or_default() {
        path if path.ends_with("/verify") => result(r#"{"id":"tok-1","status":"active"}"#),
        path if path.ends_with("/accounts") => {
            page(&[&format!(r#"{{"id":"{ACCOUNT}","name":"Acme"}}"#)], 1, 1, 1)
        }
        path if path.contains("/values/") => crate::support::Reply(200, Vec::new(), vec![b'x'; 1 << 20]),
        _ => page(&[r#"{"uuid":"1","name":"orders"}"#, r#"{"uuid":"2","name":"other"}"#], 1, 1, 2),
    })
}

const LIST: [&str; 4] = ["api", "d1", "database", "list"];
const TOKEN_IN: [&str; 2] = ["auth", "token"];
const DOWNLOAD: [&str; 7] = ["api", "kv", "namespaces", "values", "get", "ns", "key"];

fn command(server: &Server, words: &[impl AsRef<OsStr>], home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cfs"));
    command.args(words).env_clear().envs(NOBODY).env("HOME", home).stdin(Stdio::null());
    command.envs([
        ("CLOUDFLARE_BASE_URL", server.url.as_str()),
        ("CLOUDFLARE_API_TOKEN", TOKEN),
        ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
        ("LANG", "C"),
        ("LC_ALL", "C"),
    ]);
    command
}

/// What it came to: never a panic.
fn came(mut command: Command, stdin: &str) -> Ran {
    if !stdin.is_empty() {
        let path = tempfile::NamedTempFile::new().expect("a file");
        fs::write(path.path(), stdin).expect("it is written");
        command.stdin(fs::File::open(path.path()).expect("a file"));
    }
    let output = command.output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let ran = Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    };
    assert!(ran.code != 101 && ran.code >= 0 && !ran.stderr.contains("panicked"), "{ran:?}");
    assert!(!ran.stdout.contains(TOKEN) && !ran.stderr.contains(TOKEN), "{ran:?}");
    ran
}

fn names(folder: &Path) -> Vec<OsString> {
    let mut names: Vec<OsString> =
        fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    names
}

fn with_config(text: &str) -> TempDir {
    let home = tempfile::tempdir().expect("a home");
    fs::create_dir_all(home.path().join(".config/cfs")).expect("a folder");
    file(&home.path().join(".config/cfs"), "config.toml", text);
    home
}

#[test]
fn damaged_settings_are_named_and_kept() {
    let server = api();
    for text in
        ["= =", "profile = [\n", "[profiles]\nwork = 1\n[profiles.work]\n", "\u{0}\u{1}", "output = 3\n"]
    {
        let home = with_config(text);
        let path = home.path().join(".config/cfs/config.toml");
        let ran = came(command(&server, &LIST, home.path()), "");
        assert!(
            ran.code == 2 && ran.stderr.contains("config.toml") && ran.stdout.is_empty(),
            "{text}: {ran:?}"
        );
        assert!(ran.stderr.contains("correct the file"), "{text}: {ran:?}");
        let ran = came(command(&server, &TOKEN_IN, home.path()), TOKEN);
        assert!(ran.code == 2, "{text}: {ran:?}");
        assert_eq!(fs::read_to_string(&path).expect("a file"), text, "nothing is lost");
        assert_eq!(came(command(&server, &["doctor"], home.path()), "").code, 3);
        // What explains itself reads no settings.
        assert_eq!(came(command(&server, &["help", "output"], home.path()), "").code, 0);
    }
    assert!(server.seen().iter().all(|seen| !seen.line.contains("/d1/")), "nothing was asked with them");
}

#[test]
fn settings_that_cannot_be_read_are_named() {
    let (server, home) = (api(), tempfile::tempdir().expect("a home"));
    let path = home.path().join(".config/cfs/config.toml");
    // Whoever runs this may read every file: a folder of the name is unreadable for all.
    fs::create_dir_all(&path).expect("a folder");
    let ran = came(command(&server, &LIST, home.path()), "");
    assert!(ran.code == 2 && ran.stderr.contains("config.toml"), "{ran:?}");
    let latin = tempfile::tempdir().expect("a home");
    fs::create_dir_all(latin.path().join(".config/cfs")).expect("a folder");
    fs::write(latin.path().join(".config/cfs/config.toml"), b"# caf\xe9\n").expect("a file");
    let ran = came(command(&server, &LIST, latin.path()), "");
    assert!(ran.code == 2 && ran.stderr.contains("config.toml") && ran.stderr.contains("UTF-8"), "{ran:?}");
}

#[test]
fn damaged_secrets_are_not_written_over() {
    let (server, home) = (api(), tempfile::tempdir().expect("a home"));
    let folder = home.path().join(".local/share/cfs");
    fs::create_dir_all(&folder).expect("a folder");
    let path = file(&folder, "secrets.toml", "[default\nplanted");
    let ran = came(command(&server, &TOKEN_IN, home.path()), TOKEN);
    assert!(
        ran.code != 0 && ran.stderr.contains("secrets.toml") && !ran.stderr.contains("planted"),
        "{ran:?}"
    );
    assert_eq!(fs::read_to_string(path).expect("a file"), "[default\nplanted");
    let mut without = command(&server, &LIST, home.path());
    without.env_remove("CLOUDFLARE_API_TOKEN");
    let ran = came(without, "");
    assert!(ran.code != 0 && ran.stderr.contains("secrets.toml"), "{ran:?}");
}

#[test]
fn without_a_network_it_is_said_what_to_look_at() {
    let (server, home) = (api(), tempfile::tempdir().expect("a home"));
    // A port that nobody listens on, and a name that no server is asked for.
    for place in ["http://127.0.0.1:1/client/v4", "https://no..host/client/v4"] {
        let mut list = command(&server, &LIST, home.path());
        list.env("CLOUDFLARE_BASE_URL", place);
        let ran = came(list, "");
        assert!(ran.code == 1 && ran.stdout.is_empty(), "{place}: {ran:?}");
        assert!(ran.stderr.contains("help: is there a network"), "{place}: {ran:?}");
    }
    for place in ["nonsense", "ftp://example.com", "https://"] {
        let mut list = command(&server, &LIST, home.path());
        list.env("CLOUDFLARE_BASE_URL", place);
        let ran = came(list, "");
        assert!(ran.code == 2 && ran.stderr.contains("CLOUDFLARE_BASE_URL"), "{place}: {ran:?}");
    }
}

#[test]
fn a_home_that_is_not_there_or_read_only_stops_what_has_to_be_kept_and_nothing_else() {
    let server = api();
    for home in ["/no/home", "/proc", "/dev/null", ""] {
        let ran = came(command(&server, &LIST, Path::new(home)), "");
        assert!(ran.code == 0 && ran.stderr.is_empty() && ran.stdout.contains("orders"), "{home}: {ran:?}");
        assert_eq!(came(command(&server, &["doctor"], Path::new(home)), "").code, 0, "{home}");
    }
    for home in ["/proc", "/dev/null"] {
        let ran = came(command(&server, &TOKEN_IN, Path::new(home)), TOKEN);
        assert!(
            ran.code != 0 && ran.stdout.is_empty() && ran.stderr.starts_with("error: "),
            "{home}: {ran:?}"
        );
        assert!(ran.stderr.contains(home) && ran.stderr.contains("help: "), "{home}: {ran:?}");
    }
}

#[test]
fn a_disk_that_is_full_is_said_and_leaves_nothing_half_written() {
    let (server, home) = (api(), tempfile::tempdir().expect("a home"));
    let full = || Stdio::from(fs::OpenOptions::new().write(true).open("/dev/full").expect("a device"));
    for words in [&LIST[..], &["help", "output"], &["--version"], &["completions", "bash"], &DOWNLOAD] {
        let mut list = command(&server, words, home.path());
        list.stdout(full());
        let ran = came(list, "");
        assert!(ran.code == 1 && ran.stderr.contains("No space left"), "{words:?}: {ran:?}");
        let mut silent = command(&server, words, home.path());
        silent.stderr(full());
        assert_eq!(came(silent, "").code, 0, "{words:?}");
    }
    let disk = tempfile::tempdir().expect("a folder");
    let mount = |words: &[&str]| Command::new("mount").args(words).arg(disk.path()).output();
    let mounted = mount(&["-t", "tmpfs", "-o", "size=64k", "tmpfs"]);
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: nobody but root can make a disk that is full");
        return;
    }
    let there = disk.path().join("there");
    let path = there.display().to_string();
    fs::write(&there, "what was there").expect("a file");
    let ran = came(command(&server, &[&DOWNLOAD[..], &["-o", &path]].concat(), home.path()), "");
    let login = came(command(&server, &TOKEN_IN, disk.path()), TOKEN);
    let kept = fs::read_to_string(&there);
    let left = names(disk.path());
    let _ = Command::new("umount").arg(disk.path()).status();
    assert!(ran.code == 1 && ran.stderr.contains("No space left"), "{ran:?}");
    assert_eq!(kept.expect("a file"), "what was there");
    // There was room for the login again.
    assert!(login.code == 0, "{login:?}");
    assert!(
        left.iter().all(|name| ["there", ".local", ".config", ".cache"].iter().any(|known| name == known)),
        "{left:?}"
    );
}

#[test]
fn odd_words_and_names_are_taken_or_refused() {
    let (server, home) = (api(), tempfile::tempdir().expect("a home"));
    let odd = OsStr::from_bytes(b"caf\xe9");
    let words = |words: &[&str], last: &OsStr| -> Vec<OsString> {
        words.iter().map(OsString::from).chain([last.to_owned()]).collect()
    };
    for before in
        [&["kv", "key", "get", "--namespace"][..], &["api", "zones", "get"], &["api"], &["help"], &[]]
    {
        let ran = came(command(&server, &words(before, odd), home.path()), "");
        assert!(
            ran.code == 2 && ran.stdout.is_empty() && ran.stderr.starts_with("error: "),
            "{before:?}: {ran:?}"
        );
    }
    // Names of files are what they are.
    let out = home.path().join(odd);
    let ran =
        came(command(&server, &words(&[&LIST[..], &["-o"]].concat(), out.as_os_str()), home.path()), "");
    assert!(ran.code == 0 && fs::read_to_string(&out).expect("a file").contains("orders"), "{ran:?}");
    fs::write(&out, "account = \"023e105f4ecef8ad9ca31a8372d0c353\"\n").expect("a file");
    let ran = came(
        command(&server, &words(&[&LIST[..], &["--config"]].concat(), out.as_os_str()), home.path()),
        "",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    for (name, value) in
        [("CLOUDFLARE_API_TOKEN", odd), ("CFS_PROFILE", odd), ("COLUMNS", odd), ("TERM", odd)]
    {
        let mut list = command(&server, &LIST, home.path());
        list.env(name, value);
        let ran = came(list, "");
        assert!(ran.code == 0 || ran.stderr.starts_with("error: "), "{name}: {ran:?}");
    }
}

#[test]
fn streams_may_be_closed() {
    let (server, home) = (api(), tempfile::tempdir().expect("a home"));
    let by_shell = |script: &str| {
        let mut shell = command(&server, &["-c", script], home.path());
        let set: Vec<(OsString, OsString)> =
            shell.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
        shell = Command::new("sh");
        shell.args(["-c", script]).env_clear().envs(set).env("CFS", env!("CARGO_BIN_EXE_cfs"));
        came(shell, "")
    };
    for (script, code) in [
        ("exec \"$CFS\" api d1 database list >&-", 0),
        ("exec \"$CFS\" api d1 database list 2>&-", 0),
        ("exec \"$CFS\" api d1 database list <&-", 0),
        ("exec \"$CFS\" api d1 database list <&- >&- 2>&-", 0),
        ("exec \"$CFS\" api nothing 2>&-", 2),
        ("exec \"$CFS\" auth token <&-", 2),
        ("exec \"$CFS\" secret put KEY --worker api <&-", 2),
        ("exec \"$CFS\" kv bulk put --namespace 023e105f4ecef8ad9ca31a8372d0c3aa - <&-", 0),
        ("\"$CFS\" help output | true", 0),
        ("\"$CFS\" api | true", 0),
    ] {
        assert_eq!(by_shell(script).code, code, "{script}");
    }
}
