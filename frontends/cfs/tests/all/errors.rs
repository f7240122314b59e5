//! What goes wrong, and what the program ends with.

use crate::support::{Server, body, file, result, run};

fn fails(arguments: &[&str]) -> (i32, String) {
    let ran = run(arguments, "", &[("CLOUDFLARE_API_TOKEN", "a-token")]);
    assert_eq!(ran.stdout, "", "{ran:?}");
    (ran.code, ran.stderr)
}

#[test]
fn wrong_words_are_answered_with_what_was_meant() {
    let mut text = String::new();
    for words in [
        "api dsn records list",
        "api dns recrods list",
        "api dns records lst",
        "api dns nothing-like-it",
        "api xyzzy",
        "api d1 database create --nme x",
        "api d1 database create --primary-location-hint wnan --name x --account 023e105f4ecef8ad9ca31a8372d0c353",
        "api d1 database get a b c",
        "api d1 database list --output tabel",
        "api FETCH /zones",
        "api schema d1",
        "help nothing",
        "ap",
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let (code, stderr) = fails(&words);
        text.push_str(&format!("$ cfs {}\n[{code}] {stderr}\n", words.join(" ")));
    }
    insta::assert_snapshot!("wrong_words", text);
}

#[test]
fn without_credentials_nothing_is_sent() {
    let ran = run(&["api", "zones", "list"], "", &[]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("CLOUDFLARE_API_TOKEN"), "{ran:?}");
    let shown = run(&["api", "zones", "list", "--dry-run"], "", &[]);
    assert_eq!(shown.code, 0, "{shown:?}");
}

#[test]
fn codes_say_what_kind_of_failure_it_is() {
    let server = Server::new(|seen| match seen.line.as_str() {
        line if line.contains("/zones/1") => {
            body(404, r#"{"success":false,"errors":[{"code":7003,"message":"no route"}]}"#)
        }
        line if line.contains("/zones/2") => {
            body(401, r#"{"success":false,"errors":[{"code":1000,"message":"bad"}]}"#)
        }
        _ => result("{}"),
    });
    let code = |id: &str| server.run(&["api", "zones", "get", id]).code;
    assert_eq!((code("1"), code("2"), code("3")), (1, 4, 0));
}

#[test]
fn settings_that_are_damaged_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::new(|_| result("{}"));
    let damaged = file(folder.path(), "damaged.toml", "account = \n");
    let ran = server.run(&["api", "zones", "get", "1", "--config", &damaged]);
    assert!(ran.code == 2 && ran.stderr.contains("damaged.toml"), "{ran:?}");
    let wrong = file(folder.path(), "wrong.toml", "output = \"tabel\"\n");
    let ran = server.run(&["api", "zones", "get", "1", "--config", &wrong]);
    assert!(ran.code == 2 && ran.stderr.contains("`tabel` is not one of table, json"), "{ran:?}");
    let good = file(
        folder.path(),
        "good.toml",
        "output = \"yaml\"\nacount = \"x\"\nprofile = \"work\"\n[profiles.work]\nzone = \"a\"\n",
    );
    let ran = server.run(&["api", "zones", "get", "1", "--config", &good]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "{}\n"));
    assert!(ran.stderr.contains("`acount` means nothing; did you mean `account`?"), "{ran:?}");
    let ran = server.run(&["api", "zones", "get", "1", "--config", "/nowhere.toml"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn an_upload_that_is_refused_says_what_its_bindings_need() {
    let server = Server::new(|_| {
        body(403, r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}"#)
    });
    let metadata = r#"{"main_module":"a.js","bindings":[{"type":"kv_namespace","name":"KV","namespace_id":"x"},{"type":"r2_bucket","name":"B","bucket_name":"b"}]}"#;
    let ran = server.run(&["api", "workers", "scripts", "update", "w", "--metadata", metadata]);
    assert_eq!(ran.code, 4, "{ran:?}");
    for permission in ["Workers KV Storage Write", "Workers R2 Storage Write", "Workers Scripts Write"] {
        assert!(ran.stderr.contains(permission), "{permission}: {ran:?}");
    }
}

#[test]
fn a_network_that_is_not_there_is_said() {
    let variables =
        [("CLOUDFLARE_API_TOKEN", "a-token"), ("CLOUDFLARE_BASE_URL", "http://127.0.0.1:1/client/v4")];
    let ran = run(&["api", "zones", "get", "1"], "", &variables);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("cannot connect") && ran.stderr.contains("help:"), "{ran:?}");
}
