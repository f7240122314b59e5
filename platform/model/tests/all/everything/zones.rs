//! Things of zones.

use crate::support::read;
use cfs_model::{
    A, Aaaa, Caa, Cert, Cname, Dnskey, Ds, Https, Loc, Mx, Naptr, Ns, Openpgpkey, Ptr, Record, Smimea, Srv,
    Sshfp, Svcb, Tlsa, Txt, Uri, access_application, json, monitor, pool, zone,
};
use serde_json::{Value, json as expect};
use std::collections::BTreeSet;

#[test]
fn records_of_every_type() {
    let records = [
        A("192.0.2.1").proxied().ttl(300).comment("c").tags(["a:b"]),
        Aaaa("2001:db8::1"),
        Cname("example.net").unproxied(),
        Mx(10, "mail.example.com"),
        Ns("ns.example.com"),
        Ptr("example.com"),
        Txt("v=spf1 -all"),
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
    ];
    let count = records.len();
    let model = read(None, |app| {
        for record in records {
            app.resource(zone("example.com").dns("www", record));
        }
        Ok(())
    });
    let types: BTreeSet<&str> =
        model.resources.iter().filter_map(|resource| resource.settings["type"].as_str()).collect();
    assert_eq!(types.len(), count);
    for resource in &model.resources {
        let body = &resource.settings;
        assert_eq!(body["name"], "www.example.com");
        assert!(body["ttl"].is_u64(), "{body:?}");
        assert_eq!(resource.zone.as_deref(), Some("example.com"));
        assert!(body.contains_key("content") != body.contains_key("data"), "{body:?}");
        assert!(resource.identity.iter().all(|member| body.contains_key(member)), "{body:?}");
    }
}

#[test]
fn names_of_records() {
    let named = |name: &str, below: &str| {
        let model = read(None, |app| {
            app.resource(zone(below).dns(name, A("192.0.2.1")));
            Ok(())
        });
        model.resources[0].settings["name"].as_str().expect("a name").to_owned()
    };
    assert_eq!(named("@", "example.com"), "example.com");
    assert_eq!(named("example.com", "example.com"), "example.com");
    assert_eq!(named("a.b", "example.com"), "a.b.example.com");
    assert_eq!(named("a.example.com", "example.com"), "a.example.com");
    assert_eq!(named("notexample.com", "example.com"), "notexample.com.example.com");
    assert_eq!(named("www", "023e105f4ecef8ad9ca31a8372d0c353"), "www");
}

#[test]
fn several_records_of_a_name_have_names_of_their_own() {
    let addresses = |texts: [&'static str; 2]| {
        let model = read(None, |app| {
            for text in texts {
                app.resource(zone("example.com").dns("@", Txt(text)));
            }
            app.resource(zone("example.com").dns("@", A("192.0.2.1").one_of_several()));
            app.resource(zone("example.com").dns("@", A("192.0.2.2").one_of_several()));
            app.resource(zone("example.com").dns("x", Record::other("NEW", "content", "y")).named("x"));
            Ok(())
        });
        let addresses: Vec<String> =
            model.resources.iter().map(cfs_config::model::Resource::address).collect();
        addresses
    };
    let (one, other) = (addresses(["a", "b"]), addresses(["b", "a"]));
    assert_eq!((&one[0], &one[1]), (&other[1], &other[0]), "their order does not matter");
    assert_eq!(one[4], "dns.records/x");
}

#[test]
fn rules_checks_and_balancers() {
    let model = read(Some("staging"), |app| {
        let zone = zone("example.com");
        let block = zone.ruleset("http_request_firewall_custom").rule("ip.src eq 192.0.2.1", "block");
        app.resource(block.rule_with(
            "true",
            "skip",
            json!({ "action_parameters": { "ruleset": "current" } }),
        ));
        app.resource(zone.health_check("origin", "192.0.2.1").http("https", "/up", ["2xx"]).interval(60));
        let asks = app.resource(monitor("http").kind("https").path("/").expected_codes("2xx"));
        let primary = app.resource(pool("primary").origin("a", "192.0.2.1").monitor(asks.id()));
        app.resource(zone.load_balancer("lb").default_pools(vec![primary.id()]).fallback_pool(primary.id()));
        app.resource(zone.any("page_rules", "old", json!({ "status": "active" })));
        Ok(())
    });
    let [rules, check, asks, primary, balancer, old] = model.resources.as_slice() else { panic!("six") };
    assert_eq!((rules.kind.as_str(), rules.identity.join(",")), ("rulesets", "kind,phase".to_owned()));
    assert_eq!(rules.settings["rules"][1]["action_parameters"], expect!({ "ruleset": "current" }));
    assert_eq!(
        (&check.settings["name"], &check.settings["type"]),
        (&expect!("origin-staging"), &expect!("HTTPS"))
    );
    assert_eq!(asks.settings["description"], "http-staging");
    assert_eq!(
        primary.settings["monitor"],
        expect!({ "$ref": "load_balancers.monitors/http", "member": "id" })
    );
    assert_eq!(
        (balancer.settings["name"].as_str(), balancer.called()),
        (Some("lb.example.com"), "lb.example.com")
    );
    assert_eq!(balancer.settings["default_pools"][0]["$ref"], "load_balancers.pools/primary");
    assert_eq!((old.zone.as_deref(), &old.settings["status"]), (Some("example.com"), &expect!("active")));
}

#[test]
fn access_hostnames_and_mail() {
    let model = read(None, |app| {
        let include = json!([{ "email_domain": { "domain": "example.com" } }]);
        app.resource(
            access_application("admin", "admin.example.com")
                .session_duration("24h")
                .policy("us", "allow", include),
        );
        app.resource(zone("example.com").access_application("zone", "z.example.com"));
        app.resource(zone("example.com").custom_hostname("shop.customer.com").origin("o.example.com"));
        let ops = app.email_address("ops@example.net");
        app.resource(zone("example.com").email("info@example.com").forward(ops.email()).priority(1));
        let mailer = app.worker("mailer").script("m.js");
        app.resource(zone("example.com").email("bot@example.com").to_worker(&mailer));
        app.resource(zone("example.com").email("spam@example.com").drop_mail());
        Ok(())
    });
    let [admin, zoned, host, _, info, bot, spam] = model.resources.as_slice() else { panic!("seven") };
    assert_eq!((admin.zone.as_deref(), zoned.zone.as_deref()), (None, Some("example.com")));
    assert_eq!(admin.settings["policies"][0]["decision"], "allow");
    assert_eq!(host.settings["hostname"], "shop.customer.com");
    let action = |value: Value| expect!([{ "type": value[0], "value": [value[1]] }]);
    let forward =
        expect!(["forward", { "$ref": "email_routing.addresses/ops@example.net", "member": "email" }]);
    assert_eq!(info.settings["actions"], action(forward));
    assert_eq!(
        bot.settings["actions"],
        action(expect!(["worker", { "$ref": "worker/mailer", "member": "name" }]))
    );
    assert_eq!(spam.settings["actions"], expect!([{ "type": "drop" }]));
}
