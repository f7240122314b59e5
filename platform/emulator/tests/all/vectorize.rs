//! Vectorize over the API.

use crate::support::{body, client, done, refused};
use cfs_catalogue::Content;
use cfs_emulator::Emulator;
use serde_json::json;

#[tokio::test]
async fn an_index_finds_what_is_nearest() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let made = json!({"name": "things", "config": {"dimensions": 2, "metric": "euclidean"}});
    done(&client, "vectorize.indexes.create", &[], body(&made)).await;
    let own = [("index_name", "things")];
    let vectors = [
        r#"{"id":"a","values":[0,0],"metadata":{"n":1}}"#,
        r#"{"id":"b","values":[3,4],"namespace":"s","metadata":{"n":2}}"#,
    ];
    let told = done(
        &client,
        "vectorize.indexes.insert",
        &own,
        Content::raw(vectors.join("\n")).media("application/x-ndjson"),
    )
    .await;
    let info = done(&client, "vectorize.indexes.info", &own, Content::none()).await;
    assert_eq!((&info["vectorCount"], &info["processedUpToMutation"]), (&json!(2), &told["mutationId"]));
    let asked = json!({"vector": [3, 3], "topK": 1, "returnMetadata": "all"});
    let found = done(&client, "vectorize.indexes.query", &own, body(&asked)).await;
    let expected = json!([{"id": "b", "score": 1.0, "namespace": "s", "metadata": {"n": 2}}]);
    assert_eq!((&found["count"], &found["matches"]), (&json!(1), &expected));
    let filter = json!({"vector": [3, 3], "filter": {"n": {"$lt": 2}}});
    let found = done(&client, "vectorize.indexes.query", &own, body(&filter)).await;
    assert_eq!(found["matches"][0]["id"], "a");
    let page =
        done(&client, "vectorize.indexes.list_vectors", &[own[0], ("count", "1")], Content::none()).await;
    assert_eq!((&page["vectors"], &page["isTruncated"]), (&json!([{"id": "a"}]), &json!(true)));
    let cursor = page["nextCursor"].as_str().expect("a cursor");
    let page =
        done(&client, "vectorize.indexes.list_vectors", &[own[0], ("cursor", cursor)], Content::none()).await;
    assert_eq!((&page["vectors"], &page["isTruncated"]), (&json!([{"id": "b"}]), &json!(false)));
    let short = json!({"vector": [1]});
    assert_eq!(refused(&client, "vectorize.indexes.query", &own, body(&short)).await, (400, 40_400));
    let none = [("index_name", "none")];
    assert_eq!(refused(&client, "vectorize.indexes.info", &none, Content::none()).await, (404, 40_404));
    done(&client, "vectorize.indexes.delete_by_ids", &own, body(&json!({"ids": ["a"]}))).await;
    let got = done(&client, "vectorize.indexes.get_by_ids", &own, body(&json!({"ids": ["a", "b"]}))).await;
    assert_eq!(got.as_array().map(Vec::len), Some(1));
    // What was in an index goes with it.
    done(&client, "vectorize.indexes.delete", &own, Content::none()).await;
    done(&client, "vectorize.indexes.create", &[], body(&made)).await;
    assert_eq!(done(&client, "vectorize.indexes.info", &own, Content::none()).await["vectorCount"], 0);
}
