//! What products do beyond keeping items.

mod ai;
pub(crate) mod d1;
mod dns;
pub(crate) mod kv;
pub(crate) mod pages;
mod queues;
pub(crate) mod r2;
pub(crate) mod vectorize;
pub(crate) mod workers;
pub(crate) mod workflows;

use crate::auth::tokens;
use crate::collection;
use crate::made::{Fill, Hint, Maker};
use crate::route::Route;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use cfs_catalogue::Operation;
use serde_json::Value;

/// Operations with answers of their own, in order.
pub(crate) const SPECIAL: &[&str] = &[
    "accounts.logs.audit.list",
    "accounts.tokens.create",
    "accounts.tokens.permission_groups.list",
    "accounts.tokens.value.update",
    "accounts.tokens.verify",
    "analytics.analytics_engine_sql",
    "analytics.graphql",
    "audit_logs.list",
    "d1.database.delete",
    "d1.database.export",
    "d1.database.get",
    "d1.database.import",
    "d1.database.query",
    "d1.database.raw",
    "d1.database.time_travel.get_bookmark",
    "d1.database.time_travel.restore",
    "dns.records.export",
    "dns.records.import",
    "durable_objects.namespaces.list",
    "kv.namespaces.bulk_delete",
    "kv.namespaces.bulk_delete_delete",
    "kv.namespaces.bulk_get",
    "kv.namespaces.bulk_update",
    "kv.namespaces.keys.list",
    "kv.namespaces.metadata.get",
    "kv.namespaces.values.delete",
    "kv.namespaces.values.get",
    "kv.namespaces.values.update",
    "pages.assets.check_missing",
    "pages.assets.upload",
    "pages.assets.upsert_hashes",
    "pages.projects.create",
    "pages.projects.deployments.create",
    "pages.projects.deployments.retry",
    "pages.projects.deployments.rollback",
    "pages.projects.get_upload_token",
    "queues.get",
    "queues.get_metrics",
    "queues.list",
    "queues.messages.ack",
    "queues.messages.bulk_push",
    "queues.messages.peek",
    "queues.messages.pull",
    "queues.messages.purge",
    "queues.messages.push",
    "queues.purge.start",
    "r2.buckets.create",
    "r2.buckets.delete",
    "r2.buckets.objects.delete",
    "r2.buckets.objects.get",
    "r2.buckets.objects.list",
    "r2.buckets.objects.upload",
    "r2.temporary_credentials.create",
    "user.tokens.create",
    "user.tokens.permission_groups.list",
    "user.tokens.value.update",
    "user.tokens.verify",
    "vectorize.indexes.delete_by_ids",
    "vectorize.indexes.get_by_ids",
    "vectorize.indexes.info",
    "vectorize.indexes.insert",
    "vectorize.indexes.list_vectors",
    "vectorize.indexes.metadata_index.create",
    "vectorize.indexes.metadata_index.delete",
    "vectorize.indexes.metadata_index.list",
    "vectorize.indexes.query",
    "vectorize.indexes.upsert",
    "workers.assets.upload.create",
    "workers.assets.upload.update",
    "workers.beta.workers.create",
    "workers.beta.workers.delete",
    "workers.beta.workers.get",
    "workers.beta.workers.versions.create",
    "workers.beta.workers.versions.delete",
    "workers.beta.workers.versions.get",
    "workers.beta.workers.versions.latest",
    "workers.beta.workers.versions.list",
    "workers.domains.list",
    "workers.domains.update",
    "workers.observability.telemetry.keys",
    "workers.observability.telemetry.live_tail",
    "workers.observability.telemetry.live_tail_heartbeat",
    "workers.observability.telemetry.query",
    "workers.observability.telemetry.values",
    "workers.scripts.assets.upload.create",
    "workers.scripts.content.get",
    "workers.scripts.content.update",
    "workers.scripts.delete",
    "workers.scripts.deployments.create",
    "workers.scripts.deployments.delete",
    "workers.scripts.deployments.get",
    "workers.scripts.deployments.list",
    "workers.scripts.domains.changeset",
    "workers.scripts.domains.records",
    "workers.scripts.get",
    "workers.scripts.references.get",
    "workers.scripts.routes",
    "workers.scripts.schedules.get",
    "workers.scripts.schedules.update",
    "workers.scripts.script_and_version_settings.edit",
    "workers.scripts.script_and_version_settings.get",
    "workers.scripts.secrets.bulk_update",
    "workers.scripts.secrets.delete",
    "workers.scripts.secrets.get",
    "workers.scripts.secrets.list",
    "workers.scripts.secrets.update",
    "workers.scripts.settings.edit",
    "workers.scripts.settings.get",
    "workers.scripts.subdomain.create",
    "workers.scripts.subdomain.delete",
    "workers.scripts.subdomain.get",
    "workers.scripts.tail.create",
    "workers.scripts.update",
    "workers.scripts.versions.create",
    "workers.scripts.versions.get",
    "workers.scripts.versions.list",
    "workers.services.delete",
    "workers.services.environments.bindings.list",
    "workers.services.environments.content.get",
    "workers.services.environments.content.update",
    "workers.services.environments.get",
    "workers.services.environments.settings.get",
    "workers.services.environments.subdomain.get",
    "workers.services.get",
    "workers.tails.by_consumer.get",
    "workers_for_platforms.dispatch.namespaces.create",
    "workers_for_platforms.dispatch.namespaces.delete",
    "workers_for_platforms.dispatch.namespaces.scripts.asset_upload.create",
    "workers_for_platforms.dispatch.namespaces.scripts.bindings.get",
    "workers_for_platforms.dispatch.namespaces.scripts.bulk_delete",
    "workers_for_platforms.dispatch.namespaces.scripts.content.get",
    "workers_for_platforms.dispatch.namespaces.scripts.content.update",
    "workers_for_platforms.dispatch.namespaces.scripts.delete",
    "workers_for_platforms.dispatch.namespaces.scripts.get",
    "workers_for_platforms.dispatch.namespaces.scripts.secrets.bulk_update",
    "workers_for_platforms.dispatch.namespaces.scripts.secrets.delete",
    "workers_for_platforms.dispatch.namespaces.scripts.secrets.get",
    "workers_for_platforms.dispatch.namespaces.scripts.secrets.list",
    "workers_for_platforms.dispatch.namespaces.scripts.secrets.update",
    "workers_for_platforms.dispatch.namespaces.scripts.settings.edit",
    "workers_for_platforms.dispatch.namespaces.scripts.settings.get",
    "workers_for_platforms.dispatch.namespaces.scripts.tags.delete",
    "workers_for_platforms.dispatch.namespaces.scripts.tags.list",
    "workers_for_platforms.dispatch.namespaces.scripts.tags.put",
    "workers_for_platforms.dispatch.namespaces.scripts.tags.update",
    "workers_for_platforms.dispatch.namespaces.scripts.update",
    "workflows.delete",
    "workflows.get",
    "workflows.instances.batch_terminate",
    "workflows.instances.bulk",
    "workflows.instances.create",
    "workflows.instances.events.create",
    "workflows.instances.get",
    "workflows.instances.list",
    "workflows.instances.status.edit",
    "workflows.instances.step",
    "workflows.instances.terminate.get",
    "workflows.list",
    "workflows.update",
    "workflows.versions.get",
    "workflows.versions.list",
];

/// Buckets of a jurisdiction are others than those without, whatever their names: they have a place of their own.
pub(crate) fn within_jurisdiction(asked: &mut Asked) {
    let wanted = asked.header("cf-r2-jurisdiction").filter(|wanted| !matches!(*wanted, "" | "default"));
    let Some(wanted) = wanted.map(r2::place_within) else { return };
    if let [scope, _, product, buckets, ..] = asked.segments.as_mut_slice()
        && (scope.as_str(), product.as_str(), buckets.as_str()) == ("accounts", "r2", "buckets")
    {
        *buckets = wanted;
    }
}

/// The answer of a product, where one has its own.
pub(crate) fn answer(world: &World, asked: &Asked, route: Option<&Route>) -> Result<Option<Reply>, Reply> {
    let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    let reply = match segments.as_slice() {
        ["user", "tokens", rest @ ..] | ["accounts", _, "tokens", rest @ ..] => {
            of_tokens(world, asked, route, rest)
        }
        ["accounts", _, "storage", "kv", "namespaces", _, rest @ ..] => of_kv(world, asked, rest),
        ["accounts", _, "d1", "database", _, rest @ ..] => of_d1(world, asked, route, rest),
        ["accounts", _, "queues", rest @ ..] => of_queues(world, asked, route, rest),
        ["accounts", _, "r2", buckets, rest @ ..] if buckets.split('@').next() == Some("buckets") => {
            of_r2(world, asked, route, rest)
        }
        ["accounts", _, "r2", "temp-access-credentials"] if asked.method == "POST" => {
            route.map(|route| r2::temporary::create(world, asked, route))
        }
        ["pages", "assets", ..] | ["accounts", _, "pages", ..] => of_pages(world, asked, route, &segments),
        ["accounts", _, "vectorize", "v2", "indexes", _, what @ ..] if !what.is_empty() => {
            route.map(|_| vectorize::answer(world, asked, what))
        }
        ["accounts", _, "hyperdrive", "configs", ..] => route
            .filter(|route| collection::is_stateful(route.operation))
            .map(|route| collection::answer(world, asked, route).map(without_passwords)),
        ["accounts", _, "ai", rest @ ..] => of_ai(world, asked, route, rest),
        ["zones", _, "dns_records", what @ ("export" | "import")] => {
            route.map(|_| dns::answer(world, asked, what))
        }
        ["accounts", _, "workflows", rest @ ..] => workflows::answer(world, asked, route, rest),
        ["accounts", _, "workers", ..] => workers::answer(world, asked, route, &segments),
        _ => return Ok(None),
    };
    reply.transpose()
}

/// Whether an operation runs a model, or lists them.
pub(crate) fn is_of_models(operation: Operation) -> bool {
    let runs = |path: &str| path.starts_with("/accounts/{account_id}/ai/run/");
    operation.name() == "ai.models.list"
        || operation.method() == "POST" && operation.detail().is_ok_and(|detail| runs(detail.path()))
}

/// An answer about databases elsewhere: what lets in there is told to nobody.
fn without_passwords(reply: Reply) -> Reply {
    let mut body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let configs: Vec<&mut Value> = match &mut body["result"] {
        Value::Array(all) => all.iter_mut().collect(),
        one => vec![one],
    };
    for origin in configs.into_iter().filter_map(|config| config["origin"].as_object_mut()) {
        origin.retain(|name, _| name != "password" && name != "access_client_secret");
    }
    Reply { body: body.to_string().into(), ..reply }
}

fn of_tokens(world: &World, asked: &Asked, route: Option<&Route>, rest: &[&str]) -> Option<Answered> {
    Some(match (asked.method.as_str(), rest) {
        ("GET", ["verify"]) => tokens::verify(world, asked),
        ("GET", ["permission_groups"]) => Ok(tokens::groups(world, asked)),
        ("PUT", [_, "value"]) => tokens::roll(world, asked),
        ("POST", []) => tokens::create(world, asked, route?),
        _ => return None,
    })
}

fn of_kv(world: &World, asked: &Asked, rest: &[&str]) -> Option<Answered> {
    Some(match (asked.method.as_str(), rest) {
        ("GET", ["values", _, ..]) => kv::get(world, asked),
        ("PUT", ["values", _, ..]) => kv::put(world, asked),
        ("DELETE", ["values", _, ..]) => kv::delete(world, asked),
        ("GET", ["metadata", _, ..]) => kv::metadata(world, asked),
        ("GET", ["keys"]) => kv::list(world, asked),
        ("PUT", ["bulk"]) => kv::bulk_put(world, asked),
        ("DELETE", ["bulk"]) | ("POST", ["bulk", "delete"]) => kv::bulk_delete(world, asked),
        ("POST", ["bulk", "get"]) => kv::bulk_get(world, asked),
        _ => return None,
    })
}

fn of_d1(world: &World, asked: &Asked, route: Option<&Route>, rest: &[&str]) -> Option<Answered> {
    Some(match (asked.method.as_str(), rest) {
        ("GET", []) => d1::get(world, asked, route?),
        ("DELETE", []) => d1::delete(world, asked, route?),
        ("POST", ["query" | "raw"]) => d1::query(world, asked),
        ("POST", ["import"]) => d1::import(world, asked),
        ("POST", ["export"]) => d1::export(world, asked),
        ("GET", ["time_travel", "bookmark"]) => d1::travel::get(world, asked),
        ("POST", ["time_travel", "restore"]) => d1::travel::restore(world, asked),
        _ => return None,
    })
}

fn of_queues(world: &World, asked: &Asked, route: Option<&Route>, rest: &[&str]) -> Option<Answered> {
    Some(match (asked.method.as_str(), rest) {
        ("GET", [] | [_]) => queues::read(world, asked, route?),
        ("GET", [_, "metrics"]) => queues::metrics(world, asked),
        ("POST", [_, "messages"] | [_, "messages", "batch"]) => queues::push(world, asked),
        ("POST", [_, "messages", "pull"]) => queues::pull(world, asked),
        ("POST", [_, "messages", "peek"]) => queues::peek(world, asked),
        ("POST", [_, "messages", "ack"]) => queues::ack(world, asked),
        ("POST", [_, "messages", "purge"] | [_, "purge"]) => queues::purge(world, asked, route?),
        _ => return None,
    })
}

fn of_r2(world: &World, asked: &Asked, route: Option<&Route>, rest: &[&str]) -> Option<Answered> {
    Some(match (asked.method.as_str(), rest) {
        ("POST", []) => r2::create(world, asked, route?),
        ("DELETE", [_]) => r2::remove(world, asked, route?),
        ("GET", [_, "objects"]) => r2::list(world, asked),
        ("GET", [_, "objects", _, ..]) => r2::get(world, asked),
        ("PUT", [_, "objects", _, ..]) => r2::put(world, asked),
        ("DELETE", [_, "objects", _, ..]) => r2::delete(world, asked),
        _ => return None,
    })
}

fn of_ai(world: &World, asked: &Asked, route: Option<&Route>, rest: &[&str]) -> Option<Answered> {
    Some(match (asked.method.as_str(), rest) {
        ("POST", ["run", _, ..]) => ai::run(asked, route?),
        ("GET", ["models", "search"]) => Ok(ai::models(world, asked)),
        _ => return None,
    })
}

fn of_pages(world: &World, asked: &Asked, route: Option<&Route>, segments: &[&str]) -> Option<Answered> {
    Some(match (asked.method.as_str(), segments) {
        ("POST", ["pages", "assets", "check-missing"]) => pages::check_missing(world, asked),
        ("POST", ["pages", "assets", "upload"]) => pages::upload(world, asked),
        ("POST", ["pages", "assets", "upsert-hashes"]) => pages::upsert(world, asked),
        ("GET", ["accounts", _, "pages", "projects", _, "upload-token"]) => pages::upload_token(world, asked),
        ("POST", ["accounts", _, "pages", "projects"]) => pages::create(world, asked, route?),
        ("POST", ["accounts", _, "pages", "projects", _, "deployments"]) => {
            pages::deploy(world, asked, route?)
        }
        ("POST", ["accounts", _, "pages", "projects", _, "deployments", _, "retry" | "rollback"]) => {
            pages::again(world, asked, route?)
        }
        _ => return None,
    })
}

/// A result, with all that the operation's type says beside it.
pub(crate) fn told(world: &World, asked: &Asked, route: &Route, value: Value) -> Reply {
    let mut maker = Maker::new(world, Fill::Needed);
    maker.known = route.known(asked);
    let fitted = route.detail.gives().map(|schema| maker.fit(schema, Hint::default(), Some(&value), 0));
    let mut value = value;
    if let (Value::Object(value), Some(Value::Object(fitted))) = (&mut value, fitted) {
        for (name, member) in fitted {
            value.entry(name).or_insert(member);
        }
    }
    Reply::enveloped(route.status(), value, None)
}

/// Makes what a path names, where a product keeps it by rules of its own; whether it does.
pub(crate) fn lead_to(world: &World, path: &str) -> Result<bool, Reply> {
    let mut asked = Asked::new("PUT", path, "", http::HeaderMap::new(), bytes::Bytes::from_static(b"value"));
    let segments: Vec<String> = asked.segments.clone();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["accounts", _, "storage", "kv", "namespaces", _, "values" | "metadata", _] => {
            kv::put(world, &asked)?
        }
        ["accounts", _, "r2", "buckets", _, "objects", _] => r2::put(world, &asked)?,
        ["accounts", _, "workers", kind, .., "secrets" | "versions" | "deployments", _]
            if *kind != "observability" =>
        {
            asked.body = bytes::Bytes::new();
            workers::lead_to(world, &asked, &segments)?;
            return Ok(true);
        }
        ["accounts", _, "workflows", ..] => return workflows::lead_to(world, &segments),
        _ => return Ok(false),
    };
    Ok(true)
}
