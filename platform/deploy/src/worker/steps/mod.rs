//! What is sent, in order.

use super::request::Request;
use serde_json::Value;

/// What a step is for: which of them stand in one another's way, and what an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// An empty Worker, for others to be bound to.
    Placeholder,
    /// The session for assets; its answer says what to send, see [`assets::send`](super::assets::send).
    Assets,
    /// The upload of a version. Before it nothing of what answers has changed.
    Upload,
    /// The version is switched to.
    Deployment,
    /// What belongs to all versions.
    Settings,
    /// Secrets, without a version of new code.
    Secrets,
    /// Containers of its classes.
    Containers,
    /// `workers.dev`.
    Subdomain,
    /// Routes.
    Routes,
    /// Hosts of its own.
    Domains,
    /// Schedules.
    Schedules,
    /// Consumers of queues.
    Consumers,
    /// Workflows.
    Workflows,
}

/// A step of a deployment: one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is for.
    pub stage: Stage,
    /// What it does, for people: `upload api`, `remove the consumer of mail`.
    pub what: String,
    /// What is sent. Members that an earlier answer gives are [`References`](cfs_config::model::Reference) to the Worker's
    /// own address: [`VERSION_ID`], [`ASSETS_TOKEN`].
    pub request: Request,
}

/// The member of a Worker that is the id of the version that was uploaded: see [`version_id`].
pub const VERSION_ID: &str = "version_id";

/// The member of a Worker that is the token that stands for its assets.
pub const ASSETS_TOKEN: &str = "assets_token";

/// The id of the version that an upload has made, from the answer to it: of `PUT` (a deployment at once) and of `POST versions`.
pub fn version_id(result: &Value) -> Option<String> {
    let whole = |id: &str| {
        let digits = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !digits {
            return id.to_owned();
        }
        [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]].join("-")
    };
    let deployed = result["deployment_id"].as_str().map(whole);
    deployed.or_else(|| result["id"].as_str().map(str::to_owned))
}
