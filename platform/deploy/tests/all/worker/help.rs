//! What is refused beforehand, and what helps afterwards.

use super::support::{code, there, wanted, worker};
use cfs_deploy::worker::assets::Refused;
use cfs_deploy::worker::{Stage, help, refusals};
use serde_json::json;

#[test]
fn what_the_service_would_refuse_is_said_before_anything_is_uploaded() {
    let (declared, upload) = (worker(json!({"classes": {"Room": {}}})), code("export default {}"));
    let told = |version_only: bool, is_there: bool, with_code: bool| {
        let mut wanted = wanted(&declared, with_code.then_some(&upload));
        wanted.policy.version_only = version_only;
        let there = there(json!({}));
        refusals(&wanted, is_there.then_some(&there))
            .into_iter()
            .map(|mistake| mistake.message)
            .collect::<Vec<_>>()
    };
    assert!(told(false, false, true).is_empty() && told(false, true, false).is_empty());
    assert_eq!(told(false, false, false), ["worker/api: there is neither code nor a file to upload"]);
    assert_eq!(
        told(true, false, true),
        ["worker/api: there is no such Worker yet to have a version of: deploy it first"]
    );
    assert_eq!(
        told(true, true, true),
        ["worker/api: a version alone cannot change classes (new class Room): deploy it"]
    );
}

#[test]
fn refusals_come_with_what_helps() {
    let declared = worker(
        json!({"bindings": {"DB": {"type": "d1", "id": "1"}, "A": {"type": "plain_text", "text": "x"}}}),
    );
    let upload = code("export default {}");
    let wanted = wanted(&declared, Some(&upload));
    let refused = |status, code| Refused { status: Some(status), codes: vec![code], message: "no".into() };
    let told = |stage, status, code| help(&wanted, stage, &refused(status, code));
    assert_eq!(
        told(Stage::Upload, 403, 10_000).as_deref(),
        Some("the token must be allowed to edit Workers Scripts, and for the Worker's bindings: D1")
    );
    assert_eq!(
        told(Stage::Routes, 403, 10_000).as_deref(),
        Some("the token must be allowed to edit Workers Routes")
    );
    assert_eq!(told(Stage::Upload, 400, 10_027).as_deref(), Some("its largest modules: index.js (17 bytes)"));
    assert!(told(Stage::Upload, 412, 10_079).is_some_and(|text| text.contains("plan again")));
    assert_eq!(told(Stage::Upload, 500, 1), None);
}
