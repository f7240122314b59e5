//! Durable Objects: namespaces, objects over several pages, a look into their databases, errors.

use crate::ACCOUNT;
use crate::check::Checks;
use crate::stated::{ObjectQuery, Query, Statement};
use cfs_management::{Client, Error};
use futures_util::TryStreamExt;

const NAMESPACE: &str = "shop-Notes";

pub async fn run(cf: &Client, core: &cfs_http::Client, checks: &mut Checks) -> Result<(), Error> {
    let namespaces: Vec<_> = cf.durable_objects().namespaces().list(ACCOUNT).stream().try_collect().await?;
    checks.equal("objects: one namespace", namespaces.len(), 1);
    let namespace = namespaces.into_iter().next().unwrap_or_default();
    checks.equal("objects: its id", namespace.id.as_deref(), Some(NAMESPACE));
    checks.equal("objects: its class", namespace.class.as_deref(), Some("Notes"));
    checks.equal("objects: its storage", namespace.use_sqlite, Some(true));

    let objects = cf.durable_objects().namespaces().objects();
    let list = || objects.list(ACCOUNT, NAMESPACE).limit(10);
    let found: Vec<_> = list().stream().try_collect().await?;
    let mut ids: Vec<_> = found.iter().filter_map(|object| object.id.clone()).collect();
    checks.equal("objects: all pages", ids.len(), 23);
    ids.dedup();
    checks.equal("objects: nothing twice", ids.len(), 23);
    checks.that("objects: they hold data", found.iter().all(|object| object.has_stored_data == Some(true)));
    let pages: Vec<usize> = list().pages().map_ok(|page| page.len()).try_collect().await?;
    checks.equal("objects: pages", pages, [10, 10, 3]);

    let query = |name: &str, sql: &str| {
        let queries = vec![Statement { sql: sql.into() }];
        let query = Query { durable_object_name: name.into(), queries };
        ObjectQuery(ObjectQuery::call(core).path(&ACCOUNT).path(&NAMESPACE).json(&query))
    };
    let rows = query("note 7", "SELECT text FROM notes").await?;
    checks.that("objects: what one was told", rows.as_text().contains("from note 7"));
    checks.refused("objects: a statement that is none", query("note 7", "SELEC").await, 400, 10001);
    let missing = objects.list(ACCOUNT, "nowhere").await;
    checks.refused("objects: a namespace that is not there", missing, 404, 10066);
    Ok(())
}
