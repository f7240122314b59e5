//! One store: what is written by S3 is read by the API, and the other way round.

use super::S3;
use crate::support::{body, client, done, refused};
use cfs_catalogue::Content;
use serde_json::json;

#[tokio::test]
async fn the_api_and_s3_are_two_doors_of_one_room() {
    let s3 = S3::start().await;
    let client = client(&s3.emulator);
    let of = |key: &'static str| [("bucket_name", "photos"), ("object_key", key)];
    let large = "ü".repeat(100_000);
    s3.put("by s3", &[("x-amz-meta-a", "1")], large.as_bytes()).await;
    assert_eq!(done(&client, "r2.buckets.objects.get", &of("by s3"), Content::none()).await, large);
    done(&client, "r2.buckets.objects.upload", &of("by api"), Content::raw(large.clone())).await;
    assert_eq!(s3.get("by api", &[]).await.text(), large);
    let listed =
        done(&client, "r2.buckets.objects.list", &[("bucket_name", "photos")], Content::none()).await;
    assert_eq!(listed[1]["custom_metadata"], json!({"a": "1"}), "{listed}");
    // Buckets are the same, too.
    done(&client, "r2.buckets.create", &[], body(&json!({"name": "films"}))).await;
    let endpoint = s3.emulator.s3_endpoint().parse().expect("an address");
    let films = rusty_s3::Bucket::new(endpoint, rusty_s3::UrlStyle::Path, "films", "auto");
    let films = films.expect("a bucket");
    assert_eq!(s3.signed("HEAD", &films.head_bucket(Some(&s3.keys)), &[], b"").await.status, 200);
    assert_eq!(
        s3.signed("PUT", &films.create_bucket(&s3.keys), &[], b"").await.element("Code"),
        "BucketAlreadyOwnedByYou"
    );
    assert_eq!(s3.signed("DELETE", &films.delete_bucket(&s3.keys), &[], b"").await.status, 204);
    let gone = refused(&client, "r2.buckets.get", &[("bucket_name", "films")], Content::none()).await;
    assert_eq!(gone.0, 404);
    let full = s3.signed("DELETE", &s3.bucket.delete_bucket(&s3.keys), &[], b"").await;
    assert_eq!((full.status, full.element("Code").as_str()), (409, "BucketNotEmpty"));
    let missing = s3.signed("GET", &films.get_object(Some(&s3.keys), "a"), &[], b"").await;
    assert_eq!((missing.status, missing.element("Code").as_str()), (404, "NoSuchBucket"));
}

#[tokio::test]
async fn content_outlasts_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = || cfs_emulator::Emulator::builder().state(folder.path()).start();
    let s3 = S3::of(start().await.expect("an emulator")).await;
    let large = vec![5; 1 << 20];
    s3.put("large", &[], &large).await;
    s3.put("small", &[], b"x").await;
    s3.emulator.stop().await;
    let emulator = start().await.expect("an emulator");
    let client = client(&emulator);
    let of = |key: &'static str| [("bucket_name", "photos"), ("object_key", key)];
    assert_eq!(done(&client, "r2.buckets.objects.get", &of("small"), Content::none()).await, "x");
    let got = done(&client, "r2.buckets.objects.get", &of("large"), Content::none()).await;
    assert_eq!(got.as_str().map(str::len), Some(large.len()));
}
