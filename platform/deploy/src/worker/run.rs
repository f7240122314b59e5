//! The steps of one Worker, sent one after the other.

use super::assets::{self, AssetError, Progress, Refused, Transport};
use super::request::Request;
use super::steps::{
    ASSETS_TOKEN, Stage, Step, VERSION_ID, domain_conflicts, namespace_id, namespace_member, version_id,
};
use super::wanted::Wanted;
use cfs_config::model::Reference;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// What happens while steps are sent.
pub trait Watch: Sync {
    /// A step begins.
    fn begins(&self, step: &Step) {
        let _ = step;
    }

    /// A step is done: the `result` of its answer.
    fn done(&self, step: &Step, result: &Value) {
        let _ = (step, result);
    }

    /// Assets are under way.
    fn assets(&self, progress: Progress) {
        let _ = progress;
    }
}

/// Watches nothing.
impl Watch for () {}

/// What came of the steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ran {
    /// The version that was uploaded.
    pub version_id: Option<String>,
    /// The script's `etag` then, where an answer told it.
    pub etag: Option<String>,
    /// Members of the Worker that answers gave: what references to it are filled with.
    pub members: BTreeMap<String, Value>,
}

/// Why the steps ended early. Those before are done, and sending all again does no harm.
#[derive(Debug)]
pub struct Stopped {
    /// Which step did not go well, counted from zero.
    pub at: usize,
    /// What it is for.
    pub stage: Stage,
    /// What it does.
    pub what: String,
    /// Why.
    pub why: Why,
    /// What came of the steps before.
    pub ran: Ran,
}

/// Why a step did not go well.
#[derive(Debug)]
#[non_exhaustive]
pub enum Why {
    /// The service refused it, or no answer came.
    Refused(Refused),
    /// Assets did not arrive.
    Assets(AssetError),
    /// Something that it needs is not known: a reference that nothing gives.
    Unknown(Reference),
    /// DNS records of others are in the way of these hosts.
    Hosts(Vec<String>),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.what)?;
        match &self.why {
            Why::Refused(refused) => refused.fmt(f),
            Why::Assets(error) => error.fmt(f),
            Why::Unknown(reference) => {
                write!(f, "the member `{}` of {} is not known", reference.member, reference.address)
            }
            Why::Hosts(hosts) => write!(
                f,
                "DNS records that are there are in the way of {}: remove them, or say that they may be replaced",
                hosts.join(", ")
            ),
        }
    }
}

impl std::error::Error for Stopped {}

/// Sends the steps of a Worker in their order, each once its references are known. `known` gives what others have.
///
/// # Errors
/// With the first step that does not go well: none of those after it is sent.
pub async fn run<T: Transport>(
    transport: &T,
    wanted: &Wanted<'_>,
    steps: &[Step],
    known: &(dyn Fn(&Reference) -> Option<Value> + Sync),
    watch: &dyn Watch,
) -> Result<Ran, Stopped> {
    let mut ran = Ran::default();
    for (at, step) in steps.iter().enumerate() {
        watch.begins(step);
        match one(transport, wanted, step, known, watch, &mut ran).await {
            Ok(result) => watch.done(step, &result),
            Err(why) => return Err(Stopped { at, stage: step.stage, what: step.what.clone(), why, ran }),
        }
    }
    Ok(ran)
}

async fn one<T: Transport>(
    transport: &T,
    wanted: &Wanted<'_>,
    step: &Step,
    known: &(dyn Fn(&Reference) -> Option<Value> + Sync),
    watch: &dyn Watch,
    ran: &mut Ran,
) -> Result<Value, Why> {
    if let (Stage::Assets, Some(site)) = (step.stage, wanted.site) {
        let progress = |progress| watch.assets(progress);
        let token = assets::send(transport, &wanted.target, site, &progress).await.map_err(Why::Assets)?;
        ran.members.insert(ASSETS_TOKEN.to_owned(), json!(token));
        return Ok(Value::Null);
    }
    if step.stage == Stage::Containers {
        namespaces(transport, wanted, ran).await?;
    }
    let mut request = step.request.clone();
    let own = wanted.worker.address();
    let find = |reference: &Reference| {
        let of_own = (reference.address == own).then(|| ran.members.get(&reference.member).cloned());
        of_own.flatten().or_else(|| known(reference))
    };
    request.resolve(&find).map_err(Why::Unknown)?;
    let result = transport.send(request).await.map_err(Why::Refused)?;
    if step.stage == Stage::Upload {
        ran.version_id = version_id(&result);
        let etag = result["etag"].as_str().or_else(|| result["resources"]["script"]["etag"].as_str());
        ran.etag = etag.map(str::to_owned);
        ran.members.extend(ran.version_id.iter().map(|id| (VERSION_ID.to_owned(), json!(id))));
    }
    let conflicts = domain_conflicts(&result);
    if step.stage == Stage::Domains && !conflicts.is_empty() && !wanted.policy.override_hosts {
        return Err(Why::Hosts(conflicts));
    }
    Ok(result)
}

/// Containers are told by the namespaces of their classes, which the upload has made.
async fn namespaces<T: Transport>(transport: &T, wanted: &Wanted<'_>, ran: &mut Ran) -> Result<(), Why> {
    let target = &wanted.target;
    let is_known = |class: &str| ran.members.contains_key(&namespace_member(class));
    if wanted.worker.containers.iter().all(|container| is_known(&container.class_name)) {
        return Ok(());
    }
    let path = target.account("/workers/durable_objects/namespaces");
    let request = Request::get(path).query("per_page", "1000");
    let result = transport.send(request).await.map_err(Why::Refused)?;
    for container in &wanted.worker.containers {
        if let Some(id) = namespace_id(&result, &target.name, &container.class_name) {
            ran.members.insert(namespace_member(&container.class_name), json!(id));
        }
    }
    Ok(())
}
