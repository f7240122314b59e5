//! Workers over the API: uploads, versions, deployments, secrets, assets.

use crate::support::{body, call, client, done, of_account, refused};
use cfs_catalogue::{Content, Part};
use cfs_emulator::{Emulator, Runtime, UploadedWorker};
use cfs_http::{Client, File, Json};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// What would run.
#[derive(Default)]
struct Seen(Mutex<Vec<Vec<(UploadedWorker, f64)>>>);

impl Runtime for Seen {
    fn deploy(&self, versions: &[(UploadedWorker, f64)]) -> Result<(), String> {
        self.0.lock().expect("no panic").push(versions.to_vec());
        Ok(())
    }

    fn remove(&self, _: &str, _: &str) {}
}

fn upload(metadata: &Value, code: &'static str) -> Content {
    let metadata = Json::parse(&metadata.to_string()).expect("JSON");
    Content::form(vec![
        ("metadata".to_owned(), Part::Json(metadata)),
        (
            "index.js".to_owned(),
            Part::File(File::new(code).name("index.js").content_type("application/javascript+module")),
        ),
    ])
}

const NAME: [(&str, &str); 1] = [("script_name", "api")];

async fn put(client: &Client, metadata: &Value) -> Value {
    done(client, "workers.scripts.update", &NAME, upload(metadata, "export default {}")).await
}

#[tokio::test]
async fn versions_deployments_and_secrets() {
    let seen = Arc::new(Seen::default());
    let emulator = Emulator::builder().runtime(seen.clone()).start().await.expect("an emulator");
    let client = client(&emulator);
    assert_eq!(
        refused(&client, "workers.scripts.versions.list", &NAME, Content::none()).await,
        (404, 10_007)
    );
    let metadata = json!({
        "main_module": "index.js", "compatibility_date": "2026-01-01",
        "bindings": [{"type": "plain_text", "name": "A", "text": "b"}],
    });
    put(&client, &metadata).await;
    let secret = json!({"name": "KEY", "text": "planted-secret", "type": "secret_text"});
    done(&client, "workers.scripts.secrets.update", &NAME, body(&secret)).await;
    let bulk =
        json!({"secrets": {"OTHER": {"name": "OTHER", "text": "planted-secret", "type": "secret_text"}}});
    done(&client, "workers.scripts.secrets.bulk_update", &NAME, body(&bulk)).await;
    let names = done(&client, "workers.scripts.secrets.list", &NAME, Content::none()).await;
    assert_eq!(
        names,
        json!([{"name": "KEY", "type": "secret_text"}, {"name": "OTHER", "type": "secret_text"}])
    );

    let mut next = metadata.clone();
    next["keep_bindings"] = json!(["secret_text", "secret_key"]);
    next["bindings"] = json!([{"type": "inherit", "name": "A"}]);
    let made =
        done(&client, "workers.scripts.versions.create", &NAME, upload(&next, "export default {a: 1}")).await;
    let listed = done(&client, "workers.scripts.versions.list", &NAME, Content::none()).await;
    assert_eq!(listed.as_array().map(Vec::len), Some(4));
    let old = listed[1]["id"].clone();
    let shares = json!({"strategy": "percentage", "versions": [
        {"version_id": made["id"], "percentage": 10}, {"version_id": old, "percentage": 90},
    ]});
    done(&client, "workers.scripts.deployments.create", &NAME, body(&shares)).await;
    let wrong = json!({"strategy": "percentage", "versions": [{"version_id": made["id"], "percentage": 10}]});
    assert_eq!(refused(&client, "workers.scripts.deployments.create", &NAME, body(&wrong)).await.0, 400);
    let deployments = done(&client, "workers.scripts.deployments.list", &NAME, Content::none()).await;
    assert_eq!(deployments["deployments"][0]["versions"][0]["version_id"], made["id"]);

    let ran = seen.0.lock().expect("no panic").last().cloned().expect("a deployment");
    let bindings = &ran[0].0.metadata["bindings"];
    assert_eq!(ran.iter().map(|(_, share)| *share).collect::<Vec<_>>(), [10.0, 90.0]);
    assert!(bindings.to_string().contains("planted-secret"), "what runs has its secrets");
    for operation in [
        "workers.scripts.script_and_version_settings.get",
        "workers.scripts.content.get",
        "workers.scripts.get",
    ] {
        let told = done(&client, operation, &NAME, Content::none()).await;
        assert!(!told.to_string().contains("planted-secret"), "{operation}");
    }
    done(&client, "workers.scripts.delete", &NAME, Content::none()).await;
    assert_eq!(refused(&client, "workers.scripts.secrets.list", &NAME, Content::none()).await, (404, 10_007));
}

#[tokio::test]
async fn migrations_go_from_tag_to_tag() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let migrations = json!({"new_tag": "v1", "steps": [{"new_sqlite_classes": ["Room"]}]});
    let first = json!({"main_module": "index.js", "bindings": [], "migrations": migrations});
    put(&client, &first).await;
    let namespaces = done(&client, "durable_objects.namespaces.list", &[], Content::none()).await;
    assert_eq!((&namespaces[0]["class"], &namespaces[0]["use_sqlite"]), (&json!("Room"), &json!(true)));
    let again = refused(&client, "workers.scripts.update", &NAME, upload(&first, "export default {}")).await;
    assert_eq!(again, (412, 10_079));
}

#[tokio::test]
async fn assets_come_in_buckets() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let hash = "0ee44dd5c7fcce036b163b52135449e3";
    let manifest =
        json!({"manifest": {"/a.txt": {"hash": hash, "size": 3}, "/b.txt": {"hash": hash, "size": 3}}});
    let session = done(&client, "workers.scripts.assets.upload.create", &NAME, body(&manifest)).await;
    assert_eq!(session["buckets"], json!([[hash]]));
    let jwt = session["jwt"].as_str().expect("a token").to_owned();
    let form = || {
        Content::form(vec![(
            hash.to_owned(),
            Part::File(File::new("aGkK").name(hash).content_type("text/plain")),
        )])
    };
    let arguments = |jwt: &str| of_account(&[("base64", "true"), ("jwt", jwt)]);
    let told =
        call(&client, "workers.assets.upload.create", arguments(&jwt), form()).await.expect("an answer");
    let jwt = told["jwt"].as_str().expect("all are there").to_owned();
    let wrong = call(&client, "workers.assets.upload.create", arguments(&jwt), form()).await;
    assert_eq!(wrong.expect_err("a token of another kind").status(), Some(401));
    put(&client, &json!({"main_module": "index.js", "bindings": [], "assets": {"jwt": jwt}})).await;
    let again = done(&client, "workers.scripts.assets.upload.create", &NAME, body(&manifest)).await;
    assert_eq!(again["buckets"], json!([]), "known files are not asked for");
}
