//! What would be refused, before it is sent; and what helps where the service refuses.

use super::assets::Refused;
use super::check::Mistake;
use super::classes::migration;
use super::deployed::Deployed;
use super::steps::Stage;
use super::upload::Upload;
use super::wanted::Wanted;
use std::collections::BTreeSet;

/// What the service would refuse once everything is uploaded, from what is there.
pub fn refusals(wanted: &Wanted<'_>, deployed: Option<&Deployed>) -> Vec<Mistake> {
    let address = wanted.worker.address();
    let place = wanted.worker.place.as_ref();
    let migration = migration(wanted.worker, deployed, wanted.policy.classes);
    let mut all = migration.mistakes.clone();
    if wanted.upload.is_none() && wanted.site.is_none() && deployed.is_none() {
        let text = format!("{address}: there is neither code nor a file to upload");
        all.push(Mistake::new(text, place));
    }
    if wanted.policy.version_only && deployed.is_none() {
        let text = format!("{address}: there is no such Worker yet to have a version of: deploy it first");
        all.push(Mistake::new(text, place));
    } else if wanted.policy.version_only && migration.needs_deployment() && !migration.changes.is_empty() {
        let changes = migration.changes.join(", ");
        let text = format!("{address}: a version alone cannot change classes ({changes}): deploy it");
        all.push(Mistake::new(text, place));
    }
    all
}

/// The permission that a kind of binding needs of who uploads it, where that is another than for Workers.
fn permission(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "kv_namespace" => "Workers KV Storage",
        "d1" => "D1",
        "r2_bucket" => "Workers R2 Storage",
        "queue" => "Queues",
        "vectorize" => "Vectorize",
        "hyperdrive" => "Hyperdrive",
        "ai" => "Workers AI",
        "pipelines" => "Pipelines",
        "secrets_store_secret" => "Secrets Store",
        "vpc_service" | "vpc_network" => "Connectivity Directory",
        _ => return None,
    })
}

/// What helps with a step that the service has refused, if something is known to.
pub fn help(wanted: &Wanted<'_>, stage: Stage, refused: &Refused) -> Option<String> {
    let is = |code: i64| refused.codes.contains(&code);
    if matches!(refused.status, Some(401 | 403)) || is(10_000) || is(9_109) {
        return Some(permissions(wanted, stage));
    }
    let text = match stage {
        Stage::Upload if is(10_027) => return Some(largest(wanted.upload?)),
        _ if is(10_021) => "the code does not start: what it says above is from its first run",
        _ if is(10_057) => {
            "a binding or secret that is to be kept is not there: declare it, or set the secret first"
        }
        _ if is(10_061) => {
            "a class is bound that no migration has made: declare it among the Worker's classes"
        }
        _ if is(10_063) => {
            "the account has no workers.dev name yet: choose one in the dashboard, or declare a route"
        }
        _ if is(10_064) => "something still depends on it: plan again, which shows what",
        _ if is(10_079) => "classes have been migrated since the plan was made: plan again",
        _ if is(10_211) => "classes change, which a version alone cannot do: deploy it",
        _ if is(10_220) => {
            "a secret has changed since that version was made: deploy with force, or upload it again"
        }
        _ if is(11_001) => {
            "it is still the consumer of a queue and no longer handles one: remove the consumer, or handle `queue`"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

fn permissions(wanted: &Wanted<'_>, stage: Stage) -> String {
    let of_stage = match stage {
        Stage::Routes => "Workers Routes",
        Stage::Domains => "Workers Routes, and DNS of the zone",
        Stage::Consumers => "Queues",
        Stage::Containers => "Containers",
        _ => "Workers Scripts",
    };
    let kinds = wanted.worker.bindings.values().filter_map(|binding| permission(binding["type"].as_str()?));
    let kinds: BTreeSet<&str> = kinds.filter(|_| matches!(stage, Stage::Upload)).collect();
    let mut text = format!("the token must be allowed to edit {of_stage}");
    if !kinds.is_empty() {
        let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
        text.push_str(&format!(", and for the Worker's bindings: {kinds}"));
    }
    text
}

fn largest(upload: &Upload) -> String {
    let mut modules: Vec<(usize, &str)> =
        upload.modules.iter().map(|module| (module.content.len(), module.name.as_str())).collect();
    modules.sort_by(|one, other| other.cmp(one));
    let shown = modules.iter().take(5).map(|(size, name)| format!("{name} ({size} bytes)"));
    format!("its largest modules: {}", shown.collect::<Vec<_>>().join(", "))
}
