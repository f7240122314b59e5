//! What is measured rather than counted: how much is kept and how much waits, as it is now.

use super::scalar::Row;
use crate::products::d1;
use crate::server::asked::place;
use crate::store::Item;
use crate::world::World;
use serde_json::{Value, json};

/// Rows of the state as it is, of those datasets that have it.
pub(crate) fn now(world: &World, dataset: &str, account: &str) -> rusqlite::Result<Vec<Row>> {
    let all = |segments: &[&str]| {
        let place = place(["accounts", account].into_iter().chain(segments.iter().copied()));
        world.store.list(&place).map(|items| (place, items))
    };
    let rows = match dataset {
        "kvStorageAdaptiveGroups" => each(all(&["storage", "kv", "namespaces"])?, |place, item| {
            let (count, bytes) = world.store.usage(place)?;
            Ok(json!({"namespaceId": item.id, "keyCount": count, "byteCount": bytes}))
        })?,
        "r2StorageAdaptiveGroups" => each(all(&["r2", "buckets"])?, |place, item| {
            let (count, bytes) = world.store.usage(place)?;
            Ok(
                json!({"bucketName": item.id, "storageClass": "Standard", "objectCount": count, "payloadSize": bytes}),
            )
        })?,
        "d1StorageAdaptiveGroups" => each(all(&["d1", "database"])?, |_, item| {
            let size = d1::size(world, &item.id);
            Ok(json!({"databaseId": item.id, "databaseSizeBytes": size}))
        })?,
        "vectorizeV2StorageAdaptiveGroups" => each(all(&["vectorize", "v2", "indexes"])?, |place, item| {
            let count = world.store.count(&format!("{place}/_vectors"))?;
            let size = item.value["config"]["dimensions"].as_u64().unwrap_or(0);
            Ok(json!({"indexName": item.id, "vectorCount": count, "storedVectorDimensions": count * size}))
        })?,
        "queueBacklogAdaptiveGroups" => each(all(&["queues"])?, |place, item| {
            let (count, bytes, _) = world.store.backlog(place)?;
            Ok(json!({"queueId": item.id, "messages": count, "bytes": bytes}))
        })?,
        _ => return Ok(Vec::new()),
    };
    let at = world.clock.now().as_microsecond();
    let fields = rows.into_iter().filter_map(|row| match row {
        Value::Object(fields) => Some(fields),
        _ => None,
    });
    Ok(fields.map(|fields| Row { at, fields }).collect())
}

fn each(
    (parent, items): (String, Vec<Item>),
    row: impl Fn(&str, &Item) -> rusqlite::Result<Value>,
) -> rusqlite::Result<Vec<Value>> {
    let place = |item: &Item| format!("{parent}/{}", item.id.replace('%', "%25").replace('/', "%2F"));
    items.iter().map(|item| row(&place(item), item)).collect()
}
