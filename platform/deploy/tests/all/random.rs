//! Random models: plan, apply, and the plan is empty; from one to another and back is where it was. In any order.

use crate::support::{Account, SECRET, model};
use cfs_config::Model;
use cfs_deploy::{Options, Plan};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// A small thing, one of a few of its kind, in one of a few states.
fn thing() -> impl Strategy<Value = Value> {
    (0..7_usize, 0..3_u32, 0..3_u32).prop_map(|(kind, name, state)| match kind {
        0 => json!({"kind": "kv", "name": format!("kv-{name}")}),
        1 => json!({"kind": "queue", "name": format!("queue-{name}"), "settings": {"settings": {"delivery_delay": state}}}),
        2 => json!({"kind": "dns.records", "name": format!("dns-{name}"), "zone": "example.com", "settings":
            {"type": "A", "name": format!("h{name}.example.com"), "content": format!("192.0.2.{state}"), "ttl": 60, "proxied": state == 1}}),
        3 => json!({"kind": "r2", "name": format!("r2-{name}"), "parts": if state == 0 { json!({}) } else {
            json!({"cors": [{"allowed": {"methods": ["GET"], "origins": [format!("https://{state}.example.com")]}}]})}}),
        4 => json!({"kind": "pages", "name": format!("pages-{name}"), "settings": {"production_branch": format!("b{state}")}}),
        5 => json!({"kind": "hyperdrive", "name": format!("pg-{name}"), "settings": {"origin": {"scheme": "postgres", "host": format!("h{state}.example.com"),
            "port": 5432, "database": "d", "user": "u", "password": {"$secret": {"env": "PG"}}}}}),
        _ => json!({"kind": "alerting.destinations.webhooks", "name": format!("hook-{name}"), "settings": {"url": format!("https://{state}.example.com")}}),
    })
}

fn models() -> impl Strategy<Value = Model> {
    prop::collection::vec(thing(), 0..8).prop_map(|mut things| {
        let mut seen = std::collections::BTreeSet::new();
        things.retain(|thing| seen.insert(format!("{}{}", thing["kind"], thing["name"])));
        model(json!({"cfs_model": 1, "app": "random", "resources": things}))
    })
}

async fn to(account: &Account, model: &Model, options: &Options) -> Result<Plan, TestCaseError> {
    let plan = account.plan_with(&account.client, model, SECRET, options).await;
    prop_assert!(plan.problems.is_empty(), "{:?}", plan.problems);
    let outcome = account.apply(&plan).await;
    prop_assert!(outcome.is_complete(), "{outcome:?}");
    let again = account.plan_with(&account.client, model, SECRET, options).await;
    prop_assert!(again.is_empty(), "after\n{plan}there is left\n{again}");
    Ok(again)
}

/// The addresses that are there, with what is declared of them.
fn end(plan: &Plan) -> Vec<String> {
    let mut all: Vec<String> =
        plan.steps.iter().map(|step| format!("{} {:?}", step.address, step.action)).collect();
    all.sort();
    all
}

#[test]
fn random_models_settle_and_go_back() {
    let cases = if std::env::var_os("CFS_FULL").is_some() { 1000 } else { 6 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let all = Options { delete_data: vec!["all".to_owned()], ..Options::default() };
    let done = runner.run(&(models(), models()), |(a, b)| {
        runtime.block_on(async {
            let account = Account::start().await;
            let first = to(&account, &a, &all).await?;
            to(&account, &b, &all).await?;
            let back = to(&account, &a, &all).await?;
            prop_assert_eq!(end(&first), end(&back));
            // The order of the model is no part of it.
            let mut turned = a.clone();
            turned.resources.reverse();
            let plan = account.plan_with(&account.client, &turned, SECRET, &all).await;
            prop_assert!(plan.is_empty(), "{plan}");
            Ok(())
        })
    });
    done.unwrap_or_else(|error| panic!("{error}"));
}
