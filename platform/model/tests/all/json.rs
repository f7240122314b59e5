//! JSON without dependencies.

use cfs_model::{Json, json};
use serde_json::Value;

#[test]
fn texts_are_read_and_written_as_others_do() {
    for text in [
        "null",
        " [ ] ",
        "{}",
        r#"{"a":[1,-0.5,2e10,1.5E-3,true,false,null],"b":{"c":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 é"}}"#,
        "\"\u{7f}\u{2028}\"",
        "123456789012345678901234567890",
    ] {
        let ours = Json::parse(text).expect("JSON");
        let theirs: Value = serde_json::from_str(text).expect("JSON");
        let again: Value = serde_json::from_str(&ours.to_string()).expect("JSON");
        assert_eq!(again, theirs, "{text}");
        assert_eq!(Json::parse(&ours.to_string()), Ok(ours), "{text}");
    }
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    for (text, expected) in [
        ("", "a value was expected, but the text ends at line 1, column 1"),
        ("{\n  \"a\": 01\n}", "`01` is no number at line 2, column 8"),
        ("[1,]", "a value was expected at line 1, column 4"),
        ("{a: 1}", "a name in quotation marks was expected at line 1, column 2"),
        ("\"\\x\"", "no such character after `\\` at line 1, column 4"),
        ("\"\\ud800\"", "half of a character after `\\u` at line 1, column 8"),
        ("\"abc", "the text ends within quotation marks at line 1, column 5"),
        ("1 2", "nothing more was expected at line 1, column 3"),
        ("tru", "a value was expected at line 1, column 1"),
    ] {
        let error = Json::parse(text).expect_err(text).to_string();
        assert!(error.starts_with(expected), "{text}: {error}");
        assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
    }
    let deep = "[".repeat(100_000);
    assert!(Json::parse(&deep).is_err());
}

#[test]
fn literals_are_values() {
    let port = 8080;
    let name = String::from("x");
    let value = json!({
        "a": [1, null, { "b": port + 1 }, [], [true, -1.5]],
        (name): { "empty": {} },
        "none": None::<u8>,
        "nested": json!(["x"]),
    });
    let expected = r#"{"a": [1, null, {"b": 8081}, [], [true, -1.5]], "x": {"empty": {}}, "none": null, "nested": ["x"]}"#;
    assert_eq!(value, Json::parse(expected).expect("JSON"));
    assert_eq!(json!(f64::NAN), Json::Null);
    let members = std::collections::BTreeMap::from([("b", vec![1_i8]), ("a", vec![])]);
    assert_eq!(Json::from(members), json!({ "a": [], "b": [1] }));
    assert_eq!(json!(&["x"; 2]), json!(["x", "x"]));
}
