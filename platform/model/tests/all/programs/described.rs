//! Models as the builder makes them, with every method that it has.

use super::Case;
use cfs_model::*;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![case("the north star", None, shop), case("the north star", Some("staging"), shop)];
    for environment in [None, Some("staging")] {
        for (name, describe) in PARTS {
            cases.push(case(name, environment, *describe));
        }
    }
    cases
}

type Describe = fn(&App);

const PARTS: &[(&str, Describe)] = &[
    ("stores", stores),
    ("services", services),
    ("origins", origins),
    ("records", records),
    ("zones", zones),
    ("bindings", bindings),
    ("classes", classes),
    ("settings", settings),
    ("triggers", triggers),
    ("cycles", cycles),
];

fn case(name: &str, environment: Option<&str>, describe: Describe) -> Case {
    let text = model("shop", environment, |app| {
        describe(app);
        Ok(())
    });
    let text = text.expect("no mistake");
    let read = cfs_config::read(&text, "model.json", cfs_config::Form::Json, environment);
    Case { name: format!("{name} {}", environment.unwrap_or_default()), model: read.model }
}

fn shop(app: &App) {
    let db = app.d1("orders").location(Location::Wnam).migrations("migrations");
    let cache = app.kv("cache");
    let uploads = app.r2("uploads");
    let mail = app.queue("mail");
    let dead = app.queue("mail-dead");
    app.resource(zone("example.com").dns("api", Cname("shop.example.com").proxied()));
    let api = app.worker("api").source("workers/api").compatibility_date("2026-11-01");
    api.bind("DB", &db).bind("CACHE", &cache).bind("UPLOADS", &uploads).bind("MAIL", &mail);
    api.durable_object("ROOM", "Room").var("LOG", "info").secret("API_KEY", env("API_KEY"));
    api.route("api.example.com/*").cron("0 * * * *");
    app.worker("mailer").source("workers/mailer").consume(&mail, |c| c.max_batch(10).dead_letter(&dead));
    app.output("database", db.id());
}

fn stores(app: &App) {
    let told = app.queue("told");
    let cors = CorsRule::new(["https://example.com"], ["GET"])
        .headers(["x-a"])
        .expose(["etag"])
        .max_age(60)
        .id("site");
    app.r2("uploads")
        .location(Location::Weur)
        .jurisdiction(Jurisdiction::Eu)
        .storage_class(StorageClass::InfrequentAccess)
        .cors(cors)
        .cors(CorsRule::new(["*"], ["PUT"]))
        .lifecycle(LifecycleRule::new("old").prefix("tmp/").delete_after(86400).infrequent_after(3600))
        .lifecycle(
            LifecycleRule::new("parts").abort_uploads_after(60).delete_on("2027-01-01T00:00:00Z").disabled(),
        )
        .lock(LockRule::for_seconds("week", 604_800).prefix("law/"))
        .lock(LockRule::until("year", "2027-01-01T00:00:00Z"))
        .lock(LockRule::indefinitely("ever"))
        .notify(&told, [Notification::written().prefix("in/").suffix(".jpg"), Notification::deleted()])
        .notify(&told, [Notification::of(["CopyObject"])])
        .domain("files.example.com")
        .domain_with("old.example.com", json!({ "minTLS": "1.2", "zone": "example.com" }))
        .domain_with("off.example.com", json!({ "enabled": false }))
        .public(true)
        .protect();
    app.d1("orders").location(Location::Other("moon".to_owned())).read_replication(true).migrations("sql");
    app.d1("eu").jurisdiction(Jurisdiction::Eu).read_replication(false);
    let dead = app.queue("dead").jurisdiction(Jurisdiction::Us);
    app.queue("mail").delivery_delay(5).retention(60).paused(false).pull(|c| {
        c.max_batch(50).max_retries(3).retry_delay(10).visibility_timeout_ms(6000).dead_letter(&dead)
    });
    app.vectorize("v")
        .dimensions(768)
        .metric(Metric::DotProduct)
        .description("d")
        .metadata_index("lang", "string");
    app.vectorize("preset").preset("@cf/baai/bge-base-en-v1.5");
    app.hyperdrive("pg").connection_string(env("DATABASE_URL")).cache(60, 15).connection_limit(20);
    let origin = json!({ "scheme": "mysql", "host": "db", "port": 3306, "password": env("PW") });
    app.hyperdrive("my").origin(origin).no_cache().mtls(json!({ "sslmode": "require" }));
    app.kv("eu").jurisdiction(Jurisdiction::Fedramp);
}

fn services(app: &App) {
    let store = app.secrets_store("keys");
    store.put("API_KEY", env("API_KEY"));
    app.dispatch_namespace("customers");
    app.mtls_certificate("client").certificate(file("c.pem"), false).private_key(file("k.pem"));
    app.pipeline_stream("events").http(true).worker_binding(true).schema(json!({ "fields": [] }));
    let lake = app.r2("lake");
    app.pipeline_sink("lake").bucket(&lake, "id", env("R2_SECRET")).format(json!({ "type": "parquet" }));
    app.pipeline_sink("table").to("r2_data_catalog", json!({ "table_name": "t" })).schema(json!({ "a": 1 }));
    app.pipeline("etl").sql("INSERT INTO lake SELECT * FROM events");
    app.ai_gateway("models").cache_ttl(60).rate_limit(100, 60, "sliding").authentication(true);
    app.ai_gateway("plain");
    app.ai_search("docs").bucket(&lake).chunk_size(256).model("m").embedding_model("e").max_results(3);
    app.ai_search("web").site("example.com");
    app.pages("site").production_branch("trunk").build(json!({ "build_command": "make" }));
    app.pages("plain").deployments(json!({ "production": {} })).repository(json!({ "type": "github" }));
    app.output("to", app.email_address("ops@example.com").email());
}

fn origins(app: &App) {
    app.account("Staging account");
    app.kv("a").existing();
    app.kv("b").existing_id("0f2a");
    app.kv("c").from_app("core");
    app.kv("d").from_environment("KV_ID");
    app.kv("e").local();
    app.kv("f").called("exactly").was("old").was("older").ignore("title").protect();
    let seven = app.kv("g").set("title", "x");
    app.output("g", seven.id()).output("all", json!({ "g": seven.id(), "n": [1, 2.5, -3, null, true] }));
}

fn records(app: &App) {
    let example = zone("example.com");
    for record in [
        A("192.0.2.1").proxied().ttl(300).comment("c").tags(["a:b"]),
        Aaaa("2001:db8::1"),
        Cname("example.net").unproxied(),
        Mx(10, "mail.example.com"),
        Ns("ns.example.com"),
        Ptr("example.com"),
        Txt("v=spf1 \"-all\""),
        Openpgpkey("a2V5"),
        Caa(0, "issue", "letsencrypt.org"),
        Srv(1, 2, 443, "sip.example.com"),
        Uri(1, 2, "https://example.com"),
        Https(1, ".", "alpn=\"h3\""),
        Svcb(1, ".", "port=\"53\""),
        Sshfp(4, 2, "ab"),
        Tlsa(3, 1, 1, "ab"),
        Smimea(3, 1, 1, "ab"),
        Ds(1, 13, 2, "ab"),
        Dnskey(257, 3, 13, "a2V5"),
        Cert(1, 2, 3, "a2V5"),
        Naptr(1, 2, "U", "SIP", "!.*!x!", "."),
        Loc(json!({ "lat_degrees": 52 })),
        Record::other("NEW", "content", "x"),
    ] {
        app.resource(example.dns("www", record));
    }
    app.resource(example.dns("@", A("192.0.2.2").one_of_several())).protect();
    app.resource(
        example.dns("many", A("192.0.2.2")).named("first").set("settings", json!({ "ipv4_only": true })),
    );
    app.resource(zone("0da42c8d2132a9ddaf714f9e7c920711").dns("x.example.com", Txt("t")));
}

fn zones(app: &App) {
    let example = zone("example.com");
    let block =
        example.ruleset("http_request_firewall_custom").rule("ip.src eq 192.0.2.1", "block").description("d");
    app.resource(block.rule_with("true", "skip", json!({ "action_parameters": { "ruleset": "current" } })));
    app.resource(example.health_check("origin", "192.0.2.1").http("https", "/up", ["2xx"]).interval(60));
    app.resource(example.health_check("port", "192.0.2.1").tcp(22).timeout(5).retries(2).regions(["WEU"]));
    let asks = app.resource(monitor("http").kind("https").path("/").expected_codes("2xx").interval(60));
    let primary =
        app.resource(pool("primary").origin("a", "192.0.2.1").monitor(asks.id()).minimum_origins(1));
    app.resource(
        example
            .load_balancer("lb")
            .default_pools(vec![primary.id()])
            .fallback_pool(primary.id())
            .proxied(true)
            .steering_policy("off"),
    );
    let include = json!([{ "email_domain": { "domain": "example.com" } }]);
    let admin = access_application("admin", "admin.example.com").session_duration("24h");
    app.resource(admin.policy("us", "allow", include));
    app.resource(example.access_application("zone", "z.example.com").kind("ssh"));
    app.resource(example.custom_hostname("shop.customer.com").origin("o.example.com"));
    app.resource(example.custom_hostname("b.customer.com").ssl(json!({ "method": "txt", "type": "dv" })));
    let ops = app.email_address("ops@example.net");
    app.resource(example.email("info@example.com").forward(ops.email()).priority(1));
    let mailer = app.worker("mailer").script("m.js");
    app.resource(example.email("bot@example.com").to_worker(&mailer));
    app.resource(example.email("spam@example.com").drop_mail().enabled(false));
}

fn bindings(app: &App) {
    crate::bindings::everything(app);
    let other = app.worker("third").script("third.js");
    let eu = app.r2("eu").jurisdiction(Jurisdiction::Eu);
    app.worker("more")
        .script("more.js")
        .bind("RATE", ratelimit("1001", 10, 60).mitigation_timeout(30))
        .bind("CUSTOMERS", app.dispatch_namespace("tenants").outbound("proxy", ["a", "b"]))
        .bind("PLAIN", app.dispatch_namespace("plain"))
        .bind("OTHER", other.entrypoint("Admin").props(json!({ "role": "admin" })))
        .bind("NAMED", service("elsewhere"))
        .bind("ROOM", other.objects("Room"))
        .bind("THEIRS", durable_object("Room").of("elsewhere").environment("old"))
        .bind("EU", &eu)
        .var("PORT", 8080)
        .var("ON", true)
        .var("NAMES", ["a", "b"])
        .var("ID", eu.id())
        .var("PI", 3.25)
        .bind("TEXT_AS_JSON", json_value("text"))
        .secret("B", file("b.txt"))
        .secret("C", command(["pass", "c"]))
        .secret("D", prompt("d?"))
        .secret("E", app.secrets_store("e").secret("E"));
}

fn classes(app: &App) {
    let worker = app
        .worker("api")
        .script("a.js")
        .durable_object("ROOM", "Room")
        .class("Room", |class| class.was("Chat"))
        .class("Old", |class| class.legacy_kv().from("other"))
        .class("Gone", |class| class.to("there"))
        .class("Unbound", |class| class)
        .delete_class("Dead")
        .workflow("FLOW", "orders", "Orders")
        .workflow_with("BIG", "big", "Big", |flow| {
            flow.steps(2000).concurrency(5).schedule("0 0 * * *").retention("3 days", "30 days").set("x", 1)
        })
        .container("Room", "registry.cloudflare.com/a/b:1", |c| {
            c.name("rooms").instance_type("basic").max_instances(3).set("constraints", json!({ "tier": 1 }))
        })
        .migration(json!({ "tag": "v1" }));
    app.worker("user").script("u.js").bind("THEIRS", worker.runs("orders", "Orders"));
}

fn settings(app: &App) {
    let watcher = app.worker("watcher").modules("dist", "index.js").module_rule("Text", ["*.html"]);
    let tenants = app.dispatch_namespace("tenants");
    let assets = Assets::new("public").binding("FILES").html_handling("none").base_path("/docs");
    app.worker("api")
        .script("a.ts")
        .assets(assets.not_found_handling("404-page").run_worker_first(["/api/*"]))
        .in_namespace(&tenants)
        .compatibility_flags(["nodejs_compat", "x"])
        .build("minify", true)
        .local("dev", json!({ "port": 8787 }))
        .cpu_ms(50)
        .subrequests(100)
        .placement(Placement::region("aws:us-east-1"))
        .observability(|o| {
            o.sampling(0.1)
                .logs(|l| l.persist(true).invocations(false).sampling(0.5))
                .traces(|t| t.off().destinations(["otel"]))
        })
        .logpush(true)
        .tail(&watcher)
        .tail("elsewhere")
        .streaming_tail("stream")
        .cache(true)
        .metadata("code_update_strategy", json!({ "mode": "immediate" }))
        .keep_vars()
        .check("/health", status(200).contains("ok"))
        .check("/", status(404))
        .protect()
        .was("old-api")
        .ignore("logpush")
        .called("the-api");
    app.worker("site").assets("public").compatibility_flag("x").placement(Placement::smart());
    app.worker("near").placement(Placement::smart_near("weur")).observability(Observability::off);
    app.worker("host").placement(Placement::host("db:5432")).assets(Assets::new("p").run_worker_first(true));
    app.worker("name").placement(Placement::hostname("db.example.com"));
}

fn triggers(app: &App) {
    app.worker("api")
        .script("a.js")
        .route("a.example.com/*")
        .route_in("b.example.com/*", "example.com")
        .domain("shop.example.com")
        .domain_with("x.example.com", |domain| domain.zone("example.com").enabled(false).previews(true))
        .no_crons()
        .workers_dev(false)
        .preview_urls(true)
        .address("orders@example.com")
        .event(json!({ "type": "r2", "bucket": "b" }))
        .consume("theirs", |c| {
            c.max_batch(1).max_wait_ms(2).max_retries(3).retry_delay(4).max_concurrency(5).dead_letter("dead")
        });
    app.worker("none").script("n.js").no_routes().no_domains().cron("0 * * * *").cron("1 * * * *");
}

fn cycles(app: &App) {
    let one = app.worker("one").script("1.js");
    let two = app.worker("two").script("2.js").bind("ONE", &one);
    one.bind("TWO", &two).bind("SELF", &one).tail(&two).var("AFTER", "x");
    let early = app.r2("early").jurisdiction(Jurisdiction::Eu);
    let late = app.queue("assets");
    early.notify(&late, [Notification::written()]).notify(&late, [Notification::deleted()]);
    app.any("rules.lists", "general", json!({ "name": "office" })).set("kind", late.id());
}
