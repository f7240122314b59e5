//! The program that shows how it feels to use.

use crate::support::strict;
use cfs_config::Model;
use cfs_config::model::{Place, Source};
use serde_json::{Value, json};

/// The program as it stands, handed over to us.
mod program {
    use cfs_model::{App, Result};
    use std::cell::RefCell;

    thread_local! {
        static ENVIRONMENT: RefCell<Option<&'static str>> = const { RefCell::new(None) };
        static TEXT: RefCell<String> = const { RefCell::new(String::new()) };
    }

    fn app(name: &str, describe: impl FnOnce(&App) -> Result) -> Result {
        let text = cfs_model::model(name, ENVIRONMENT.take(), describe)?;
        TEXT.replace(text);
        Ok(())
    }

    include!("infrastructure.rs");

    pub(super) fn run(environment: Option<&'static str>) -> String {
        ENVIRONMENT.replace(environment);
        main().expect("no mistake");
        TEXT.take()
    }
}

fn model(environment: Option<&'static str>) -> Model {
    let model = strict(&program::run(environment));
    assert_eq!(cfs_config::validate(&model), [], "nothing is to be said of it");
    model
}

#[test]
fn it_is_the_model_that_it_says() {
    let model = model(None);
    assert_eq!((model.app.as_str(), model.environment.as_deref()), ("shop", None));
    let addresses: Vec<String> = model.resources.iter().map(cfs_config::model::Resource::address).collect();
    let expected = [
        "d1/orders",
        "kv/cache",
        "r2/uploads",
        "queue/mail",
        "queue/mail-dead",
        "dns.records/api.example.com:cname",
    ];
    assert_eq!(addresses, expected);
    let [api, mailer] = model.workers.as_slice() else { panic!("two Workers") };
    assert_eq!(api.source, Some(Source::Crate("workers/api".to_owned())));
    assert_eq!(api.bindings["DB"], json!({ "type": "d1", "id": { "$ref": "d1/orders", "member": "uuid" } }));
    assert_eq!(api.bindings["LOG"], json!({ "type": "plain_text", "text": "info" }));
    let secret = json!({ "type": "secret_text", "text": { "$secret": { "env": "API_KEY" } } });
    assert_eq!(api.bindings["API_KEY"], secret);
    assert_eq!(api.classes.keys().collect::<Vec<_>>(), ["Room"]);
    assert_eq!(api.crons.as_deref(), Some(&["0 * * * *".to_owned()][..]));
    let [consumer] = mailer.consumers.as_slice() else { panic!("one consumer") };
    assert_eq!(consumer.queue, json!({ "$ref": "queue/mail", "member": "queue_name" }));
    assert_eq!(consumer.dead_letter_queue.as_ref().expect("a queue")["$ref"], "queue/mail-dead");
    let record = model.resources.last().expect("a record");
    assert_eq!(record.zone.as_deref(), Some("example.com"));
    let body = json!({ "type": "CNAME", "name": "api.example.com", "content": "shop.example.com", "ttl": 1, "proxied": true });
    assert_eq!(Value::Object(record.settings.clone()), body);
}

#[test]
fn an_environment_has_its_own_names_and_routes() {
    let model = model(Some("staging"));
    let called: Vec<&str> = model.resources.iter().map(cfs_config::model::Resource::called).collect();
    let expected =
        ["orders-staging", "cache-staging", "uploads-staging", "mail-staging", "mail-dead-staging"];
    assert_eq!(called[..5], expected);
    assert_eq!(model.workers[0].called(), "api-staging");
    let routes: Vec<&str> =
        model.workers[0].routes.iter().flatten().map(|route| route.pattern.as_str()).collect();
    assert_eq!(routes, ["api.example.com/*", "staging.example.com/*"]);
}

#[test]
fn everything_has_its_place() {
    let model = model(None);
    let place = |line, column| Some(Place { file: file(), line, column });
    assert_eq!(model.resources[0].place, place(4, 23));
    assert_eq!(model.workers[0].place, place(9, 19));
    assert_eq!(model.workers[0].places.get("CACHE").cloned(), place(11, 26));
    assert_eq!(model.workers[0].declared.get("crons.0").cloned(), place(14, 37));
    assert_eq!(model.workers[1].consumers[0].place, place(15, 51));
}

/// The program's file, as the compiler was given it.
fn file() -> String {
    file!().replace("north_star", "infrastructure")
}
