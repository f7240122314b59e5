//! R2 over the API.

use crate::support::{body, client, done, refused};
use cfs_catalogue::Content;
use cfs_emulator::Emulator;
use serde_json::json;

#[tokio::test]
async fn objects_of_a_bucket() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    assert_eq!(refused(&client, "r2.buckets.create", &[], body(&json!({"name": "NoNo"}))).await.0, 400);
    done(&client, "r2.buckets.create", &[], body(&json!({"name": "photos"}))).await;
    assert_eq!(
        refused(&client, "r2.buckets.create", &[], body(&json!({"name": "photos"}))).await,
        (409, 10_004)
    );
    let of = |key: &'static str| [("bucket_name", "photos"), ("object_key", key)];
    for key in ["a/1.txt", "a/2.txt", "b/ü %.txt", "c.txt"] {
        done(&client, "r2.buckets.objects.upload", &of(key), Content::raw(key.to_owned())).await;
    }
    assert_eq!(done(&client, "r2.buckets.objects.get", &of("b/ü %.txt"), Content::none()).await, "b/ü %.txt");
    let listed = done(
        &client,
        "r2.buckets.objects.list",
        &[("bucket_name", "photos"), ("delimiter", "/")],
        Content::none(),
    )
    .await;
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
    let operation = cfs_catalogue::catalogue().operation("r2.buckets.objects.list").expect("an operation");
    let arguments = crate::support::of_account(&[("bucket_name", "photos"), ("per_page", "3")]);
    let request = operation
        .prepare(&client, &arguments, Content::none(), cfs_catalogue::Check::All)
        .expect("a request");
    assert_eq!(request.items().expect("a list").collect_all(1000).await.expect("all").len(), 4);
    assert_eq!(
        refused(&client, "r2.buckets.delete", &[("bucket_name", "photos")], Content::none()).await,
        (409, 10_008)
    );
    for key in ["a/1.txt", "a/2.txt", "b/ü %.txt", "c.txt"] {
        done(&client, "r2.buckets.objects.delete", &of(key), Content::none()).await;
    }
    assert_eq!(
        refused(&client, "r2.buckets.objects.get", &of("c.txt"), Content::none()).await,
        (404, 10_007)
    );
    done(&client, "r2.buckets.delete", &[("bucket_name", "photos")], Content::none()).await;
}
