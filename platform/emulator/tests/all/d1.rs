//! D1 over the API.

use crate::support::{body, client, done, refused};
use cfs_catalogue::Content;
use cfs_emulator::Emulator;
use cfs_emulator::ManualClock;
use serde_json::json;

#[tokio::test]
async fn statements_and_what_comes_of_them() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let made = done(&client, "d1.database.create", &[], body(&json!({"name": "shop"}))).await;
    let own = [("database_id", made["uuid"].as_str().expect("an id"))];
    let sql = "CREATE TABLE things(id INTEGER PRIMARY KEY, name TEXT UNIQUE, b BLOB); INSERT INTO things(name) VALUES('a'), ('b')";
    let told = done(&client, "d1.database.query", &own, body(&json!({"sql": sql}))).await;
    assert_eq!(told.as_array().map(Vec::len), Some(2), "one result a statement: {told}");
    assert_eq!(told[1]["meta"]["changes"], 2);
    assert_eq!(told[1]["meta"]["last_row_id"], 2);
    let asked = json!({"sql": "SELECT name, id, x'0102' AS raw FROM things WHERE id > ? ORDER BY id", "params": ["1"]});
    let told = done(&client, "d1.database.query", &own, body(&asked)).await;
    assert_eq!(told[0]["results"], json!([{"name": "b", "id": 2, "raw": [1, 2]}]));
    let told = done(&client, "d1.database.raw", &own, body(&asked)).await;
    assert_eq!(told[0]["results"], json!({"columns": ["name", "id", "raw"], "rows": [["b", 2, [1, 2]]]}));

    let twice = json!({"sql": "INSERT INTO things(name) VALUES('c'); INSERT INTO things(name) VALUES('a')"});
    assert_eq!(refused(&client, "d1.database.query", &own, body(&twice)).await, (400, 7500));
    let count =
        done(&client, "d1.database.query", &own, body(&json!({"sql": "SELECT count(*) AS n FROM things"})))
            .await;
    assert_eq!(count[0]["results"][0]["n"], 2, "a failure takes all of it back");
    let out = json!({"sql": "ATTACH '/tmp/other.sqlite' AS other"});
    assert_eq!(refused(&client, "d1.database.query", &own, body(&out)).await, (400, 7500));

    let got = done(&client, "d1.database.get", &own, Content::none()).await;
    assert_eq!(got["num_tables"], 1);
    assert!(got["file_size"].as_f64().is_some_and(|size| size > 0.0), "{got}");
    let by_name = done(&client, "d1.database.get", &[("database_id", "shop")], Content::none()).await;
    assert_eq!(by_name["uuid"], made["uuid"]);
    done(&client, "d1.database.delete", &own, Content::none()).await;
    assert_eq!(
        refused(&client, "d1.database.query", &own, body(&json!({"sql": "SELECT 1"}))).await,
        (404, 7404)
    );
}

#[tokio::test]
async fn bookmarks_outlive_the_emulator_and_times_mean_the_one_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = std::sync::Arc::new(ManualClock::new("2026-01-02T03:00:00Z".parse().expect("a time")));
    let start = || Emulator::builder().state(folder.path()).clock(clock.clone()).start();
    let emulator = start().await.expect("an emulator");
    let made = done(&client(&emulator), "d1.database.create", &[], body(&json!({"name": "shop"}))).await;
    let id = made["uuid"].as_str().expect("an id").to_owned();
    let own = [("database_id", id.as_str())];
    let run = async |emulator: &Emulator, sql: &str| {
        let client = client(emulator);
        done(&client, "d1.database.query", &own, body(&json!({"sql": sql}))).await[0]["results"].clone()
    };
    let mark = async |emulator: &Emulator| {
        done(&client(emulator), "d1.database.time_travel.get_bookmark", &own, Content::none()).await["bookmark"].clone()
    };
    run(&emulator, "CREATE TABLE things(id INTEGER); INSERT INTO things VALUES(1)").await;
    let first = mark(&emulator).await;
    clock.advance(std::time::Duration::from_mins(10));
    run(&emulator, "INSERT INTO things VALUES(2)").await;
    let second = mark(&emulator).await;
    assert_ne!(first, second);
    emulator.stop().await;

    let emulator = start().await.expect("an emulator");
    let at = [("database_id", id.as_str()), ("timestamp", "2026-01-02T03:05:00Z")];
    let between =
        done(&client(&emulator), "d1.database.time_travel.get_bookmark", &at, Content::none()).await;
    assert_eq!(between["bookmark"], first);
    let restored = done(&client(&emulator), "d1.database.time_travel.restore", &at, Content::none()).await;
    assert_eq!(restored["previous_bookmark"], second);
    assert_eq!(run(&emulator, "SELECT id FROM things").await, json!([{"id": 1}]));
    emulator.stop().await;
    let emulator = start().await.expect("an emulator");
    assert_eq!(run(&emulator, "SELECT id FROM things").await, json!([{"id": 1}]), "it lasts");
    let none = [("database_id", id.as_str()), ("bookmark", "none")];
    assert_eq!(
        refused(&client(&emulator), "d1.database.time_travel.restore", &none, Content::none()).await,
        (400, 7500)
    );
}
