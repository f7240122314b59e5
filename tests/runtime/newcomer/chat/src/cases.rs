//! What Workers used to get wrong, a route each: `/cases/trap/stack`.

use crate::Env;
use crate::room::RoomRpc;
use anyhow::{Context as _, bail};
use cfs_runtime::core::{self, scheduler};
use cfs_runtime::durable_objects::DurableObjectState;
use cfs_runtime::prelude::*;
use cfs_runtime::r2::{R2BucketGetOptions, R2BucketPutOptions, R2Conditional, R2ObjectBodyOrR2Object};
use futures_util::lock::Mutex;
use std::hint::black_box;

/// A type that holds itself.
#[derive(FromJs)]
struct Node {
    children: Vec<Node>,
}

/// What a store made of a value.
#[derive(FromJs, ToJs)]
pub struct Stored {
    pub kind: String,
    pub text: String,
}

/// Larger than any number of JavaScript's that is exact.
const LARGE: i64 = 1_234_567_890_123_456_789;

static LOCK: Mutex<u32> = Mutex::new(0);

pub async fn run(case: &[&str], request: Request, env: &Env) -> anyhow::Result<Response> {
    let room = env.rooms.get_by_name("cases")?;
    let text = match case {
        ["node"] => {
            let node: Node = request.json().await.context("the tree")?;
            node.children.len().to_string()
        }
        ["trap", how] => {
            scheduler().wait(5.0).await?;
            end(how).to_string()
        }
        ["trap-in-room", how] => {
            room.end(how).await?;
            "still here".into()
        }
        ["store"] => room.store().await?.join("\n"),
        ["large", place] => large(place, env).await?,
        ["pay", amount] => room.pay(&amount.parse().context("the amount")?).await?.to_string(),
        ["conditional"] => conditional(env).await?,
        ["lock"] => {
            let mut held = LOCK.lock().await;
            *held += 1;
            env.cache.put("lock", held.to_string()).await?;
            scheduler().wait(50.0).await?;
            held.to_string()
        }
        ["bytes"] => {
            let bytes = vec![7u8; 1 << 20];
            let stored = room.stored_length(&bytes).await?;
            format!("{} {} {}", room.length(&bytes).await?, stored.kind, stored.text)
        }
        ["redirect"] => return Ok(Response::redirect("https://a.example/", 302)?.with_header("x-by", "chat")?),
        ["relayed"] => {
            let answer = core::fetch(format!("{}/", request.url()?.query("from").context("`?from=`")?)).await?;
            return Ok(Response::from(answer).with_header("x-by", "chat")?);
        }
        ["cookies"] => {
            let answer = Response::ok("")?.with_header("set-cookie", "a=1")?;
            return Ok(answer.with_header("set-cookie", "b=2")?);
        }
        ["serde"] => return Ok(Response::json(&Serde(Big { id: LARGE, name: "kept" }))?),
        ["serde-refused"] => return Ok(Response::json(&Serde(Unwritten { inner: Refuses }))?),
        _ => bail!("no such case"),
    };
    Ok(Response::ok(text)?)
}

/// Ends the instance.
pub fn end(how: &str) -> u64 {
    match how {
        "stack" => deep(1),
        "abort" => std::process::abort(),
        "memory" => {
            let mut all: Vec<Vec<u8>> = Vec::new();
            for _ in 0..8 {
                all.push(Vec::with_capacity(isize::MAX as usize - 8));
            }
            black_box(all).len() as u64
        }
        "panic" => panic!("the chat panics"),
        _ => 0,
    }
}

#[inline(never)]
fn deep(level: u64) -> u64 {
    let pad = [level; 64];
    if black_box(&pad)[0] == u64::MAX {
        return 0;
    }
    deep(level + 1) + pad[(level % 64) as usize]
}

pub fn store(state: &DurableObjectState) -> Result<Vec<String>> {
    let sql = state.storage().sql();
    sql.exec::<()>("CREATE TABLE IF NOT EXISTS v (v INTEGER)", ())?;
    let insert = "INSERT INTO v VALUES (?) RETURNING typeof(v) AS kind, hex(v) AS text";
    let mut lines = Vec::new();
    for stored in [
        sql.exec::<Stored>(insert, (true,))?.one()?,
        sql.exec::<Stored>(insert, (vec![1u8, 2, 255],))?.one()?,
    ] {
        lines.push(format!("{} {}", stored.kind, stored.text));
    }
    let refused = sql.exec::<Stored>(insert, (LARGE,)).err().map(|error| error.to_string());
    lines.push(refused.map_or("rounded", |_| "refused").to_owned());
    Ok(lines)
}

#[derive(FromJs)]
struct Balance {
    amount: u32,
}

/// Takes what is paid from an account of 10, or fails and takes nothing.
pub fn pay(state: &DurableObjectState, amount: u32) -> Result<u32> {
    let storage = state.storage();
    storage.sql().exec::<()>("CREATE TABLE IF NOT EXISTS account AS SELECT 10 AS amount", ())?;
    let sql = storage.sql();
    let paid = storage.transaction_sync(move || -> Result<()> {
        sql.exec::<()>("UPDATE account SET amount = amount - ?", (amount,))?;
        let left: i64 = sql.exec::<Left>("SELECT amount FROM account", ())?.one()?.amount;
        if left < 0 { Err(Error::new("insufficient")) } else { Ok(()) }
    });
    let balance = storage.sql().exec::<Balance>("SELECT amount FROM account", ())?.one()?.amount;
    paid.map(|()| balance).map_err(|error| Error::new(format!("{error}, {balance} left")))
}

#[derive(FromJs)]
struct Left {
    amount: i64,
}

async fn large(place: &str, env: &Env) -> anyhow::Result<String> {
    Ok(match place {
        "room" => format!("{:?}", env.rooms.get_by_name("cases")?.keep(&LARGE).await?),
        "d1" => {
            env.db.prepare("SELECT ?1 AS n").bind((LARGE,))?;
            "rounded".into()
        }
        _ => return Ok(Response::json(&LARGE)?.text().await?),
    })
}

async fn conditional(env: &Env) -> Result<String> {
    let other = || R2Conditional::new().etag_matches("other");
    env.files.put("k", "text").await?;
    let found = env.files.get_only_if("k", &R2BucketGetOptions::new(other())).await?;
    let without = matches!(found, Some(R2ObjectBodyOrR2Object::R2Object(_)));
    let put = env.files.put_only_if("k", "new").options(R2BucketPutOptions::new(other())).await?;
    let kept = env.files.get("k").await?.ok_or("nothing there")?.text().await?;
    Ok(format!("{without} {} {kept}", put.is_none()))
}

#[derive(serde::Serialize)]
struct Big {
    id: i64,
    name: &'static str,
}

#[derive(serde::Serialize)]
struct Unwritten {
    inner: Refuses,
}

struct Refuses;

impl serde::Serialize for Refuses {
    fn serialize<S: serde::Serializer>(&self, _: S) -> std::result::Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("refuses to be written"))
    }
}
