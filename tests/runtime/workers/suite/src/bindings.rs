//! KV, R2, D1, Queues and the small bindings.

use crate::check::Checks;
use crate::{Env, Order};
use cfs_runtime::analytics_engine::AnalyticsEngineDataPoint;
use cfs_runtime::prelude::*;
use cfs_runtime::r2::{R2HttpMetadata, R2Range, R2Objects};
use cfs_runtime::rate_limit::RateLimitOptions;
use cfs_runtime::wasm_bindgen::JsValue;
use cfs_runtime::{Record, kv::KvNamespaceListResult};

pub async fn kv(c: &mut Checks, env: &Env) -> Result<()> {
    let kv = &env.cache;
    c.eq("missing key", kv.get("nothing").await?, None);
    kv.put("text", "one").await?;
    c.eq("text", kv.get("text").await?, Some("one".to_owned()));
    c.eq("text by name", kv.get("text").text().await?, Some("one".to_owned()));
    c.eq("cacheTtl", kv.get("text").cache_ttl(60).await?, Some("one".to_owned()));
    kv.put("json", r#"{"item":"tea","count":2}"#).await?;
    let order: Option<Order> = kv.get("json").json().await?;
    c.eq("json", order, Some(Order { item: "tea".into(), count: 2 }));
    let wrong: Result<Option<Order>> = kv.get("text").json().await;
    c.ok("json of text is an error", wrong.is_err());
    kv.put("bytes", vec![0u8, 255, 7]).await?;
    let bytes = kv.get("bytes").array_buffer().await?.map(|buffer| cfs_runtime::js_sys::Uint8Array::new(&buffer).to_vec());
    c.eq("bytes", bytes, Some(vec![0, 255, 7]));
    let stream = kv.get("bytes").stream().await?;
    c.ok("stream", stream.is_some());
    kv.put("a/b c", "escaped").await?;
    c.eq("keys are escaped", kv.get("a/b c").await?, Some("escaped".to_owned()));
    kv.put("meta", "value").metadata(Record::from([("by", "test".to_owned())])).expiration_ttl(60).await?;
    let with = kv.get_with_metadata::<Record<String>>("meta").await?;
    c.eq("value with metadata", with.value, Some("value".to_owned()));
    c.eq("metadata", with.metadata.and_then(|meta| meta.get("by").cloned()), Some("test".to_owned()));
    let many = kv.get_many(&["text", "nothing"]).await?;
    c.eq("bulk hit", many.get("text").cloned().flatten(), Some("one".to_owned()));
    c.eq("bulk miss", many.get("nothing").cloned().flatten(), None);
    let list = kv.list::<JsValue>().prefix("a/".to_owned()).await?;
    match list {
        KvNamespaceListResult::ListComplete(list) => {
            c.eq("list", list.keys.len(), 1);
            c.eq("listed key", list.keys[0].name.clone(), "a/b c");
        }
        other => c.eq("list", format!("{other:?}"), "complete"),
    }
    let list = kv.list::<JsValue>().limit(2).await?;
    c.ok("a page that is not the last", matches!(list, KvNamespaceListResult::NotListComplete(_)));
    if let KvNamespaceListResult::NotListComplete(page) = list {
        c.eq("page size", page.keys.len(), 2);
        let next = kv.list::<JsValue>().cursor(page.cursor).await?;
        c.ok("next page by cursor", matches!(next, KvNamespaceListResult::ListComplete(_)));
    }
    kv.delete("text").await?;
    c.eq("deleted", kv.get("text").await?, None);
    let refused = kv.put("ttl", "x").expiration_ttl(1).await;
    c.ok("an expiry too short is an error", refused.is_err());
    c.ok("the error has a message", refused.err().is_some_and(|error| error.to_string().contains("expiration")));
    Ok(())
}

pub async fn r2(c: &mut Checks, env: &Env) -> Result<()> {
    let r2 = &env.files;
    c.ok("missing object", r2.get("nothing").await?.is_none());
    c.ok("missing head", r2.head("nothing").await?.is_none());
    let put = r2.put("a.txt", "0123456789").http_metadata(R2HttpMetadata::new().content_type("text/plain")).custom_metadata(Record::from([("k", "v".to_owned())])).await?;
    c.eq("size", put.size()?, 10);
    c.eq("key", put.key(), "a.txt");
    c.ok("etag", !put.etag().is_empty());
    let head = r2.head("a.txt").await?;
    let head = head.ok_or_else(|| Error::new("no head"))?;
    c.eq("content type", head.http_metadata()?.and_then(|meta| meta.content_type), Some("text/plain".to_owned()));
    c.eq("custom metadata", head.custom_metadata()?.and_then(|meta| meta.get("k").cloned()), Some("v".to_owned()));
    let object = r2.get("a.txt").await?.ok_or_else(|| Error::new("no object"))?;
    c.eq("body", object.text().await?, "0123456789");
    c.ok("body used", object.body_used());
    let range = cfs_runtime::r2::R2RangeOffset::new(2).length(3);
    let part = r2.get("a.txt").range(R2Range::from(range)).await?.ok_or_else(|| Error::new("no range"))?;
    c.eq("range", part.text().await?, "234");
    let json = r2.put("j.json", r#"{"item":"tea","count":3}"#).await;
    c.ok("put json", json.is_ok());
    let order: Order = r2.get("j.json").await?.ok_or_else(|| Error::new("no json"))?.json().await?;
    c.eq("json", order.count, 3);
    let upload = r2.create_multipart_upload("big.bin").await?;
    c.eq("upload key", upload.key(), "big.bin");
    let one = upload.upload_part(1, vec![1u8; 5 * 1024 * 1024]).await?;
    let two = upload.upload_part(2, "tail").await?;
    c.eq("part number", one.part_number, 1);
    let whole = upload.complete(&[one, two]).await?;
    c.eq("multipart size", whole.size()?, 5 * 1024 * 1024 + 4);
    let again = r2.create_multipart_upload("left.bin").await?;
    let resumed = r2.resume_multipart_upload("left.bin", &again.upload_id())?;
    resumed.abort().await?;
    c.ok("aborted", r2.head("left.bin").await?.is_none());
    let list = r2.list().limit(10).await?;
    match list {
        R2Objects::NotTruncated(list) => c.eq("listed", list.objects.len(), 3),
        other => c.eq("listed", format!("{other:?}"), "all"),
    }
    r2.delete("a.txt").await?;
    c.ok("deleted", r2.head("a.txt").await?.is_none());
    r2.delete(vec!["j.json".to_owned(), "big.bin".to_owned()]).await?;
    c.ok("deleted several", r2.head("big.bin").await?.is_none());
    Ok(())
}

#[derive(Clone, Debug, PartialEq, FromJs, ToJs)]
struct User {
    id: u32,
    name: String,
    admin: bool,
    note: Option<String>,
}

pub async fn d1(c: &mut Checks, env: &Env) -> Result<()> {
    let db = &env.db;
    db.exec("DROP TABLE IF EXISTS users").await?;
    let made = db.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, admin INTEGER, note TEXT)").await?;
    c.eq("statements run", made.count, 1);
    let insert = db.prepare("INSERT INTO users VALUES (?1, ?2, ?3, ?4)")?;
    let result = insert.bind((1, "Ada", true, None::<String>))?.run::<JsValue>().await?;
    c.eq("insert", result.results.len(), 0);
    c.eq("rows written", result.meta.changes, 1);
    let select = db.prepare("SELECT * FROM users WHERE id = ?1")?;
    let ada: Option<User> = select.bind((1,))?.first().await?;
    c.eq("typed row", ada, Some(User { id: 1, name: "Ada".into(), admin: true, note: None }));
    let nobody: Option<User> = select.bind((9,))?.first().await?;
    c.eq("no row", nobody, None);
    let name: Option<String> = select.bind((1,))?.first_col_name("name").await?;
    c.eq("one column", name, Some("Ada".to_owned()));
    let batch = db.batch::<User>(&[insert.bind((2, "Bob", false, "x"))?, insert.bind((3, "Eve", false, "y"))?, db.prepare("SELECT * FROM users ORDER BY id")?]).await?;
    c.eq("batch results", batch.len(), 3);
    c.eq("batch rows", batch[2].results.len(), 3);
    let all = db.prepare("SELECT * FROM users ORDER BY id")?.rows::<User>().await?;
    c.eq("rows", all.iter().map(|user| user.name.as_str()).collect::<Vec<_>>().join(","), "Ada,Bob,Eve");
    let raw = db.prepare("SELECT id, name FROM users ORDER BY id")?.raw::<(u32, String)>().await?;
    c.eq("raw rows", raw.first().cloned(), Some((1, "Ada".to_owned())));
    let failed = db.prepare("SELECT nothing FROM users")?.run::<JsValue>().await;
    c.ok("SQL error", failed.as_ref().is_err_and(|error| error.to_string().contains("D1_ERROR")));
    c.eq("error name", failed.err().and_then(|error| error.name()), Some("Error".to_owned()));
    let broken: Result<()> = db.batch::<JsValue>(&[insert.bind((4, "Four", false, ""))?, insert.bind((1, "Dup", false, ""))?]).await.map(drop);
    c.ok("a batch fails as a whole", broken.is_err());
    let four: Option<User> = select.bind((4,))?.first().await?;
    c.eq("and is rolled back", four, None);
    let misread: Result<Option<(String, String)>> = select.bind((1,))?.first().await;
    c.ok("a row of another shape", misread.is_err());
    #[derive(Debug, FromJs)]
    struct Wrong {
        #[allow(dead_code)]
        name: u32,
    }
    let wrong: Result<Option<Wrong>> = select.bind((1,))?.first().await;
    c.eq("names the path", wrong.err().map(|error| error.to_string()), Some("name: expected a whole number (u32), found string \"Ada\"".to_owned()));
    Ok(())
}

pub async fn queue(c: &mut Checks, env: &Env) -> Result<()> {
    env.orders.send(&Order { item: "tea".into(), count: 2 }).await?;
    env.orders.send(&Order { item: "late".into(), count: 1 }).delay_seconds(0).await?;
    let messages = [
        cfs_runtime::queues::MessageSendRequest::new(Order { item: "retry".into(), count: 3 }),
        cfs_runtime::queues::MessageSendRequest::new(Order { item: "batch".into(), count: 4 }),
    ];
    env.orders.send_batch(&messages).await?;
    c.ok("sent", true);
    Ok(())
}

pub async fn small(c: &mut Checks, env: &Env) -> Result<()> {
    c.eq("variable", env.greeting.0.as_str(), "hello");
    c.eq("secret", env.token.0.as_str(), "secret");
    c.eq("secrets are not printed", format!("{:?}", env.token), "Secret(…)");
    let point = AnalyticsEngineDataPoint::new().doubles(vec![1.0]);
    c.ok("analytics engine", env.events.write_data_point_with(Some(&point)).is_ok());
    let options = RateLimitOptions::new("me");
    c.ok("first call", env.limit.limit(&options).await?.success);
    c.ok("second call", env.limit.limit(&options).await?.success);
    c.ok("third call is over the limit", !env.limit.limit(&options).await?.success);
    Ok(())
}
