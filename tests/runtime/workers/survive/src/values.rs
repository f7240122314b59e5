//! Values on their way out and in: exact, or an error that says where.

use crate::Env;
use crate::check::Checks;
use crate::object::{Vault, VaultRpc};
use cfs_runtime::d1::D1Meta;
use cfs_runtime::durable_objects::DurableObjectStub;
use cfs_runtime::js_sys::{JSON, Reflect, Uint8Array};
use cfs_runtime::kv::KvNamespaceListOptions;
use cfs_runtime::prelude::*;
use cfs_runtime::wasm_bindgen::{JsCast, JsValue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// No JavaScript number holds it.
const LARGE: i64 = 1_234_567_890_123_456_789;

fn said<T>(outcome: Result<T>) -> String {
    outcome.err().map_or_else(|| "no error".to_owned(), |error| error.to_string())
}

#[derive(FromJs)]
struct Row {
    kind: String,
}

pub async fn d1(c: &mut Checks, env: &Env) -> Result<()> {
    env.db.exec("DROP TABLE IF EXISTS t").await?;
    env.db.exec("CREATE TABLE t (v NUMERIC)").await?;
    let insert = || env.db.prepare("INSERT INTO t VALUES (?1) RETURNING typeof(v) AS kind");
    let blob: Option<Row> = insert().bind((vec![1u8, 2, 255],))?.first().await?;
    c.eq("bytes are a BLOB", blob.map(|row| row.kind), Some("blob".to_owned()));
    let truth: Option<Row> = insert().bind((true,))?.first().await?;
    c.eq("a boolean is a number", truth.map(|row| row.kind), Some("integer".to_owned()));
    let refused = said(insert().bind((LARGE,)));
    c.ok(&format!("a number that would be rounded is refused: {refused}"), refused.contains("bigint"));
    let refused = said(insert().bind((Serde(Refuses),)));
    c.eq("a value that cannot be written is no NULL", refused, "[0]: refuses to be written".to_owned());
    Ok(())
}

pub async fn numbers(c: &mut Checks, vault: &DurableObjectStub<Vault>) -> Result<()> {
    c.eq("storage and RPC keep every digit", vault.keep(&LARGE).await?, LARGE);
    c.eq("of small ones too", vault.keep(&-5).await?, -5);
    c.eq("an exact number is a number", 9_007_199_254_740_991u64.to_js()?.as_f64(), Some(9_007_199_254_740_991.0));
    c.eq("u64 comes back", u64::from_js(u64::MAX.to_js()?)?, u64::MAX);
    c.ok("a negative one is no u64", u64::from_js((-1i64).to_js()?).is_err());
    c.ok("a rounded one is no i64", i64::from_js(JsValue::from_f64(1e18)).is_err());
    c.eq("JSON has every digit", Response::json(&LARGE)?.text().await?, LARGE.to_string());
    Ok(())
}

/// Numbers that count, as what JavaScript may give for them.
pub async fn counts(c: &mut Checks, env: &Env) -> Result<()> {
    let meta = |rows_read: f64| {
        let json = r#"{"duration":1.5,"size_after":8,"rows_written":1.0,"last_row_id":-1,"changed_db":true,"changes":2}"#;
        let object = JSON::parse(json)?;
        Reflect::set(&object, &"rows_read".into(), &rows_read.into())?;
        D1Meta::from_js(object)
    };
    let read = meta(9_007_199_254_740_991.0)?;
    c.eq("the largest exact one", read.rows_read, 9_007_199_254_740_991);
    c.eq("1.0 is one, and others may be below zero", (read.rows_written, read.last_row_id), (1, -1));
    c.eq("what is measured has a fraction", read.duration, 1.5);
    for odd in [0.5, -1.0, f64::NAN, f64::INFINITY, 9_007_199_254_740_992.0] {
        let error = said(meta(odd));
        c.ok(&format!("{odd}: {error}"), error.starts_with("rows_read: expected a whole number (u64), found number"));
    }
    let object = JSON::parse(r#"{"size":1.5}"#)?.unchecked_into::<cfs_runtime::core::Blob>();
    c.eq("a property", said(object.size()), "size: expected a whole number (u64), found number 1.5".to_owned());
    const BEYOND: &str = "limit: a whole number beyond 2^53, which JavaScript's numbers do not hold exactly";
    c.eq("an option that would be rounded", said(env.cache.list::<JsValue>().limit(u64::MAX).await), BEYOND.to_owned());
    c.eq("a member that would be", said(KvNamespaceListOptions::new().limit(1 << 54).to_js()), BEYOND.to_owned());
    c.eq("what is exact goes as a number", KvNamespaceListOptions::new().limit(7).to_js().and_then(|options| Ok(Reflect::get(&options, &"limit".into())?.as_f64()))?, Some(7.0));
    Ok(())
}

pub async fn bytes(c: &mut Checks, vault: &DurableObjectStub<Vault>) -> Result<()> {
    let megabyte = vec![7u8; 1 << 20];
    c.eq("a megabyte over RPC and storage", vault.keep_bytes(&megabyte).await?.len(), megabyte.len());
    c.eq("the other side gets bytes", vault.kind_of(&megabyte.to_js()?).await?, "Uint8Array".to_owned());
    c.eq("from an ArrayBuffer", Vec::<u8>::from_js(Uint8Array::from([1, 2].as_slice()).buffer().into())?, vec![1, 2]);
    c.eq("from an array of numbers", Vec::<u8>::from_js(vec![1u32, 255].to_js()?)?, vec![1, 255]);
    c.eq("no byte", said(Vec::<u8>::from_js(vec![1u32, 256].to_js()?)), "[1]: expected a whole number (u8), found number 256".to_owned());
    c.eq("in JSON", Response::json(&vec![1u8, 255])?.text().await?, "[1,255]".to_owned());
    c.ok("text is none", Vec::<u8>::from_js("abc".to_js()?).is_err());
    Ok(())
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Big {
    id: u64,
    name: String,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
enum Shape {
    Point,
    Circle(f64),
    Box { width: u32 },
    Pair(u8, u8),
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Everything {
    flag: bool,
    none: Option<u32>,
    some: Option<i64>,
    shapes: Vec<Shape>,
    by_number: BTreeMap<u32, String>,
    letter: char,
    pair: (u8, String),
}

struct Refuses;

impl Serialize for Refuses {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("refuses to be written"))
    }
}

#[derive(Debug, Deserialize)]
struct Flags {
    #[allow(dead_code)]
    on: bool,
}

#[derive(Debug, Deserialize)]
struct Flagged {
    #[allow(dead_code)]
    rows: Vec<Flags>,
}

pub async fn serde(c: &mut Checks, env: &Env) -> Result<()> {
    let big = Big { id: LARGE as u64, name: "kept?".into() };
    let text = Response::json(&Serde(&big))?.text().await?;
    c.eq("as serde_json writes it", text, serde_json::to_string(&big)?);
    c.eq("a bigint comes back", Serde::<Big>::from_js(Serde(&big).to_js()?)?.0, big);
    let map = Serde(BTreeMap::from([(1u32, "x")])).to_js()?;
    c.eq("keys that are numbers", JSON::stringify(&map)?.as_string(), Some(r#"{"1":"x"}"#.to_owned()));
    let value = serde_json::json!({ "big": LARGE, "deep": [1, null, { "a": 1.5 }] });
    c.eq("a JSON value", Response::json(&Serde(&value))?.text().await?, value.to_string());
    let all = Everything {
        flag: true,
        none: None,
        some: Some(-3),
        shapes: vec![Shape::Point, Shape::Circle(1.5), Shape::Box { width: 2 }, Shape::Pair(1, 2)],
        by_number: BTreeMap::from([(7, "seven".to_owned())]),
        letter: 'ß',
        pair: (9, "nine".to_owned()),
    };
    let written = Serde(&all).to_js()?;
    c.eq("written as JSON is", JSON::stringify(&written)?.as_string(), Some(serde_json::to_string(&all)?));
    c.eq("and read again", Serde::<Everything>::from_js(written)?.0, all);
    let inside = BTreeMap::from([("rows", vec![Some(Refuses)])]);
    c.eq("an error says where", said(Serde(inside).to_js()), "rows[0]: refuses to be written".to_owned());
    let keys = said(Serde(BTreeMap::from([((1u8, 2u8), 3u8)])).to_js());
    c.ok(&format!("a key that is none: {keys}"), keys.contains("names of properties"));

    let rows = env.db.prepare("SELECT 1 AS \"on\" UNION ALL SELECT 0")?.rows::<Serde<Flags>>().await?;
    c.eq("SQL's booleans", rows.iter().map(|row| row.0.on).collect::<Vec<_>>(), vec![true, false]);
    let wrong = JSON::parse(r#"{"rows":[{"on":1},{"on":"yes"}]}"#)?;
    c.eq("a wrong one with its path", said(Serde::<Flagged>::from_js(wrong)), "rows[1].on: expected a boolean, found string \"yes\"".to_owned());
    let missing = said(Serde::<Flagged>::from_js(JSON::parse(r#"{"rows":[{}]}"#)?));
    c.eq("a missing one too", missing, "rows[0].on: expected a value, found nothing".to_owned());
    let number = said(Serde::<Big>::from_js(JSON::parse(r#"{"id":-1,"name":"x"}"#)?));
    c.ok(&format!("a number out of range: {number}"), number.starts_with("id: expected u64"));
    let object = cfs_runtime::Object::new();
    object.set("on", &true)?;
    c.ok("a property is written", Reflect::has(&object.into_js(), &"on".into())?);
    deep(c)
}

/// Nests as deep as no person writes.
fn deep(c: &mut Checks) -> Result<()> {
    let text = format!("{}{}", "[".repeat(300), "]".repeat(300));
    let refused = said(Serde::<serde_json::Value>::from_js(JSON::parse(&text)?));
    c.ok("depth is bounded", refused.ends_with("found more than 256 objects and arrays in each other"));
    let text = format!("{}{}", "[".repeat(200), "]".repeat(200));
    c.ok("and ample", Serde::<serde_json::Value>::from_js(JSON::parse(&text)?).is_ok());
    Ok(())
}
