//! A Durable Object: SQL, transactions, traps, alarms, bytes over RPC.

use crate::check::Checks;
use crate::traps;
use cfs_runtime::durable_objects::{DurableObjectState, SqlStorage};
use cfs_runtime::js_sys::Uint8Array;
use cfs_runtime::prelude::*;
use cfs_runtime::wasm_bindgen::{JsCast, JsValue};

pub struct Vault {
    state: DurableObjectState,
}

/// What SQLite made of a value.
#[derive(FromJs)]
struct Stored<T: FromJs> {
    kind: String,
    v: T,
}

#[derive(Debug, FromJs)]
struct Blob {
    data: Vec<u8>,
}

#[derive(FromJs)]
struct Amount {
    n: u32,
}

#[durable_object]
impl Vault {
    fn new(state: DurableObjectState, _env: JsValue) -> Self {
        Self { state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::ok("from the vault")
    }

    async fn end(&self, kind: String) -> Result<u64> {
        cfs_runtime::core::scheduler().wait(1.0).await?;
        Ok(traps::end(&kind))
    }

    async fn end_inside(&self, kind: String) -> Result<u64> {
        self.state.storage().transaction_sync(move || traps::end(&kind))
    }

    async fn wake(&self, kind: String) -> Result<bool> {
        self.state.storage().put("wake", &kind).await?;
        self.state.storage().set_alarm(cfs_runtime::js_sys::Date::now() + 10.0).await?;
        Ok(true)
    }

    /// The first try ends the instance; the runtime tries again.
    async fn alarm(&self) -> Result<()> {
        let storage = self.state.storage();
        let kind: Option<String> = storage.get("wake").await?;
        storage.delete("wake").await?;
        storage.sync().await?;
        if let Some(kind) = kind {
            _ = traps::end(&kind);
        }
        storage.put("woken", &true).await
    }

    async fn woken(&self) -> Result<bool> {
        let woken = self.state.storage().get("woken").await?;
        self.state.storage().delete("woken").await?;
        Ok(woken.unwrap_or(false))
    }

    async fn sql(&self) -> Result<Vec<String>> {
        let mut checks = Checks::default();
        let sql = self.state.storage().sql();
        values(&mut checks, &sql)?;
        self.transactions(&mut checks, &sql)?;
        Ok(checks.into_lines())
    }

    async fn keep(&self, number: i64) -> Result<i64> {
        self.state.storage().put("number", &number).await?;
        self.state.storage().get("number").await?.ok_or_else(|| Error::new("nothing is stored"))
    }

    async fn keep_bytes(&self, bytes: Vec<u8>) -> Result<Vec<u8>> {
        self.state.storage().put("bytes", &bytes).await?;
        let raw: JsValue = self.state.storage().get("bytes").await?.unwrap_or_default();
        if !raw.has_type::<Uint8Array>() {
            return Err(Error::new("they are stored as something else"));
        }
        Vec::from_js(raw)
    }

    async fn kind_of(&self, value: JsValue) -> Result<String> {
        Ok(if value.has_type::<Uint8Array>() { "Uint8Array" } else { "something else" }.to_owned())
    }
}

fn values(c: &mut Checks, sql: &SqlStorage) -> Result<()> {
    sql.exec::<JsValue>("DROP TABLE IF EXISTS t", ())?;
    sql.exec::<JsValue>("CREATE TABLE t (v)", ())?;
    let insert = "INSERT INTO t VALUES (?) RETURNING typeof(v) AS kind, v";
    sql.exec::<JsValue>("DROP TABLE IF EXISTS flags", ())?;
    sql.exec::<JsValue>("CREATE TABLE flags (v INTEGER)", ())?;
    let flag = "INSERT INTO flags VALUES (?) RETURNING typeof(v) AS kind, v";
    let truth = sql.exec::<Stored<bool>>(flag, (true,))?.one()?;
    c.eq("a boolean is stored as a number", (truth.kind.as_str(), truth.v), ("integer", true));
    sql.exec::<JsValue>("INSERT INTO flags VALUES (1)", ())?;
    c.eq("and is found as one", sql.exec::<JsValue>("SELECT v FROM flags WHERE v = ?", (true,))?.to_array()?.len(), 2);
    let blob = sql.exec::<Stored<Vec<u8>>>(insert, (vec![1u8, 2, 255],))?.one()?;
    c.eq("bytes are stored as a BLOB", (blob.kind.as_str(), blob.v), ("blob", vec![1, 2, 255]));
    let slice = sql.exec::<Stored<Vec<u8>>>(insert, ([7u8].as_slice(),))?.one()?;
    c.eq("a slice too", (slice.kind.as_str(), slice.v), ("blob", vec![7]));
    c.eq("a BLOB is read", sql.exec::<Blob>("SELECT x'0102ff' AS data", ())?.one()?.data, vec![1, 2, 255]);
    c.eq("nothing is NULL", sql.exec::<Stored<Option<u32>>>(insert, (None::<u32>,))?.one()?.kind, "null");
    let exact = sql.exec::<Stored<i64>>(insert, (9_007_199_254_740_991i64,))?.one()?;
    c.eq("a whole number is exact as long as it can be", exact.v, 9_007_199_254_740_991);
    let large = sql.exec::<JsValue>(insert, ("first", 1_234_567_890_123_456_789i64));
    let said = large.err().map(|error| error.to_string()).unwrap_or_default();
    c.ok(&format!("one that is not is refused with its place: {said}"), said.starts_with("[1]: SQL numbers"));
    let list = sql.exec::<JsValue>(insert, (vec![1u32, 2],));
    c.ok("an array is refused", list.is_err_and(|error| error.to_string().contains("SQL has no form for an array")));
    c.eq("nothing of them is stored", sql.exec::<JsValue>("SELECT v FROM t", ())?.to_array()?.len(), 4);
    Ok(())
}

impl Vault {
    fn transactions(&self, c: &mut Checks, sql: &SqlStorage) -> Result<()> {
        sql.exec::<JsValue>("DROP TABLE IF EXISTS amounts", ())?;
        sql.exec::<JsValue>("CREATE TABLE amounts AS SELECT 5 AS n", ())?;
        let amount = || sql.exec::<Amount>("SELECT n FROM amounts", ())?.one().map(|row| row.n);
        let inner = sql.clone();
        let failed = self.state.storage().transaction_sync(move || -> Result<u32> {
            inner.exec::<JsValue>("UPDATE amounts SET n = n - 1", ())?;
            Err(Error::new("insufficient"))
        });
        let said = failed.err().map(|error| error.to_string()).unwrap_or_default();
        c.ok(&format!("the error comes out: {said}"), said.contains("insufficient"));
        c.eq("and what was done is undone", amount()?, 5);
        let inner = sql.clone();
        let done = self.state.storage().transaction_sync(move || -> Result<u32> {
            inner.exec::<JsValue>("UPDATE amounts SET n = n - 1", ())?;
            Ok(1)
        });
        c.eq("a transaction that succeeds gives its value", done?, 1);
        c.eq("and stays", amount()?, 4);
        c.eq("a plain value will do", self.state.storage().transaction_sync(|| 7u32)?, 7);
        Ok(())
    }
}
