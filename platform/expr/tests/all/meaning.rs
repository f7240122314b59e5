//! What expressions are for a source.

use crate::page::Page;
use cfs_expr::jiff::{SignedDuration, Timestamp};
use cfs_expr::{Expression, Sample, Selector, Series, SeriesKind, Source, Value};
use std::collections::BTreeMap;

fn value(text: &str) -> Value {
    text.parse::<Expression>().unwrap_or_else(|error| panic!("{error}")).value(&Page::read())
}

fn is(text: &str) -> bool {
    match value(text) {
        Value::Bool(value) => value,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn words_bind_as_they_do_everywhere() {
    assert!(is("true or false and false"));
    assert!(!is("(true or false) and false"));
    assert!(is("not false and true"));
    assert!(!is("not (false or true)"));
    assert_eq!(value("2 + 3 * 4 - 6 / 2"), Value::Number(11.0));
    assert_eq!(value("-(2 - 5) * 2"), Value::Number(6.0));
    assert!(is("status > 500 AND NOT enabled OR true"));
}

#[test]
fn kinds_are_compared_as_far_as_they_can_be() {
    for text in [
        "'10' > 9",
        "'5 MB' == 5000000",
        "'250ms' < 1s",
        "'9' > '10'", // texts both
        "1 == true",
        "null == null",
        "null != 'null'",
        "'2026-11-28T09:00:00+02:00' < '2026-11-28T08:00:00Z'",
        "1764316800 == '2025-11-28T08:00:00Z' or 1795852800 == now() + 0s",
        "1795852800000 == now()",
        "now() - '2026-11-28T07:00:00Z' == 1h",
        "2h / 30m == 4",
        "90m == 1h30m",
        "1.5h == 90m",
        "10ms * 3 == 30",
        "[1, 2] == [1, '2']",
        "1KiB == 1024B and 1kB == 1000 and 1KB == 1kB",
        "7% == 0.07",
        "3x > 2x",
    ] {
        assert!(is(text), "{text}");
    }
    for text in
        ["'abc' > 1", "'abc' == 1", "null < 1", "enabled > 'yes'", "request == 1", "1 / 0 > 0", "note > 0"]
    {
        assert!(!is(text), "{text}");
    }
    assert!(is("'abc' != 1"));
}

#[test]
fn nothing_is_compared_with_what_is_not_there() {
    for op in ["==", "!=", "<", "<=", ">", ">="] {
        assert!(!is(&format!("missing {op} 1")), "{op}");
        assert!(!is(&format!("1 {op} missing")), "{op}");
        assert!(!is(&format!("missing {op} null")), "{op}");
    }
    for text in
        ["missing ~ 'a'", "missing !~ 'a'", "missing in [1]", "missing not in [1]", "status in missing"]
    {
        assert!(!is(text), "{text}");
    }
    assert_eq!(value("missing + 1"), Value::Absent);
    assert_eq!(value("items[7].name"), Value::Absent);
    assert_eq!(value("unheard_of(1)"), Value::Absent);
    assert!(is("all(items[*].missing == 1) == false"));
}

#[test]
fn a_ratio_needs_a_baseline() {
    let row = BTreeMap::from([("cpu".to_owned(), Value::from(10))]);
    assert!(!"cpu > 2x".parse::<Expression>().unwrap().matches(&row));
    assert!(is("cpu_p99 > 2x") && !is("cpu_p99 > 3x"));
    assert!(is("max(cpu[10m]) == 5x"));
}

#[test]
fn lists_hold_for_any_or_all() {
    assert!(is("items[*].ttl == 60") && is("items[*].ttl != 60") && !is("all(items[*].ttl != 60)"));
    assert!(is("all(items[*].ttl > 1 and items[*].name ~ '.')"));
    assert!(!is("any(items, name == 'a' and ttl == 3600)"));
    assert!(is("any(items[*].name == 'a' and items[*].ttl == 3600)"));
    assert!(is("any(items, ttl > status)")); // what an item lacks is looked for outside
    assert!(is("any(tags, it == 'eu')"));
    assert_eq!(value("lower(tags)"), Value::List(vec!["prod".into(), "eu".into()]));
}

struct Counter;

impl Source for Counter {
    fn value(&self, _: &Selector) -> Value {
        Value::Absent
    }

    fn series(&self, selector: &Selector) -> Option<Series> {
        let kind = match selector.name.as_str() {
            "counter" => SeriesKind::Counter,
            "gauge" => SeriesKind::Gauge,
            "labelled" if selector.matchers.iter().all(|matcher| matcher.matches("api-gateway")) => {
                SeriesKind::Gauge
            }
            _ => return None,
        };
        let values = [10.0, 20.0, 5.0, 15.0].into_iter().zip([0, 10, 20, 30]);
        let sample =
            |(value, second)| Sample { at: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second), value };
        Some(Series { kind, samples: values.map(sample).collect() })
    }
}

#[test]
fn counters_begin_again() {
    let value = |text: &str| text.parse::<Expression>().unwrap().value(&Counter);
    assert_eq!(value("increase(counter[1m])"), Value::Number(25.0));
    assert_eq!(value("rate(counter[1m])"), Value::Number(25.0 / 30.0));
    assert_eq!(value("increase(gauge[1m])"), Value::Number(5.0));
    assert_eq!(value("gauge[1m]"), Value::Number(15.0));
    assert_eq!(value("rate(missing[1m])"), Value::Absent);
    assert_eq!(value("avg(missing[1m])"), Value::Absent);
    assert_eq!(value("p50(gauge[1m])"), Value::Number(12.5));
    assert_eq!(value("p100(gauge[1m])"), Value::Number(20.0));
    for (labels, fits) in [
        ("script='api-*'", true),
        ("script='*way'", true),
        ("script='api-*-x'", false),
        ("script!='api-*'", false),
        ("script~'^api'", true),
        ("script!~'^api'", false),
        ("script='a*gate*y'", true),
    ] {
        assert_eq!(value(&format!("last(labelled{{{labels}}}[1m])")).is_present(), fits, "{labels}");
    }
}

#[test]
fn lists_in_lists_end() {
    let items = Value::List(vec![Value::from(1); 100]);
    let row = BTreeMap::from([("items".to_owned(), items)]);
    let nested = format!("{}it == 2{}", "any(items, ".repeat(20), ")".repeat(20));
    assert!(!nested.parse::<Expression>().unwrap().matches(&row));
}

#[cfg(feature = "serde_json")]
#[test]
fn rows_of_json() {
    let row = serde_json::json!({ "a": { "b": [1, 2, { "c": "x" }] }, "it": null });
    for text in ["a.b[2].c == 'x'", "a.b[*] == 2", "it == null", "a.b[-1].c ~ '^x$'", "len(a.b) == 3"] {
        assert!(text.parse::<Expression>().unwrap().matches(&row), "{text}");
    }
}
