//! Classes of Durable Objects: from what is there to what is declared.

use super::support::{there, worker};
use cfs_deploy::worker::{Classes, Deployed, Migration, migration};
use serde_json::{Value, json};

fn with(classes: Value) -> cfs_config::model::Worker {
    worker(json!({"classes": classes}))
}

fn has(tag: Option<&str>, classes: &[(&str, bool)]) -> Deployed {
    let namespaces: Vec<Value> = classes
        .iter()
        .map(|(class, sqlite)| json!({"id": class, "script": "api", "class": class, "use_sqlite": sqlite}))
        .collect();
    there(json!({"script": {"id": "api", "migration_tag": tag}, "namespaces": namespaces}))
}

fn steps(migration: &Migration) -> Value {
    migration.migrations.as_ref().map(|all| all["steps"].clone()).unwrap_or_default()
}

#[test]
fn new_classes_have_sqlite_unless_it_is_said() {
    let worker = with(json!({"Room": {}, "Old": {"legacy_kv": true}}));
    let made = migration(&worker, None, Classes::Migrations);
    assert_eq!(steps(&made), json!([{"new_sqlite_classes": ["Room"], "new_classes": ["Old"]}]));
    let all = made.migrations.expect("migrations");
    assert!(
        all.get("old_tag").is_none() && all["new_tag"].as_str().is_some_and(|tag| tag.starts_with("cfs-"))
    );
    // The same from the same is the same, whenever it is asked.
    assert_eq!(Some(all.clone()), migration(&worker, None, Classes::Migrations).migrations);
    // Once it is there, nothing is left to do.
    let tag = all["new_tag"].as_str();
    let made = migration(&worker, Some(&has(tag, &[("Room", true), ("Old", false)])), Classes::Migrations);
    assert_eq!(made, Migration::default());
}

#[test]
fn renames_transfers_and_deletions_are_those_that_are_said() {
    let there = has(Some("v3"), &[("Room", true), ("Gone", true), ("Kept", true)]);
    let worker = with(json!({
        "Hall": {"was": "Room"}, "Gone": {"deleted": true}, "Moved": {"from": "other", "was": "Mover"},
        "Never": {"deleted": true},
    }));
    let made = migration(&worker, Some(&there), Classes::Migrations);
    assert_eq!(
        steps(&made),
        json!([{
            "renamed_classes": [{"from": "Room", "to": "Hall"}], "deleted_classes": ["Gone"],
            "transferred_classes": [{"from": "Mover", "from_script": "other", "to": "Moved"}],
        }])
    );
    assert_eq!(made.migrations.expect("migrations")["old_tag"], "v3");
    assert_eq!(made.notes.len(), 1, "{:?}", made.notes);
    assert!(made.notes[0].contains("class Kept is no longer declared; its objects are kept"));
    // Renamed already: nothing is renamed twice.
    let made = migration(
        &with(json!({"Hall": {"was": "Room"}})),
        Some(&has(Some("x"), &[("Hall", true)])),
        Classes::Migrations,
    );
    assert_eq!(made, Migration::default());
}

#[test]
fn a_class_cannot_change_its_storage() {
    let made =
        migration(&with(json!({"Room": {}})), Some(&has(None, &[("Room", false)])), Classes::Migrations);
    assert!(made.migrations.is_none());
    assert!(made.notes[0].contains("class Room has the storage of old"), "{:?}", made.notes);
}

#[test]
fn migrations_kept_by_hand_are_followed_from_the_tag_on() {
    let worker = worker(json!({"migrations": [
        {"tag": "v1", "new_sqlite_classes": ["A"]}, {"tag": "v2", "renamed_classes": [{"from": "A", "to": "B"}]},
        {"tag": "v3", "deleted_classes": ["B"]},
    ]}));
    let at = |tag| migration(&worker, Some(&has(tag, &[])), Classes::Migrations);
    let first = at(None).migrations.expect("all");
    assert_eq!(
        (first["steps"].as_array().map(Vec::len), &first["new_tag"], first.get("old_tag")),
        (Some(3), &json!("v3"), None)
    );
    assert_eq!(
        at(Some("v1")).migrations,
        Some(json!({"old_tag": "v1", "new_tag": "v3", "steps": [
            {"renamed_classes": [{"from": "A", "to": "B"}]}, {"deleted_classes": ["B"]},
        ]}))
    );
    assert_eq!(at(Some("v3")), Migration::default());
    let unknown = at(Some("x"));
    assert_eq!((steps(&unknown).as_array().map(Vec::len), unknown.notes.len()), (Some(3), 1));
}

#[test]
fn exports_tell_all_classes_every_time() {
    let there = has(None, &[("Room", true), ("Bye", true)]);
    let worker = with(json!({
        "Room": {}, "New": {"legacy_kv": true}, "Bye": {"deleted": true}, "Hall": {"was": "Foyer"},
        "Moved": {"from": "other"},
    }));
    let made = migration(&worker, Some(&there), Classes::Exports);
    let object = |state: Value| {
        let mut export = json!({"type": "durable-object"});
        export.as_object_mut().expect("an object").extend(state.as_object().cloned().unwrap_or_default());
        export
    };
    assert_eq!(
        made.exports,
        Some(json!({
            "Room": object(json!({"storage": "sqlite"})), "New": object(json!({"storage": "legacy-kv"})),
            "Bye": object(json!({"state": "deleted"})), "Hall": object(json!({"storage": "sqlite"})),
            "Moved": object(json!({"storage": "sqlite", "state": "expecting-transfer", "transfer_from": "other"})),
        }))
    );
    assert!(made.migrations.is_none() && made.needs_deployment());
    let renamed = migration(&with(json!({"Hall": {"was": "Room"}})), Some(&there), Classes::Exports);
    assert_eq!(
        renamed.exports.expect("exports")["Room"],
        object(json!({"state": "renamed", "renamed_to": "Hall"}))
    );
}
