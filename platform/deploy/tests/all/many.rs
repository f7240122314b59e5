//! A thousand things.

use crate::support::{Account, SECRET, model};
use cfs_deploy::{Action, Options};
use serde_json::{Value, json};

#[tokio::test]
async fn a_thousand_things_are_read_in_less_than_sixty_calls() {
    let account = Account::start().await;
    let kinds = [
        ("kv", "storage/kv/namespaces", "title"),
        ("queue", "queues", "queue_name"),
        ("d1", "d1/database", "name"),
        ("r2", "r2/buckets", "name"),
    ];
    let (mut items, mut resources) = (Vec::new(), Vec::new());
    for at in 0..1000 {
        let (kind, path, member) = kinds[at % kinds.len()];
        let name = format!("thing-{at}");
        let id = if kind == "r2" { name.clone() } else { format!("{at:032x}") };
        items.push(json!({"path": format!("/accounts/{}/{path}/{id}", cfs_emulator::ACCOUNT_ID), "value": {member: name}}));
        resources.push(json!({"kind": kind, "name": name}));
    }
    account.emulator.seed(&Value::Array(items).to_string()).expect("a seed");
    let model = model(json!({"cfs_model": 1, "app": "many", "resources": resources}));
    let requests = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let seen = requests.clone();
    let client = cfs_http::Client::builder()
        .base_url(account.emulator.base_url())
        .credentials(cfs_http::Credentials::token(account.emulator.token()))
        .pace(false)
        .observer(move |_: &cfs_http::Attempt| {
            seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        })
        .build()
        .expect("a client");
    let begun = std::time::Instant::now();
    let plan = account.plan_with(&client, &model, SECRET, &Options::default()).await;
    let requests = requests.load(std::sync::atomic::Ordering::SeqCst);
    println!("{requests} requests, {} ms", begun.elapsed().as_millis());
    assert_eq!(plan.count(Action::Adopt), 1000, "{plan}");
    assert!(requests < 60, "{requests} requests");
}
