//! Workers.

use crate::support::read;
use cfs_config::model::{Check, Source, Worker};
use cfs_model::{Assets, Placement, command, env, file, json, prompt, status};
use serde_json::{Value, json as expect};

fn one(environment: Option<&str>, describe: impl FnOnce(cfs_model::Worker) -> cfs_model::Worker) -> Worker {
    let mut model = read(environment, |app| {
        describe(app.worker("api"));
        Ok(())
    });
    model.workers.pop().expect("a Worker")
}

#[test]
fn sources_and_assets() {
    let modules = one(None, |w| w.modules("dist", "index.js").module_rule("Text", ["*.html"]));
    let rules = vec![expect!({ "type": "Text", "globs": ["*.html"] })];
    assert_eq!(
        modules.source,
        Some(Source::Modules { main: "index.js".into(), folder: "dist".into(), rules })
    );
    let site = one(None, |w| {
        let assets = Assets::new("public").binding("FILES").html_handling("none");
        w.assets(assets.not_found_handling("404-page").run_worker_first(["/api/*"]).base_path("/docs"))
    });
    assert_eq!(site.source, None);
    let assets = site.assets.expect("assets");
    assert_eq!(assets.directory, "public");
    let config = expect!({
        "html_handling": "none", "not_found_handling": "404-page", "run_worker_first": ["/api/*"], "base_path": "/docs",
    });
    assert_eq!(Value::Object(assets.config), config);
    assert_eq!(site.bindings["FILES"], expect!({ "type": "assets" }));
    assert_eq!(one(None, |w| w.assets("public")).assets.expect("assets").directory, "public");
    let flags = one(None, |w| w.script("a.ts").compatibility_flags(["nodejs_compat"]).build("minify", true));
    assert_eq!(
        (flags.compatibility_flags, &flags.build["minify"]),
        (vec!["nodejs_compat".to_owned()], &expect!(true))
    );
}

#[test]
fn a_worker_without_a_date_takes_that_of_the_application() {
    let dates = |own: Option<&'static str>| {
        let model = read(None, |app| {
            own.map(|date| app.compatibility_date(date));
            app.worker("a").script("a.js").compatibility_date("2026-01-01");
            app.worker("b").script("b.js");
            app.worker("c").script("c.js").compatibility_date("2026-11-01");
            Ok(())
        });
        let dates: Vec<String> =
            model.workers.into_iter().filter_map(|worker| worker.compatibility_date).collect();
        dates
    };
    assert_eq!(dates(None), ["2026-01-01", "2026-11-01", "2026-11-01"], "the latest");
    assert_eq!(dates(Some("2026-06-01")), ["2026-01-01", "2026-06-01", "2026-11-01"]);
}

#[test]
fn secrets_are_where_they_are_found() {
    let worker = one(None, |w| {
        w.secret("A", env("A"))
            .secret("B", file("b.txt"))
            .secret("C", command(["pass", "c"]))
            .secret("D", prompt("d?"))
    });
    let found: Vec<&Value> = worker.bindings.values().map(|binding| &binding["text"]["$secret"]).collect();
    let expected = [
        expect!({"env": "A"}),
        expect!({"file": "b.txt"}),
        expect!({"command": ["pass", "c"]}),
        expect!({"prompt": "d?"}),
    ];
    assert_eq!(found, expected.iter().collect::<Vec<_>>());
}

#[test]
fn classes_workflows_and_containers() {
    let worker = one(Some("staging"), |w| {
        w.durable_object("ROOM", "Room")
            .class("Room", |class| class.was("Chat"))
            .class("Old", |class| class.legacy_kv().from("other"))
            .class("Gone", |class| class.to("there"))
            .delete_class("Dead")
            .workflow("FLOW", "orders", "Orders")
            .workflow_with("BIG", "big", "Big", |flow| {
                flow.steps(2000).concurrency(5).schedule("0 0 * * *").retention("3 days", "30 days")
            })
            .container("Room", "registry.cloudflare.com/a/b:1", |c| {
                c.name("rooms").instance_type("basic").max_instances(3)
            })
            .migration(json!({ "tag": "v1" }))
    });
    let room = &worker.classes["Room"];
    assert_eq!((room.was.as_deref(), room.legacy_kv, room.deleted), (Some("Chat"), false, false));
    assert_eq!(
        (worker.classes["Old"].legacy_kv, worker.classes["Old"].from.as_deref()),
        (true, Some("other"))
    );
    assert_eq!(worker.classes["Gone"].to.as_deref(), Some("there"));
    assert!(worker.classes["Dead"].deleted);
    let [orders, big] = worker.workflows.as_slice() else { panic!("two workflows") };
    assert_eq!((orders.name.as_str(), orders.class_name.as_str()), ("orders-staging", "Orders"));
    assert_eq!(worker.bindings["FLOW"]["workflow_name"], "orders-staging");
    assert_eq!(
        Value::Object(big.settings.clone()),
        expect!({
            "limits": { "steps": 2000 }, "concurrency": { "limit": 5 }, "schedules": ["0 0 * * *"],
            "default_retention": { "success_retention": "3 days", "error_retention": "30 days" },
        })
    );
    let container = &worker.containers[0];
    assert_eq!((container.name.as_deref(), container.class_name.as_str()), (Some("rooms"), "Room"));
    assert_eq!(
        Value::Object(container.settings.clone()),
        expect!({ "instance_type": "basic", "max_instances": 3 })
    );
    let mut places: Vec<&str> = worker.declared.keys().map(String::as_str).collect();
    places.sort_unstable();
    let expected = [
        "classes.Dead",
        "classes.Gone",
        "classes.Old",
        "classes.Room",
        "containers.0",
        "migrations.0",
        "workflows.0",
        "workflows.1",
    ];
    assert_eq!(places, expected);
}

#[test]
fn triggers() {
    let worker = one(None, |w| {
        w.route("a.example.com/*")
            .route_in("b.example.com/*", "example.com")
            .domain("shop.example.com")
            .domain_with("x.example.com", |domain| domain.zone("example.com").enabled(false).previews(true))
            .no_crons()
            .workers_dev(false)
            .preview_urls(true)
            .address("orders@example.com")
            .consume("theirs", |c| {
                c.max_batch(1)
                    .max_wait_ms(2)
                    .max_retries(3)
                    .retry_delay(4)
                    .max_concurrency(5)
                    .dead_letter("dead")
            })
    });
    let routes: Vec<_> =
        worker.routes.iter().flatten().map(|route| (route.pattern.as_str(), route.zone.as_deref())).collect();
    assert_eq!(routes, [("a.example.com/*", None), ("b.example.com/*", Some("example.com"))]);
    let domains = worker.domains.as_deref().expect("domains");
    assert_eq!((domains[1].enabled, domains[1].previews_enabled), (Some(false), Some(true)));
    assert_eq!(worker.crons, Some(Vec::new()));
    assert_eq!((worker.workers_dev, worker.preview_urls), (Some(false), Some(true)));
    assert_eq!(worker.addresses, Some(vec!["orders@example.com".to_owned()]));
    let settings = expect!({ "batch_size": 1, "max_wait_time_ms": 2, "max_retries": 3, "retry_delay": 4, "max_concurrency": 5 });
    assert_eq!(Value::Object(worker.consumers[0].settings.clone()), settings);
    assert_eq!(worker.consumers[0].dead_letter_queue, Some(expect!("dead")));
}

#[test]
fn settings() {
    let worker = one(None, |w| {
        w.cpu_ms(50)
            .subrequests(100)
            .placement(Placement::region("aws:us-east-1"))
            .observability(|o| {
                o.sampling(0.1)
                    .logs(|l| l.persist(true).invocations(false))
                    .traces(|t| t.sampling(1.0).destinations(["otel"]))
            })
            .logpush(true)
            .tail("watcher")
            .streaming_tail("stream")
            .cache(true)
            .metadata("code_update_strategy", json!({ "mode": "immediate" }))
            .keep_vars()
            .check("/health", status(200).contains("ok"))
            .protect()
            .was("old-api")
            .ignore("logpush")
            .called("the-api")
    });
    assert_eq!(
        Value::Object(worker.metadata.clone()),
        expect!({
            "limits": { "cpu_ms": 50, "subrequests": 100 },
            "placement": { "mode": "targeted", "region": "aws:us-east-1" },
            "observability": {
                "enabled": true, "head_sampling_rate": 0.1,
                "logs": { "enabled": true, "persist": true, "invocation_logs": false },
                "traces": { "enabled": true, "head_sampling_rate": 1, "destinations": ["otel"] },
            },
            "logpush": true,
            "tail_consumers": [{ "service": "watcher" }],
            "streaming_tail_consumers": [{ "service": "stream" }],
            "cache_options": { "enabled": true },
            "code_update_strategy": { "mode": "immediate" },
        })
    );
    let check = Check { path: "/health".to_owned(), status: Some(200), contains: Some("ok".to_owned()) };
    assert_eq!(worker.checks, [check]);
    assert!(worker.keep_vars && worker.protect);
    assert_eq!(
        (worker.called(), worker.was[0].as_str(), worker.ignore[0].as_str()),
        ("the-api", "old-api", "logpush")
    );
}
