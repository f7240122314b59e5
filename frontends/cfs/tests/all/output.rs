//! Formats: the same rows in the same order in all of them.

use crate::support::{ACCOUNT, NOBODY, Server, TOKEN, body, page};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::channel;

fn server() -> Server {
    Server::new(|_| {
        page(
            &[
                r#"{"id":"1","name":"b, \"quoted\"","size":10,"plan":{"name":"free"},"tags":["x","y"]}"#,
                r#"{"id":"2","name":"a","size":9,"plan":null}"#,
                r#"{"id":"3","name":null,"size":100}"#,
            ],
            1,
            1,
            3,
        )
    })
}

const LIST: [&str; 4] = ["api", "d1", "database", "list"];

#[test]
fn every_format_has_the_same_rows() {
    let server = server();
    let mut text = String::new();
    for format in ["table", "json", "ndjson", "yaml", "csv"] {
        let ran = server.run(&[&LIST[..], &["--output", format]].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
        text.push_str(&format!("--- {format}\n{}", ran.stdout));
    }
    insta::assert_snapshot!("formats", text);
}

#[test]
fn fields_order_and_limits() {
    let server = server();
    let of = |more: &[&str]| server.run(&[&LIST[..], &["--output", "csv"], more].concat()).stdout;
    assert_eq!(of(&["--fields", "id,plan.name", "--sort", "size"]), "id,plan.name\n2,\n1,free\n3,\n");
    assert_eq!(of(&["--fields", "id", "--sort", "-size", "--limit", "2"]), "id\n3\n1\n");
    assert_eq!(of(&["--fields", "id", "--sort", "name"]), "id\n2\n1\n3\n");
    assert_eq!(of(&["--fields", "id", "--limit", "0"]), "id\n");
    let ran = server.run(&[&LIST[..], &["--fields", "nme", "--output", "ndjson"]].concat());
    assert_eq!(ran.stderr, "note: nothing has the field `nme`; did you mean `name`?\n");
}

#[test]
fn expressions_choose_rows() {
    let server = server();
    let of = |expression: &str| {
        server.run(&[&LIST[..], &["--output", "csv", "--fields", "id", "--where", expression]].concat())
    };
    assert_eq!(of("size >= 10 and exists(plan)").stdout, "id\n1\n");
    assert_eq!(of("plan.name == 'free' or name == null").stdout, "id\n1\n3\n");
    assert_eq!(of("'y' in tags").stdout, "id\n1\n");
    let none = of("nme == 'a'");
    assert_eq!((none.code, none.stdout.as_str()), (0, "id\n"));
    assert_eq!(none.stderr, "note: nothing has the field `nme`; did you mean `name`?\n");
    let wrong = of("size >> 1");
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""));
    assert!(wrong.stderr.contains("size >> 1"), "{wrong:?}");
}

#[test]
fn a_file_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.json");
    let name = path.to_str().expect("text");
    let ran = server().run(&[&LIST[..], &["-o", name, "--output", "ndjson"]].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert_eq!(std::fs::read_to_string(&path).expect("a file").lines().count(), 3);
    let failing = Server::new(|_| crate::support::body(500, "{}"));
    let other = folder.path().join("other.json");
    let ran = failing.run(&[&LIST[..], &["-o", other.to_str().expect("text")]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 1, "nothing but the first file is there");
    let ran = failing.run(&[&LIST[..], &["-o", "/nowhere/at/all"]].concat());
    assert!(ran.code == 2 && ran.stderr.contains("/nowhere/at/all: cannot be written"), "{ran:?}");
}

#[test]
fn rows_are_shown_while_later_pages_load() {
    for format in ["ndjson", "table", "yaml", "csv"] {
        let (go, may_go) = channel::<()>();
        let may_go = Mutex::new(may_go);
        let server = Server::new(move |seen| {
            if seen.line.contains("&page=2") || seen.line.contains("?page=2") {
                // Not before the first page was seen.
                let _ = may_go.lock().expect("no thread failed").recv();
                return page(&[r#"{"id":"2"}"#], 2, 2, 2);
            }
            page(&[r#"{"id":"1"}"#], 1, 2, 2)
        });
        let mut child = Command::new(env!("CARGO_BIN_EXE_cfs"))
            .args(LIST)
            .args(["--all", "--fields", "id", "--output", format])
            .env_clear()
            .envs(NOBODY)
            .envs([("CLOUDFLARE_BASE_URL", server.url.as_str()), ("CLOUDFLARE_API_TOKEN", TOKEN)])
            .env("CLOUDFLARE_ACCOUNT_ID", ACCOUNT)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains('1')), "{format}");
        go.send(()).expect("the server waits");
        assert!(lines.any(|line| line.contains('2')), "{format}");
        assert!(child.wait().expect("it ends").success(), "{format}");
    }
}

#[test]
fn a_list_that_breaks_off_ends_as_json_ends() {
    let server = Server::new(|seen| {
        if seen.line.contains("page=2") {
            return body(403, r#"{"success":false,"errors":[{"code":10000,"message":"no"}]}"#);
        }
        page(&[r#"{"uuid":"1","name":"a"}"#, r#"{"uuid":"2","name":"b"}"#], 1, 3, 6)
    });
    let folder = tempfile::tempdir().expect("a folder");
    let all = ["api", "d1", "database", "list", "--all"];
    for (format, expected) in [
        (
            "json",
            "[\n  {\n    \"uuid\": \"1\",\n    \"name\": \"a\"\n  },\n  {\n    \"uuid\": \"2\",\n    \"name\": \"b\"\n  }\n]\n",
        ),
        ("ndjson", "{\"uuid\":\"1\",\"name\":\"a\"}\n{\"uuid\":\"2\",\"name\":\"b\"}\n"),
        ("csv", "uuid,name\n1,a\n2,b\n"),
        ("yaml", "- uuid: '1'\n  name: a\n- uuid: '2'\n  name: b\n"),
    ] {
        let ran = server.run(&[&all[..], &["--output", format]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (4, expected), "{ran:?}");
        assert!(ran.stderr.contains("rows written before that: 2"), "{ran:?}");
    }
    let out = folder.path().join("out.json");
    let ran = server.run(&[&all[..], &["-o", out.to_str().expect("text")]].concat());
    assert!(ran.code == 4 && !out.exists() && !ran.stderr.contains("rows written"), "{ran:?}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
