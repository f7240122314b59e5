//! What differs between what is declared and what is there.

use super::support::{code, there, wanted, worker};
use cfs_deploy::worker::{Area, Change, Classes, Difference, Elsewhere, KnownCode, compare, digest};
use serde_json::{Value, json};

fn members(changes: &[Change]) -> Vec<&str> {
    changes.iter().map(|change| change.member.as_str()).collect()
}

fn change<'a>(difference: &'a Difference, member: &str) -> &'a Change {
    difference
        .changes
        .iter()
        .find(|change| change.member == member)
        .unwrap_or_else(|| panic!("{member}: {difference:?}"))
}

/// What the account says of a version with this code.
fn deployed(tag: &str, more: Value) -> Value {
    let mut answers = json!({
        "versions": {"items": [{"id": "v1", "number": 1, "annotations": {"workers/tag": tag}}]},
        "deployments": {"deployments": [{"id": "d1", "versions": [{"version_id": "v1", "percentage": 100}]}]},
        "settings": {"bindings": [], "compatibility_date": "2026-11-01"},
    });
    answers.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    answers
}

#[test]
fn what_is_there_is_no_difference() {
    let worker =
        worker(json!({"compatibility_date": "2026-11-01", "metadata": {"observability": {"enabled": true}}}));
    let upload = code("export default {}");
    let tag = digest(&worker, Some(&upload), None);
    let settings = json!({
        "bindings": [], "compatibility_date": "2026-11-01", "compatibility_flags": [], "usage_model": "standard", "tags": [],
        "logpush": false, "observability": {"enabled": true, "head_sampling_rate": 1, "logs": {"enabled": true}},
        "placement": {}, "tail_consumers": null, "something": {"new": 1},
    });
    let there = there(deployed(&tag, json!({"settings": settings})));
    let difference = compare(&wanted(&worker, Some(&upload)), Some(&there));
    assert_eq!(difference, Difference::default());
    assert!(difference.is_empty());
}

#[test]
fn code_is_known_by_its_version_or_by_the_last_deployment() {
    let (worker, upload, other) =
        (worker(json!({})), code("export default {}"), code("export default { a: 1 }"));
    let tag = digest(&worker, Some(&upload), None);
    let of_version = there(deployed(&tag, json!({})));
    assert!(!compare(&wanted(&worker, Some(&upload)), Some(&of_version)).has(Area::Code));
    assert!(compare(&wanted(&worker, Some(&other)), Some(&of_version)).has(Area::Code));
    // A secret that was set makes a version without the tag.
    let untold = there(deployed("release 7", json!({})));
    let mut wanted = wanted(&worker, Some(&upload));
    assert!(compare(&wanted, Some(&untold)).has(Area::Code), "nobody knows: it is uploaded");
    wanted.known_code = Some(KnownCode { etag: "e1".into(), digest: tag.clone() });
    assert!(!compare(&wanted, Some(&untold)).has(Area::Code));
    wanted.known_code = Some(KnownCode { etag: "e0".into(), digest: tag });
    assert!(compare(&wanted, Some(&untold)).has(Area::Code), "somebody has uploaded since");
}

#[test]
fn variables_are_told_old_and_new() {
    let worker = worker(json!({"bindings": {
        "LOG": {"type": "plain_text", "text": "info"}, "N": {"type": "json", "json": {"a": [1, null]}},
        "KV": {"type": "kv_namespace", "namespace_id": "2"},
    }}));
    let bindings = json!([
        {"type": "plain_text", "name": "LOG", "text": "debug"}, {"type": "json", "name": "N", "json": {"a": [1]}},
        {"type": "kv_namespace", "name": "KV", "namespace_id": "1"}, {"type": "d1", "name": "DB", "id": "3"},
        {"type": "plain_text", "name": "DASH", "text": "by hand"}, {"type": "secret_text", "name": "KEY"},
    ]);
    let there = there(json!({"settings": {"bindings": bindings}}));
    let mut wanted = wanted(&worker, None);
    let difference = compare(&wanted, Some(&there));
    let log = change(&difference, "LOG");
    assert_eq!((&log.old, &log.new), (&Some(json!("debug")), &Some(json!("info"))));
    assert_eq!(change(&difference, "N").new, Some(json!({"a": [1, null]})));
    assert_eq!(change(&difference, "DB").new, None);
    assert_eq!(change(&difference, "DASH").new, None);
    assert_eq!(members(&difference.drift), ["KEY"], "secrets of others stay");
    assert!(difference.notes.iter().any(|note| note.contains("DASH was set elsewhere")), "{difference:?}");
    wanted.policy.variables = Elsewhere::Keep;
    wanted.policy.secrets = Elsewhere::Reset;
    let difference = compare(&wanted, Some(&there));
    assert_eq!(members(&difference.drift), ["DASH"]);
    assert_eq!(change(&difference, "KEY").area, Area::Secrets);
}

#[test]
fn secrets_are_set_unless_they_are_known_to_be_the_same() {
    let secret = json!({"type": "secret_text", "text": "planted-secret"});
    let worker = worker(json!({"bindings": {"KEY": secret}}));
    let before = super::support::worker(json!({"bindings": {"KEY": secret, "OLD": secret}}));
    let bindings = json!([{"type": "secret_text", "name": "KEY"}, {"type": "secret_text", "name": "OLD"}]);
    let there = there(json!({"settings": {"bindings": bindings}}));
    let mut wanted = wanted(&worker, None);
    wanted.before = Some(&before);
    let difference = compare(&wanted, Some(&there));
    let secrets: Vec<&Change> =
        difference.changes.iter().filter(|change| change.area == Area::Secrets).collect();
    assert_eq!(secrets.len(), 2);
    assert_eq!(change(&difference, "OLD").new, None, "declared before and gone: removed");
    assert!(!format!("{difference:?}").contains("planted"), "{difference:?}");
    wanted.same_secrets = ["KEY".to_owned()].into();
    assert_eq!(members(&compare(&wanted, Some(&there)).changes), ["OLD"]);
}

#[test]
fn what_belongs_to_all_versions_is_kept_or_reset() {
    let settings = json!({"bindings": [], "observability": {"enabled": true}, "logpush": true, "tags": ["a"], "limits": {"cpu_ms": 50}});
    let there = there(json!({"settings": settings}));
    let plain = worker(json!({}));
    let mut wanted = wanted(&plain, None);
    let difference = compare(&wanted, Some(&there));
    assert_eq!(members(&difference.drift), ["limits", "observability", "logpush"]);
    assert!(difference.changes.is_empty(), "{difference:?}");
    wanted.policy.shared = Elsewhere::Reset;
    wanted.tags = vec!["cfs:app=shop".into()];
    let difference = compare(&wanted, Some(&there));
    assert_eq!(change(&difference, "observability").new, Some(json!({"enabled": false})));
    assert_eq!(change(&difference, "limits").new, None);
    assert_eq!(change(&difference, "tags").new, Some(json!(["a", "cfs:app=shop"])));
    let before = worker(json!({"metadata": {"logpush": true}}));
    let mut wanted = super::support::wanted(&plain, None);
    wanted.before = Some(&before);
    let difference = compare(&wanted, Some(&there));
    assert_eq!(change(&difference, "logpush").new, Some(json!(false)), "declared before and gone");
}

#[test]
fn removed_triggers_go_and_those_of_others_stay() {
    let answers = json!({
        "schedules": {"schedules": [{"cron": "0 5 * * *"}, {"cron": "0 * * * *"}]},
        "routes": [{"id": "r1", "pattern": "a.com/*", "script": "api", "zone_id": "z"}, {"id": "r2", "pattern": "b.com/*", "script": "other"}],
        "domains": [{"id": "1", "hostname": "shop.a.com", "service": "api", "enabled": true}],
        "queues": [{"queue_id": "q1", "queue_name": "mail", "consumers": [{"consumer_id": "c1", "script": "api", "type": "worker", "settings": {"batch_size": 10}}]}],
        "workflows": [{"name": "w", "script_name": "api", "class_name": "W"}],
    });
    let there = there(answers);
    let mut plain = worker(json!({"workers_dev": true}));
    let difference = compare(&wanted(&plain, None), Some(&there));
    assert!(difference.changes.is_empty(), "{difference:?}");
    let all = [
        "route a.com/*",
        "domain shop.a.com",
        "cron 0 * * * *",
        "cron 0 5 * * *",
        "consumer of mail",
        "workflow w",
    ];
    assert_eq!(members(&difference.drift), all, "nothing is declared: others may have set it");
    // What was declared and is gone is removed.
    let before = worker(json!({
        "workers_dev": true, "crons": ["0 5 * * *"], "routes": [{"pattern": "a.com/*"}], "domains": [{"hostname": "shop.a.com"}],
        "consumers": [{"queue": "mail"}], "workflows": [{"name": "w", "class_name": "W"}],
    }));
    let mut wanted_now = wanted(&plain, None);
    wanted_now.before = Some(&before);
    let difference = compare(&wanted_now, Some(&there));
    assert_eq!(
        members(&difference.changes),
        ["route a.com/*", "domain shop.a.com", "cron 0 5 * * *", "consumer of mail", "workflow w"]
    );
    assert_eq!(members(&difference.drift), ["cron 0 * * * *"]);
    // A set that is declared is the whole set.
    plain.crons = Some(vec!["0 * * * *".into(), "1 * * * *".into()]);
    let difference = compare(&wanted(&plain, None), Some(&there));
    assert_eq!(members(&difference.changes), ["cron 1 * * * *", "cron 0 5 * * *"]);
}

#[test]
fn settings_of_triggers_are_compared_member_by_member() {
    let there = there(json!({
        "domains": [{"hostname": "shop.a.com", "service": "api", "enabled": true, "previews_enabled": false}],
        "queues": [{"queue_id": "q1", "queue_name": "mail", "consumers": [{"consumer_id": "c1", "script_name": "api", "settings": {"batch_size": 10, "max_retries": 3}}]}],
        "workflows": [{"name": "w", "script_name": "api", "class_name": "W"}],
        "subdomain": {"enabled": false, "previews_enabled": false},
    }));
    let worker = worker(json!({
        "domains": [{"hostname": "shop.a.com", "previews_enabled": true}], "preview_urls": true,
        "consumers": [{"queue": "mail", "settings": {"batch_size": 20, "max_retries": 3}, "dead_letter_queue": "dead"}],
        "workflows": [{"name": "w", "class_name": "V"}],
    }));
    let difference = compare(&wanted(&worker, None), Some(&there));
    assert_eq!(
        members(&difference.changes),
        [
            "preview_urls",
            "domain shop.a.com previews_enabled",
            "consumer of mail batch_size",
            "consumer of mail dead_letter_queue",
            "workflow w class_name",
        ]
    );
    let batch = change(&difference, "consumer of mail batch_size");
    assert_eq!((&batch.old, &batch.new), (&Some(json!(10)), &Some(json!(20))));
}

#[test]
fn what_others_set_is_left_alone() {
    let worker = worker(json!({
        "compatibility_date": "2026-11-02", "bindings": {"LOG": {"type": "plain_text", "text": "a"}},
        "ignore": ["LOG", "compatibility_date", "logpush"], "metadata": {"logpush": true},
    }));
    let settings = json!({"compatibility_date": "2026-11-01", "bindings": [{"type": "plain_text", "name": "LOG", "text": "b"}]});
    let there = there(json!({"settings": settings}));
    let upload = code("export default {}");
    let difference = compare(&wanted(&worker, Some(&upload)), Some(&there));
    assert_eq!(members(&difference.changes), ["code"]);
    let migration = cfs_deploy::worker::migration(&worker, Some(&there), Classes::default());
    let sent = cfs_deploy::worker::metadata(
        &wanted(&worker, Some(&upload)),
        Some(&there),
        &migration,
        cfs_deploy::worker::Way::Version,
    );
    assert_eq!(sent["bindings"], json!([{"type": "inherit", "name": "LOG"}]), "an upload keeps it as it is");
}

#[test]
fn a_new_worker_is_all_new() {
    let worker = worker(json!({"crons": ["* * * * *"], "routes": [{"pattern": "a.com/*"}]}));
    let upload = code("export default {}");
    let difference = compare(&wanted(&worker, Some(&upload)), None);
    assert!(difference.is_new && difference.needs_version());
    assert_eq!(members(&difference.changes), ["code", "route a.com/*", "cron * * * * *"]);
    assert!(difference.drift.is_empty());
}
