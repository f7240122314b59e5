//! What is sent, in its order.

use super::support::{code, there, wanted, worker};
use cfs_config::model::Worker;
use cfs_deploy::worker::request::Body;
use cfs_deploy::worker::{
    ASSETS_TOKEN, Answers, Request, Stage, Step, Wanted, after_placeholder, assets::Site, compare, conflicts,
    order, placeholder, steps,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn told(steps: &[Step]) -> Vec<String> {
    let line =
        |step: &Step| format!("{} {}", step.request.method, step.request.path.replace("/accounts/acc", ""));
    steps.iter().map(line).collect()
}

fn body(request: &Request) -> &Value {
    match &request.body {
        Body::Json(value) | Body::JsonAs(_, value) => value,
        other => panic!("{other:?}"),
    }
}

fn find(steps: &[Step], stage: Stage) -> &Step {
    steps.iter().find(|step| step.stage == stage).unwrap_or_else(|| panic!("no {stage:?} in {steps:?}"))
}

fn full() -> Worker {
    worker(json!({
        "compatibility_date": "2026-11-01", "classes": {"Room": {}}, "preview_urls": true,
        "bindings": {"KEY": {"type": "secret_text", "text": "planted-secret"}},
        "metadata": {"observability": {"enabled": true}},
        "routes": [{"pattern": "a.com/*", "zone": "a.com"}, {"pattern": "b.com/*", "zone": "0123456789abcdef0123456789abcdef"}],
        "domains": [{"hostname": "shop.a.com", "enabled": true}], "crons": ["0 * * * *"],
        "consumers": [{"queue": "mail", "dead_letter_queue": "dead", "settings": {"batch_size": 5}}],
        "workflows": [{"name": "orders", "class_name": "Orders", "settings": {"limits": {"steps": 10}}}],
        "containers": [{"class_name": "Room", "image": "registry/x:1", "settings": {"instance_type": "basic", "max_instances": 3}}],
    }))
}

#[test]
fn a_first_deployment_is_one_upload_and_then_what_leads_to_it() {
    let (worker, upload, site) = (full(), code("export default {}"), Site::default());
    let mut wanted = wanted(&worker, Some(&upload));
    wanted.site = Some(&site);
    wanted.queues.insert("mail".into(), "q1".into());
    wanted.tags = vec!["cfs:app=shop".into()];
    let steps = steps(&wanted, None, &compare(&wanted, None));
    assert_eq!(
        told(&steps),
        [
            "POST /workers/scripts/api/assets-upload-session",
            "PUT /workers/scripts/api",
            "POST /containers/applications",
            "PUT /workflows/orders",
            "POST /workers/scripts/api/subdomain",
            "PUT /workers/scripts/api/routes",
            "POST /workers/scripts/api/domains/changeset",
            "PUT /workers/scripts/api/domains/records",
            "PUT /workers/scripts/api/schedules",
            "POST /queues/q1/consumers",
        ]
    );
    let upload = find(&steps, Stage::Upload);
    assert_eq!(
        upload.request.query,
        [("excludeScript".into(), "true".into()), ("bindings_inherit".into(), "strict".into())]
    );
    let metadata = upload.request.values().next().expect("metadata");
    assert_eq!(metadata["migrations"]["steps"], json!([{"new_sqlite_classes": ["Room"]}]));
    assert_eq!(metadata["keep_bindings"], json!(["secret_text", "secret_key"]));
    assert_eq!(metadata["code_update_strategy"], json!({"mode": "deferred", "max_delay": 300}));
    assert_eq!(metadata["containers"], json!([{"name": "api-room", "class_name": "Room"}]));
    assert_eq!(metadata["tags"], json!(["cfs:app=shop"]));
    assert_eq!(metadata["observability"], json!({"enabled": true}));
    assert_eq!(metadata["assets"]["jwt"], json!({"$ref": "worker/api", "member": ASSETS_TOKEN}));
    assert!(!format!("{steps:?}").contains("planted"), "what is shown tells no secret");
    assert_eq!(
        body(&find(&steps, Stage::Routes).request),
        &json!([{"pattern": "a.com/*", "zone_name": "a.com"}, {"pattern": "b.com/*", "zone_id": "0123456789abcdef0123456789abcdef"}])
    );
    assert_eq!(
        body(&find(&steps, Stage::Consumers).request),
        &json!({"type": "worker", "script_name": "api", "dead_letter_queue": "dead", "settings": {"batch_size": 5}})
    );
    assert_eq!(
        body(&find(&steps, Stage::Containers).request)["durable_objects"],
        json!({"namespace_id": {"$ref": "worker/api", "member": "namespace_id.Room"}})
    );
    let subdomain = &find(&steps, Stage::Subdomain).request;
    assert_eq!(body(subdomain), &json!({"enabled": false, "previews_enabled": true}));
    assert_eq!(subdomain.headers, [("cloudflare-workers-script-api-date".into(), "2025-08-01".into())]);
}

#[test]
fn a_redeployment_uploads_first_and_switches_last() {
    let worker = worker(json!({
        "bindings": {"LOG": {"type": "plain_text", "text": "b"}}, "metadata": {"logpush": true}, "workers_dev": true,
    }));
    let upload = code("export default {}");
    let there =
        there(json!({"settings": {"bindings": [{"type": "plain_text", "name": "LOG", "text": "a"}]}}));
    let wanted = wanted(&worker, Some(&upload));
    let steps = steps(&wanted, Some(&there), &compare(&wanted, Some(&there)));
    let base = "/workers/scripts/api";
    assert_eq!(
        told(&steps),
        [
            format!("POST {base}/versions"),
            format!("POST {base}/deployments"),
            format!("PATCH {base}/script-settings")
        ]
    );
    let metadata = steps[0].request.values().next().expect("metadata");
    assert!(metadata.get("code_update_strategy").is_none() && metadata.get("tags").is_none());
    assert_eq!(
        body(&steps[1].request),
        &json!({
            "strategy": "percentage", "code_update_strategy": {"mode": "deferred", "max_delay": 300},
            "versions": [{"version_id": {"$ref": "worker/api", "member": "version_id"}, "percentage": 100}],
        })
    );
    assert_eq!(body(&steps[2].request), &json!({"logpush": true}));
    // What an answer gives is put in its place.
    let mut request = steps[1].request.clone();
    request.resolve(&|reference| (reference.member == "version_id").then(|| json!("v2"))).expect("known");
    assert_eq!(body(&request)["versions"][0]["version_id"], "v2");
    assert!(steps[1].request.clone().resolve(&|_| None).is_err());
}

#[test]
fn nothing_to_do_is_nothing_to_send() {
    let worker = worker(json!({"workers_dev": true}));
    let there = there(json!({}));
    let wanted = wanted(&worker, None);
    let difference = compare(&wanted, Some(&there));
    assert!(difference.is_empty() && steps(&wanted, Some(&there), &difference).is_empty(), "{difference:?}");
}

#[test]
fn secrets_alone_need_no_code() {
    let secret = json!({"type": "secret_text", "text": "planted-secret"});
    let (now, before) = (
        worker(json!({"workers_dev": true, "bindings": {"A": secret}})),
        worker(json!({"bindings": {"B": secret}})),
    );
    let there = there(json!({"settings": {"bindings": [{"type": "secret_text", "name": "B"}]}}));
    let wanted = Wanted { before: Some(&before), ..wanted(&now, None) };
    let steps = steps(&wanted, Some(&there), &compare(&wanted, Some(&there)));
    assert_eq!(told(&steps), ["PATCH /workers/scripts/api/secrets-bulk"]);
    assert_eq!(
        body(&steps[0].request),
        &json!({"secrets": {"A": {"name": "A", "type": "secret_text", "text": "planted-secret"}, "B": null}})
    );
    assert!(steps[0].what.contains("A, B") && !format!("{steps:?}").contains("planted"));
}

#[test]
fn what_is_gone_is_removed_before_other_code_comes() {
    let before = worker(
        json!({"workers_dev": true, "consumers": [{"queue": "mail"}], "workflows": [{"name": "w", "class_name": "W"}], "crons": ["0 * * * *"]}),
    );
    let now = worker(json!({"workers_dev": true}));
    let upload = code("export default {}");
    let there = there(json!({
        "queues": [{"queue_id": "q1", "queue_name": "mail", "consumers": [{"consumer_id": "c1", "script": "api"}]}],
        "workflows": [{"name": "w", "script_name": "api", "class_name": "W"}],
        "schedules": {"schedules": [{"cron": "0 * * * *"}]},
    }));
    let wanted = Wanted { before: Some(&before), ..wanted(&now, Some(&upload)) };
    let steps = steps(&wanted, Some(&there), &compare(&wanted, Some(&there)));
    let base = "/workers/scripts/api";
    assert_eq!(
        told(&steps),
        [
            format!("POST {base}/versions"),
            "DELETE /queues/q1/consumers/c1".into(),
            "DELETE /workflows/w".into(),
            format!("POST {base}/deployments"),
            format!("PUT {base}/schedules"),
        ]
    );
    assert_eq!(body(&steps[4].request), &json!([]));
}

#[test]
fn a_worker_of_a_namespace_has_no_triggers() {
    let worker = worker(
        json!({"dispatch_namespace": "cust omers", "crons": ["* * * * *"], "metadata": {"logpush": true}}),
    );
    let upload = code("export default {}");
    let wanted_new = wanted(&worker, Some(&upload));
    let path = "PUT /workers/dispatch/namespaces/cust%20omers/scripts/api";
    assert_eq!(told(&steps(&wanted_new, None, &compare(&wanted_new, None))), [path]);
}

#[test]
fn a_version_alone_reaches_nobody() {
    let worker =
        worker(json!({"crons": ["* * * * *"], "bindings": {"A": {"type": "secret_text", "text": "x"}}}));
    let upload = code("export default {}");
    let there = there(json!({}));
    let mut wanted = wanted(&worker, Some(&upload));
    wanted.policy.version_only = true;
    wanted.annotations.alias = Some("my-branch".into());
    let steps = steps(&wanted, Some(&there), &compare(&wanted, Some(&there)));
    assert_eq!(told(&steps), ["POST /workers/scripts/api/versions"]);
    let metadata = steps[0].request.values().next().expect("metadata");
    assert_eq!(metadata["annotations"]["workers/alias"], "my-branch");
    assert_eq!(metadata["bindings"][0]["text"], "x");
}

#[test]
fn circles_are_broken_by_placeholders() {
    let service = |name: &str, to: &str| {
        worker(
            json!({"name": name, "bindings": {"B": {"type": "service", "service": to, "entrypoint": "Entry"}}}),
        )
    };
    let reference = json!({"$ref": "worker/c", "member": "name"});
    let workers = [
        service("a", "b"),
        worker(
            json!({"name": "b", "classes": {"Room": {}}, "bindings": {"C": {"type": "service", "service": reference}}}),
        ),
        worker(json!({"name": "c", "bindings": {
            "A": {"type": "service", "service": "b", "entrypoint": "Admin"}, "ROOM": {"type": "durable_object_namespace", "class_name": "Room", "script_name": "b"},
        }})),
        service("d", "elsewhere"),
    ];
    let names = |all: Vec<&Worker>| all.iter().map(|worker| worker.name.clone()).collect::<Vec<_>>();
    let (first, all) = order(&workers, &BTreeSet::new());
    assert_eq!(
        (names(first), names(all)),
        (vec!["b".to_owned()], ["c", "b", "a", "d"].map(str::to_owned).to_vec())
    );
    let (first, _) = order(&workers, &["b".to_owned()].into());
    assert!(first.is_empty(), "what is there stands in nobody's way");
    let wanted = wanted(&workers[1], None);
    let step = placeholder(&wanted, &workers);
    let Body::Form(parts) = &step.request.body else { panic!("{step:?}") };
    let code = String::from_utf8(parts[1].bytes().to_vec()).expect("text");
    for line in [
        "export class Room extends DurableObject",
        "export class Admin extends WorkerEntrypoint",
        "export class Entry extends WorkerEntrypoint",
    ] {
        assert!(code.contains(line), "{code}");
    }
    // The real upload goes on from it.
    let there = after_placeholder(&wanted);
    let metadata = step.request.values().next().expect("metadata");
    assert_eq!(there.migration_tag.as_deref(), metadata["migrations"]["new_tag"].as_str());
    let difference = compare(&wanted, Some(&there));
    assert!(!difference.has(cfs_deploy::worker::Area::Classes), "{difference:?}");
}

#[test]
fn what_others_have_is_found_before_anything_is_sent() {
    let worker = worker(json!({
        "routes": [{"pattern": "a.com/*", "place": {"file": "infrastructure.rs", "line": 4, "column": 9}}, {"pattern": "b.com/*"}, {"pattern": "c.com/*"}],
        "domains": [{"hostname": "shop.a.com"}, {"hostname": "own.a.com"}], "consumers": [{"queue": "mail"}, {"queue": "pull"}],
        "workflows": [{"name": "w", "class_name": "W"}],
    }));
    let answers = Answers {
        routes: json!([{"pattern": "a.com/*", "script": "other"}, {"pattern": "b.com/*"}, {"pattern": "c.com/*", "script": "api"}]),
        domains: json!([{"hostname": "shop.a.com", "service": "other"}, {"hostname": "own.a.com", "service": "api"}]),
        queues: json!([
            {"queue_name": "mail", "consumers": [{"script": "other", "type": "worker"}]},
            {"queue_name": "pull", "consumers": [{"type": "http_pull"}]},
        ]),
        workflows: json!([{"name": "w", "script_name": "other"}]),
        ..Answers::default()
    };
    let wanted = wanted(&worker, None);
    let all = conflicts(&wanted, &answers);
    let what: Vec<&str> = all.iter().map(|conflict| conflict.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "the route a.com/*",
            "the route b.com/*",
            "the host shop.a.com",
            "the workflow w",
            "the queue mail",
            "the queue pull"
        ]
    );
    assert_eq!(
        all[0].mistake(&wanted).to_string(),
        "infrastructure.rs:4:9: worker/api: the route a.com/* belongs to the Worker other: remove it there, or declare another pattern"
    );
}

#[test]
fn containers_that_change_are_rolled_out() {
    let worker = worker(json!({
        "workers_dev": true, "containers": [{"name": "box", "class_name": "Room", "image": "x:2", "settings": {"instance_type": "basic", "max_instances": 3, "rollout_step_percentage": [50, 100]}}],
    }));
    let application = json!({"id": "a1", "name": "box", "max_instances": 3, "configuration": {"image": "x:1", "instance_type": "basic"}});
    let there = there(json!({"applications": [application]}));
    let wanted = wanted(&worker, None);
    let mut difference = compare(&wanted, Some(&there));
    difference.changes.retain(|change| !change.member.contains("rollout"));
    let steps = steps(&wanted, Some(&there), &difference);
    assert_eq!(
        told(&steps),
        ["PATCH /containers/applications/a1", "POST /containers/applications/a1/rollouts"]
    );
    assert_eq!(
        body(&steps[1].request)["target_configuration"],
        json!({"image": "x:2", "instance_type": "basic"})
    );
    assert_eq!(body(&steps[1].request)["steps"][0]["step_size"], json!({"percentage": 50}));
}
