//! Events that were recorded: each is of its kind, and none loses anything.

use cfs_http::codec::{Dates, from_str, to_string_with};
use cfs_monitor::events::{HibernatableWebSocketEvent, NoticeType, TraceItem, TraceItemEvent};
use cfs_monitor::tail::TailEvent;
use std::path::Path;

fn lines(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name);
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

/// What an event is of, in a word.
fn kind(item: &TraceItem) -> String {
    match &item.event {
        None => "nothing".to_owned(),
        Some(TraceItemEvent::Fetch(event)) => match &event.response {
            Some(response) => format!("fetch {}", response.status),
            None => "fetch".to_owned(),
        },
        Some(TraceItemEvent::Scheduled(event)) => format!("scheduled {}", event.cron),
        Some(TraceItemEvent::Alarm(event)) => format!("alarm {}", event.scheduled_time),
        Some(TraceItemEvent::Queue(event)) => format!("queue {} {}", event.queue, event.batch_size),
        Some(TraceItemEvent::Email(event)) => format!("email {}", event.raw_size),
        Some(TraceItemEvent::Rpc(event)) => format!("rpc {}", event.rpc_method),
        Some(TraceItemEvent::Tail(event)) => format!("tail {}", event.consumed_events.len()),
        Some(TraceItemEvent::WebSocket(event)) => match &event.get_web_socket_event {
            HibernatableWebSocketEvent::Message(_) => "websocket message".to_owned(),
            HibernatableWebSocketEvent::Close(close) => {
                format!("websocket close {} {}", close.code, close.was_clean)
            }
            HibernatableWebSocketEvent::Error(_) => "websocket error".to_owned(),
            other => format!("{other:?}"),
        },
        Some(TraceItemEvent::Hibernate(event)) => format!("hibernate {}", event.reason),
        Some(TraceItemEvent::ConnectOrCustom(_)) => "connect or custom".to_owned(),
        Some(TraceItemEvent::Notice(notice)) => format!("notice {}", notice.type_),
        Some(other) => format!("{other:?}"),
    }
}

/// The text with its members in the order of their names.
fn sorted(text: &str) -> String {
    fn sort(value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Object(members) => {
                let mut all: Vec<_> = members.into_iter().map(|(name, value)| (name, sort(value))).collect();
                all.sort_by(|one, other| one.0.cmp(&other.0));
                serde_json::Value::Object(all.into_iter().collect())
            }
            serde_json::Value::Array(items) => items.into_iter().map(sort).collect(),
            other => other,
        }
    }
    sort(serde_json::from_str(text).unwrap()).to_string()
}

fn kinds(name: &str) -> Vec<String> {
    let mut kinds = Vec::new();
    for line in lines(name) {
        let event = TailEvent::read(line.as_str());
        assert!(!event.is_partial(), "{:?} {:?}: {line}", event.failure, event.notes);
        let written = to_string_with(&event.item, Dates::Milliseconds);
        assert_eq!(sorted(&written), sorted(&line), "{name}");
        kinds.push(kind(&event.item));
    }
    kinds
}

#[test]
fn every_kind_that_is_known_is_told() {
    assert_eq!(
        kinds("tail-kinds.ndjson"),
        [
            "scheduled * * * * *",
            "alarm 2022-02-21T14:41:10.467Z",
            "email 45416",
            "tail 3",
            "queue my-queue123 7",
            "rpc foo",
            "nothing",
            "notice overload",
            "notice overload-stop",
        ]
    );
}

#[test]
fn recorded_events_are_read_and_written_back_whole() {
    assert_eq!(
        kinds("tail-recorded.ndjson"),
        [
            "fetch",
            "websocket message",
            "websocket close 1006 false",
            "fetch",
            "rpc ",
            "rpc listProcesses",
            "rpc listProcesses",
            "alarm 2026-03-23T17:43:09.76Z",
        ]
    );
    assert_eq!(kinds("tail-docs.ndjson"), ["fetch"]);
}

#[test]
fn events_of_the_local_runtime_are_read_and_written_back_whole() {
    assert_eq!(
        kinds("tail-runtime.ndjson"),
        [
            "fetch 200",
            "fetch",
            "fetch 201",
            "rpc add",
            "fetch 200",
            "fetch 200",
            "queue mail 1",
            "fetch 200",
            "fetch 200",
            "alarm 2026-11-25T22:21:38.532Z",
            "rpc hello",
            "fetch 200",
            "fetch 200",
            "scheduled */5 * * * *",
            "websocket message",
            "websocket close 1000 true",
        ]
    );
}

#[test]
fn kinds_that_were_not_recorded_are_told_as_well() {
    for (event, expected) in [
        (r#"{"reason":"codeUpdated"}"#, "hibernate codeUpdated"),
        (r#"{"reason":"a new one"}"#, "hibernate a new one"),
        ("{}", "connect or custom"),
        (r#"{"getWebSocketEvent":{"webSocketEventType":"error"}}"#, "websocket error"),
        (r#"{"scheduledTime":1,"cron":"1 * * * *"}"#, "scheduled 1 * * * *"),
        (r#"{"newKind":1}"#, r#"Unknown({"newKind":1})"#),
        (
            r#"{"getWebSocketEvent":{"webSocketEventType":"new","more":1}}"#,
            r#"Unknown({"webSocketEventType":"new","more":1})"#,
        ),
    ] {
        let text = format!(r#"{{"event":{event},"outcome":"ok","logs":[],"exceptions":[]}}"#);
        let item: TraceItem = from_str(&text).unwrap();
        assert_eq!(kind(&item), expected);
        assert_eq!(sorted(&to_string_with(&item, Dates::Milliseconds)), sorted(&text));
    }
}

#[test]
fn a_member_of_another_form_loses_no_other() {
    let text = r#"{"outcome":7,"logs":"none","exceptions":[{"name":"E","message":{"any":1},"timestamp":"soon"}],"cpuTime":[1],"scriptName":"w","truncated":null,"later":{"a":1},"eventTimestamp":1.5,"event":{"request":{"url":"u","method":5,"headers":[],"more":[1]},"also":true}}"#;
    let event = TailEvent::read(text);
    assert!(event.is_partial() && event.failure.is_none(), "{:?}", event.failure);
    assert_eq!(event.item.script_name.as_option().map(String::as_str), Some("w"));
    assert_eq!(event.item.event_timestamp.as_option(), Some(&1.5));
    assert_eq!(event.item.exceptions[0].name, "E");
    assert_eq!(kind(&event.item), "fetch");
    assert_eq!(event.item.rest["later"].to_string(), r#"{"a":1}"#);
    // What did not fit is written back as it came; a number where a text should be is its text.
    let written = sorted(&to_string_with(&event.item, Dates::Milliseconds));
    let expected =
        text.replace(r#""outcome":7"#, r#""outcome":"7""#).replace(r#""method":5"#, r#""method":"5""#);
    let expected = expected.replace(r#""truncated":null,"#, "");
    assert_eq!(written, sorted(&expected));
}

#[test]
fn a_notice_says_whether_events_are_left_out() {
    let event = TailEvent::read(r#"{"outcome":"ok","event":{"type":"overload","message":"m"}}"#);
    match &event.item.event {
        Some(TraceItemEvent::Notice(notice)) => assert_eq!(notice.type_, NoticeType::Overload),
        other => panic!("{other:?}"),
    }
    let started = TailEvent::read(r#"{"eventTimestamp":1590680082349,"outcome":"ok"}"#).started();
    assert_eq!(started.unwrap().to_string(), "2020-05-28T15:34:42.349Z");
}
