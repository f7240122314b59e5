//! One call per line of input.

use crate::support::{NOBODY, Server, TOKEN, body, result};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

fn server() -> Server {
    Server::new(|seen| {
        let id = seen.line.rsplit('/').next().unwrap_or_default().to_owned();
        if id == "2" {
            return body(404, r#"{"success":false,"errors":[{"code":7003,"message":"not there"}]}"#);
        }
        if seen.line.starts_with("POST") {
            result(&seen.body())
        } else {
            result(&format!(r#"{{"id":"{id}"}}"#))
        }
    })
}

const GET: [&str; 6] = ["api", "zones", "get", "--each", "--output", "ndjson"];

#[test]
fn results_come_in_the_order_of_the_lines() {
    let ids: String = (3..23).map(|id| format!("{id}\n")).collect();
    let expected: String = (3..23).map(|id| format!("{{\"id\":\"{id}\"}}\n")).collect();
    let ran = server().run_with(&[&GET[..], &["--jobs", "7"]].concat(), &ids, &[]);
    assert_eq!((ran.code, ran.stdout), (0, expected));
}

#[test]
fn a_line_is_done_before_the_next_one_is_written() {
    let server = server();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_cfs"))
        .args(GET)
        .args(["--jobs", "4"])
        .env_clear()
        .envs(NOBODY)
        .envs([("CLOUDFLARE_BASE_URL", server.url.as_str()), ("CLOUDFLARE_API_TOKEN", TOKEN)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut stdin = child.stdin.take().expect("stdin");
    let mut stdout = BufReader::new(child.stdout.take().expect("stdout"));
    for id in ["1", "3"] {
        writeln!(stdin, "{id}").expect("it reads");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it writes");
        assert_eq!(line, format!("{{\"id\":\"{id}\"}}\n"));
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_failure_ends_it_unless_it_is_to_go_on() {
    let ran = server().run_with(&GET, "1\n2\n3\n", &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "{\"id\":\"1\"}\n"));
    assert!(ran.stderr.contains("line 2: ") && ran.stderr.contains("7003"), "{ran:?}");
    let ran = server().run_with(&[&GET[..], &["--keep-going"]].concat(), "1\n2\n3\n", &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "{\"id\":\"1\"}\n{\"id\":\"3\"}\n"));
    assert!(ran.stderr.contains("1 line failed"), "{ran:?}");
}

#[test]
fn what_is_done_is_not_done_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = folder.path().join("done.txt");
    let resume = [&GET[..], &["--resume", done.to_str().expect("text")]].concat();
    let first = server().run_with(&resume, "1\n2\n3\n", &[]);
    assert_eq!((first.code, first.stdout.as_str()), (1, "{\"id\":\"1\"}\n"));
    let server = server();
    let again = server.run_with(&[&resume[..], &["--keep-going"]].concat(), "1\n2\n3\n", &[]);
    assert_eq!(again.stdout, "{\"id\":\"3\"}\n");
    let last = server.run_with(&[&resume[..], &["--keep-going"]].concat(), "1\n5\n3\n", &[]);
    assert_eq!(last.stdout, "{\"id\":\"5\"}\n");
}

#[test]
fn lines_of_json_are_parameters_and_members() {
    let server = server();
    let lines = "{\"name\":\"a\",\"primary_location_hint\":\"wnam\"}\n\n{\"body\":{\"name\":\"b\"}}\n";
    let create = ["api", "d1", "database", "create", "--each", "--output", "ndjson"];
    let ran = server.run_with(&create, lines, &[]);
    assert_eq!(
        ran.stdout, "{\"name\":\"a\",\"primary_location_hint\":\"wnam\"}\n{\"name\":\"b\"}\n",
        "{ran:?}"
    );
    let ran = server.run_with(&create, "{\"nme\":\"a\"}\n", &[]);
    assert!(
        ran.code == 2 && ran.stderr.contains("body.nme: no such member; did you mean `name`?"),
        "{ran:?}"
    );
}
