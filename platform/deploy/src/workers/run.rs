//! Doing what becomes of a Worker.

use super::{KIND, filled, wanted};
use crate::call::{Known, resolved};
use crate::plan::Plan;
use crate::worker::{self, Deployed, Target, client, compare};
use cfs_config::model::{Reference, Worker};
use cfs_http::Client;
use serde_json::{Value, json};

/// Uploads what stands for a Worker that others are bound to.
pub(crate) async fn placeholder(client: &Client, plan: &Plan, address: &str) -> Result<(), String> {
    let desired = &plan.inner.desired;
    let own = address.strip_suffix("/placeholder").unwrap_or(address);
    let Some(one) = desired.workers.iter().find(|worker| worker.address() == own) else { return Ok(()) };
    let step = worker::placeholder(&worker::Wanted::new(&desired.account, one), &desired.workers);
    client::send(client, &step.request).await.map(drop).map_err(|error| error.to_string())
}

/// Makes a Worker what is declared; what is known of it then.
pub(crate) async fn run(client: &Client, plan: &Plan, one: &Worker, known: &Known) -> Result<Value, String> {
    let (desired, actual) = (&plan.inner.desired, &plan.inner.actual);
    let address = one.address();
    let worker = filled(one, known, Some(&desired.secrets))?;
    let entry = actual.stored.state.entries.get(&address).filter(|entry| entry.kind == KIND);
    let before = entry.and_then(super::before);
    let wanted = wanted(&worker, one, desired, actual, entry.zip(before.as_ref()), known);
    let nothing = worker::Answers::default();
    let answers = actual.workers.answers.get(&address).unwrap_or(&nothing);
    let placeholder = plan.step(&format!("{address}/placeholder")).is_some();
    let deployed = if placeholder {
        Some(worker::after_placeholder(&wanted))
    } else {
        Deployed::read(&Target::of(&desired.account, &worker), answers)
    };
    let difference = compare(&wanted, deployed.as_ref());
    let steps = worker::steps(&wanted, deployed.as_ref(), &difference);
    let find = |reference: &Reference| resolved(&json!(reference), known, None).ok();
    let ran =
        worker::run(client, &wanted, &steps, &find, &()).await.map_err(|stopped| stopped.to_string())?;
    let mut item = json!({"name": worker.called()});
    let told = |name: &str| entry.and_then(|entry| entry.told.get(name)).cloned().unwrap_or_default();
    let uploaded = ran.version_id.is_some();
    item["etag"] =
        ran.etag.clone().map_or_else(|| if uploaded { Value::Null } else { told("etag") }, Value::from);
    item["digest"] = json!(worker::digest(&worker, wanted.upload, wanted.site));
    if let Some(version) = &ran.version_id {
        item["version_id"] = json!(version);
    }
    Ok(item)
}
