//! What collections have in common.

use crate::support::{body, call, client, done, of_account, refused};
use cfs_catalogue::{Arguments, Check, Content, catalogue};
use cfs_emulator::{ACCOUNT_ID, Emulator, ZONE_ID};
use serde_json::json;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};

fn of_zone(more: &[(&str, &str)]) -> Arguments {
    more.iter().fold(Arguments::new().set("zone_id", ZONE_ID), |all, (name, value)| all.set(*name, *value))
}

#[tokio::test]
async fn lists_are_filtered_ordered_and_paged() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    for at in 0..45 {
        let content = format!("192.0.2.{at}");
        let name = if at % 2 == 0 { "even.example.com" } else { "odd.example.com" };
        let record = json!({"type": "A", "name": name, "content": content, "ttl": 3600, "proxied": false});
        call(&client, "dns.records.create", of_zone(&[]), body(&record)).await.expect("a record");
    }
    let list = catalogue().operation("dns.records.list").expect("an operation");
    let all = list
        .prepare(&client, &of_zone(&[("per_page", "10")]), Content::none(), Check::All)
        .expect("a request");
    assert_eq!(all.items().expect("a list").collect_all(1000).await.expect("all").len(), 45);
    let order = [("order", "content"), ("direction", "desc"), ("per_page", "5000")];
    let ordered = call(&client, "dns.records.list", of_zone(&order), Content::none()).await.expect("a list");
    assert_eq!(ordered[0]["content"], "192.0.2.9");
    assert_eq!(ordered.as_array().map(Vec::len), Some(45));
    let even = [("type", "A"), ("content.contains", "192.0.2.1"), ("per_page", "100")];
    let even = call(&client, "dns.records.list", of_zone(&even), Content::none()).await.expect("a list");
    assert_eq!(even.as_array().map(Vec::len), Some(11));
    for name in ["mail", "post"] {
        done(&client, "queues.create", &[], body(&json!({"queue_name": name}))).await;
    }
    let found = done(&client, "queues.list", &[("name", "post")], Content::none()).await;
    assert_eq!(found.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_seed_of_a_collection_makes_one_more() {
    let emulator = Emulator::start().await.expect("an emulator");
    emulator
        .seed(r#"[{"path": "/zones", "value": {"name": "a.example"}}, {"path": "/zones", "value": {"name": "b.example"}}]"#)
        .expect("a seed");
    let zones =
        call(&client(&emulator), "zones.list", Arguments::new(), Content::none()).await.expect("a list");
    let mut names: Vec<_> = zones.as_array().into_iter().flatten().map(|zone| &zone["name"]).collect();
    names.sort_by_key(ToString::to_string);
    assert_eq!(names, ["a.example", "b.example", "example.com"]);
    let ids: std::collections::BTreeSet<_> =
        zones.as_array().into_iter().flatten().map(|zone| zone["id"].to_string()).collect();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_place() {
    let emulator = Emulator::start().await.expect("an emulator");
    let response =
        raw(&emulator, "POST", &format!("/accounts/{ACCOUNT_ID}/d1/database"), r#"{"name":7}"#).await;
    assert!(
        response.contains("400 Bad Request") && response.contains("body.name: expected a string, found 7"),
        "{response}"
    );
    let response = raw(&emulator, "PUT", &format!("/accounts/{ACCOUNT_ID}/d1/database"), "{}").await;
    assert!(
        response.contains("405 Method Not Allowed") && response.contains("allow: GET, POST"),
        "{response}"
    );
    let response = raw(&emulator, "GET", "/no/such/path", "").await;
    assert!(
        response.contains("404 Not Found") && response.contains("7003") && response.contains("cf-ray: "),
        "{response}"
    );
    let response = raw(&emulator, "POST", &format!("/accounts/{ACCOUNT_ID}/d1/database"), "{").await;
    assert!(response.contains("400 Bad Request"), "{response}");
    let response = raw(&emulator, "GET", "/radar/annotations", "").await;
    assert!(response.contains("cfs-made-up: 1"), "{response}");
}

#[tokio::test]
async fn tests_in_other_languages_make_and_forget_state() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let paths = format!(r#"["/accounts/{ACCOUNT_ID}/queues/abc/consumers/def"]"#);
    let made = raw_at(&emulator, "PUT", "/_emulator/paths", &paths).await;
    assert!(made.contains("200 OK"), "{made}");
    assert_eq!(done(&client, "queues.get", &[("queue_id", "abc")], Content::none()).await["queue_id"], "abc");
    raw_at(&emulator, "POST", "/_emulator/reset", "").await;
    assert_eq!(refused(&client, "queues.get", &[("queue_id", "abc")], Content::none()).await.0, 404);
}

/// One request below the API's prefix.
async fn raw(emulator: &Emulator, method: &str, path: &str, body: &str) -> String {
    raw_at(emulator, method, &format!("/client/v4{path}"), body).await
}

/// One request as it is, and the answer as it comes.
async fn raw_at(emulator: &Emulator, method: &str, path: &str, body: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(emulator.address()).await.expect("a connection");
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        emulator.token(),
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[tokio::test]
async fn settings_stay_as_they_were_set() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let before = call(&client, "zones.settings.speed_brain.get", of_zone(&[]), Content::none())
        .await
        .expect("a setting");
    let value = if before["value"] == "on" { "off" } else { "on" };
    let edit = body(&json!({"value": value}));
    call(&client, "zones.settings.speed_brain.edit", of_zone(&[]), edit).await.expect("a change");
    let after = call(&client, "zones.settings.speed_brain.get", of_zone(&[]), Content::none())
        .await
        .expect("a setting");
    assert_eq!(after["value"], value);
}

#[tokio::test]
async fn what_is_below_goes_with_its_parent() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let queue = done(&client, "queues.create", &[], body(&json!({"queue_name": "mail"}))).await;
    let id = queue["queue_id"].as_str().expect("an id");
    let consumer = body(&json!({"type": "http_pull"}));
    done(&client, "queues.consumers.create", &[("queue_id", id)], consumer).await;
    let queue = done(&client, "queues.get", &[("queue_id", id)], Content::none()).await;
    assert_eq!(queue["consumers_total_count"], 1);
    done(&client, "queues.delete", &[("queue_id", id)], Content::none()).await;
    assert_eq!(
        refused(&client, "queues.consumers.list", &[("queue_id", id)], Content::none()).await,
        (404, 11_000)
    );
}

#[tokio::test]
async fn state_survives_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = || async {
        let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_cfs-emulator"))
            .args(["--port", "0", "--state"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("a child");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut line)
            .await
            .expect("its address");
        let client = cfs_http::Client::builder().base_url(line.trim());
        let client =
            client.credentials(cfs_http::Credentials::token(cfs_emulator::TOKEN)).build().expect("a client");
        (child, client)
    };
    let (mut child, client) = start().await;
    let database = done(&client, "d1.database.create", &[], body(&json!({"name": "kept"}))).await;
    let own = [("database_id", database["uuid"].as_str().expect("an id"))];
    done(
        &client,
        "d1.database.query",
        &own,
        body(&json!({"sql": "CREATE TABLE t(a); INSERT INTO t VALUES(7)"})),
    )
    .await;
    let namespace = done(&client, "kv.namespaces.create", &[], body(&json!({"title": "kept"}))).await;
    let key = [("namespace_id", namespace["id"].as_str().expect("an id")), ("key_name", "k")];
    done(&client, "kv.namespaces.values.update", &key, Content::raw("v")).await;
    // The last answer is no sooner told than the process is gone.
    child.kill().await.expect("killed");
    let (_child, client) = start().await;
    assert_eq!(done(&client, "kv.namespaces.values.get", &key, Content::none()).await, "v");
    let rows = done(&client, "d1.database.query", &own, body(&json!({"sql": "SELECT a FROM t"}))).await;
    assert_eq!(rows[0]["results"], json!([{"a": 7}]));
    let again = call(&client, "d1.database.create", of_account(&[]), body(&json!({"name": "kept"}))).await;
    assert!(again.is_err(), "the name is taken");
}
