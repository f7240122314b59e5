//! Calls: what is sent, and what comes back.

use crate::support::{ACCOUNT, Reply, Server, ZONE, body, file, page, result, run};

fn zones() -> Server {
    Server::new(|seen| match seen.line.as_str() {
        line if line.starts_with("GET /client/v4/zones?") && line.contains("name=") => {
            page(&[&format!(r#"{{"id":"{ZONE}","name":"example.com"}}"#)], 1, 1, 1)
        }
        line if line.contains("&page=2") || line.contains("?page=2") => {
            page(&[r#"{"id":"3","name":"c"}"#], 2, 2, 3)
        }
        line if line.contains("/d1/database") && line.starts_with("GET") => {
            page(&[r#"{"id":"1","name":"a"}"#, r#"{"id":"2","name":"b"}"#], 1, 2, 3)
        }
        line if line.starts_with("DELETE") => result("null"),
        _ => result(r#"{"id":"new","name":"made"}"#),
    })
}

#[test]
fn members_of_the_body_are_flags() {
    let server = zones();
    let ran =
        server.run(&["api", "d1", "database", "create", "--name", "orders", "--primary-location-hint=wnam"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let seen = server.seen();
    assert_eq!(seen[0].line, format!("POST /client/v4/accounts/{ACCOUNT}/d1/database"));
    assert_eq!(seen[0].body(), r#"{"name":"orders","primary_location_hint":"wnam"}"#);
    assert_eq!(ran.stdout, "{\n  \"id\": \"new\",\n  \"name\": \"made\"\n}\n");
}

#[test]
fn a_zone_is_looked_up_by_its_name() {
    let server = zones();
    let create = ["api", "dns", "record", "create", "--zone", "example.com", "--type", "A", "--name", "www"];
    let ran = server.run(&[&create[..], &["--content", "192.0.2.1", "--ttl", "60", "--proxied"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let seen = server.seen();
    assert_eq!(seen[1].line, format!("POST /client/v4/zones/{ZONE}/dns_records"));
    let sent: serde_json::Value = serde_json::from_slice(&seen[1].body).expect("JSON");
    let expected = serde_json::json!({"type":"A","name":"www","content":"192.0.2.1","ttl":60,"proxied":true});
    assert_eq!(sent, expected);
}

#[test]
fn bodies_are_json_yaml_or_toml_and_members_go_over_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let yaml = file(folder.path(), "db.yaml", "name: orders\nread_replication: {mode: auto}\n");
    let toml = file(folder.path(), "db.toml", "name = \"orders\"\n[read_replication]\nmode = \"auto\"\n");
    let server = zones();
    let sent = r#"{"name":"orders","read_replication":{"mode":"auto"}}"#;
    let create = ["api", "d1", "database", "create"];
    for more in [
        vec!["--body".to_owned(), format!("@{yaml}")],
        vec!["--body".to_owned(), format!("@{toml}")],
        vec!["--body".to_owned(), sent.to_owned()],
        vec![
            "--name".to_owned(),
            "orders".to_owned(),
            "--read-replication.mode".to_owned(),
            "auto".to_owned(),
        ],
        vec![
            "--set".to_owned(),
            "name=orders".to_owned(),
            "--set".to_owned(),
            "read_replication.mode=auto".to_owned(),
        ],
        vec![
            "--body".to_owned(),
            r#"{"name":"x","read_replication":{"mode":"auto"}}"#.to_owned(),
            "--body.name=orders".to_owned(),
        ],
    ] {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let ran = server.run(&[&create[..], &more].concat());
        assert_eq!(ran.code, 0, "{more:?} {ran:?}");
        assert_eq!(server.seen().last().expect("a request").body(), sent, "{more:?}");
    }
    let ran = server.run_with(&[&create[..], &["--body", "-"]].concat(), sent, &[]);
    assert_eq!((ran.code, server.seen().last().expect("a request").body().as_str()), (0, sent));
}

#[test]
fn a_list_is_one_page_or_all_or_so_many() {
    let server = zones();
    let list = ["api", "d1", "database", "list", "--output", "ndjson"];
    let first = server.run(&list);
    assert_eq!(first.stdout.lines().count(), 2);
    assert_eq!(first.stderr, "note: the first 2 of 3; --all reads the rest\n");
    let all = server.run(&[&list[..], &["--all"]].concat());
    assert_eq!(
        all.stdout,
        "{\"id\":\"1\",\"name\":\"a\"}\n{\"id\":\"2\",\"name\":\"b\"}\n{\"id\":\"3\",\"name\":\"c\"}\n"
    );
    assert_eq!(all.stderr, "");
    let before = server.seen().len();
    let some = server.run(&[&list[..], &["--limit", "1", "--fields", "name"]].concat());
    assert_eq!(some.stdout, "{\"name\":\"a\"}\n");
    assert_eq!(server.seen().len(), before + 1);
}

#[test]
fn forms_have_files_and_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let main = file(folder.path(), "main.js", "export default {}");
    let server = zones();
    let update = ["api", "workers", "scripts", "update", "my-worker", "--metadata.main_module", "main.js"];
    let ran = server.run(&[&update[..], &["--files", &main]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let seen = server.seen();
    assert_eq!(seen[0].line, format!("PUT /client/v4/accounts/{ACCOUNT}/workers/scripts/my-worker"));
    let sent = seen[0].body();
    assert!(sent.contains("name=\"metadata\"") && sent.contains(r#"{"main_module":"main.js"}"#), "{sent}");
    assert!(sent.contains("filename=\"main.js\"\r\nContent-Type: application/javascript+module"), "{sent}");
    assert!(seen[0].header("content-type").is_some_and(|media| media.starts_with("multipart/form-data")));
}

#[test]
fn bytes_go_to_a_file_and_from_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::new(|seen| {
        if seen.line.starts_with("GET") {
            return Reply(
                200,
                vec![("content-type", "application/octet-stream".to_owned())],
                vec![0, 159, 146, 150],
            );
        }
        result("null")
    });
    let value = file(folder.path(), "value", "the value");
    let key = ["NAMESPACE", "a/b c"];
    let body = format!("@{value}");
    let put = [&["api", "kv", "namespaces", "values", "update"], &key[..], &["--body", &body]].concat();
    assert_eq!(server.run(&put).code, 0);
    let seen = server.seen();
    assert_eq!(
        seen[0].line,
        format!("PUT /client/v4/accounts/{ACCOUNT}/storage/kv/namespaces/NAMESPACE/values/a%2Fb%20c")
    );
    assert_eq!(seen[0].body(), "the value");
    let out = folder.path().join("out.bin");
    let get = [&["api", "kv", "namespaces", "values", "get"], &key[..], &["-o", out.to_str().expect("text")]]
        .concat();
    assert_eq!(server.run(&get).code, 0);
    assert_eq!(std::fs::read(out).expect("a file"), [0, 159, 146, 150]);
}

#[test]
fn any_path_can_be_called() {
    let server = zones();
    let ran = server.run(&[
        "api",
        "GET",
        "/accounts/{account}/d1/database?per_page=2",
        "--all",
        "--fields",
        "id",
        "--output",
        "csv",
    ]);
    assert_eq!(ran.stdout, "id\n1\n2\n3\n", "{ran:?}");
    let seen = server.seen();
    assert_eq!(seen[0].line, format!("GET /client/v4/accounts/{ACCOUNT}/d1/database?per_page=2"));
    let ran = server.run(&["api", "post", "/nobody/knows/this", "--set", "a.b=1", "--output", "ndjson"]);
    assert_eq!(ran.stdout, "{\"id\":\"new\",\"name\":\"made\"}\n", "{ran:?}");
    assert_eq!(server.seen().last().expect("a request").body(), r#"{"a":{"b":1}}"#);
    let ran = server.run(&["api", "GET", "/zones/{zone_idd}/x"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`{zone_idd}`, which has no value"), "{ran:?}");
}

#[test]
fn what_would_be_sent_is_shown_without_secrets() {
    let server = zones();
    let create = ["api", "d1", "database", "create", "--name", "orders"];
    let ran = server.run(&[&create[..], &["--dry-run"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = ran.stdout.replace(&server.url, "URL");
    insta::assert_snapshot!("dry_run", text);
    let ran = server.run(&[&create[..], &["--curl"]].concat());
    insta::assert_snapshot!("curl", ran.stdout.replace(&server.url, "URL"));
    let ran = server.run(&[&create[..], &["--dry-run", "--output", "ndjson"]].concat());
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(value["body"]["name"], "orders");
    assert!(server.seen().is_empty());
}

#[test]
fn events_and_lines_are_lines() {
    let server = Server::new(|seen| {
        let streams = seen.body().contains("\"stream\":true");
        let (media, text) = if streams {
            (
                "text/event-stream",
                "data: {\"response\":\"a\"}\n\ndata: {\"response\":\"b\"}\n\ndata: [DONE]\n\n",
            )
        } else {
            ("application/json", r#"{"response":"ab"}"#)
        };
        Reply(200, vec![("content-type", media.to_owned())], text.as_bytes().to_vec())
    });
    let ask = ["api", "ai", "meta", "llama-3-1-8b-instruct-fp8", "--prompt", "Why?"];
    let ran = server.run(&[&ask[..], &["--stream"]].concat());
    assert_eq!(ran.stdout, "{\"response\":\"a\"}\n{\"response\":\"b\"}\n", "{ran:?}");
    let ran = server.run(&[&ask[..], &["--output", "ndjson"]].concat());
    assert_eq!(ran.stdout, "{\"response\":\"ab\"}\n", "{ran:?}");
}

#[test]
fn nothing_is_sent_that_does_not_fit_unless_it_is_told_to() {
    let server = zones();
    let create =
        ["api", "d1", "database", "create", "--body", r#"{"nme":"orders","primary_location_hint":"wnan"}"#];
    let ran = server.run(&create);
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!("refused", ran.transcript());
    assert!(server.seen().is_empty());
    let ran = server.run(&[&create[..], &["--no-validate"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(server.seen()[0].body(), r#"{"nme":"orders","primary_location_hint":"wnan"}"#);
}

#[test]
fn a_variable_for_ids_has_an_id() {
    let server = zones();
    let ran = server.run_with(&["api", "d1", "database", "list"], "", &[("CLOUDFLARE_ACCOUNT_ID", "an-id")]);
    assert_eq!((ran.code, server.seen().len()), (0, 1), "{ran:?}");
    assert_eq!(server.seen()[0].line, "GET /client/v4/accounts/an-id/d1/database");
}

#[test]
fn the_only_account_is_the_one() {
    let server = Server::new(|seen| {
        if seen.line.contains("/accounts?") {
            return page(&[&format!(r#"{{"id":"{ACCOUNT}","name":"mine"}}"#)], 1, 1, 1);
        }
        result("[]")
    });
    let variables = [("CLOUDFLARE_BASE_URL", server.url.as_str()), ("CF_API_TOKEN", "a-token")];
    let ran = run(&["api", "kv", "namespaces", "list"], "", &variables);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "[]\n"), "{ran:?}");
    assert_eq!(server.seen()[1].line, format!("GET /client/v4/accounts/{ACCOUNT}/storage/kv/namespaces"));
    assert_eq!(server.seen()[1].header("authorization"), Some("Bearer a-token"));
}

#[test]
fn a_message_of_the_api_is_told_whole() {
    let server = Server::new(|_| {
        body(
            403,
            r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}"#,
        )
    });
    let ran = server.run(&["api", "d1", "database", "list"]);
    insta::assert_snapshot!("denied", ran.transcript());
}

#[test]
fn looking_at_a_call_may_ask_for_names_and_nothing_else() {
    let server = zones();
    let create = ["api", "dns", "records", "create", "--zone", "example.com", "--type", "A", "--name", "www"];
    let ran = server.run(&[&create[..], &["--content", "192.0.2.1", "--ttl", "60", "--dry-run"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.starts_with(&format!("POST {}/zones/{ZONE}/dns_records\n", server.url)), "{ran:?}");
    let seen = server.seen();
    assert!(seen.len() == 1 && seen[0].line.starts_with("GET"), "{seen:?}");
}

#[test]
fn a_parameter_gives_way_to_what_all_commands_have() {
    let server = zones();
    let list = ["api", "d1", "database", "list", "--output", "ndjson"];
    server.run(
        &[&list[..], &["--query.per_page=10", "--param", "name=x", "--header", "x-a: b", "--query", "z=1"]]
            .concat(),
    );
    let seen = server.seen();
    assert_eq!(seen[0].line, format!("GET /client/v4/accounts/{ACCOUNT}/d1/database?name=x&per_page=10&z=1"));
    assert_eq!(seen[0].header("x-a"), Some("b"));
    // Keys come in pages, and have a `limit` of their own.
    let keys = ["api", "kv", "namespaces", "keys", "list", "NS", "--limit", "1", "--query-limit", "10"];
    let ran = server.run(&[&keys[..], &["--dry-run"]].concat());
    assert!(ran.stdout.lines().next().is_some_and(|line| line.ends_with("/keys?limit=10")), "{ran:?}");
    // What gives no pages has its own.
    let ran = server.run(&["api", "radar", "http", "top", "browser", "--limit", "5", "--dry-run"]);
    assert!(ran.stdout.lines().next().is_some_and(|line| line.ends_with("?limit=5")), "{ran:?}");
}

#[test]
fn a_path_alone_is_read() {
    let server = zones();
    let ran = server.run(&["api", "/accounts/{account}/d1/database", "--fields", "id", "--output", "csv"]);
    assert_eq!(ran.stdout, "id\n1\n2\n", "{ran:?}");
}

#[test]
fn a_socket_has_its_messages_as_lines() {
    use futures_util::{SinkExt as _, StreamExt as _};
    use tokio_tungstenite::tungstenite::Message;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
    let url = format!("http://{}/client/v4", listener.local_addr().expect("an address"));
    runtime.spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        let mut socket = tokio_tungstenite::accept_async(stream).await.expect("a handshake");
        let said = socket.next().await.expect("a message").expect("text");
        socket
            .send(Message::text(format!("{{\"said\":{}}}", said.into_text().expect("text"))))
            .await
            .expect("sent");
        socket.send(Message::text("no JSON")).await.expect("sent");
        socket.close(None).await.expect("closed");
        while socket.next().await.is_some() {}
    });
    let variables = [
        ("CLOUDFLARE_BASE_URL", url.as_str()),
        ("CLOUDFLARE_API_TOKEN", "a-token"),
        ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
    ];
    let ran = run(&["api", "ai", "deepgram", "aura-1-socket"], "\"hello\"\n", &variables);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "{\"said\":\"hello\"}\nno JSON\n"), "{ran:?}");
}
