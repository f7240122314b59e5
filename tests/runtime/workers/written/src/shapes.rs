//! Types and the values they are in JavaScript.

use crate::Env;
use crate::check::Checks;
use cfs_runtime::js_sys::JSON;
use cfs_runtime::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;
use std::rc::Rc;

#[derive(Clone, Debug, Default, PartialEq, FromJs, ToJs)]
#[js(rename_all = "camelCase", default)]
struct Settings {
    page_size: u32,
    #[js("colour")]
    text_color: Option<String>,
    #[js(skip)]
    changed: bool,
    limits: HashMap<String, u32>,
}

#[derive(Debug, PartialEq, FromJs, ToJs)]
struct Defaults {
    #[js(default)]
    tries: u32,
    #[js(default = seven)]
    days: u32,
    maybe: Option<BTreeMap<String, Vec<u8>>>,
}

fn seven() -> u32 {
    7
}

#[derive(Debug, PartialEq, FromJs, ToJs)]
struct Id(u32);

#[derive(Debug, PartialEq, FromJs, ToJs)]
struct Point(f64, f64);

#[derive(Debug, PartialEq, FromJs, ToJs)]
struct Page<T> {
    items: Vec<T>,
    next: Option<Rc<T>>,
}

#[derive(Debug, PartialEq, FromJs, ToJs)]
enum Event {
    Started,
    Moved(Point),
    Named { first_name: String },
    Both(u32, String),
}

#[derive(Debug, PartialEq, FromJs, ToJs)]
#[js(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Inside {
    PlainText,
    WithFields { font_size: u32 },
    Other(Settings),
}

#[derive(Debug, PartialEq, FromJs, ToJs)]
#[js(tag = "t", content = "c")]
enum Beside {
    Empty,
    Pair(u32, u32),
}

#[derive(Debug, PartialEq, FromJs, ToJs)]
#[js(untagged)]
enum Json {
    Nothing,
    Text(String),
    List(Vec<Json>),
    Map(BTreeMap<String, Json>),
}

/// Writes a value, compares it as JSON, and reads it back.
fn both<T: FromJs + ToJs + PartialEq + Debug>(c: &mut Checks, name: &str, value: T, json: &str) -> Result<()> {
    let written = value.to_js()?;
    let text = JSON::stringify(&written)?.as_string().unwrap_or_default();
    c.eq(&format!("{name} is written"), text, json);
    c.eq(&format!("{name} is read"), T::from_js(written)?, value);
    Ok(())
}

/// Reads JSON; the value, or the error's text.
fn read<T: FromJs>(json: &str) -> std::result::Result<T, String> {
    JSON::parse(json).map_err(Error::from).and_then(T::from_js).map_err(|error| error.to_string())
}

pub fn section(c: &mut Checks) -> Result<()> {
    let limits = HashMap::from([("a".to_owned(), 1)]);
    let settings = Settings { page_size: 5, text_color: Some("red".into()), changed: false, limits };
    let text = r#"{"pageSize":5,"colour":"red","limits":{"a":1}}"#;
    both(c, "a struct in camel case", settings, text)?;
    c.eq("what is missing is the struct's default", read("{}"), Ok(Settings::default()));
    let found = Defaults { tries: 0, days: 7, maybe: None };
    c.eq("what is missing is the field's default", read("{}"), Ok(found));
    let maybe = Some(BTreeMap::from([("k".to_owned(), vec![])]));
    let found: Defaults = read(r#"{"tries": 2, "days": 1, "maybe": {"k": []}}"#).map_err(Error::new)?;
    c.eq("what is there is read", found, Defaults { tries: 2, days: 1, maybe });
    both(c, "a struct of one unnamed field", Id(7), "7")?;
    both(c, "a struct of several unnamed fields", Point(1.0, 2.5), "[1,2.5]")?;
    both(c, "a generic struct", Page { items: vec![Id(1)], next: Some(Rc::new(Id(2))) }, r#"{"items":[1],"next":2}"#)?;
    both(c, "a set", BTreeSet::from([2, 1]), "[1,2]")?;
    both(c, "borrowed text", Cow::Borrowed("text"), r#""text""#)?;
    variants(c)?;
    errors(c);
    Ok(())
}

fn variants(c: &mut Checks) -> Result<()> {
    both(c, "a variant without data", Event::Started, r#""started""#)?;
    both(c, "a variant of a value", Event::Moved(Point(1.0, 2.0)), r#"{"moved":[1,2]}"#)?;
    both(c, "a variant with fields", Event::Named { first_name: "Ada".into() }, r#"{"named":{"first_name":"Ada"}}"#)?;
    both(c, "a variant of two values", Event::Both(1, "x".into()), r#"{"both":[1,"x"]}"#)?;
    both(c, "a tag alone", Inside::PlainText, r#"{"type":"plain_text"}"#)?;
    both(c, "a tag among fields", Inside::WithFields { font_size: 9 }, r#"{"type":"with_fields","fontSize":9}"#)?;
    let other = Inside::Other(Settings { page_size: 1, ..Settings::default() });
    both(c, "a tag among another's fields", other, r#"{"type":"other","pageSize":1,"limits":{}}"#)?;
    both(c, "a tag beside nothing", Beside::Empty, r#"{"t":"empty"}"#)?;
    both(c, "a tag beside its content", Beside::Pair(1, 2), r#"{"t":"pair","c":[1,2]}"#)?;
    let map = BTreeMap::from([("a".to_owned(), Json::List(vec![Json::Text("b".into()), Json::Nothing]))]);
    both(c, "no tag", Json::Map(map), r#"{"a":["b",null]}"#)?;
    Ok(())
}

fn errors(c: &mut Checks) {
    let said = |found: std::result::Result<Event, String>| found.err().unwrap_or_default();
    let known = r#"one of "started", "moved", "named", "both""#;
    c.eq("an unknown variant", said(read(r#""gone""#)), format!(r#"expected {known}, found string "gone""#));
    let text = format!("expected a string or an object with one property: {known}, found an object");
    c.eq("no variant", said(read("{}")), text);
    c.eq(
        "the path in a variant",
        said(read(r#"{"moved": [1, "2"]}"#)),
        r#"moved[1]: expected a number, found string "2""#,
    );
    let inside = read::<Inside>(r#"{"type": "with_fields"}"#).err().unwrap_or_default();
    c.eq("the path beside a tag", inside, "fontSize: expected a whole number (u32), found undefined");
    let none = read::<Json>("1").err().unwrap_or_default();
    c.eq("no variant fits", none, "expected what a variant of Json takes, found number 1");
    let deep = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    let deep = read::<Json>(&deep).err().unwrap_or_default();
    c.ok("nesting has an end", deep.contains("nests less deep"));
    let wrong = Wrong::Number(1).to_js().err().map(|error| error.to_string()).unwrap_or_default();
    c.eq("a tag with nothing to stand in", wrong, r#"the variant "number" is no object, so it has no property "type" that names it"#);
}

pub async fn params(c: &mut Checks, env: &Env) -> Result<()> {
    let columns: Vec<String> = (1..=20).map(|number| format!("?{number} AS c{number}")).collect();
    let statement = env.db.prepare(&format!("SELECT {}", columns.join(", ")))?;
    let row = statement.bind(params![1, "two", 3.5, true, None::<u32>, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, "20"])?;
    let found = row.raw::<Vec<JsText>>().await?;
    let texts: Vec<String> = found.into_iter().flatten().map(|text| text.0).collect();
    c.eq("twenty values of many types", texts.join(","), "1,two,3.5,1,null,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20");
    let nine = env.db.prepare("SELECT ?1 AS a, ?2 AS b, ?3 AS c, ?4 AS d, ?5 AS e, ?6 AS f, ?7 AS g, ?8 AS h, ?9 AS i")?;
    let row = nine.bind((1, 2, 3, 4, 5, 6, 7, 8, "nine"))?.raw::<(u32, u32, u32, u32, u32, u32, u32, u32, String)>().await?;
    c.eq("a tuple of nine", row.first().map(|row| (row.0, row.8.clone())), Some((1, "nine".to_owned())));
    let list = nine.bind([1, 2, 3, 4, 5, 6, 7, 8, 9])?.first::<BTreeMap<String, u32>>().await?;
    c.eq("an array", list.and_then(|row| row.get("i").copied()), Some(9));
    let many: Vec<u32> = (1..=9).collect();
    let list = nine.bind(many.as_slice())?.first::<BTreeMap<String, u32>>().await?;
    c.eq("a slice", list.map(|row| row.values().sum::<u32>()), Some(45));
    let unwritten = nine.bind(params![1, "two", Wrong::Number(3)]).err().map(|error| error.to_string());
    let text = r#"[2]: the variant "number" is no object, so it has no property "type" that names it"#;
    c.eq("what cannot be written is named by its place", unwritten, Some(text.to_owned()));
    Ok(())
}

/// What cannot be written: its tag has nothing to stand in.
#[derive(ToJs)]
#[js(tag = "type")]
enum Wrong {
    Number(u32),
}

/// Any value, as text.
struct JsText(String);

impl FromJs for JsText {
    fn from_js(value: cfs_runtime::wasm_bindgen::JsValue) -> Result<Self> {
        Ok(Self(value.as_string().unwrap_or_else(|| JSON::stringify(&value).map(String::from).unwrap_or_default())))
    }
}
