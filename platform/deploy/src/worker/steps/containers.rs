//! Containers of a Worker's classes: applications that run images of a registry.

use super::{Stage, Step, own, step};
use crate::worker::deployed::Deployed;
use crate::worker::difference::{Area, Difference};
use crate::worker::metadata::container_name;
use crate::worker::request::{Method, Request};
use crate::worker::target::segment;
use crate::worker::wanted::Wanted;
use cfs_config::model::Container;
use serde_json::{Value, json};

/// Members that say what runs in a container; all others say where and how many.
const CONFIGURATION: [&str; 9] = [
    "instance_type",
    "vcpu",
    "memory_mib",
    "disk",
    "environment_variables",
    "observability",
    "command",
    "entrypoint",
    "ports",
];

/// Members that say how a change is rolled out.
const ROLLOUT: [&str; 2] = ["rollout_step_percentage", "rollout_kind"];

/// The member of a Worker that is the id of a class's namespace: see [`namespace_id`].
pub fn namespace_member(class: &str) -> String {
    format!("namespace_id.{class}")
}

/// The id of the namespace of a class, from the answer to `GET …/versions/{id}` or to `GET workers/durable_objects/namespaces`.
pub fn namespace_id(result: &Value, script: &str, class: &str) -> Option<String> {
    let of_version = result["resources"]["bindings"].as_array().into_iter().flatten();
    let of_version = of_version
        .filter(|binding| binding["class_name"] == class && binding["script_name"].is_null())
        .find_map(|binding| binding["namespace_id"].as_str());
    let listed = result.as_array().into_iter().flatten();
    let mut listed = listed.filter(|one| one["script"] == script && one["class"] == class);
    of_version.or_else(|| listed.find_map(|one| one["id"].as_str())).map(str::to_owned)
}

pub(super) fn steps(wanted: &Wanted<'_>, deployed: Option<&Deployed>, difference: &Difference) -> Vec<Step> {
    let there = deployed.and_then(|there| there.applications.as_ref());
    let mut steps = Vec::new();
    for container in &wanted.worker.containers {
        let name = container_name(wanted, container);
        let member = format!("container {name}");
        let is_changed = difference.changes.iter().any(|change| {
            let rest = change.member.strip_prefix(&member);
            change.area == Area::Containers
                && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        if is_changed {
            one(wanted, container, &name, there.and_then(|there| there.get(&name)), &mut steps);
        }
    }
    steps
}

fn one(wanted: &Wanted<'_>, container: &Container, name: &str, old: Option<&Value>, steps: &mut Vec<Step>) {
    let mut configuration = json!({"image": container.image});
    let mut body = json!({
        "name": name, "scheduling_policy": "default", "instances": 0, "constraints": {"tiers": [1, 2]},
        "rollout_active_grace_period": 0,
    });
    for (member, value) in &container.settings {
        if CONFIGURATION.contains(&member.as_str()) {
            configuration[member] = value.clone();
        } else if !ROLLOUT.contains(&member.as_str()) {
            body[member] = value.clone();
        }
    }
    body["configuration"] = configuration.clone();
    let base = wanted.target.account("/containers/applications");
    let Some(id) = old.and_then(|old| old["id"].as_str()) else {
        body["durable_objects"] =
            json!({"namespace_id": own(wanted, &namespace_member(&container.class_name))});
        let request = Request::new(Method::Post, base).json(body);
        steps.push(step(Stage::Containers, format!("containers {name}"), request));
        return;
    };
    let path = format!("{base}/{}", segment(id));
    steps.push(step(
        Stage::Containers,
        format!("containers {name}"),
        Request::new(Method::Patch, path.clone()).json(body),
    ));
    let mut rollout = json!({
        "description": "Progressive update", "strategy": "rolling", "target_configuration": configuration,
        "kind": container.settings.get("rollout_kind").cloned().unwrap_or_else(|| json!("full_auto")),
    });
    match container.settings.get("rollout_step_percentage") {
        Some(Value::Array(shares)) => {
            let count = shares.len();
            rollout["steps"] = shares
                .iter()
                .enumerate()
                .map(|(at, share)| {
                    json!({
                        "step_size": {"percentage": share},
                        "description": format!("Step {} of {count} - rollout at {share}% of instances", at + 1),
                    })
                })
                .collect();
        }
        share => rollout["step_percentage"] = share.cloned().unwrap_or_else(|| json!(25)),
    }
    if rollout["kind"] != "none" {
        let request = Request::new(Method::Post, format!("{path}/rollouts")).json(rollout);
        steps.push(step(Stage::Containers, format!("roll out containers {name}"), request));
    }
}
