//! Workflows: instances made, told, looked at and listed by page; answers that leave out what the document requires.

use crate::ACCOUNT;
use crate::check::Checks;
use cfs_http::Json;
use cfs_management::workflows::instances::status::StatusEdit;
use cfs_management::workflows::instances::{InstanceOutput, InstanceStep};
use cfs_management::workflows::{Instance, InstanceCreate, InstanceStatus};
use cfs_management::{Client, Error};
use futures_util::TryStreamExt;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const ORDER: &str = "order";

pub async fn run(cf: &Client, strict: &Client, checks: &mut Checks) -> Result<(), Error> {
    described(cf, strict, checks).await?;
    let ended = succeeds(cf, checks).await?;
    let failed = fails(cf, checks).await?;
    listed(cf, checks, BTreeSet::from([ended, failed])).await?;
    refusals(cf, checks).await;
    let deleted = cf.workflows().delete(ACCOUNT, ORDER).await?;
    let status = deleted.map(|deleted| deleted.status.as_str().to_owned());
    checks.equal("workflows: deleted", status.as_deref(), Some("ok"));
    Ok(())
}

/// The workflow itself.
async fn described(cf: &Client, strict: &Client, checks: &mut Checks) -> Result<(), Error> {
    let list: Vec<_> = cf.workflows().list(ACCOUNT).stream().try_collect().await?;
    checks.equal("workflows: one", list.len(), 1);
    let names = list.first().map(|workflow| (workflow.name.as_str(), workflow.class_name.as_str()));
    checks.equal("workflows: its names", names, Some((ORDER, "Order")));
    match strict.workflows().list(ACCOUNT).await {
        Err(Error::Decode(error)) => {
            let what = error.to_string();
            let named = what.contains("result[0]") && what.contains("`created_on`");
            checks.that(&format!("workflows: strictly read, a missing member is named: {what}"), named);
        }
        other => checks
            .that(&format!("workflows: strictly read, a missing member is an error, not {other:?}"), false),
    }
    Ok(())
}

/// An instance that takes a step, waits for an event and ends when it comes; its id.
async fn succeeds(cf: &Client, checks: &mut Checks) -> Result<String, Error> {
    let instances = cf.workflows().instances();
    let made = instances.create(ACCOUNT, ORDER, order("tea — 茶", false)).await?;
    checks.that("workflows: an instance has an id", !made.id.is_empty());
    let paid = BTreeMap::from([("by".to_owned(), Json::from("card"))]);
    let instance = until(cf, &made.id, |instance| instance.steps.len() == 2).await?;
    checks.equal("workflows: it waits", instance.status.as_str(), InstanceStatus::Running.as_str());
    checks.equal("workflows: its parameters", instance.params["item"].as_str().as_deref(), Some("tea — 茶"));
    match &instance.steps[..] {
        [InstanceStep::Step(step), InstanceStep::WaitForEvent(wait)] => {
            let count = step.output.get("count").and_then(Json::as_i64);
            checks.equal("workflows: a step's output", count, Some(2));
            checks.equal("workflows: a step's attempts", step.attempts.len(), 1);
            checks.equal("workflows: a step's retries", step.config.retries.limit, 5);
            checks.that("workflows: it waits for an event", !wait.finished && wait.name.starts_with("paid"));
        }
        other => checks.that(&format!("workflows: a step and a wait, not {other:?}"), false),
    }
    instances.events().create(ACCOUNT, ORDER, &made.id, "payment", paid).await?;
    let instance = until(cf, &made.id, |instance| instance.end.is_some()).await?;
    checks.equal("workflows: it ends", instance.status.as_str(), InstanceStatus::Complete.as_str());
    let output = InstanceOutput::Text("tea — 茶 paid by card".into());
    checks.equal("workflows: its output", instance.output, output);
    Ok(made.id)
}

/// An instance that fails; its id.
async fn fails(cf: &Client, checks: &mut Checks) -> Result<String, Error> {
    let made = cf.workflows().instances().create(ACCOUNT, ORDER, order("tea", true)).await?;
    let instance = until(cf, &made.id, |instance| instance.end.is_some()).await?;
    let message = instance.error.map(|error| error.message);
    checks.equal("workflows: a failure says why", message.as_deref(), Some("no such item"));
    Ok(made.id)
}

/// Five more instances, and all of them listed by page.
async fn listed(cf: &Client, checks: &mut Checks, mut wanted: BTreeSet<String>) -> Result<(), Error> {
    let workflows = cf.workflows();
    for number in 0..5 {
        let input = order(&number.to_string(), false);
        wanted.insert(workflows.instances().create(ACCOUNT, ORDER, input).await?.id);
    }
    let list = || workflows.instances().list(ACCOUNT, ORDER).per_page(3);
    let found: Vec<_> = list().stream().try_collect().await?;
    checks.equal("workflows: as many instances as were made", found.len(), wanted.len());
    let ids: BTreeSet<String> = found.into_iter().map(|instance| instance.id).collect();
    checks.equal("workflows: all pages, nothing lost or twice", &ids, &wanted);
    let first = list().await?;
    let totals = (first.info().total_count, first.info().total_pages);
    checks.equal("workflows: totals", totals, (Some(7), Some(3)));
    let ended: Vec<_> = list().status(InstanceStatus::Complete).stream().try_collect().await?;
    checks.equal("workflows: by status", ended.len(), 1);
    let workflow = workflows.get(ACCOUNT, ORDER).await?;
    checks.equal("workflows: counts", workflow.instances.complete, Some(1.0));
    Ok(())
}

/// What is refused, and what is not there.
async fn refusals(cf: &Client, checks: &mut Checks) {
    let workflows = cf.workflows();
    // The local implementation calls the member `action`.
    let refused = workflows.instances().status().edit(ACCOUNT, ORDER, "x", StatusEdit::new("pause")).await;
    checks.refused("workflows: a body that is refused", refused, 400, 10001);
    let missing = workflows.instances().get(ACCOUNT, ORDER, "not there").await;
    checks.refused("workflows: an instance that is not there", missing, 404, 10501);
    let nowhere = workflows.get(ACCOUNT, "nowhere").await;
    checks.refused("workflows: a workflow that is not there", nowhere, 404, 10501);
}

/// An instance's parameters: what is ordered, and whether that fails.
fn order(item: &str, fails: bool) -> InstanceCreate {
    let params = [("item", Json::from(item)), ("fails", Json::from(fails))];
    InstanceCreate::new().params(BTreeMap::from(params.map(|(name, value)| (name.to_owned(), value))))
}

/// An instance as soon as it is as far as that; as it is after two minutes otherwise.
async fn until(cf: &Client, id: &str, far: fn(&Instance) -> bool) -> Result<Instance, Error> {
    let mut left = 1_200;
    loop {
        let instance = cf.workflows().instances().get(ACCOUNT, ORDER, id).await?;
        left -= 1;
        if far(&instance) || left == 0 {
            return Ok(instance);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
