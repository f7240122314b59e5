//! Members of records, however a server writes them.

use cfs_http::codec::{from_str, to_string};
use cfs_http::prelude::*;

#[derive(Clone, Default, PartialEq)]
struct Thing {
    path: String,
    odd: Option<i64>,
    id: String,
    count: Option<f64>,
}

record! { Thing { 0 path req "a/b", 1 odd opt "a\\n", 2 id req "id", 3 count opt "count" } }

fn thing(odd: Option<i64>, count: Option<f64>) -> Thing {
    Thing { path: "p".into(), odd, id: "i".into(), count }
}

#[test]
fn members_come_in_any_order_with_any_space_and_more_than_once() {
    for text in [
        r#"{"a/b":"p","a\\n":7,"id":"i","count":2}"#,
        r#"{"count":2,"id":"i","a\\n":7,"a/b":"p"}"#,
        "\t{ \"a/b\" : \"p\" ,\r\n \"a\\\\n\": 7 , \"id\" :\"i\",\"count\" : 2 } ",
        r#"{"more":{"id":"x"},"a/b":"p","id":"x","more":[{}],"a\\n":7,"count":2,"id":"i"}"#,
    ] {
        assert_eq!(from_str::<Thing>(text).unwrap(), thing(Some(7), Some(2.0)), "{text}");
    }
}

#[test]
fn names_are_compared_as_what_they_say() {
    // Escaped without need.
    let text = r#"{"a\/b":"p","\u0069d":"i"}"#;
    assert_eq!(from_str::<Thing>(text).unwrap(), thing(None, None));
    // A line break is not a backslash and an `n`.
    let text = r#"{"a/b":"p","a\n":7,"id":"i"}"#;
    assert_eq!(from_str::<Thing>(text).unwrap(), thing(None, None));
    let value = thing(Some(7), None);
    assert_eq!(from_str::<Thing>(&to_string(&value)).unwrap(), value);
    // A name that only begins like one, or ends like one.
    let text = r#"{"a/b":"p","ident":"x","d":"y","id":"i","coun":1,"count ":1}"#;
    assert_eq!(from_str::<Thing>(text).unwrap(), thing(None, None));
}

#[test]
fn numbers_of_all_lengths_keep_their_value_and_sign() {
    for (text, expected) in [
        ("0", Some(0)),
        ("-0", Some(0)),
        ("999999999999999999", Some(999_999_999_999_999_999)),
        ("-999999999999999999", Some(-999_999_999_999_999_999)),
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("1e3", Some(1000)),
        ("7.0", Some(7)),
        ("7.5", None),
    ] {
        let thing: Thing = from_str(&format!(r#"{{"a/b":"p","id":"i","a\\n":{text}}}"#)).unwrap();
        assert_eq!(thing.odd, expected, "{text}");
        assert_eq!(
            from_str::<f64>(text).unwrap().to_bits(),
            text.parse::<f64>().unwrap().to_bits(),
            "{text}"
        );
    }
    for text in ["01", "-", "-a", "1.", ".5", "1e", "00"] {
        assert!(from_str::<i64>(text).is_err() && from_str::<f64>(text).is_err(), "{text}");
    }
}
