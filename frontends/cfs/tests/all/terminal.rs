//! On a terminal: tables, colours, questions, Ctrl-C; and readers that leave.

use crate::support::{ACCOUNT, NOBODY, Reply, Server, TOKEN, file, page, result};
use nix::pty::openpty;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};

fn command(server: &Server, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cfs"));
    command.args(arguments).env_clear().envs(NOBODY).envs([
        ("CLOUDFLARE_BASE_URL", server.url.as_str()),
        ("CLOUDFLARE_API_TOKEN", TOKEN),
        ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
        ("COLUMNS", "60"),
        ("TERM", "xterm"),
    ]);
    command.envs(variables.iter().copied());
    command
}

/// Runs the program on a terminal on which somebody types, and gives what the terminal showed and the code.
fn on_terminal(
    server: &Server,
    arguments: &[&str],
    typed: &str,
    variables: &[(&str, &str)],
) -> (String, i32) {
    let pair = openpty(None, None).expect("a terminal");
    let slave = || Stdio::from(pair.slave.try_clone().expect("a terminal"));
    let mut command = command(server, arguments, variables);
    let mut child = command.stdin(slave()).stdout(slave()).stderr(slave()).spawn().expect("it runs");
    drop(command);
    drop(pair.slave);
    let mut master = File::from(pair.master);
    master.write_all(typed.as_bytes()).expect("it is typed");
    let mut shown = Vec::new();
    let mut chunk = [0; 4096];
    // A terminal that nobody has open any more is an error to read.
    while let Ok(read @ 1..) = master.read(&mut chunk) {
        shown.extend_from_slice(&chunk[..read]);
    }
    let code = child.wait().expect("it ends").code().unwrap_or(-1);
    (String::from_utf8_lossy(&shown).replace("\r\n", "\n"), code)
}

fn databases() -> Server {
    Server::new(|seen| {
        if seen.line.starts_with("DELETE") {
            return result("null");
        }
        let items = [
            r#"{"uuid":"1","name":"orders","created_at":"2026-01-02T03:04:05Z","read_replication":{"mode":"auto"}}"#,
            r#"{"uuid":"2","name":"a name that is longer than what there is room for here","file_size":12}"#,
        ];
        page(&items, 1, 1, 2)
    })
}

const LIST: [&str; 4] = ["api", "d1", "database", "list"];

#[test]
fn a_list_is_a_table_that_fits() {
    let server = databases();
    let (shown, code) = on_terminal(&server, &LIST, "", &[]);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.starts_with("\u{1b}[1muuid"), "{shown:?}");
    for variable in [("NO_COLOR", "1"), ("CI", "true"), ("TERM", "dumb")] {
        let (plain, _) = on_terminal(&server, &LIST, "", &[variable]);
        assert!(!plain.contains('\u{1b}'), "{variable:?} {plain:?}");
        insta::assert_snapshot!("table", plain);
    }
    let (plain, _) = on_terminal(&server, &[&LIST[..], &["--no-color"]].concat(), "", &[]);
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
    let fields = [&LIST[..], &["--no-color", "--fields", "name,uuid,created_at"]].concat();
    insta::assert_snapshot!("fields", on_terminal(&server, &fields, "", &[]).0);
}

#[test]
fn a_deletion_is_asked_about() {
    let server = databases();
    let delete = ["api", "d1", "database", "delete", "abc"];
    let (shown, code) = on_terminal(&server, &delete, "n\n", &[]);
    assert_eq!(code, 1, "{shown}");
    assert!(
        shown.contains("DELETE") && shown.contains("/d1/database/abc") && shown.contains("[y/N]"),
        "{shown}"
    );
    assert!(server.seen().is_empty());
    let (shown, code) = on_terminal(&server, &delete, "y\n", &[]);
    assert_eq!((code, server.seen().len()), (0, 1), "{shown}");
    assert!(shown.ends_with("done\n"), "{shown}");
    let (shown, code) = on_terminal(&server, &[&delete[..], &["--yes"]].concat(), "", &[]);
    assert_eq!((code, server.seen().len()), (0, 2), "{shown}");
    assert!(!shown.contains("[y/N]"), "{shown}");
    let folder = tempfile::tempdir().expect("a folder");
    let each = format!("--each={}", file(folder.path(), "ids", "1\n2\n"));
    let (shown, code) = on_terminal(&server, &[&delete[..4], &[&each]].concat(), "no\n", &[]);
    assert_eq!((code, server.seen().len()), (1, 2), "{shown}");
    assert!(shown.contains("for every line of") && shown.contains("[y/N]"), "{shown}");
}

#[test]
fn a_terminal_is_given_no_bytes() {
    let server = Server::new(|seen| {
        let content = if seen.line.ends_with("text") { b"plain".to_vec() } else { vec![0, 159, 146, 150] };
        Reply(200, vec![("content-type", "application/octet-stream".to_owned())], content)
    });
    let get = ["api", "kv", "namespaces", "values", "get", "ns"];
    let (shown, code) = on_terminal(&server, &[&get[..], &["bytes"]].concat(), "", &[]);
    assert!(code == 2 && shown.contains("-o FILE"), "{shown}");
    let (shown, code) = on_terminal(&server, &[&get[..], &["text"]].concat(), "", &[]);
    assert_eq!((shown.as_str(), code), ("plain\n", 0));
}

/// A server that says when it is asked, and answers when it is let.
fn slow() -> (Server, Receiver<()>, std::sync::mpsc::Sender<()>) {
    let (asked, was_asked) = channel();
    let (go, may_go) = channel::<()>();
    let (asked, may_go) = (Mutex::new(asked), Mutex::new(may_go));
    let server = Server::new(move |_| {
        let _ = asked.lock().expect("no thread failed").send(());
        let _ = may_go.lock().expect("no thread failed").recv();
        result("{}")
    });
    (server, was_asked, go)
}

#[test]
fn ctrl_c_ends_it_and_leaves_nothing() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        ended_by(signal);
    }
}

fn ended_by(signal: Signal) {
    let folder = tempfile::tempdir().expect("a folder");
    let (server, was_asked, go) = slow();
    let out = folder.path().join("out.json");
    let arguments = ["api", "zones", "get", "1", "-o", out.to_str().expect("text")];
    let mut child: Child = command(&server, &arguments, &[])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    was_asked.recv().expect("it is asked");
    kill(Pid::from_raw(i32::try_from(child.id()).expect("an id")), signal).expect("it is told");
    let status = child.wait().expect("it ends");
    drop(go);
    assert_eq!(status.code(), Some(130));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn ctrl_c_is_heard_while_a_question_waits() {
    let server = databases();
    let pair = openpty(None, None).expect("a terminal");
    let slave = || Stdio::from(pair.slave.try_clone().expect("a terminal"));
    let mut command = command(&server, &["api", "d1", "database", "delete", "abc"], &[]);
    let mut child = command.stdin(slave()).stdout(slave()).stderr(slave()).spawn().expect("it runs");
    let mut master = File::from(pair.master);
    let mut shown = String::new();
    let mut chunk = [0; 256];
    while !shown.contains("[y/N]") {
        let read = master.read(&mut chunk).expect("the question");
        shown.push_str(&String::from_utf8_lossy(&chunk[..read]));
    }
    kill(Pid::from_raw(i32::try_from(child.id()).expect("an id")), Signal::SIGINT).expect("it is told");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(server.seen().is_empty());
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let items: Vec<String> =
        (0..20_000).map(|at| format!(r#"{{"uuid":"{at}","name":"database {at}"}}"#)).collect();
    let server =
        Server::new(move |_| page(&items.iter().map(String::as_str).collect::<Vec<_>>(), 1, 1, 20_000));
    let mut child = command(&server, &[&LIST[..], &["--output", "ndjson"]].concat(), &[])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn requests_are_told_of_where_that_is_wanted() {
    let server = databases();
    let ran = server.run(&[&LIST[..], &["--verbose", "--output", "ndjson"]].concat());
    assert!(
        ran.stderr
            .starts_with("d1.database.list: GET /accounts/{account_id}/d1/database, attempt 1: 200 in "),
        "{ran:?}"
    );
    assert!(ran.stderr.trim_end().ends_with(" ms, ray 8ray-TXL"), "{ran:?}");
    assert_eq!(ran.stdout.lines().count(), 2);
}

/// Runs `cfs auth token` on a terminal, types or sends a signal when it asks, and gives what was shown, the code, and whether the terminal
/// shows again what is typed.
fn prompted(typed: Result<&str, Signal>, home: &std::path::Path) -> (String, i32, bool) {
    let server = Server::new(|seen| match seen.line.as_str() {
        line if line.contains("/verify") => result(r#"{"id":"tok-1","status":"active"}"#),
        _ => page(&[], 1, 1, 0),
    });
    let size = nix::pty::Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    let pair = openpty(Some(&size), None).expect("a terminal");
    let slave = || Stdio::from(pair.slave.try_clone().expect("a terminal"));
    let mut command = command(&server, &["auth", "token"], &[("NO_COLOR", "1")]);
    command.env_remove("CLOUDFLARE_API_TOKEN").env("HOME", home);
    let mut child = command.stdin(slave()).stdout(slave()).stderr(slave()).spawn().expect("it runs");
    drop(command);
    let mut master = File::from(pair.master);
    let (mut shown, mut chunk) = (String::new(), [0; 4096]);
    while !shown.contains("API token:") {
        let read = master.read(&mut chunk).expect("the question");
        shown.push_str(&String::from_utf8_lossy(&chunk[..read]));
    }
    match typed {
        Ok(text) => master.write_all(text.as_bytes()).expect("it is typed"),
        Err(signal) => {
            kill(Pid::from_raw(i32::try_from(child.id()).expect("an id")), signal).expect("it is told");
        }
    }
    let code = child.wait().expect("it ends").code().unwrap_or(-1);
    let flags = nix::sys::termios::tcgetattr(&pair.slave).expect("a terminal").local_flags;
    let sane = flags.contains(nix::sys::termios::LocalFlags::ECHO | nix::sys::termios::LocalFlags::ICANON);
    drop(pair.slave);
    while let Ok(read @ 1..) = master.read(&mut chunk) {
        shown.push_str(&String::from_utf8_lossy(&chunk[..read]));
    }
    (shown, code, sane)
}

#[test]
fn a_token_is_asked_for_and_not_shown() {
    let home = tempfile::tempdir().expect("a home");
    let secrets = home.path().join(".local/share/cfs/secrets.toml");
    for ended in [Ok("\u{3}"), Ok("\u{1b}"), Err(Signal::SIGINT), Err(Signal::SIGTERM)] {
        let (shown, code, sane) = prompted(ended, home.path());
        assert!(code == 130 && sane && !secrets.exists(), "{ended:?}: {code} {sane} {shown:?}");
        let shows = shown.rfind("\u{1b}[?25h") > shown.rfind("\u{1b}[?25l");
        assert!(shows, "the cursor is there: {shown:?}");
    }
    let (shown, code, sane) = prompted(Ok(&format!("{TOKEN}\r")), home.path());
    assert!(code == 0 && sane && secrets.exists(), "{code} {sane} {shown}");
    assert!(!shown.contains(TOKEN) && shown.contains("logged in"), "{shown}");
}
