//! Members that are not what their record says: nothing is lost, and nothing is made up without a note.

use cfs_http::codec::{
    Codec, Dates, Kept, NoMembers, Nullable, Reader, from_str, member, to_string, to_string_with,
};
use cfs_http::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Default, PartialEq)]
struct Zone {
    id: String,
    made: Timestamp,
    seen: Option<Timestamp>,
    paused: Nullable<Timestamp>,
    key: Option<Uuid>,
    blob: Option<Base64>,
    labels: BTreeMap<String, i64>,
    kept: Kept,
}

record! {
    Zone {
        0 id req "id", 1 made req "made", 2 seen opt "seen", 3 paused opt "paused", 4 key opt "uuid", 5 blob opt "blob",
    }
    rest labels
    kept kept
}

fn read<T: Codec + Default>(text: &str) -> (T, Vec<String>) {
    let mut reader = Reader::new(text);
    let value = reader.value().unwrap_or_else(|fail| panic!("{text}: {fail}"));
    reader.end().unwrap();
    (value, reader.notes().iter().map(ToString::to_string).collect())
}

#[test]
fn an_empty_text_for_a_format_is_noted_and_written_back() {
    let text = r#"{"id":"z","made":"","seen":"","paused":"","uuid":"","blob":""}"#;
    let (zone, notes) = read::<Zone>(text);
    assert_eq!(
        notes,
        ["made", "seen", "paused", "uuid"]
            .map(|name| format!("{name}: expected a text that is not empty, found \"\""))
    );
    assert_eq!((zone.seen, &zone.key, &zone.blob), (None, &None, &Some(Base64(vec![]))));
    assert_eq!(to_string(&zone), text);
    assert_eq!(member(&zone, "made").map(|made| made.to_string()).as_deref(), Some(r#""""#));
    assert!(Reader::new(text).strict(true).value::<Zone>().is_err());
    // What is set since is what is meant.
    let moment: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
    let changed = Zone { made: moment, seen: Some(moment), ..zone };
    let written = to_string(&changed);
    assert!(
        written.starts_with(
            r#"{"id":"z","made":"2030-01-01T00:00:00Z","seen":"2030-01-01T00:00:00Z","paused":"""#
        ),
        "{written}"
    );
}

#[test]
fn null_for_what_is_required_is_noted_and_written_back() {
    let text = r#"{"id":null,"made":null}"#;
    let refused = from_str::<Zone>(text);
    assert!(refused.is_err(), "nothing of it is there");
    let text = r#"{"id":"z","made":null}"#;
    let (zone, notes) = read::<Zone>(text);
    assert_eq!(notes, ["made: expected a member of Zone, found nothing"]);
    assert_eq!(to_string(&zone), text);
}

#[test]
fn an_odd_member_that_is_not_listed_takes_no_other_with_it() {
    let text = r#"{"id":"z","made":"2030-01-01T00:00:00Z","a":1,"b":{"y":1},"c":null,"d":2}"#;
    let (zone, notes) = read::<Zone>(text);
    assert_eq!(notes, [r#"b: expected an integer, found {"y":…}"#]);
    assert_eq!(zone.labels, BTreeMap::from([("a".to_owned(), 1), ("d".to_owned(), 2)]));
    let back = r#"{"id":"z","made":"2030-01-01T00:00:00Z","a":1,"d":2,"b":{"y":1},"c":null}"#;
    assert_eq!(to_string(&zone), back);
    assert_eq!(member(&zone, "b").map(|json| json.to_string()).as_deref(), Some(r#"{"y":1}"#));
    let mut changed = zone.clone();
    changed.labels.insert("b".to_owned(), 3);
    assert_eq!(to_string(&changed), back.replace(r#""a":1,"d":2,"b":{"y":1}"#, r#""a":1,"b":3,"d":2"#));
    assert!(Reader::new(text).strict(true).value::<Zone>().is_err());
}

#[test]
fn an_empty_text_in_a_list_is_no_moment() {
    assert!(from_str::<Vec<Timestamp>>(r#"[""]"#).is_err());
    let (found, notes) = read::<Vec<Option<Timestamp>>>(r#"["","2030-01-01T00:00:00Z"]"#);
    assert_eq!(found.iter().filter(|found| found.is_none()).count(), 1);
    assert_eq!(notes, [r#"[0]: expected a text that is not empty, found """#]);
}

#[derive(Clone, Default, PartialEq)]
struct Event {
    outcome: String,
    logs: Vec<String>,
    size: f64,
    rest: BTreeMap<String, Json>,
    kept: Kept,
}

record!(Event { 0 outcome opt "outcome", 1 logs opt "logs", 2 size opt "size" } rest rest kept kept);

/// Where a type has no nothing, a member that does not fit is what the type begins with, and written as it came.
#[test]
fn a_member_that_must_have_a_value_is_kept_as_well() {
    let text = r#"{"outcome":["ok"],"logs":["one",{}],"size":"big","new":null}"#;
    let (mut event, notes) = read::<Event>(text);
    assert_eq!((event.outcome.as_str(), event.logs.len(), event.size), ("", 0, 0.0));
    assert_eq!(
        notes,
        [
            r#"outcome: expected a string, found ["ok"]"#,
            "logs[1]: expected a string, found {}",
            r#"size: expected a number, found "big""#,
        ]
    );
    assert_eq!(to_string(&event), text);
    // What is set since is what is meant.
    event.outcome = "ok".into();
    assert_eq!(to_string(&event), r#"{"outcome":"ok","logs":["one",{}],"size":"big","new":null}"#);
}

#[derive(Clone, PartialEq)]
enum Trigger {
    Queue(Queue),
    Nothing(NoMembers),
    Unknown(Json),
}

#[derive(Clone, Default, PartialEq)]
struct Queue {
    queue: String,
}

record!(Queue { 0 queue req "queue" });
union! {
    Trigger { 0 Queue { kinds [OBJECT] shape Queue }, 1 Nothing { kinds [OBJECT] } } from { Queue(Queue) }
}

#[test]
fn an_object_without_members_is_a_variant_and_one_with_others_is_unknown() {
    for (text, shown) in [
        ("{}", "Nothing(NoMembers)"),
        (r#"{"queue":"q"}"#, r#"Queue(Queue { queue: "q" })"#),
        (r#"{"new":1}"#, r#"Unknown({"new":1})"#),
    ] {
        let (trigger, notes) = read::<Trigger>(text);
        assert_eq!((format!("{trigger:?}").as_str(), notes.len()), (shown, 0));
        assert_eq!(to_string(&trigger), text);
    }
}

#[test]
fn moments_are_written_as_javascript_writes_them_where_that_is_asked_for() {
    for text in [r#""2026-03-23T17:43:09.760Z""#, r#""2026-03-23T17:43:09.000Z""#] {
        let moment: Timestamp = from_str(text).unwrap();
        assert_eq!(to_string_with(&moment, Dates::Milliseconds), text);
    }
}
