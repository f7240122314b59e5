//! Unions and enums: how variants are told apart, and what becomes of values that are none of them.

use cfs_http::codec::{Codec, Reader, from_str, to_string};
use cfs_http::prelude::*;

fn read<T: Codec + Default>(text: &str) -> T {
    from_str(text).unwrap_or_else(|fail| panic!("{text}: {fail}"))
}

fn refuse<T: Codec + Default>(text: &str) -> String {
    from_str::<T>(text).map(|value| to_string(&value)).expect_err(text).to_string()
}

#[derive(Clone, Default, PartialEq)]
struct Sql {
    sql: String,
    params: Option<Vec<String>>,
}

record! { Sql { 0 sql req "sql", 1 params opt "params" } }

#[derive(Clone, Default, PartialEq)]
struct Batch {
    batch: Vec<Sql>,
}

record! { Batch { 0 batch req "batch" } }

#[derive(Clone, PartialEq)]
enum Query {
    Sql(Sql),
    Batch(Batch),
    Count(i64),
    Names(Vec<String>),
    Name(String),
    Unknown(Json),
}

union! {
    Query {
        0 Sql { kinds [OBJECT] shape Sql },
        1 Batch { kinds [OBJECT] shape Batch },
        2 Count { kinds [NUMBER] },
        3 Names { kinds [ARRAY] items [STRING] },
        4 Name { kinds [STRING] },
    }
    from { Sql(Sql), Batch(Batch) }
}

#[derive(Clone, Default, PartialEq)]
struct Optional {
    response: Option<String>,
}

record! { Optional { 0 response opt "response" } }

#[derive(Clone, Default, PartialEq)]
struct Audio {
    audio: Option<String>,
}

record! { Audio { 0 audio opt "audio" } }

#[derive(Clone, PartialEq)]
enum Answer {
    Audio(Audio),
    Text(Optional),
    Unknown(Json),
}

union! {
    Answer { 0 Audio { kinds [OBJECT] shape Audio }, 1 Text { kinds [OBJECT] shape Optional } }
    from {}
}

#[derive(Clone, PartialEq)]
enum Tagged {
    A(Sql),
    B(Batch),
    Unknown(Json),
}

union! {
    Tagged by "type" {
        0 A { kinds [OBJECT] tags ["a", "aa"] shape Sql },
        1 B { kinds [OBJECT] tags ["b"] shape Batch },
    }
    from {}
}

#[test]
fn unions_are_told_apart_by_evidence() {
    assert!(matches!(read::<Query>(r#"{"sql":"x"}"#), Query::Sql(_)));
    assert!(
        matches!(read::<Query>(r#"{"batch":[{"sql":"x"}]}"#), Query::Batch(batch) if batch.batch.len() == 1)
    );
    assert!(matches!(read::<Query>("3"), Query::Count(3)));
    assert!(matches!(read::<Query>("\"n\""), Query::Name(_)));
    assert!(matches!(read::<Query>("[\"n\"]"), Query::Names(_)));
    for unknown in ["true", "null", "{\"x\":1}", "{}", "[1]", "1.5"] {
        assert_eq!(read::<Query>(unknown), Query::Unknown(read(unknown)), "{unknown}");
        assert_eq!(to_string(&read::<Query>(unknown)), unknown);
    }
    assert!(
        matches!(read::<Answer>(r#"{"response":"hi"}"#), Answer::Text(text) if text.response.as_deref() == Some("hi"))
    );
    assert!(matches!(read::<Answer>(r#"{"other":"hi"}"#), Answer::Unknown(_)));
}

#[test]
fn a_tag_decides_and_an_unknown_tag_keeps_the_value() {
    assert!(matches!(read::<Tagged>(r#"{"type":"aa","sql":"x"}"#), Tagged::A(_)));
    assert!(matches!(read::<Tagged>(r#"{"sql":"x","type":"b","batch":[]}"#), Tagged::B(_)));
    assert!(matches!(read::<Tagged>(r#"{"type":"new","sql":"x"}"#), Tagged::Unknown(_)));
    assert!(matches!(read::<Tagged>(r#"{"type":"a","sql":1}"#), Tagged::A(sql) if sql.sql == "1"));
    // A value that does not fit the variant that it names is kept as it is, and noted.
    let odd = r#"{"type":"a","sql":["x"]}"#;
    let mut reader = Reader::new(odd);
    let read: Tagged = reader.value().unwrap();
    assert_eq!(to_string(&read), odd);
    assert_eq!(reader.notes()[0].to_string(), "sql: expected a string, found [\"x\"]");
    let strict = Reader::new(r#"[{"type":"a","sql":["x"]}]"#).strict(true).value::<Vec<Tagged>>();
    assert_eq!(strict.unwrap_err().to_string(), "[0].sql: expected a string, found [\"x\"]");
    // Broken text is an error whatever the variant.
    for bad in [r#"{"type":"a""#, r#"{"type":"new","x":}"#, "[", "{", "\"", ""] {
        refuse::<Tagged>(bad);
        refuse::<Query>(bad);
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Level {
    One,
    Two,
    Other(i64),
}

int_enum! { Level { One = 1, Two = 2 } }

#[test]
fn enums_are_open() {
    assert_eq!(read::<Level>("2.0"), Level::Two);
    assert_eq!(to_string(&read::<Level>("7")), "7");
    assert_eq!(read::<Level>("\"1\""), Level::One);
    refuse::<Level>("\"one\"");
}

#[derive(Clone, Default, PartialEq)]
struct Free {
    mode: Option<String>,
    fight: Option<bool>,
}

record! { Free { 0 mode opt "mode", 1 fight opt "fight" } }

#[derive(Clone, Default, PartialEq)]
struct Paid {
    mode: Option<String>,
    verified: Option<String>,
    likely: Option<String>,
}

record! { Paid { 0 mode opt "mode", 1 verified opt "verified", 2 likely opt "likely" } }

#[derive(Clone, PartialEq)]
enum Plan {
    Free(Free),
    Paid(Paid),
    Unknown(Json),
}

union! {
    Plan {
        0 Free { kinds [OBJECT] constants ["mode" = ["on", "off"]] shape Free },
        1 Paid { kinds [OBJECT] constants ["mode" = ["on", "off"], "verified" = ["allow", "block"]] shape Paid },
    }
    from { Free(Free), Paid(Paid) }
}

#[test]
fn a_new_value_where_values_tell_nothing_apart_is_no_reason_against_a_variant() {
    for mode in ["on", "new"] {
        let free = format!(r#"{{"mode":"{mode}","fight":true}}"#);
        assert!(matches!(read::<Plan>(&free), Plan::Free(_)), "{free}");
        for verified in ["allow", "ask"] {
            let paid = format!(r#"{{"mode":"{mode}","verified":"{verified}"}}"#);
            assert!(matches!(read::<Plan>(&paid), Plan::Paid(_)), "{paid}");
            let last = format!(r#"{{"likely":"x","mode":"{mode}","verified":"{verified}","more":1}}"#);
            assert!(matches!(read::<Plan>(&last), Plan::Paid(_)), "{last}");
        }
    }
}

#[derive(Clone, PartialEq)]
enum Values {
    Plain(BTreeMap<String, String>),
    Described(BTreeMap<String, Sql>),
    Unknown(Json),
}

union! {
    Values {
        0 Plain { kinds [OBJECT] },
        1 Described { kinds [OBJECT] },
    }
    from {}
}

#[derive(Clone, PartialEq)]
enum Lists {
    Open(Vec<BTreeMap<String, Json>>),
    Queries(Vec<Query>),
    Unknown(Json),
}

union! {
    Lists {
        0 Open { kinds [ARRAY] untyped [OBJECT] },
        1 Queries { kinds [ARRAY] items [OBJECT] },
    }
    from {}
}

#[test]
fn what_is_alike_is_told_apart_by_what_fits() {
    assert!(matches!(read::<Values>(r#"{"a":"b"}"#), Values::Plain(_)));
    assert!(matches!(read::<Values>(r#"{"a":{"sql":"x"}}"#), Values::Described(_)));
    assert!(matches!(read::<Lists>(r#"[{"sql":"x"}]"#), Lists::Queries(_)));
    assert!(matches!(read::<Lists>("[]"), Lists::Queries(_)));
    assert!(matches!(read::<Lists>("[{}]"), Lists::Open(_)));
    assert!(matches!(read::<Lists>("[{ }, {\"x\": 1}]"), Lists::Open(_)));
    assert!(matches!(read::<Lists>("{}"), Lists::Unknown(_)));
}
