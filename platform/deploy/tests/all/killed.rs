//! Killed after any request, the next run finishes the work: same end, nothing made twice. Each request failing once is no more
//! than that.

use crate::support::{Account, SECRET, model};
use cfs_config::Model;
use cfs_deploy::{Action, Options};
use cfs_http::{
    Body, Client, Credentials, HyperTransport, Pending, RetryPolicy, Transport, TransportError,
    TransportErrorKind,
};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// When requests stop getting through, or their answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// From this request on nothing is sent.
    Before(usize),
    /// This request is the last that is sent; its answer does not come.
    After(usize),
    /// Only this request's answer does not come.
    Once(usize),
    /// Nothing is cut.
    Never,
}

/// A network that fails when it is told to.
#[derive(Debug)]
struct Network {
    inner: HyperTransport,
    cut: Cut,
    count: Arc<AtomicUsize>,
}

impl Transport for Network {
    fn send(&self, request: http::Request<Body>) -> Pending<http::Response<Body>> {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let failed = || TransportError::new(TransportErrorKind::Send, "so the test says").into();
        let (sends, answers) = match self.cut {
            Cut::Before(at) => (number < at, number < at),
            Cut::After(at) => (number <= at, number < at),
            Cut::Once(at) => (true, number != at),
            Cut::Never => (true, true),
        };
        if !sends {
            return Box::pin(std::future::ready(Err(failed())));
        }
        let answer = self.inner.send(request);
        Box::pin(async move {
            let answer = answer.await?;
            if answers { Ok(answer) } else { Err(failed()) }
        })
    }
}

/// A client over such a network; how many requests it made.
fn over(account: &Account, cut: Cut) -> (Client, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let network = Network { inner: HyperTransport::new(), cut, count: count.clone() };
    let retries = if matches!(cut, Cut::Once(_)) { 2 } else { 0 };
    let client = Client::builder()
        .base_url(account.emulator.base_url())
        .credentials(Credentials::token(account.emulator.token()))
        .pace(false)
        .max_retries(retries)
        .retry_policy(RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(1)))
        .transport(network);
    (client.build().expect("a client"), count)
}

/// Forty resources of several kinds, some of them of others.
fn forty() -> Model {
    let mut resources: Vec<Value> = Vec::new();
    for at in 0..8 {
        resources.push(json!({"kind": "kv", "name": format!("cache-{at}")}));
        resources.push(json!({"kind": "queue", "name": format!("mail-{at}"), "settings": {"settings": {"delivery_delay": at}}}));
        resources.push(json!({"kind": "dns.records", "name": format!("host-{at}"), "zone": "example.com",
            "settings": {"type": "A", "name": format!("h{at}.example.com"), "content": "192.0.2.1", "ttl": 60, "proxied": false}}));
    }
    for at in 0..4 {
        resources.push(json!({"kind": "r2", "name": format!("uploads-{at}"), "parts": {
            "cors": [{"allowed": {"methods": ["GET"], "origins": ["https://example.com"]}}],
            "event_notifications": [{"queue": {"$ref": format!("queue/mail-{at}"), "member": "queue_id"}, "rules": [{"actions": ["PutObject"]}]}]}}));
    }
    resources.push(json!({"kind": "d1", "name": "orders", "parts": {"migrations": "migrations"}}));
    resources.push(json!({"kind": "secrets_store", "name": "team"}));
    resources.push(json!({"kind": "vectorize", "name": "articles", "settings": {"config": {"dimensions": 8, "metric": "cosine"}},
        "parts": {"metadata_indexes": [{"propertyName": "author", "indexType": "string"}]}}));
    model(json!({"cfs_model": 1, "app": "forty", "resources": resources}))
}

/// What is in the account, without what is another each time.
async fn inventory(account: &Account) -> Vec<String> {
    let mut all = Vec::new();
    for (list, name) in [
        ("kv.namespaces.list", "title"),
        ("queues.list", "queue_name"),
        ("r2.buckets.list", "name"),
        ("d1.database.list", "name"),
        ("vectorize.indexes.list", "name"),
        ("secrets_store.stores.list", "name"),
        ("dns.records.list", "name"),
    ] {
        let size = ("per_page", "100");
        let zone = ("zone_id", cfs_emulator::ZONE_ID);
        let items = account.call(list, &[size, zone], None).await;
        let names = items.as_array().expect("a list").iter().map(|item| format!("{list} {}", item[name]));
        all.extend(names);
    }
    all.sort();
    all
}

async fn account() -> Account {
    let mut account = Account::start().await;
    account.migrations(
        "d1/orders",
        &[("0001_a.sql", "CREATE TABLE a(id INTEGER)"), ("0002_b.sql", "CREATE TABLE b(id INTEGER)")],
    );
    account
}

/// How many requests a whole deployment makes, and what is there after it.
async fn whole(model: &Model) -> (usize, Vec<String>) {
    let account = account().await;
    let (client, count) = over(&account, Cut::Never);
    let plan = account.plan_with(&client, model, SECRET, &Options::default()).await;
    let outcome = cfs_deploy::apply(&client, &plan, &()).await;
    assert!(outcome.is_complete(), "{outcome:?}");
    assert!(plan.count(Action::Create) >= 40, "{plan}");
    (count.load(Ordering::SeqCst), inventory(&account).await)
}

/// Deploys with a network that is cut; then once more, with one that is not.
async fn rerun(model: &Model, cut: Cut, expected: &[String]) {
    let account = account().await;
    let (client, _) = over(&account, cut);
    let desired = account.desired(model, SECRET);
    if let Ok(actual) = cfs_deploy::actual::read(&client, &desired, &account.materials).await {
        let plan = cfs_deploy::plan(&desired, &actual, &Options::default());
        let outcome = cfs_deploy::apply(&client, &plan, &()).await;
        if matches!(cut, Cut::Once(_)) {
            assert!(outcome.is_complete(), "{cut:?}: {outcome:#?}");
        }
    }
    account.settle(model).await;
    assert_eq!(inventory(&account).await, expected, "{cut:?}");
}

/// So many of all the places: `CFS_FULL` takes all of them.
fn places(count: usize) -> impl Iterator<Item = usize> {
    let step = if std::env::var_os("CFS_FULL").is_some() { 1 } else { 23 };
    (0..=count).step_by(step)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_any_request_the_next_run_finishes() {
    let model = forty();
    let (count, expected) = whole(&model).await;
    println!("{count} requests");
    for at in places(count) {
        rerun(&model, Cut::Before(at), &expected).await;
        rerun(&model, Cut::After(at), &expected).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_request_whose_answer_is_lost_once_is_no_failure() {
    let model = forty();
    let (count, expected) = whole(&model).await;
    for at in places(count) {
        rerun(&model, Cut::Once(at), &expected).await;
    }
}
