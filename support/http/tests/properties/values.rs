//! What must hold for odd values in answers.

use super::{Thing, client, now};
use cfs_http::codec::{Kept, Reader, from_str, member, to_string};
use cfs_http::testing::{Reply, Script};
use cfs_http::{Client, Error, Json, Note, prelude::*};
use futures_util::{FutureExt, StreamExt};

pub struct List(pub Call);

request! {
    List = GET "/list" as "list";
    auth []; permissions [];
    pages Single of "result" by {};
    page Thing
}

/// The number that a JSON text is, or that the string is which it is.
fn written(form: &str) -> Option<f64> {
    let quoted = form.trim_start().starts_with('"');
    let text = if quoted { from_str::<String>(form).ok()? } else { form.to_owned() };
    text.trim().parse().ok().filter(|_| from_str::<Json>(text.trim()).is_ok())
}

/// A number that is read is the number that was written, however it is written.
pub fn numbers(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let quoted = Json::from(text);
    for form in [text, quoted.as_text()] {
        let exact = written(form);
        if let Ok(read) = from_str::<i64>(form) {
            let said = exact.expect("what is an integer is a number");
            assert!(
                said.fract() == 0.0 && (said - read as f64).abs() <= said.abs() * 1e-15,
                "{form}: {read}"
            );
        }
        if let Ok(read) = from_str::<u64>(form) {
            assert!(exact.is_some_and(|said| said >= 0.0), "{form}: {read}");
        }
        if let Ok(read) = from_str::<f64>(form) {
            assert_eq!(Some(read), exact, "{form}");
        }
    }
    // A string that is a number stays the text that it is.
    if let Ok(read) = from_str::<String>(quoted.as_text()) {
        assert_eq!(read, text);
    }
}

/// Of a list with odd items in it every other item comes, in order, and each odd one is an error of its own.
pub fn odd_items(data: &[u8]) {
    let items: Vec<String> = data
        .iter()
        .take(40)
        .enumerate()
        .map(|(at, byte)| match byte % 7 {
            0 => format!(r#"{{"id":["{at}"]}}"#),
            1 => "7".to_owned(),
            2 => format!(r#"{{"id":"{at}","count":"many"}}"#),
            3 => "{}".to_owned(),
            4 => format!(r#"{{"id":{at}}}"#),
            5 => format!(r#"{{"id":"{at}","deep":{}{}}}"#, "[".repeat(200), "]".repeat(200)),
            _ => format!(r#"{{"id":"{at}","count":"{at}"}}"#),
        })
        .collect();
    let body = format!(r#"{{"success":true,"result":[{}]}}"#, items.join(","));
    let script = Script::new([Reply::json(200, body)]);
    let client = Client::builder().transport(script).build().unwrap();
    let all: Vec<Result<Thing, Error>> = List(List::call(&client)).stream().collect().now_or_never().unwrap();
    assert_eq!(all.len(), items.len());
    for (at, (item, byte)) in all.iter().zip(data).enumerate() {
        match (item, byte % 7) {
            (Ok(thing), 2 | 4 | 6) => assert_eq!(thing.id, at.to_string()),
            (Err(Error::Decode(error)), 0 | 1 | 3 | 5) => {
                assert!(error.path().starts_with(&format!("result[{at}]")))
            }
            other => panic!("{at}: {other:?}"),
        }
    }
    let page = now(List(List::call(&client)).skip_undecodable()).unwrap();
    assert_eq!(page.len() + page.skipped().len(), items.len());
    let odd = all.iter().any(Result::is_err);
    assert_eq!(now(List(List::call(&client))).is_err(), odd);
}

#[derive(Clone, Default, PartialEq)]
pub struct Holder {
    pub name: String,
    pub api_token: Option<String>,
    pub inner: Option<Box<Holder>>,
    pub count: Option<u64>,
    pub list: Option<Vec<Holder>>,
    kept: Kept,
}

record! {
    Holder {
        0 name req "name", 1 api_token secret_opt "api_token", 2 inner opt "inner", 3 count opt "count", 4 list opt "list",
        5 = opt "kind" "\"holder\"",
    }
    kept kept
}

/// A secret shows in no error, note or `Debug`, wherever it is planted and whatever else is wrong; and what is read is
/// written back with nothing removed.
pub fn secrets(data: &[u8]) {
    const SECRET: &str = "TOPSECRET";
    let mut depth = 0;
    let mut text = String::from(r#"{"name":"n""#);
    for byte in data.iter().take(60) {
        text.push_str(match byte % 11 {
            0 => r#","api_token":"TOPSECRET""#,
            1 => r#","api_token":{"value":["TOPSECRET"]}"#,
            2 => r#","count":"many""#,
            3 => r#","unknown":{"password":"TOPSECRET"}"#,
            4 => r#","list":[{"name":"a","api_token":["TOPSECRET"]},{"name":{}}]"#,
            5 => r#","client_secret":"TOPSECRET","count":-1"#,
            6 if depth < 20 => {
                depth += 1;
                r#","inner":{"name":"i""#
            }
            7 if depth > 0 => {
                depth -= 1;
                "}"
            }
            8 => r#","kind":{"api_token":"TOPSECRET"}"#,
            9 => r#","kind":"holder""#,
            _ => r#","name":["TOP"]"#,
        });
    }
    text.push_str(&"}".repeat(depth + 1));
    for strict in [false, true] {
        let mut reader = Reader::new(&text).strict(strict);
        let read = reader.value::<Holder>();
        let notes: Vec<Note> = reader.notes();
        let shown =
            format!("{read:?} {notes:?} {}", notes.iter().map(|note| format!("{note}")).collect::<String>());
        assert!(!shown.contains(SECRET), "{text}: {shown}");
    }
    let (client, _) = client(Reply::json(200, format!(r#"{{"success":true,"result":[{text}]}}"#)));
    if let Err(Error::Decode(error)) = now(Holders(Holders::call(&client)).strict()) {
        let shown = format!("{error} {error:?} {}", error.snippet);
        assert!(!shown.contains(SECRET), "{text}: {shown}");
    }
    if let Ok(read) = from_str::<Holder>(&text) {
        assert!(read.api_token.is_none() || to_string(&read).contains(SECRET));
        // What did not fit is kept: reading what was written finds the same.
        assert_eq!(to_string(&from_str::<Holder>(&to_string(&read)).unwrap()), to_string(&read));
    }
}

pub struct Holders(pub Call);

request! {
    Holders = GET "/list" as "holders";
    auth []; permissions [];
    pages Single of "result" by {};
    page Holder
}

#[derive(Clone, Default, PartialEq)]
pub struct Left {
    pub left: String,
    pub shared: Option<i64>,
    pub deep: Option<Box<Side>>,
    kept: Kept,
}

#[derive(Clone, Default, PartialEq)]
pub struct Right {
    pub right: Option<String>,
    pub shared: Option<String>,
    pub deep: Option<BTreeMap<String, i64>>,
}

record! { Left { 0 left req "left", 1 shared opt "shared", 2 deep opt "deep", 3 = opt "kind" "\"left\"" } kept kept }
record! { Right { 0 right opt "right", 1 shared opt "shared", 2 deep opt "deep" } }

#[derive(Clone, PartialEq)]
pub enum Side {
    Left(Box<Left>),
    Right(Box<Right>),
    Count(i64),
    Name(String),
    Names(Vec<String>),
    Unknown(Json),
}

union! {
    Side {
        0 Left { kinds [OBJECT] shape Left },
        1 Right { kinds [OBJECT] shape Right },
        2 Count { kinds [NUMBER] },
        3 Name { kinds [STRING] },
        4 Names { kinds [ARRAY] items [STRING] },
    }
    from {}
}

/// A scalar or list in a union comes back as it was sent; any value that is read is read again as the same.
pub fn unions(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(side) = from_str::<Side>(text) else {
        assert!(from_str::<Json>(text).is_err(), "a union takes whatever is JSON: {text}");
        return;
    };
    assert!(from_str::<Json>(text).is_ok(), "a union takes nothing that is no JSON: {text}");
    let written = to_string(&side);
    assert_eq!(from_str::<Side>(&written).map(|again| to_string(&again)).as_ref(), Ok(&written));
    if let Side::Count(_) | Side::Name(_) | Side::Names(_) = side {
        let (one, other): (Json, Json) = (from_str(text).unwrap(), from_str(&written).unwrap());
        let kind = |json: &Json| Reader::new(json.as_text()).kind().ok();
        assert_eq!(kind(&one), kind(&other), "{text} became {written}");
    }
    assert!(
        !matches!(side, Side::Unknown(ref raw) if raw.as_str().is_some() && raw.as_text().starts_with('"'))
    );
}

/// A member that has one possible value is that value, or comes back as it was sent.
pub fn fixed(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(sent) = Json::parse(text) else { return };
    for (name, constant) in [("text", r#""on \"x\"""#), ("number", "1"), ("flag", "true")] {
        let whole = Json::object([("name", Json::from("n")), (name, sent.clone())]);
        let read: Fixed = from_str(whole.as_text()).expect("no value of it is an error");
        let said = member(&read, name).expect("there is always one");
        if said.as_text() == constant {
            let converted = sent.as_str().unwrap_or_else(|| sent.to_string());
            let plain = Json::parse(constant).unwrap();
            let same = converted == plain.as_str().unwrap_or_else(|| plain.to_string());
            assert!(
                sent.is_null() || same || sent.as_f64() == Some(1.0) || written(text) == Some(1.0),
                "{text}"
            );
        } else {
            assert_eq!(said, sent);
        }
        let written = to_string(&read);
        assert_eq!(Json::parse(&written).unwrap().get(name), Some(said));
        assert!(from_str::<Fixed>(&written).unwrap() == read);
    }
}

#[derive(Clone, Default, PartialEq)]
pub struct Fixed {
    pub name: String,
    kept: Kept,
}

record! {
    Fixed { 0 = opt "flag" "true", 1 name req "name", 2 = opt "number" "1", 3 = opt "text" "\"on \\\"x\\\"\"" }
    kept kept
}
