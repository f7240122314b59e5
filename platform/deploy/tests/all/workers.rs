//! Workers beside the things that they are bound to.

use crate::support::{Account, SECRET, model, of};
use cfs_config::Model;
use cfs_deploy::worker::Upload;
use cfs_deploy::worker::upload::{Module, ModuleKind};
use cfs_deploy::{Action, Built, Options};
use serde_json::{Value, json};

fn shop() -> Value {
    json!({"cfs_model": 1, "app": "shop",
        "resources": [
            {"kind": "kv", "name": "cache"}, {"kind": "d1", "name": "orders", "parts": {"migrations": "migrations"}}, {"kind": "queue", "name": "mail"}],
        "workers": [
            {"name": "api", "source": {"script": "api.js"}, "compatibility_date": "2026-07-01", "workers_dev": true,
             "bindings": {"CACHE": {"type": "kv_namespace", "namespace_id": {"$ref": "kv/cache", "member": "id"}},
                          "DB": {"type": "d1", "id": {"$ref": "d1/orders", "member": "uuid"}},
                          "MAIL": {"type": "queue", "queue_name": {"$ref": "queue/mail", "member": "queue_name"}},
                          "MAILER": {"type": "service", "service": "mailer"},
                          "LOG": {"type": "plain_text", "text": "info"}, "KEY": {"type": "secret_text", "text": {"$secret": {"env": "KEY"}}}},
             "crons": ["0 * * * *"], "routes": [{"pattern": "example.com/api/*", "zone": "example.com"}]},
            {"name": "mailer", "source": {"script": "mailer.js"}, "compatibility_date": "2026-07-01",
             "bindings": {"API": {"type": "service", "service": "api"}},
             "consumers": [{"queue": {"$ref": "queue/mail", "member": "queue_name"}, "settings": {"batch_size": 5}}]}],
        "outputs": {"version": {"$ref": "worker/api", "member": "version_id"}}})
}

fn built(code: &str) -> Built {
    let module =
        Module { name: "index.js".into(), kind: ModuleKind::EsModule, content: code.to_owned().into() };
    Built {
        upload: Some(Upload { main: "index.js".into(), modules: vec![module], ..Upload::default() }),
        site: None,
    }
}

const CODE: &str = "export default { fetch() { return new Response('one') }, scheduled() {}, queue() {} }";

async fn account() -> Account {
    let mut account = Account::start().await;
    account.migrations("d1/orders", &[("0001_init.sql", "CREATE TABLE orders(id INTEGER)")]);
    for address in ["worker/api", "worker/mailer"] {
        account.materials.built.insert(address.to_owned(), built(CODE));
    }
    account
}

/// The shop with a member changed.
fn shop_with(path: &str, value: Value) -> Model {
    let mut shop = shop();
    *shop.pointer_mut(path).expect("a member") = value;
    model(shop)
}

#[tokio::test]
async fn workers_and_what_they_need_are_one_graph() {
    let mut account = account().await;
    let plan = account.plan(&model(shop())).await;
    assert!(
        plan.step("worker/api/placeholder").is_some() || plan.step("worker/mailer/placeholder").is_some(),
        "{plan}"
    );
    assert!(plan.step("worker/api").expect("a step").after.contains("d1/orders/migrations"), "{plan}");
    let outcome = account.apply(&plan).await;
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert!(outcome.outputs["version"].is_string(), "{outcome:?}");
    let again = account.plan(&model(shop())).await;
    assert!(again.is_empty(), "{again}{:?}", again.acting().collect::<Vec<_>>());
    assert!(!serde_json::to_string(&plan).expect("JSON").contains(SECRET));

    // Member by member; code by what it is.
    let plan = account.settle(&shop_with("/workers/0/bindings/LOG/text", json!("debug"))).await;
    assert_eq!(of(&plan, Action::Change), ["worker/api"]);
    assert!(
        plan.to_string().contains("LOG \"info\" → \"debug\"") || plan.to_string().contains("LOG"),
        "{plan}"
    );
    account.materials.built.insert("worker/mailer".to_owned(), built(&CODE.replace("one", "two")));
    let plan = account.settle(&shop_with("/workers/0/bindings/LOG/text", json!("debug"))).await;
    assert_eq!(of(&plan, Action::Change), ["worker/mailer"]);

    // Removed means removed.
    let mut less = shop();
    let api = less["workers"][0].as_object_mut().expect("an object");
    api.remove("crons");
    api.remove("routes");
    let plan = account.settle(&model(less.clone())).await;
    assert_eq!(of(&plan, Action::Change), ["worker/api"]);
    less["workers"].as_array_mut().expect("a list").pop();
    less["workers"][0]["bindings"].as_object_mut().expect("an object").remove("MAILER");
    let plan = account.settle(&model(less)).await;
    assert_eq!(of(&plan, Action::Delete), ["worker/mailer"], "{plan}");

    let empty = model(json!({"cfs_model": 1, "app": "shop"}));
    let all = Options { delete_data: vec!["all".to_owned()], ..Options::default() };
    let plan = account.plan_with(&account.client, &empty, SECRET, &all).await;
    let outcome = account.apply(&plan).await;
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert_eq!(account.call("workers.scripts.list", &[], None).await, json!([]));
    assert_eq!(account.call("queues.list", &[], None).await, json!([]));
}
