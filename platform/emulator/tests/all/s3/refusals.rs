//! What is not let in.

use super::{LONG, S3};
use crate::support::{body, client, done, refused};
use cfs_catalogue::Content;
use rusty_s3::{Credentials, S3Action as _};
use serde_json::{Value, json};

impl S3 {
    fn other(&self, key: &str, secret: &str, token: Option<&str>) -> Credentials {
        let _ = self;
        match token {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        }
    }

    /// Status and code of a write and of a read of a key with other credentials.
    async fn tries(&self, keys: &Credentials, key: &str) -> [(u16, String); 2] {
        let put = self.signed("PUT", &self.bucket.put_object(Some(keys), key), &[], b"x").await;
        let get = self.signed("GET", &self.bucket.get_object(Some(keys), key), &[], b"").await;
        [(put.status, put.element("Code")), (get.status, get.element("Code"))]
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} of {value}")).to_owned()
}

#[tokio::test]
async fn signatures_are_checked() {
    let s3 = S3::start().await;
    let (key, _) = s3.emulator.s3_keys();
    let wrong = s3.other(&key, "wrong", None);
    assert_eq!(s3.tries(&wrong, "a").await[0], (403, "SignatureDoesNotMatch".to_owned()));
    let unknown = s3.other("0123456789abcdef0123456789abcdef", "x", None);
    assert_eq!(s3.tries(&unknown, "a").await[0], (401, "Unauthorized".to_owned()));
    let short = s3.other("AKIAIOSFODNN7EXAMPLE", "x", None);
    assert_eq!(s3.tries(&short, "a").await[0], (400, "InvalidArgument".to_owned()));
    // What is signed is not for another method, key or query.
    let url = s3.bucket.get_object(Some(&s3.keys), "a").sign(LONG).to_string();
    assert_eq!(s3.send("PUT", &url, &[], b"x").await.status, 403);
    assert_eq!(s3.send("GET", &url.replace("/a?", "/b?"), &[], b"").await.status, 403);
    assert_eq!(s3.send("GET", &format!("{url}&list-type=2"), &[], b"").await.status, 403);
    assert_eq!(s3.send("GET", &url, &[], b"").await.element("Code"), "NoSuchKey");
    assert_eq!(s3.get("a", &[]).await.status, 404, "nothing was written");
    let region = rusty_s3::Bucket::new(
        s3.emulator.s3_endpoint().parse().expect("an address"),
        rusty_s3::UrlStyle::Path,
        "photos",
        "mars",
    )
    .expect("a bucket");
    let elsewhere = s3.signed("GET", &region.get_object(Some(&s3.keys), "a"), &[], b"").await;
    assert_eq!(elsewhere.element("Code"), "InvalidRegionName");
}

#[tokio::test]
async fn addresses_end_with_their_time() {
    let clock = std::sync::Arc::new(cfs_emulator::ManualClock::new(jiff::Timestamp::now()));
    let emulator = cfs_emulator::Emulator::builder().clock(clock.clone()).start().await.expect("an emulator");
    let s3 = S3::of(emulator).await;
    s3.put("a", &[], b"x").await;
    let url = s3.bucket.get_object(Some(&s3.keys), "a").sign(LONG);
    assert_eq!(s3.send("GET", url.as_str(), &[], b"").await.status, 200);
    clock.advance(LONG * 2);
    let late = s3.send("GET", url.as_str(), &[], b"").await;
    assert_eq!((late.status, late.element("Code").as_str()), (403, "ExpiredRequest"));
}

#[tokio::test]
async fn tokens_are_keys_with_their_permissions() {
    let s3 = S3::start().await;
    s3.put("a", &[], b"x").await;
    let client = client(&s3.emulator);
    let groups = done(&client, "accounts.tokens.permission_groups.list", &[], Content::none()).await;
    let group = |name: &str| {
        let found = groups.as_array().into_iter().flatten().find(|group| group["name"] == name);
        found.unwrap_or_else(|| panic!("no permission {name}"))["id"].clone()
    };
    for (permission, writes) in [("Workers R2 Storage Read", false), ("Workers R2 Storage Write", true)] {
        let policy = json!({
            "effect": "allow", "resources": {"com.cloudflare.api.account.*": "*"},
            "permission_groups": [{"id": group(permission)}],
        });
        let token = done(
            &client,
            "accounts.tokens.create",
            &[],
            body(&json!({"name": permission, "policies": [policy]})),
        )
        .await;
        let secret = sha256(&text(&token, "value"));
        let keys = s3.other(&text(&token, "id"), &secret, None);
        let [put, get] = s3.tries(&keys, "a").await;
        assert_eq!(put, if writes { (200, String::new()) } else { (403, "AccessDenied".to_owned()) });
        assert_eq!(get.0, 200);
        done(&client, "accounts.tokens.delete", &[("token_id", &text(&token, "id"))], Content::none()).await;
        assert_eq!(s3.tries(&keys, "a").await[1].0, 401, "a token that is gone is no key");
    }
}

fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn temporary_credentials_open_what_they_say() {
    let s3 = S3::start().await;
    let client = client(&s3.emulator);
    let make = async |permission: &str, prefixes: &[&str]| {
        let wanted = json!({
            "bucket": "photos", "parentAccessKeyId": s3.emulator.s3_keys().0, "permission": permission,
            "ttlSeconds": 600, "prefixes": prefixes,
        });
        let made = done(&client, "r2.temporary_credentials.create", &[], body(&wanted)).await;
        let (key, secret) = (text(&made, "accessKeyId"), text(&made, "secretAccessKey"));
        s3.other(&key, &secret, Some(&text(&made, "sessionToken")))
    };
    let denied = (403, "AccessDenied".to_owned());
    let all = make("object-read-write", &[]).await;
    assert_eq!(s3.tries(&all, "a").await.map(|(status, _)| status), [200, 200]);
    let reads = make("object-read-only", &[]).await;
    assert_eq!(s3.tries(&reads, "a").await, [denied.clone(), (200, String::new())]);
    let some = make("object-read-write", &["in/"]).await;
    assert_eq!(s3.tries(&some, "in/a").await.map(|(status, _)| status), [200, 200]);
    assert_eq!(s3.tries(&some, "a").await, [denied.clone(), denied]);
    let (key, _) = s3.emulator.s3_keys();
    let stolen = s3.other(&key, "x", Some("y"));
    assert_eq!(s3.tries(&stolen, "a").await[0], (403, "InvalidToken".to_owned()));
    let wanted = json!({
        "bucket": "photos", "parentAccessKeyId": "nobody", "permission": "object-read-only", "ttlSeconds": 600,
    });
    assert_eq!(refused(&client, "r2.temporary_credentials.create", &[], body(&wanted)).await.0, 400);
}
