//! What stands at sensitive places shows nowhere.

use super::Log;
use cfs_http::codec::from_str;
use cfs_http::prelude::*;
use cfs_http::testing::{Reply, Script};
use cfs_http::{Client, Error};
use futures_util::StreamExt;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A record with a marked member, a map, and members of any name.
#[derive(Clone, Default, PartialEq)]
pub struct Holder {
    id: Option<i64>,
    sealed: Option<i64>,
    env: Option<BTreeMap<String, i64>>,
    inner: Option<Box<Loose>>,
    rest: BTreeMap<String, i64>,
}
record! {
    Holder { 0 id opt "id", 1 sealed secret_opt "sealed", 2 env opt "env", 3 inner opt "inner" } rest rest
}

#[derive(Clone, Default, PartialEq)]
pub struct Loose {
    env: BTreeMap<String, Inner>,
}
record! { Loose { 0 env opt "env" } }

#[derive(Clone, Default, PartialEq)]
pub struct Inner {
    n: Option<i64>,
}
record! { Inner { 0 n opt "n" } }

operations! {
    GetHolder GET "/holder" { result Holder }
    GetFree GET "/free" { result Json }
    HolderLines GET "/lines" { ndjson Holder }
    HolderEvents GET "/events" { events Holder or body Holder by "" }
    ListHolders GET "/list" { pages Single of "result" by { }; page Holder }
}

fn printed(error: &Error) -> String {
    let snippet = if let Error::Decode(error) = error { error.snippet.clone() } else { String::new() };
    let source = std::error::Error::source(error).map(|source| format!("{source} {source:?}"));
    format!("{error} {error:?} {snippet} {source:?}")
}

/// A client that is answered so, with what its hook is told.
fn answered(reply: Reply) -> (Client, Arc<Mutex<String>>) {
    let notes = Arc::new(Mutex::new(String::new()));
    let told = notes.clone();
    let builder = Client::builder().token("t").transport(Script::new([reply])).max_retries(0);
    let hook = move |_: &'static _, note: &cfs_http::Note| {
        told.lock().unwrap().push_str(&format!("{note} {note:?} {} ", note.found));
    };
    (builder.on_note(hook).build().unwrap(), notes)
}

/// All that is printed when three kinds of calls are answered so.
async fn shown_for(status: u16, body: &str) -> String {
    let client = || answered(Reply::json(status, body.to_owned()));
    let mut shown = String::new();
    let (called, notes) = client();
    match GetHolder(GetHolder::call(&called)).await {
        Ok(value) => shown += &format!("{value:?}"),
        Err(error) => shown += &printed(&error),
    }
    shown += &notes.lock().unwrap();
    // What is free-form has no marks, nor has what is no value of its type at all.
    if body.contains("sealed") {
        return shown;
    }
    let (called, notes) = client();
    match ListHolders(ListHolders::call(&called)).skip_undecodable().await {
        Ok(page) => shown += &format!("{page:?} {:?}", page.skipped()),
        Err(error) => shown += &printed(&error),
    }
    shown += &notes.lock().unwrap();
    match GetFree(GetFree::call(&client().0)).await {
        Ok(value) => shown += &format!("{value:?}"),
        Err(error) => shown += &printed(&error),
    }
    shown
}

#[tokio::test]
async fn values_at_sensitive_places_are_never_shown() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    for (status, body) in [
        // Containers where others are expected, maps, members that are not listed.
        (200, r#"{"result":[{"token":"TOPSECRET"}]}"#),
        (200, r#"{"success":true,"result":{"id":{"token":"TOPSECRET"}}}"#),
        (200, r#"{"success":true,"result":{"env":{"API_TOKEN":"TOPSECRET"}}}"#),
        (200, r#"{"success":true,"result":{"api_token":"TOPSECRET"}}"#),
        (200, r#"{"success":true,"result":{"inner":{"env":{"api_key":{"n":"TOPSECRET"}}}}}"#),
        (200, r#"{"success":true,"result":[{"api_token":"TOPSECRET"},{"id":1}]}"#),
        (200, r#"{"success":true,"result":{"password":4815162342}}"#),
        (200, r#"{"success":true,"result":{"id":1,"sealed":"TOPSECRET"}}"#),
        (200, r#"{"success":true,"result":{"inner":[{"id":1,"sealed":"TOPSECRET"}]}}"#),
        (200, r#"{"success":true,"result":{"id":{"sealed":"TOPSECRET"}}}"#),
        // No result, ends early, no JSON.
        (200, r#"{"success":true,"result":{"id":1,"other":{"token":TOPSECRET}}}"#),
        (200, r#"{"success":true,"result":{"id":1},"extra":{"token":"\qTOPSECRET"}}"#),
        (200, r#"{"success":true,"token":"TOPSECRET"}"#),
        (200, r#"{"success":true,"sealed":"TOPSECRET","errors":[],"messages":[],"result":null}"#),
        (200, r#"{"success":true,"result":{"token":"TOPSECRET","id":"#),
        (200, "token=TOPSECRET"),
        // Errors.
        (400, r#"{"success":false,"token":"TOPSECRET","errors":["#),
        (400, r#"[{"token":"TOPSECRET"}]"#),
        (400, r#"{"errors":[{"code":1,"message":{"token":"TOPSECRET"}}]}"#),
        (400, r#"{"errors":[{"code":1,"message":"not {\"token\":\"TOPSECRET\"}"}]}"#),
        (400, r#"{"errors":[[{"token":"TOPSECRET"}]]}"#),
        (400, r#"{"error":{"password":"TOPSECRET"}}"#),
        (
            400,
            r#"{"errors":[{"code":"token=TOPSECRET","message":"m","source":{"pointer":"/?token=TOPSECRET"}}]}"#,
        ),
        (400, "token=TOPSECRET bad"),
        (400, "authorization=Bearer TOPSECRET bad"),
        (502, "sent: Authorization: Bearer TOPSECRET"),
        (500, "<html><title>token=TOPSECRET</title>"),
    ] {
        let shown = shown_for(status, body).await + &log.0.lock().unwrap();
        for secret in ["TOPSECRET", "4815162342"] {
            assert!(!shown.contains(secret), "{body}: {shown}");
        }
    }
    assert!(log.0.lock().unwrap().contains("env.API_TOKEN"));
    let reply = Reply::json(200, r#"{"result":[[{"token":"TOPSECRET"}]]}"#);
    let page = ListHolders(ListHolders::call(&answered(reply).0)).skip_undecodable().await.unwrap();
    let shown = format!("{:?}", page.skipped());
    assert!(shown.contains("[0]") && !shown.contains("TOPSECRET"), "{shown}");
    // What is not secret is.
    let shown = shown_for(400, "it was token=TOPSECRET that failed").await;
    assert!(shown.contains("Bad Request: it was token=[hidden] that failed"), "{shown}");
    let shown = shown_for(200, r#"{"result":{"id":"many","env":{"NAME":"some"}}}"#).await;
    assert!(shown.contains("\"many\"") && shown.contains("\"some\""), "{shown}");
}

#[tokio::test]
async fn lines_and_events_show_no_secrets() {
    let line = r#"{"id":1,"sealed":"TOPSECRET","token":"TOPSECRET"}"#;
    for body in [
        line,
        r#"{"sealed":5,"token":"TOPSECRET","id":1}"#,
        r#"{"env":{"KEY":"TOPSECRET"}} x"#,
        "key=TOPSECRET",
    ] {
        let mut shown = String::new();
        let (client, notes) = answered(
            Reply::status(200).header("content-type", "application/x-ndjson").body(format!("{body}\n")),
        );
        let mut lines = HolderLines(HolderLines::call(&client)).lines().await.unwrap();
        while let Some(line) = lines.next().await {
            shown += &line.map_or_else(|error| printed(&error), |value| format!("{value:?}"));
        }
        shown += &notes.lock().unwrap();
        let (client, notes) = answered(
            Reply::status(200).header("content-type", "text/event-stream").body(format!("data: {body}\n\n")),
        );
        let mut events = HolderEvents(HolderEvents::call(&client)).events();
        while let Some(event) = events.next().await {
            shown += &event.map_or_else(|error| printed(&error), |value| format!("{value:?}"));
        }
        shown += &notes.lock().unwrap();
        assert!(shown.contains("expected"), "{shown}");
        assert!(!shown.contains("TOPSECRET"), "{body}: {shown}");
    }
}

#[test]
fn free_forms_show_no_numbers_at_sensitive_places() {
    let value =
        Json::parse(r#"{"password":123456,"a":{"secret":[98765,true]},"max_tokens":42,"pin":7}"#).unwrap();
    assert_eq!(
        format!("{value:?}"),
        r#"{"password":"[hidden]","a":{"secret":["[hidden]",true]},"max_tokens":42,"pin":7}"#
    );
    let value: Holder = from_str(r#"{"env":{"apikey":123456,"n":7},"passwd":123456}"#).unwrap();
    let shown = format!("{value:?}");
    assert!(shown.contains('7') && !shown.contains("123456"), "{shown}");
    let fail = from_str::<BTreeMap<String, bool>>(r#"{"privkey":"TOPSECRET"}"#).unwrap_err();
    assert_eq!(fail.to_string(), "privkey: expected a boolean, found [hidden]");
}

#[test]
fn base_urls_show_no_secrets() {
    for (url, expected) in [
        ("https://user:TOPSECRET@api.example.com/v4", "https://[hidden]@api.example.com/v4"),
        ("https://TOPSECRET@api.example.com", "https://[hidden]@api.example.com"),
        ("https://u:TOP@SECRET@h/x", "https://[hidden]@h/x"),
        ("https://u:TOP/SECRET@h/x", "https://[hidden]@h/x"),
        ("u:TOPSECRET@host", "[hidden]@host"),
        ("https://h/?api_key=TOPSECRET&x=1&TOPSECRET", "https://h/?api_key=[hidden]&x=[hidden]&[hidden]"),
        ("https://api.example.com/v4", "https://api.example.com/v4"),
    ] {
        let builder = Client::builder().base_url(url);
        let shown = format!("{builder:?}");
        assert!(shown.contains(&format!("{expected:?}")), "{shown}");
        match builder.build() {
            Ok(client) => assert!(!format!("{client:?}").contains("SECRET"), "{client:?}"),
            Err(error) => assert!(!printed(&error).contains("SECRET"), "{error:?}"),
        }
    }
}
