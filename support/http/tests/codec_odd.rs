//! Members that are not what their record says: nothing is lost, and nothing is made up without a note.

#![allow(missing_docs)]

use cfs_http::codec::{Codec, Kept, Nullable, Reader, from_str, member, to_string};
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
