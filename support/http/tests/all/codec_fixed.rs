//! Members that have one possible value: written always, never asked for, and readable where another value came.

use cfs_http::codec::{Codec, Kept, Reader, from_str, member, to_string};
use cfs_http::prelude::*;

#[derive(Clone, Default, PartialEq)]
struct Rule {
    name: Option<String>,
    inner: Option<Box<Rule>>,
    kept: Kept,
}

record! {
    Rule {
        0 = req "kind" "\"a \\\"rule\\\"\"", 1 name opt "name", 2 = req "on" "true", 3 inner opt "inner", 4 = opt "version" "1",
    }
    kept kept
}

setters! { Rule() { name: into String } }

const WHOLE: &str = r#"{"kind":"a \"rule\"","on":true,"version":1}"#;

fn read<T: Codec + Default>(text: &str) -> (T, Vec<String>) {
    let mut reader = Reader::new(text);
    let value = reader.value().unwrap_or_else(|fail| panic!("{text}: {fail}"));
    reader.end().unwrap();
    (value, reader.notes().iter().map(ToString::to_string).collect())
}

fn strictly<T: Codec + Default>(text: &str) -> Result<T, String> {
    Reader::new(text).strict(true).value().map_err(|fail| fail.to_string())
}

fn shown(value: &impl Codec, name: &str) -> Option<String> {
    member(value, name).map(|json| json.to_string())
}

#[test]
fn they_are_written_always_in_their_place() {
    assert_eq!(to_string(&Rule::new()), WHOLE);
    let named = to_string(&Rule::new().name("n"));
    assert_eq!(named, r#"{"kind":"a \"rule\"","name":"n","on":true,"version":1}"#);
    assert_eq!(format!("{:?}", Rule::new()), r#"Rule { kind: "a \"rule\"", on: true, version: 1 }"#);
}

#[test]
fn what_they_say_is_read_however_it_is_written() {
    for text in [
        WHOLE,
        r#"{"version":1,"on":true,"kind":"a \"rule\""}"#,
        "{ \"kind\" : \"\\u0061 \\\"rule\\\"\" ,\"on\" : true, \"version\" :\n1.0 }",
        // Where nothing is guessed, kinds are converted.
        r#"{"kind":"a \"rule\"","on":"true","version":"1"}"#,
        r#"{"kind":"a \"rule\"","on":true,"version":1e0}"#,
        // Of a member that comes twice the last counts.
        r#"{"kind":"b","kind":"a \"rule\"","on":false,"on":true,"version":1}"#,
    ] {
        let (rule, _) = read::<Rule>(text);
        assert!(rule == Rule::default(), "{text}: {rule:?}");
        assert_eq!(to_string(&rule), WHOLE, "{text}");
    }
    assert_eq!(read::<Rule>(WHOLE).1, [""; 0]);
    // One that may be left out is not missed, one that is required is noted.
    let (_, notes) = read::<Rule>(r#"{"on":true,"kind":null}"#);
    assert_eq!(notes, ["kind: expected a member of Rule, found nothing"]);
    assert!(from_str::<Rule>(r#"{"name":"n","version":1}"#).is_err(), "nothing that a rule must have");
}

#[test]
fn another_value_is_kept_noted_and_written_back() {
    for (odd, note) in [
        (r#""kind":"b""#, r#"kind: expected "a \"rule\"", found "b""#),
        (r#""kind":7"#, r#"kind: expected "a \"rule\"", found 7"#),
        (r#""kind":{"a":[1]}"#, r#"kind: expected "a \"rule\"", found {"a":[…]}"#),
        (r#""on":false"#, "on: expected true, found false"),
        (r#""version":10"#, "version: expected 1, found 10"),
        (r#""version":1.5"#, "version: expected 1, found 1.5"),
        (r#""version":"one""#, r#"version: expected 1, found "one""#),
    ] {
        let (name, value) = odd.split_once(':').unwrap();
        let name = name.trim_matches('"');
        let others = ["kind", "on", "version"].into_iter().filter(|other| *other != name);
        let others = others.map(|name| format!("{name:?}:{}", shown(&Rule::new(), name).unwrap()));
        let text = format!("{{{odd},{}}}", others.collect::<Vec<_>>().join(","));
        let (rule, notes) = read::<Rule>(&text);
        assert_eq!(notes, [note]);
        assert_eq!(shown(&rule, name).as_deref(), Some(value), "{text}");
        let printed = if value.starts_with('{') { note.rsplit("found ").next().unwrap() } else { value };
        assert!(format!("{rule:?}").contains(&format!("{name}: {printed}")), "{rule:?}");
        // What is written is what came, and reads the same.
        assert_eq!(Json::parse(&to_string(&rule)).unwrap().get(name).unwrap().as_text(), value);
        assert!(read::<Rule>(&to_string(&rule)).0 == rule && rule != Rule::default());
        assert_eq!(strictly::<Rule>(&text).unwrap_err(), note);
    }
    let (rule, notes) = read::<Rule>(&format!(r#"{{"inner":{{"kind":"b","on":true}},{}"#, &WHOLE[1..]));
    assert_eq!(notes, [r#"inner.kind: expected "a \"rule\"", found "b""#]);
    assert_eq!(shown(&rule, "kind").unwrap(), r#""a \"rule\"""#);
    assert_eq!(shown(&rule.inner.unwrap(), "kind").unwrap(), r#""b""#);
    for broken in
        [r#"{"on":truex}"#, r#"{"on":tru}"#, r#"{"kind":"b}"#, r#"{"version":1x}"#, r#"{"version":01}"#]
    {
        assert!(from_str::<Rule>(broken).is_err(), "{broken}");
    }
}

#[test]
fn members_are_looked_up_by_their_names() {
    let (rule, _) = read::<Rule>(&format!(r#"{{"name":"n","inner":7,{}"#, &WHOLE[1..]));
    assert_eq!(shown(&rule, "name").as_deref(), Some("\"n\""));
    assert_eq!(shown(&rule, "inner").as_deref(), Some("7"), "what did not fit");
    assert_eq!(shown(&Rule::new(), "name"), None);
    assert_eq!(shown(&rule, "other"), None);
    assert_eq!(shown(&Open { rest: BTreeMap::from([("x".to_owned(), 1)]) }, "x").as_deref(), Some("1"));
    assert_eq!(shown(&"text".to_owned(), "x"), None);
}

#[derive(Clone, Default, PartialEq)]
struct Open {
    rest: BTreeMap<String, i64>,
}

record! { Open { 0 = opt "type" "\"open\"" } rest rest }

#[derive(Clone, Default, PartialEq)]
struct Holder {
    api_token: Option<Open>,
}

record! { Holder { 0 api_token secret_opt "api_token" } }

#[test]
fn what_is_below_a_secret_is_hidden() {
    let mut reader = Reader::new(r#"{"api_token":{"type":"s3cr3t"}}"#);
    let holder: Holder = reader.value().unwrap();
    assert!(!format!("{holder:?} {:?}", reader.notes()).contains("s3cr3t"));
    assert!(reader.notes()[0].sensitive);
}

#[derive(Clone, Default, PartialEq)]
struct Circle {
    size: Option<i64>,
}

#[derive(Clone, Default, PartialEq)]
struct Square {
    size: Option<i64>,
    rule: Option<Rule>,
}

record! { Circle { 0 = req "shape" "\"circle\"", 1 size opt "size" } }
record! { Square { 0 rule opt "rule", 1 = req "shape" "\"square\"", 2 size opt "size" } }

#[derive(Clone, PartialEq)]
enum Figure {
    Circle(Circle),
    Square(Square),
    Text(String),
    Unknown(Json),
}

union! {
    Figure {
        0 Circle { kinds [OBJECT] shape Circle },
        1 Square { kinds [OBJECT] shape Square },
        2 Text { kinds [STRING] },
    }
    from {}
}

#[test]
fn they_tell_variants_apart() {
    assert!(matches!(
        from_str(r#"{"size":1,"shape":"circle"}"#),
        Ok(Figure::Circle(Circle { size: Some(1) }))
    ));
    assert!(matches!(
        from_str(r#"{"size":1,"shape":"square"}"#),
        Ok(Figure::Square(Square { size: Some(1), .. }))
    ));
    // A value that no variant has is kept whole.
    let new = r#"{"size":1,"shape":"star"}"#;
    assert_eq!(to_string(&from_str::<Figure>(new).unwrap()), new);
    // One that is only further inside is no reason against a variant.
    let odd = r#"{"shape":"square","rule":{"kind":"b","on":true}}"#;
    let (figure, notes) = read::<Figure>(odd);
    assert!(
        matches!(&figure, Figure::Square(square) if shown(square.rule.as_ref().unwrap(), "kind").unwrap() == "\"b\"")
    );
    assert_eq!(notes, [r#"rule.kind: expected "a \"rule\"", found "b""#]);
    assert_eq!(
        strictly::<Figure>(odd).map(|figure| to_string(&figure)),
        Err(notes[0].clone()),
        "what is noted is an error, strictly"
    );
}
