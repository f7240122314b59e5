//! JSON to types and back: what is read, what is refused, and where it says so.

use cfs_http::codec::{Codec, Reader, from_str, to_string};
use cfs_http::prelude::*;

#[derive(Clone, Default, PartialEq)]
struct Record {
    name: String,
    count: Option<u64>,
    nested: Option<Box<Record>>,
    list: Vec<Record>,
    map: BTreeMap<String, i64>,
    at: Option<Timestamp>,
    nullable: Nullable<String>,
    secret: Option<String>,
    kept: cfs_http::codec::Kept,
}

record! {
    Record {
        0 name req "name", 1 count opt "count", 2 nested opt "nested", 3 list opt "list", 4 map opt "map", 5 at opt "at",
        6 nullable opt "nullable", 7 secret secret_opt "secret",
    }
    kept kept
}

fn read<T: Codec + Default>(text: &str) -> T {
    from_str(text).unwrap_or_else(|fail| panic!("{text}: {fail}"))
}

fn refuse<T: Codec + Default>(text: &str) -> String {
    from_str::<T>(text).map(|value| to_string(&value)).expect_err(text).to_string()
}

#[test]
fn records_are_read_in_any_order_with_strangers() {
    let record: Record = read(
        r#" { "unknown": [{"a":[1,2,{"b":"}"}]}], "count" : 3.0, "name":"x", "nested":{"name":"y","nullable":null},
              "list":[{"name":"1"},{"name":"2"}], "map":{"a":1,"b":-2}, "at":"2030-01-01T00:00:00Z", "":0 } "#,
    );
    assert_eq!((record.name.as_str(), record.count, record.list.len()), ("x", Some(3), 2));
    assert_eq!(record.nested.unwrap().nullable, Nullable::Null);
    assert_eq!(record.map["b"], -2);
    assert!(record.nullable.is_left_out());
}

#[test]
fn what_is_written_reads_back() {
    let record = Record {
        name: "quote \" slash \\ \u{1} \u{7f} \u{2028} 🌍 \n\r\t".into(),
        nullable: Nullable::Null,
        list: vec![Record::default()],
        ..Record::default()
    };
    let text = to_string(&record);
    assert_eq!(read::<Record>(&text), record);
    assert!(text.contains(r#""nullable":null"#) && text.contains("\\u0001"), "{text}");
    assert!(!text.contains("count") && !text.contains("secret"), "absent members are left out: {text}");
}

#[test]
fn of_members_that_come_twice_the_last_counts() {
    assert_eq!(read::<Record>(r#"{"name":"a","count":1,"name":"b","count":null}"#).name, "b");
    let record: Record = read(r#"{"name":"a","list":[{"name":"1"},{"name":"2"}],"list":[{"name":"3"}]}"#);
    assert_eq!(record.list.len(), 1);
    let record: Record = read(r#"{"name":"a","map":{"x":1,"x":2}}"#);
    assert_eq!(record.map["x"], 2);
    // The members of two objects are not mixed.
    let record: Record = read(r#"{"name":"a","nested":{"name":"1","count":1},"nested":{"name":"2"}}"#);
    assert_eq!(record.nested.unwrap().count, None);
}

#[test]
fn errors_name_the_place() {
    for (text, expected) in [
        (r#"{"name":[1,2]}"#, "name: expected a string, found [1,2]"),
        (
            r#"{"name":"a","list":[{"name":"b"},{"count":-1}]}"#,
            "list[1].count: expected an unsigned integer, found -1",
        ),
        (r#"{"name":"a","map":{"k":1.5}}"#, "map.k: expected an integer, found 1.5"),
        (r#"{"name":"a","at":"yesterday"}"#, "at: expected an RFC 3339 date-time, found \"yesterday\""),
        (r#"{"name":"a" "count":1}"#, "expected `,` or `}`, found \"count\""),
        (r#"{"name":"a","x":[1,}"#, "x: expected a JSON value, found }"),
        (r#"{"name"}"#, "expected `:`, found }"),
        ("[]", "expected an object, found []"),
        ("", "expected an object, found the end of the text"),
        (r#"{"name":"a"} x"#, "expected the end of the text, found x"),
        (r#"{"name":"a",}"#, "expected a string, found }"),
    ] {
        // In strict mode, where nothing is passed over.
        let mut reader = Reader::new(text).strict(true);
        let fail = reader.value::<Record>().and_then(|_| reader.end()).unwrap_err();
        assert_eq!(fail.to_string(), expected, "{text}");
    }
}

#[test]
fn what_does_not_fit_is_left_out_kept_and_noted() {
    for (odd, note) in [
        (r#""count":-1"#, "count: expected an unsigned integer, found -1"),
        (r#""nested":{"name":{"a":1},"count":2}"#, "nested.name: expected a string, found {\"a\":…}"),
        (r#""nested":[{"name":"n"}]"#, "nested: expected an object, found [{\"name\":…}]"),
        (r#""nullable":{"x":[null]}"#, "nullable: expected a string, found {\"x\":[null]}"),
        (r#""secret":["s3cr3t"]"#, "secret: expected a string, found [hidden]"),
    ] {
        let text = format!(r#"{{"name":"n",{odd},"list":[],"map":{{}}}}"#);
        let mut reader = Reader::new(&text);
        let record: Record = reader.value().unwrap();
        let notes = reader.notes();
        assert_eq!(notes.iter().map(ToString::to_string).collect::<Vec<_>>(), [note]);
        assert_eq!(notes[0].raw().unwrap().as_text(), odd.split_once(':').unwrap().1);
        // What is written back is what came, in the table's order.
        let back = Json::parse(&to_string(&record)).unwrap();
        let (name, value) = odd.split_once(':').unwrap();
        assert_eq!(back.get(name.trim_matches('"')).unwrap().as_text(), value);
        assert!(!format!("{record:?} {notes:?}").contains("s3cr3t"));
    }
    // A value that is set takes the place of what was kept.
    let mut record: Record = read(r#"{"name":"n","count":"many"}"#);
    record.count = Some(3);
    assert!(to_string(&record).contains(r#""count":3"#));
}

#[test]
fn kinds_are_converted_where_nothing_is_guessed() {
    let record: Record = read(r#"{"name":17,"count":"3","nested":{"name":true},"map":{"a":"-4.000"}}"#);
    assert_eq!((record.name.as_str(), record.count, record.map["a"]), ("17", Some(3), -4));
    assert_eq!(record.nested.unwrap().name, "true");
    assert_eq!(read::<u64>("\"46.000\""), 46);
    assert_eq!(read::<u64>("\" 10 \""), 10);
    assert!((read::<f64>("\"-1.5e3\"") + 1500.0).abs() < 1e-9);
    assert!(read::<bool>("\"true\"") && !read::<bool>("\"false\""));
    assert_eq!(read::<String>("-1.50"), "-1.50");
    for text in ["\"\"", "\"ten\"", "\"1,000\"", "\"0x10\"", "true", "[1]", "{}", "\"1 2\""] {
        refuse::<u64>(text);
        refuse::<f64>(text);
    }
    for text in ["1", "0", "\"yes\"", "\"True\"", "null"] {
        refuse::<bool>(text);
    }
    for text in ["[]", "{}", "null"] {
        refuse::<String>(text);
    }
}

#[test]
fn strings() {
    for (text, expected) in [
        (r#""""#, ""),
        (r#""a\"b\\c\/d\b\f\n\r\t""#, "a\"b\\c/d\u{8}\u{c}\n\r\t"),
        (r#""\u00e9\ud83c\udf0d\u0000""#, "é🌍\0"),
        // Lone surrogates cannot be kept.
        (r#""\ud83c""#, "\u{fffd}"),
        (r#""\ud83cx""#, "\u{fffd}x"),
        (r#""\ud83c\u0041""#, "\u{fffd}A"),
        (r#""\udf0d\ud83c\udf0d""#, "\u{fffd}🌍"),
        ("\"1234567é8901234567\u{7f}\"", "1234567é8901234567\u{7f}"),
    ] {
        assert_eq!(read::<String>(text), expected, "{text}");
    }
    for text in [
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud83c\\u12\"",
        "\"\n\"",
        "\"\u{1f}\"",
        "'a'",
        "a",
        "\"a\\\"",
    ] {
        refuse::<String>(text);
        refuse::<Json>(text);
        assert!(from_str::<()>(text).is_err(), "{text}");
    }
}

#[test]
fn numbers() {
    assert_eq!(read::<i64>("-9223372036854775808"), i64::MIN);
    assert_eq!(read::<u64>("18446744073709551615"), u64::MAX);
    assert_eq!(read::<u64>("1e3"), 1000);
    assert_eq!(read::<u64>("1e18"), 1_000_000_000_000_000_000);
    assert_eq!(read::<i64>("-1.25e2"), -125);
    assert_eq!(read::<i64>("9007199254740993e0"), 9_007_199_254_740_993);
    assert_eq!(read::<u64>("1.0"), 1);
    assert_eq!(read::<i32>("-0"), 0);
    assert!((read::<f64>("-1.5e-3") + 0.0015).abs() < 1e-12);
    refuse::<f64>("1e400");
    assert_eq!(read::<i64>("9007199254740993.0"), 9_007_199_254_740_993);
    for text in ["18446744073709551616", "-1", "1.5", "1e30", "1e-1", "9007199254740993.0e0x"] {
        refuse::<u64>(text);
    }
    for text in ["01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "Infinity", "--1", "1_0", "- 1"] {
        refuse::<f64>(text);
        refuse::<Json>(text);
        assert!(from_str::<()>(text).is_err(), "{text}");
    }
    assert_eq!(to_string(&f64::NAN), "null");
    assert_eq!(to_string(&0.1f64), "0.1");
    assert_eq!(to_string(&1e300f64).parse::<f64>(), Ok(1e300));
    // Free-form numbers keep their digits.
    assert_eq!(read::<Json>("1.500000000000000000000001").to_string(), "1.500000000000000000000001");
}

#[test]
fn nesting_is_limited_and_safe() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
        assert!(from_str::<Json>(&nested(128)).is_ok());
        assert!(refuse::<Json>(&nested(129)).starts_with("expected at most 128 levels"), "{open}");
        assert!(from_str::<Json>(&nested(100_000)).is_err());
    }
    let deep = format!("{}{}{}", "{\"name\":\"\",\"nested\":".repeat(100_000), "null", "}".repeat(100_000));
    assert!(from_str::<Record>(&deep).is_err());
    // As deep as can be, also where a value is passed over.
    let text = format!("{{\"name\":\"n\",\"x\":{}{}}}", "[".repeat(127), "]".repeat(127));
    read::<Record>(&text);
}

#[test]
fn passing_over_a_value_is_as_strict_as_reading_it() {
    for good in [
        "{}",
        "[]",
        "[[],{}]",
        r#"{"a":[{"b":[]}],"c":{}}"#,
        "[1,\"a\",null,true,false,-1.5e3]",
        " [ 1 , 2 ] ",
    ] {
        let mut reader = Reader::new(good);
        assert_eq!(reader.skip().unwrap(), good.trim());
        reader.end().unwrap();
    }
    for bad in [
        "[1,]",
        "[,1]",
        "{,}",
        r#"{"a":1,}"#,
        "[1 2]",
        "{\"a\" 1}",
        "{1:2}",
        "[",
        "{",
        "[}",
        "{]",
        "[1}",
        "tru",
        "nulll",
        "fals",
    ] {
        let mut reader = Reader::new(bad);
        assert!(reader.skip().and_then(|_| reader.end()).is_err(), "{bad}");
    }
}

#[test]
fn missing_members_are_noted_or_refused() {
    let mut reader = Reader::new(r#"{"name":"n","list":[{"count":1}],"nested":{"name":null,"map":{}}}"#);
    let _: Record = reader.value().unwrap();
    let notes: Vec<String> = reader.notes().iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "list[0].name: expected a member of Record, found nothing",
            "nested.name: expected a member of Record, found nothing"
        ]
    );
    // An object that shows nothing of a record is none.
    assert_eq!(
        refuse::<Record>(r#"{"code":10000,"error":"Unauthorized"}"#),
        "expected the member `name` of Record, found an object without it"
    );
    let mut strict = Reader::new(r#"{"name":"a","list":[{"count":1}]}"#).strict(true);
    let fail = strict.value::<Record>().unwrap_err();
    assert_eq!(fail.to_string(), "list[0]: expected the member `name` of Record, found an object without it");
}

#[test]
fn debug_hides_secrets_and_absent_members() {
    let record = Record { name: "n".into(), secret: Some("s3cr3t".into()), ..Record::default() };
    assert_eq!(format!("{record:?}"), "Record { name: \"n\", list: [], map: {}, secret: [hidden] }");
}

#[test]
fn formatted_strings() {
    assert_eq!(read::<Timestamp>("\"2030-01-01T00:00:00+01:00\"").to_string(), "2029-12-31T23:00:00Z");
    assert_eq!(read::<Timestamp>("\"2030-01-01T00:00:00\"").to_string(), "2030-01-01T00:00:00Z");
    assert_eq!(read::<Timestamp>("\"2030-01-01\"").to_string(), "2030-01-01T00:00:00Z");
    assert_eq!(read::<Option<Timestamp>>("\"\""), None);
    assert_eq!(read::<Date>("\"2030-02-28\"").to_string(), "2030-02-28");
    assert_eq!(read::<Base64>("\"AP-_\"").0, [0, 255, 191]);
    assert_eq!(to_string(&Base64(vec![0, 255, 191])), "\"AP+/\"");
    assert_eq!(read::<Ipv6>("\"::1\"").to_string(), "::1");
    refuse::<Uuid>("\"no\"");
    refuse::<Date>("\"2030-02-30\"");
    refuse::<Base64>("\"*\"");
    refuse::<Base64>("\"A\"");
    refuse::<Date>("\"\"");
    refuse::<Date>("\"2030-02-28T03:04:05\"");
    refuse::<Date>("\"2030-02-28 03:04\"");
    assert!(read::<Base64>("\"\"").0.is_empty());
}
