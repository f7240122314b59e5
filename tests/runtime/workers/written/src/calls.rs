//! Calls over RPC: signatures as people write them, and Workers that these macros did not write.

use crate::Env;
use crate::check::Checks;
use cfs_runtime::durable_objects::DurableObjectState;
use cfs_runtime::prelude::*;
use cfs_runtime::rpc::RpcStub;
use cfs_runtime::{Callback, IntoCallback, rpc};
use std::collections::HashMap;

type Answer<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Private, though the methods of an exported class give it.
#[derive(Clone, Debug, PartialEq, FromJs, ToJs)]
struct Note {
    text: String,
}

pub struct Room {
    label: String,
    state: DurableObjectState,
}

#[durable_object]
impl Room {
    fn new(state: DurableObjectState) -> Answer<Self> {
        Ok(Self { label: "a room".into(), state })
    }

    async fn greet<'n>(&self, name: &'n str, titles: &[String], last: Option<&str>) -> Answer<String> {
        Ok(format!("{} {name} {}", titles.join(" "), last.unwrap_or("-")))
    }

    fn label(&self) -> &str {
        &self.label
    }

    async fn notes(&self, note: Note) -> anyhow::Result<Vec<Note>> {
        self.state.storage().put("note", &note).await?;
        let kept: Option<Note> = self.state.storage().get("note").await?;
        kept.map(|note| vec![note]).ok_or_else(|| anyhow::anyhow!("nothing was kept"))
    }

    async fn r#type(&self) -> &'static str {
        "raw"
    }

    async fn refuse(&self) -> std::result::Result<(), std::num::ParseIntError> {
        "x".parse::<u8>().map(drop)
    }

    #[js("sys")]
    async fn system(&self) -> u32 {
        9
    }
}

pub struct Clerk;

#[entrypoint]
impl Clerk {
    fn new() -> Self {
        Self
    }

    async fn get(&self, name: &str) -> String {
        format!("got {name}")
    }
}

pub async fn section(c: &mut Checks, env: &Env) -> Result<()> {
    let room = env.room.get_by_name("main")?;
    let titles = ["Dr.".to_owned()];
    let greeting = room.greet("Ada", &titles, &Some("Lovelace".to_owned())).await?;
    c.eq("borrowed arguments", greeting, "Dr. Ada Lovelace");
    c.eq("an argument left out", room.greet("Ada", &titles, &None).await?, "Dr. Ada -");
    c.eq("a borrowed result", room.label().await?, "a room");
    let note = Note { text: "hi".into() };
    c.eq("a private type", room.notes(&note).await?, vec![note]);
    c.eq("a raw name", room.r#type().await?, "raw");
    let refused = room.refuse().await.err().map(|error| error.to_string());
    c.eq("any error", refused, Some("Error: invalid digit found in string".to_owned()));
    c.eq("a method under another name", room.system().await?, 9);
    c.eq("by name", room.call_method::<u32>("sys", ()).await?, 9);
    c.eq("an entry point's method", env.own.get("it").await?, "got it");
    Ok(())
}

/// What the JavaScript Worker offers.
#[rpc]
trait Accounts {
    async fn balance(&self, user: &str, at: Option<f64>) -> Result<f64>;
    #[js("listAllAccounts")]
    async fn list(&self) -> Result<Vec<String>>;
    async fn counter(&self, from: u32) -> Result<RpcStub>;
    async fn each(&self, names: &[&str], f: Callback<(String,), String>) -> HashMap<String, String>;
    async fn refuse(&self) -> Result<()>;
}

#[rpc]
trait Counter {
    async fn increase(&self, by: u32) -> u32;
}

pub async fn foreign(c: &mut Checks, env: &Env) -> Result<()> {
    let accounts = &env.accounts;
    c.eq("a method of a trait", accounts.balance("ada", None).await?, 3.0);
    c.eq("with an optional argument", accounts.balance("ada", Some(2.0)).await?, 5.0);
    c.eq("a method by another name", accounts.list().await?, vec!["ada".to_owned(), "bob".to_owned()]);
    let counter = accounts.counter(5).await?;
    c.eq("an object that a call gave", counter.increase(2).await?, 7);
    c.eq("keeps what it is told", counter.increase(1).await?, 8);
    counter.dispose()?;
    let refused = accounts.refuse().await.err();
    c.eq("an error has its name", refused.as_ref().and_then(Error::name), Some("TypeError".to_owned()));
    let sum: f64 = accounts.call_method("sum", (1, "2", [3, 4])).await?;
    c.eq("a method by its name", sum, 10.0);
    let sum: f64 = accounts.call_method("count", params![1, None::<u32>, "x"]).await?;
    c.eq("any number of arguments", sum, 3.0);
    let missing = accounts.call_method::<u32>("nothing", ()).await.err().map(|error| error.to_string());
    c.ok("a method that is not there", missing.is_some_and(|text| text.contains("nothing")));
    let other: String = env.accounts.call_method("echo", ["text"]).await?;
    c.eq("an array of arguments", other, "text");
    let upper: Callback<(String,), String> = (|name: String| name.to_uppercase()).into_callback();
    let all = accounts.each(&["a", "b"], upper).await?;
    c.eq("a function that the other side calls", all.get("b").cloned(), Some("B".to_owned()));
    Ok(())
}
