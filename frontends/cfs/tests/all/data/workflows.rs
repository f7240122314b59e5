//! `cfs workflows`. What an instance does is the emulator's: here the calls are looked at.

use crate::support::{ACCOUNT, Server, body, result};

/// A server that knows two instances of a workflow.
fn server() -> Server {
    let instance = |id: &str, at: u8| {
        format!(
            r#"{{"id":"{id}","created_on":"2026-11-0{at}T00:00:00Z","modified_on":"2026-11-0{at}T00:00:00Z","ended_on":null,"started_on":null,"status":"running","version_id":"182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e","workflow_id":"182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"}}"#
        )
    };
    let list = format!("[{},{}]", instance("old", 1), instance("new", 2));
    Server::new(move |seen| match seen.line.split(' ').next() {
        Some("GET") if seen.line.contains("/instances") && !seen.line.contains("/instances/") => {
            result(&list)
        }
        _ => {
            body(200, r#"{"success":true,"errors":[],"messages":[],"result":{"id":"new","status":"queued"}}"#)
        }
    })
}

#[test]
fn instances_are_started_told_and_ended() {
    let server = server();
    let at = format!("/client/v4/accounts/{ACCOUNT}/workflows/billing");
    for (words, line, sent) in [
        (
            &["trigger", "billing", r#"{"month":"11"}"#, "--id", "nov"][..],
            "POST /instances",
            r#"{"instance_id":"nov","params":{"month":"11"}}"#,
        ),
        (&["instances", "start", "billing"], "POST /instances", "{}"),
        (&["instances", "pause", "billing", "old"], "PATCH /instances/old/status", r#"{"status":"pause"}"#),
        (&["instances", "resume", "billing"], "PATCH /instances/new/status", r#"{"status":"resume"}"#),
        (
            &["instances", "terminate", "billing", "latest"],
            "PATCH /instances/new/status",
            r#"{"status":"terminate"}"#,
        ),
        (
            &["instances", "restart", "billing", "old", "--from-step", "charge"],
            "PATCH /instances/old/status",
            r#"{"from":{"name":"charge"},"status":"restart"}"#,
        ),
        (
            &["instances", "send-event", "billing", "old", "--type", "paid", "--payload", r#"{"amount":10}"#],
            "POST /instances/old/events/paid",
            r#"{"amount":10}"#,
        ),
        (&["delete", "billing", "--yes"], "DELETE ", ""),
    ] {
        let ran = server.run(&[&["workflows"], words].concat());
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        let seen = server.seen().pop().expect("a request");
        let (method, path) = line.split_once(' ').expect("two words");
        assert_eq!(
            (seen.line.as_str(), seen.body().as_str()),
            (format!("{method} {at}{path}").as_str(), sent)
        );
    }
    let ran = server.run(&["workflows", "trigger", "billing", "{month"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("the parameters: the argument: no JSON"), "{ran:?}");
}

#[test]
fn what_is_listed_is_what_is_kept() {
    let account = super::Account::new();
    let made = r#"{"class_name":"Billing","script_name":"api"}"#;
    account.done(&["api", "workflows", "update", "billing", "--body", made]);
    assert_eq!(account.json(&["workflows", "list"])[0]["name"], "billing");
    assert_eq!(account.json(&["workflows", "describe", "billing"])["class_name"], "Billing");
    account.done(&["workflows", "delete", "billing", "--yes"]);
    assert_eq!(account.json(&["workflows", "list"]), serde_json::json!([]));
}
