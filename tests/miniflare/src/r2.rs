//! R2: buckets, objects over several pages, streams of known and unknown length, odd keys, deletion, errors.

use crate::ACCOUNT;
use crate::check::Checks;
use crate::stated::{ObjectGet, ObjectPut, ObjectsDelete, ObjectsList};
use cfs_http::{Body, Bytes};
use cfs_management::{Client, Error};
use futures_util::{TryStreamExt, stream};

const TYPE: &str = "application/x-test";

pub async fn run(cf: &Client, core: &cfs_http::Client, checks: &mut Checks) -> Result<(), Error> {
    let buckets = cf.r2().buckets().list(ACCOUNT).await?;
    let names: Vec<_> = buckets.iter().filter_map(|bucket| bucket.name.clone()).collect();
    checks.equal("r2: buckets", names, ["files", "images"]);

    let put = |key: &str, body: Body| {
        ObjectPut(ObjectPut::call(core).path(&ACCOUNT).path(&"files").path(&key).raw(TYPE, body))
    };
    let get =
        |bucket: &str, key: &str| ObjectGet(ObjectGet::call(core).path(&ACCOUNT).path(&bucket).path(&key));
    let list = || ObjectsList(ObjectsList::call(core).path(&ACCOUNT).path(&"files").query("per_page", &4));

    let large: Bytes = (0..3_000_000u32).map(|at| (at % 251) as u8).collect::<Vec<_>>().into();
    for key in ["large", "dir/sub dir/ü 🦀.bin", "q?x=1&y#z%20+"] {
        let chunks: Vec<_> = large.chunks(70_001).map(|chunk| Ok(large.slice_ref(chunk))).collect();
        let length = (key == "large").then_some(large.len() as u64);
        let made = put(key, Body::stream(stream::iter(chunks), length)).await?;
        checks.equal(&format!("r2: `{key}` is written whole"), made.size, Some(large.len() as u64));
        let download = get("files", key).bytes_stream().await?;
        checks.equal(
            &format!("r2: `{key}` has its type"),
            header(&download, "content-type"),
            Some(TYPE.into()),
        );
        checks.that(&format!("r2: `{key}` has an etag"), header(&download, "etag") == made.etag);
        let read: Vec<Bytes> = download.try_collect().await?;
        checks.that(&format!("r2: `{key}` holds what was written"), read.concat() == large);
    }
    let wanted: Vec<String> = (0..15).map(|number| format!("page/{number:02}")).collect();
    for key in &wanted {
        put(key, Body::from(Bytes::from(key.clone()))).await?;
    }
    let found: Vec<_> = ObjectsList(list().0.query("prefix", &"page/")).stream().try_collect().await?;
    let keys: Vec<&str> = found.iter().map(|object| object.key.as_str()).collect();
    checks.equal("r2: all pages, nothing lost or twice", keys, &wanted[..]);
    checks.equal("r2: sizes", found.iter().filter_map(|object| object.size).sum::<u64>(), 15 * 7);
    let kinds = found.iter().filter_map(|object| object.http_metadata.clone()?.content_type);
    checks.that("r2: types", kinds.into_iter().all(|kind| kind == TYPE));
    checks.that("r2: times", found.iter().all(|object| object.last_modified.is_some()));
    let pages: Vec<usize> = ObjectsList(list().0.query("prefix", &"page/"))
        .pages()
        .map_ok(|page| page.len())
        .try_collect()
        .await?;
    checks.equal("r2: pages", pages, [4, 4, 4, 3]);

    let gone = ObjectsDelete::call(core).path(&ACCOUNT).path(&"files").json(&wanted);
    checks.equal("r2: several are deleted at once", ObjectsDelete(gone).await?.len(), 15);
    let left: Vec<_> = list().stream().try_collect().await?;
    checks.equal("r2: what was deleted is gone", left.len(), 3);
    checks.refused("r2: an object that is not there", get("files", "page/01").await, 404, 10007);
    checks.refused("r2: a bucket that is not there", get("nowhere", "key").await, 404, 10006);
    Ok(())
}

fn header(download: &cfs_http::Download, name: &str) -> Option<String> {
    Some(download.headers().get(name)?.to_str().ok()?.to_owned())
}
