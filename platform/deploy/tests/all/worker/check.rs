//! Bindings beside the program that reads them.

use super::support::{code, worker};
use cfs_config::model::Worker;
use cfs_deploy::worker::upload::{ClassKind, Handler, Program, ProgramBinding, ProgramClass};
use cfs_deploy::worker::{Upload, check, check_services};
use serde_json::{Value, json};

fn reads(name: &str, type_name: &str, accepts: &[&str], optional: bool) -> ProgramBinding {
    let place = cfs_config::model::Place { file: "workers/api/src/lib.rs".into(), line: 8, column: 5 };
    ProgramBinding {
        name: name.into(),
        type_name: type_name.into(),
        accepts: accepts.iter().map(|&kind| kind.to_owned()).collect(),
        optional,
        place: Some(place),
    }
}

fn program(bindings: Vec<ProgramBinding>) -> Program {
    let room = ProgramClass { name: "Room".into(), kind: ClassKind::DurableObject };
    Program {
        origin: "workers/api".into(),
        handlers: [Handler::Fetch].into(),
        classes: [room].into(),
        bindings,
        is_complete: true,
    }
}

fn told(value: Value, program: Program) -> Vec<String> {
    let mut value = value;
    value["place"] = json!({"file": "infrastructure.rs", "line": 3, "column": 5});
    let worker: Worker = worker(value);
    let upload = Upload { program: Some(program), ..code("export default {}") };
    check(&worker, Some(&upload)).iter().map(ToString::to_string).collect()
}

#[test]
fn what_fits_is_no_mistake() {
    let bindings = vec![
        reads("DB", "D1Database", &["d1"], false),
        reads("MAYBE", "KvNamespace", &["kv_namespace"], true),
        reads("KEY", "Secret", &["secret_text", "plain_text"], false),
        reads("ANY", "", &[], false),
        reads("ROOM", "DurableObjectNamespace", &["durable_object_namespace"], false),
    ];
    let declared = json!({
        "bindings": {
            "DB": {"type": "d1", "id": "1"}, "KEY": {"type": "secret_text", "text": {"$secret": {"env": "KEY"}}},
            "ANY": {"type": "json", "json": 1}, "ROOM": {"type": "durable_object_namespace", "class_name": "Room"},
        },
        "classes": {"Room": {}}, "routes": [{"pattern": "a.com/*"}],
    });
    assert_eq!(told(declared, program(bindings)), Vec::<String>::new());
}

#[test]
fn bindings_that_are_missing_superfluous_or_of_another_kind_name_both_places() {
    let bindings = vec![
        reads("DATABASE", "D1Database", &["d1"], false),
        reads("CACHE", "KvNamespace", &["kv_namespace"], false),
        reads("UPLOADS", "R2Bucket", &["r2_bucket"], false),
    ];
    let declared = json!({
        "bindings": {
            "CACHE": {"type": "r2_bucket", "bucket_name": "b"}, "EXTRA": {"type": "ai"}, "UPLOAD": {"type": "r2_bucket", "bucket_name": "u"},
        },
        "places": {"CACHE": {"file": "infrastructure.rs", "line": 5, "column": 9}},
    });
    let all = told(declared, program(bindings));
    let program_says = "\nworkers/api/src/lib.rs:8:5: the program says so here";
    assert_eq!(
        all,
        [
            format!("infrastructure.rs:5:9: worker/api: the binding CACHE is declared as r2_bucket, and the program workers/api reads it as KvNamespace, which takes kv_namespace{program_says}"),
            format!("infrastructure.rs:3:5: worker/api: the program workers/api reads DATABASE as D1Database, which is not among its bindings{program_says}"),
            format!("infrastructure.rs:3:5: worker/api: the program workers/api reads UPLOADS as R2Bucket, which is not among its bindings (there is UPLOAD){program_says}"),
            "infrastructure.rs:3:5: worker/api: the binding EXTRA is declared, and nothing in the program workers/api reads it: remove it, or add it to an `Env`".to_owned(),
            "infrastructure.rs:3:5: worker/api: the binding UPLOAD is declared, and nothing in the program workers/api reads it (there is UPLOADS): remove it, or add it to an `Env`".to_owned(),
        ]
    );
}

#[test]
fn handlers_and_classes_that_are_missing_are_named() {
    let declared = json!({
        "crons": ["0 * * * *"], "consumers": [{"queue": {"$ref": "queue/mail", "member": "queue_name"}}],
        "classes": {"Rooms": {}, "Gone": {"deleted": true}}, "workflows": [{"name": "orders", "class_name": "Orders"}],
        "bindings": {"OTHER": {"type": "durable_object_namespace", "class_name": "Elsewhere", "script_name": "other"}},
    });
    let mut says =
        program(vec![reads("OTHER", "DurableObjectNamespace", &["durable_object_namespace"], false)]);
    says.classes.insert(ProgramClass { name: "Orders".into(), kind: ClassKind::DurableObject });
    let all = told(declared, says);
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(all[0].contains("called by the cron `0 * * * *`") && all[0].contains("#[event(scheduled)]"));
    assert!(all[1].contains("it consumes the queue queue/mail") && all[1].contains("#[event(queue)]"));
    assert!(all[2].contains("the class Rooms is declared") && all[2].contains("(there is Room)"));
    assert!(
        all[3].contains("the class Orders is that of the workflow orders")
            && all[3].contains("exports it as one of Durable Objects")
    );
}

#[test]
fn a_program_that_says_nothing_is_believed() {
    let worker =
        worker(json!({"crons": ["* * * * *"], "classes": {"Room": {}}, "bindings": {"A": {"type": "ai"}}}));
    assert_eq!(check(&worker, Some(&code("export default {}"))), []);
    // Nor is everything that it reads known where it checks no `Env`.
    let loose = Program { is_complete: false, handlers: [Handler::Scheduled].into(), ..program(Vec::new()) };
    let upload = Upload { program: Some(loose), ..code("export default {}") };
    assert_eq!(check(&worker, Some(&upload)), []);
}

#[test]
fn entry_points_of_others_must_be_there() {
    let caller = worker(json!({"name": "web", "bindings": {
        "API": {"type": "service", "service": {"$ref": "worker/api", "member": "name"}, "entrypoint": "Admin"},
        "PLAIN": {"type": "service", "service": "api"}, "ELSE": {"type": "service", "service": "elsewhere", "entrypoint": "X"},
    }}));
    let api = worker(json!({}));
    let says = program(Vec::new());
    let all = check_services([(&caller, None), (&api, Some(&says))].into_iter());
    assert_eq!(all.len(), 1);
    assert!(all[0].message.contains("calls the entry point Admin of worker/api"), "{all:?}");
}
