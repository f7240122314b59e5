//! Versions, rollouts, rollbacks, history.

use cfs_deploy::worker::request::Body;
use cfs_deploy::worker::versions::{Deployment, Version, before, deploy, history, rollout, shift};
use cfs_deploy::worker::{Annotations, Target, version_id};
use serde_json::{Value, json};

fn target() -> Target {
    Target { account: "acc".into(), namespace: None, name: "api".into() }
}

fn deployment(id: &str, versions: &[(&str, u8)]) -> Deployment {
    let shares: Vec<Value> =
        versions.iter().map(|(id, share)| json!({"version_id": id, "percentage": share})).collect();
    Deployment::read(&json!({"id": id, "created_on": "2026-11-28T08:00:00Z", "versions": shares}))
}

fn body(request: &cfs_deploy::worker::Request) -> &Value {
    match &request.body {
        Body::Json(value) => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn annotations_come_back_as_they_were_said() {
    let said = Annotations {
        message: Some("faster [really]".into()),
        commit: Some("1a2b3c4".into()),
        branch: Some("feature/a,b".into()),
        who: Some("me@example.com".into()),
        ..Annotations::default()
    };
    let sent = said.of_version(Some("cfs-0"));
    assert_eq!(
        sent["workers/message"],
        "faster [really] [commit 1a2b3c4, branch feature/a b, by me@example.com]"
    );
    let read = Version::read(&json!({"id": "v", "annotations": sent})).said;
    assert_eq!(read.message.as_deref(), Some("faster [really]"));
    assert_eq!(
        (read.commit.as_deref(), read.who.as_deref(), read.tag.as_deref()),
        (Some("1a2b3c4"), Some("me@example.com"), Some("cfs-0"))
    );
    // Of others.
    for text in ["plain", "ends [so]", "]", "[by]"] {
        let read = Version::read(&json!({"annotations": {"workers/message": text}})).said;
        assert_eq!(read.message.as_deref(), Some(text));
    }
    let long = Annotations {
        message: Some("ü".repeat(900)),
        commit: Some("c".repeat(400)),
        tag: Some("t".repeat(200)),
        ..Annotations::default()
    };
    let sent = long.of_version(None);
    assert!(sent["workers/message"].as_str().is_some_and(|text| text.len() <= 1_000 && text.ends_with(']')));
    assert_eq!(sent["workers/tag"].as_str().map(str::len), Some(100));
}

#[test]
fn rollouts_are_deployments_with_shares() {
    let request = shift(&target(), "old", "new", 5.0, &Annotations::default());
    assert_eq!(request.path, "/accounts/acc/workers/scripts/api/deployments");
    assert_eq!(
        body(&request),
        &json!({"strategy": "percentage", "versions": [
            {"version_id": "new", "percentage": 5}, {"version_id": "old", "percentage": 95},
        ]})
    );
    let whole = shift(&target(), "old", "new", 100.0, &Annotations::default());
    assert_eq!(body(&whole)["versions"], json!([{"version_id": "new", "percentage": 100}]));
    assert_eq!(
        body(&shift(&target(), "o", "n", 12.5, &Annotations::default()))["versions"][0]["percentage"],
        12.5
    );
    let forced = deploy(&target(), &[(json!("v"), 100.0)], &Annotations::default(), None, true);
    assert_eq!(forced.query, [("force".to_owned(), "true".to_owned())]);
    // Another machine goes on from what is there.
    let versions: Vec<Version> = ["new", "old"].map(|id| Version::read(&json!({"id": id}))).into();
    let under_way = [deployment("d2", &[("old", 75), ("new", 25)]), deployment("d1", &[("old", 100)])];
    assert_eq!(rollout(&under_way, &versions), Some(("new".into(), "old".into(), 25.0)));
    assert_eq!(rollout(&under_way[1..], &versions), None);
}

#[test]
fn a_rollback_goes_to_the_whole_version_before() {
    let all = [
        deployment("d4", &[("c", 100)]),
        deployment("d3", &[("c", 50), ("b", 50)]),
        deployment("d2", &[("c", 100)]),
        deployment("d1", &[("a", 100)]),
    ];
    assert_eq!(before(&all), Some("a"));
    assert_eq!(before(&all[1..2]), None);
    assert_eq!(
        before(&[deployment("d3", &[("c", 50), ("b", 50)]), deployment("d2", &[("b", 100)])]),
        Some("b")
    );
    let entries = history(&all, &[Version { id: "c".into(), ..Version::default() }]);
    assert_eq!(entries.len(), 4);
    assert!(entries[0].versions[0].is_some() && entries[3].versions[0].is_none());
    assert_eq!((entries[0].before.as_deref(), entries[3].before.as_deref()), (Some("c"), None));
}

#[test]
fn the_id_of_a_version_is_read_from_either_upload() {
    let id = "5e0dc0de-0000-4000-8000-000000000001";
    assert_eq!(version_id(&json!({"id": "api", "deployment_id": id.replace('-', "")})).as_deref(), Some(id));
    assert_eq!(version_id(&json!({"id": id, "number": 2})).as_deref(), Some(id));
    assert_eq!(version_id(&json!({})), None);
}
