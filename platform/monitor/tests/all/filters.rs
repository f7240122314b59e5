//! Filters: what they refuse, what is sent, and what passes.

use cfs_http::Json;
use cfs_monitor::tail::{FilterError, TailEvent, TailFilter, TailStatus};

fn sent(filter: Result<TailFilter, FilterError>) -> String {
    filter
        .map_or_else(|error| format!("refused: {error}"), |filter| Json::object(filter.as_json()).to_string())
}

#[test]
fn filters_are_sent_as_the_api_takes_them() {
    let all = [
        (TailFilter::sampling(0.25), r#"{"sampling_rate":0.25}"#),
        (TailFilter::outcomes(["loadShed"]), r#"{"outcome":["loadShed"]}"#),
        (
            TailFilter::status([TailStatus::Ok, TailStatus::Error, TailStatus::Ok]),
            r#"{"outcome":["ok","exception","exceededCpu","exceededMemory","unknown"]}"#,
        ),
        (TailFilter::status([TailStatus::Canceled]), r#"{"outcome":["canceled"]}"#),
        (TailFilter::methods(["get", "POST"]), r#"{"method":["GET","POST"]}"#),
        (TailFilter::parse_header("X-Shown"), r#"{"header":{"key":"X-Shown"}}"#),
        (TailFilter::parse_header("x-shown : a:b "), r#"{"header":{"key":"x-shown","query":"a:b"}}"#),
        (TailFilter::client_ips(["192.0.2.1", "self"]), r#"{"client_ip":["192.0.2.1","self"]}"#),
        (TailFilter::text("find me"), r#"{"query":"find me"}"#),
        (TailFilter::version("v-1"), r#"{"scriptVersion":"v-1"}"#),
    ];
    for (filter, expected) in all {
        assert_eq!(sent(filter), expected);
    }
}

#[test]
fn filters_that_mean_nothing_are_refused_with_why() {
    let none: [&str; 0] = [];
    let all = [
        (TailFilter::sampling(0.0), "a sampling rate of 0"),
        (TailFilter::sampling(1.0), "must be between 0 and 1"),
        (TailFilter::sampling(f64::NAN), "a sampling rate of NaN"),
        (TailFilter::outcomes(none), "lets no event pass"),
        (TailFilter::status([]), "lets no event pass"),
        (TailFilter::methods(["not a method"]), "cannot be the method of a request"),
        (TailFilter::methods([" "]), "one of the methods is empty"),
        (TailFilter::header("not a header", None), "cannot be the name of a header"),
        (TailFilter::parse_header(": value"), "cannot be the name of a header"),
        (TailFilter::client_ips(["example.com"]), "is neither an IP address nor `self`"),
        (TailFilter::text(""), "every log contains the empty text"),
        (TailFilter::version(" "), "the id of the version is empty"),
    ];
    for (filter, why) in all {
        let shown = sent(filter);
        assert!(shown.starts_with("refused: ") && shown.contains(why), "{shown}");
    }
}

const REQUEST: &str = r#"{"outcome":"ok","scriptVersion":{"id":"v-1"},"exceptions":[],
    "logs":[{"level":"log","timestamp":1,"message":["a word",{"deep":"inside"}]},{"level":"log","timestamp":2,"message":"alone"}],
    "event":{"request":{"method":"GET","url":"https://w/","headers":{"x-shown":"one two","cookie":"REDACTED","cf-connecting-ip":"2001:db8::1"}}}}"#;
const SCHEDULED: &str =
    r#"{"outcome":"exception","logs":[],"exceptions":[],"event":{"cron":"* * * * *","scheduledTime":1}}"#;

#[test]
fn what_passes_is_what_the_service_would_send() {
    let (request, scheduled) = (TailEvent::read(REQUEST), TailEvent::read(SCHEDULED));
    assert!(!request.is_partial() && !scheduled.is_partial(), "{:?} {:?}", request.notes, scheduled.notes);
    let all = [
        (TailFilter::sampling(0.1), true, true),
        (TailFilter::status([TailStatus::Error]), false, true),
        (TailFilter::methods(["get"]), true, false),
        (TailFilter::methods(["POST"]), false, false),
        (TailFilter::header("X-Shown", None), true, false),
        (TailFilter::header("X-Shown", Some("two")), true, false),
        (TailFilter::header("X-Shown", Some("three")), false, false),
        // What the service has replaced may have been it.
        (TailFilter::header("Cookie", Some("a=b")), true, false),
        (TailFilter::client_ips(["2001:0db8:0:0::1"]), true, false),
        (TailFilter::client_ips(["192.0.2.1"]), false, false),
        (TailFilter::client_ips(["192.0.2.1", "self"]), true, false),
        (TailFilter::text("word"), true, false),
        (TailFilter::text("inside"), true, false),
        (TailFilter::text("alone"), true, false),
        (TailFilter::text("nowhere"), false, false),
        (TailFilter::version("v-1"), true, false),
    ];
    for (filter, of_request, of_schedule) in all {
        let filter = filter.unwrap();
        assert_eq!(
            (filter.passes(&request.item), filter.passes(&scheduled.item)),
            (of_request, of_schedule),
            "{filter:?}"
        );
    }
}
