//! `cfs vectorize`.

use super::Account;
use crate::support::file;
use serde_json::json;

#[test]
fn vectors_are_written_found_and_deleted() {
    let account = Account::new();
    account.done(&["vectorize", "create", "articles", "--dimensions", "2", "--metric", "cosine"]);
    assert_eq!(account.json(&["api", "vectorize", "indexes", "get", "articles"])["config"]["dimensions"], 2);
    let folder = tempfile::tempdir().expect("a folder");
    let lines: String = (0..25)
        .map(|at| {
            let lang = if at % 2 == 0 { "en" } else { "de" };
            format!("{{\"id\":\"a{at:02}\",\"values\":[1,{at}.5],\"metadata\":{{\"lang\":\"{lang}\"}}}}\n")
        })
        .collect();
    let path = file(folder.path(), "vectors.ndjson", &lines);
    let resume = folder.path().join("done").display().to_string();
    let insert =
        ["vectorize", "insert", "articles", "--file", &path, "--batch-size", "10", "--resume", &resume];
    assert_eq!(account.json(&insert)["vectors"], 25);
    assert_eq!(account.json(&["vectorize", "info", "articles"])["vectorCount"], 25);
    assert_eq!(std::fs::read_to_string(&resume).expect("what is done"), "25\n");

    let found = account.json(&["vectorize", "query", "articles", "--vector", "1,0.5", "--top-k", "2"]);
    assert_eq!((&found[0]["id"], found.as_array().map(Vec::len)), (&json!("a00"), Some(2)));
    let like = ["vectorize", "query", "articles", "--vector-id", "a24", "--return-metadata", "all"];
    let found = account.json(&[&like[..], &["--filter", r#"{"lang":"de"}"#]].concat());
    assert_eq!((&found[0]["id"], &found[0]["metadata"]["lang"]), (&json!("a23"), &json!("de")));
    let vector = file(folder.path(), "vector.json", r#"{"values": [1, 3.5]}"#);
    assert_eq!(account.json(&["vectorize", "query", "articles", "--file", &vector])[0]["id"], "a03");

    // A known id stays as it is when it is inserted, and is replaced when it is upserted.
    let again = r#"{"id":"a00","values":[-1,0]}"#;
    assert_eq!(account.with(&["vectorize", "insert", "articles"], again).code, 0);
    let values =
        || account.json(&["vectorize", "get-vectors", "articles", "--ids", "a00"])[0]["values"].clone();
    assert_eq!(values(), json!([1, 0.5]));
    assert_eq!(account.with(&["vectorize", "upsert", "articles"], again).code, 0);
    assert_eq!(values(), json!([-1, 0]));

    account.done(&["vectorize", "delete-vectors", "articles", "--ids", "a00,a01", "--yes"]);
    let ids = account.json(&["vectorize", "list-vectors", "articles", "--all"]);
    assert_eq!((ids.as_array().map(Vec::len), &ids[0]["id"]), (Some(23), &json!("a02")));
    account.done(&["vectorize", "delete", "articles", "--yes"]);
    assert_eq!(account.json(&["api", "vectorize", "indexes", "list"]), json!([]));
}

#[test]
fn metadata_indexes_and_what_is_wrong() {
    let account = Account::new();
    account.done(&["vectorize", "create", "articles", "--dimensions", "2", "--metric", "cosine"]);
    let on = ["articles", "--property-name", "lang"];
    account.done(&[&["vectorize", "create-metadata-index"], &on[..], &["--type", "string"]].concat());
    let expected = json!([{"propertyName": "lang", "indexType": "string"}]);
    assert_eq!(account.json(&["vectorize", "list-metadata-index", "articles"]), expected);
    account.done(&[&["vectorize", "delete-metadata-index"], &on[..], &["--yes"]].concat());
    assert_eq!(account.json(&["vectorize", "list-metadata-index", "articles"]), json!([]));

    let ran =
        account.with(&["vectorize", "insert", "articles"], "{\"id\":\"a\",\"values\":[1,2]}\n{\"id\":\"b\"}");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("item 2: it is no vector"), "{ran:?}");
    let ran = account.with(&["vectorize", "insert", "articles"], "{\"id\":\"a\",\"values\":[1,2,3]}");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("0 vectors were done before"), "{ran:?}");
    let shown =
        account.with(&["vectorize", "insert", "articles", "--dry-run"], "{\"id\":\"a\",\"values\":[1,2]}");
    assert!(shown.stdout.contains("/insert") && shown.stdout.contains("\"values\""), "{shown:?}");
    assert_eq!(account.json(&["vectorize", "list-vectors", "articles"]), json!([]), "nothing was sent");
}
