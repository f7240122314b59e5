//! What names stand for: looked up once, remembered for a minute, and not beyond what is deleted.

use crate::support::{ACCOUNT, Reply, Server, TOKEN, body, page, result};
use std::sync::Mutex;

const ID: &str = "023e105f4ecef8ad9ca31a8372d0c3bb";

/// An API with a namespace, until that is deleted, whose list has several pages.
fn api() -> Server {
    let there = Mutex::new(true);
    Server::new(move |seen| {
        let mut there = there.lock().expect("no thread failed");
        if seen.line.starts_with("DELETE") {
            *there = false;
            return result("null");
        }
        if seen.line.contains("/values/") && !*there {
            let gone = r#"{"success":false,"errors":[{"code":10013,"message":"namespace not found"}]}"#;
            return body(404, gone);
        }
        if seen.line.contains("/values/") {
            return Reply(200, Vec::new(), b"value".to_vec());
        }
        let own = format!(r#"{{"id":"{ID}","title":"sessions"}}"#);
        let other = r#"{"id":"023e105f4ecef8ad9ca31a8372d0c3cc","title":"other"}"#;
        if *there { page(&[&own, other], 1, 3, 6) } else { page(&[other], 1, 1, 1) }
    })
}

/// How often the list was asked for.
fn lists(server: &Server) -> usize {
    server
        .seen()
        .iter()
        .filter(|seen| seen.line.contains("/namespaces?") || seen.line.ends_with("/namespaces"))
        .count()
}

#[test]
fn a_name_is_looked_up_once_and_an_id_not_at_all() {
    let (server, home) = (api(), tempfile::tempdir().expect("a home"));
    let home = [("HOME", home.path().to_str().expect("text"))];
    let run = |words: &[&str]| server.run_with(words, "", &home);
    let get = |namespace: &str| run(&["kv", "key", "get", "--namespace", namespace, "key"]);
    assert_eq!((get(ID).code, lists(&server)), (0, 0));
    for _ in 0..3 {
        let ran = get("sessions");
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "value"), "{ran:?}");
        // A title is of one namespace: the pages behind it are not read.
        assert_eq!(lists(&server), 1);
    }
    // Another account's are others.
    let other = [home[0], ("CLOUDFLARE_ACCOUNT_ID", "023e105f4ecef8ad9ca31a8372d0c3dd")];
    assert_eq!(server.run_with(&["kv", "key", "get", "--namespace", "sessions", "key"], "", &other).code, 0);
    assert_eq!(lists(&server), 2);
    // What is deleted here is not remembered.
    assert_eq!(run(&["kv", "namespace", "delete", "sessions", "--yes"]).code, 0);
    let ran = get("sessions");
    assert!(ran.code == 1 && ran.stderr.contains("there is no namespace `sessions`"), "{ran:?}");
}

#[test]
fn what_others_delete_is_found_out() {
    let (server, home) = (api(), tempfile::tempdir().expect("a home"));
    let home = [("HOME", home.path().to_str().expect("text"))];
    let get = || server.run_with(&["kv", "key", "get", "--namespace", "sessions", "key"], "", &home);
    assert_eq!(get().code, 0);
    let path = format!("/accounts/{ACCOUNT}/storage/kv/namespaces/{ID}");
    assert_eq!(server.run_with(&["api", "DELETE", &path, "--yes"], "", &home).code, 0);
    let ran = get();
    assert!(ran.code == 1 && ran.stderr.contains("namespace not found"), "{ran:?}");
    let ran = get();
    assert!(ran.stderr.contains("there is no namespace `sessions`"), "{ran:?}");
    assert!(!format!("{ran:?}").contains(TOKEN));
}
