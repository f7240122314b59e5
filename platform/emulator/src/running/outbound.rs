//! What Workers ask of the network: hosts of the account are answered here, and what Workers of a dispatch namespace ask may go through
//! another Worker first.

use super::hosts::{Led, lead};
use super::proxy::{From, refusal, send, serve};
use super::{Deployed, Key, Running, setup};
use crate::bindings::{Bound, text};
use crate::events::answer::Watch;
use crate::products::workers::dispatch;
use crate::server::reply::{Answered, Reply};
use crate::server::{Body, response, whole};
use crate::world::World;
use cfs_local::{Code, Module, ModuleKind, Target, Worker};
use http::{HeaderValue, Request, Response, StatusCode, Uri};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Parameters of a dispatch, for the Worker that its requests go through.
pub(super) const PARAMS: &str = "cfs-outbound";
/// On a question, rather than a request.
const ASKS: &str = "cfs-asks";
const MAIN: &str = "cfs-outbound.mjs";

/// A Worker of a namespace that is asked now, with parameters.
struct One {
    id: String,
    account: String,
    name: String,
    params: Value,
}

/// All of them, the newest last.
#[derive(Default)]
pub(crate) struct Dispatched(Mutex<Vec<One>>);

impl Dispatched {
    fn all(&self) -> MutexGuard<'_, Vec<One>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears that one begins or ends: the binding is of a namespace.
    pub(crate) fn answer(&self, bound: &Bound<'_>) -> Answered {
        let said: Value = serde_json::from_slice(&bound.asked.body)
            .map_err(|error| text(400, format!("the request is no JSON: {error}")))?;
        if bound.asked.segments.last().is_some_and(|last| last == "end") {
            self.all().retain(|one| said["id"] != one.id.as_str());
            return Ok(Reply::json(200, &json!({})));
        }
        let id = bound.world.ids.hex();
        let name = dispatch::running_name(bound.id, said["name"].as_str().unwrap_or_default());
        let (account, params) = (bound.account.to_owned(), said["params"].clone());
        self.all().push(One { id: id.clone(), account, name, params });
        Ok(Reply::json(200, &json!({"id": id})))
    }

    /// The parameters of a Worker's newest dispatch.
    fn params(&self, account: &str, name: &str) -> Option<Value> {
        let all = self.all();
        let found = all.iter().rev().find(|one| one.account == account && one.name == name);
        found.map(|one| one.params.clone())
    }
}

/// The Workers that others' requests go through: those that a binding of a namespace names.
pub(super) fn all(deployed: &Deployed) -> BTreeSet<Key> {
    let workers = deployed.values().flatten().map(|(worker, _)| worker);
    let bindings = workers.flat_map(|worker| {
        let all = worker.metadata["bindings"].as_array().into_iter().flatten();
        all.map(move |binding| (worker.account_id.clone(), binding))
    });
    let through = bindings.filter_map(|(account, binding)| {
        Some((account, binding["outbound"]["worker"]["service"].as_str()?.to_owned()))
    });
    through.collect()
}

/// The Worker that the requests of a namespace go through.
fn through(deployed: &Deployed, account: &str, namespace: &str) -> Option<String> {
    let own = deployed.iter().filter(|((known, _), _)| known == account).flat_map(|(_, versions)| versions);
    let mut bindings =
        own.flat_map(|(worker, _)| worker.metadata["bindings"].as_array().into_iter().flatten());
    bindings.find_map(|binding| {
        let is_own = binding["type"] == "dispatch_namespace" && binding["namespace"] == namespace;
        binding["outbound"]["worker"]["service"].as_str().filter(|_| is_own).map(str::to_owned)
    })
}

/// A Worker as others' requests go through it: its `env` has the parameters of the dispatch.
pub(super) fn variant(mut worker: Worker) -> Worker {
    let primary = std::mem::take(&mut worker.name);
    worker.name = format!("{primary}/outbound");
    worker.durable_objects.clear();
    for binding in &mut worker.bindings {
        if let Target::DurableObject { worker, .. } = &mut binding.to {
            worker.get_or_insert_with(|| primary.clone());
        }
    }
    if let Code::Modules(modules) = &mut worker.code
        && let Some(main) = modules.first().map(|module| format!("./{}", module.name))
    {
        let main = Value::from(main);
        let source = format!(
            "import * as own from {main};
            export * from {main};
            export default {{
                async fetch(request, env, ctx) {{
                    const said = request.headers.get('{PARAMS}');
                    const headers = new Headers(request.headers);
                    headers.delete('{PARAMS}');
                    const inner = new Request(request, {{ headers }});
                    const all = {{ ...env, ...(said ? JSON.parse(decodeURIComponent(said)) : {{}}) }};
                    if (typeof own.default === 'function') return new own.default(ctx, all).fetch(inner);
                    return own.default.fetch(inner, all, ctx);
                }},
            }};"
        );
        modules.insert(0, Module::new(MAIN, ModuleKind::Es, source));
    }
    worker
}

/// The Worker that asks, where a request is one to the network.
pub(crate) fn asks(request: &Request<Incoming>) -> Option<String> {
    let binding = request.headers().get(cfs_local::BINDING)?.to_str().ok()?;
    binding.strip_prefix("outbound/").map(str::to_owned)
}

/// Where a request goes.
enum Way {
    /// To a host of the account.
    Own(Led),
    /// To nothing, though the host is the account's.
    Nowhere(String),
    /// Through another Worker.
    Through { account: String, name: String, version: String, params: Value },
}

fn way(world: &World, running: &Running, caller: &str, host: &str, path: &str) -> Option<Way> {
    let mut caller = caller.splitn(3, '/');
    let (account, name) = (caller.next().unwrap_or_default(), caller.next().unwrap_or_default());
    if let Some((namespace, _)) = dispatch::parts(name)
        && let Some(params) = running.dispatched.params(account, name)
    {
        let deployed = running.deployed();
        let through = through(&deployed, account, namespace);
        let key = through.map(|through| (account.to_owned(), through));
        let found = key.and_then(|key| Some((setup::name(setup::primary(deployed.get(&key)?)?), key)));
        if let Some((version, (account, name))) = found {
            return Some(Way::Through { account, name, version: format!("{version}/outbound"), params });
        }
    }
    match lead(world, running, host, path)? {
        // What stands before an origin asks the origin.
        Ok(led) if led.is_before && led.account == account && led.name == name => None,
        Ok(led) => Some(Way::Own(led)),
        Err(why) => is_own(world, host).then_some(Way::Nowhere(why)),
    }
}

/// Whether a host is below the subdomain of an account.
fn is_own(world: &World, host: &str) -> bool {
    // A state that cannot be read is said by the API.
    let accounts = world.store.list("/accounts").unwrap_or_default();
    accounts.iter().any(|account| {
        let place = crate::server::asked::place(["accounts", &account.id, "workers", "subdomain"]);
        let found = world.store.get(&place, "").ok().flatten();
        let name = found.and_then(|found| found.value["subdomain"].as_str().map(str::to_owned));
        name.is_some_and(|name| host.ends_with(&format!(".{name}.workers.dev")))
    })
}

/// Answers whether a request is to come here, or the request itself.
pub(crate) async fn go(
    running: &Arc<Running>,
    world: &Arc<World>,
    caller: &str,
    ray: &str,
    mut request: Request<Incoming>,
) -> Response<Body> {
    let is_question = request.headers_mut().remove(ASKS).is_some();
    if is_question {
        let body =
            request.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let uri = std::str::from_utf8(&body).ok().and_then(|text| text.parse::<Uri>().ok());
        let here = uri.is_some_and(|uri| {
            let host = uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
            way(world, running, caller, host, uri.path()).is_some()
        });
        return response(Reply::content(if here { 200 } else { 204 }, "", ""), ray).map(whole);
    }
    let host = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default().to_owned();
    match way(world, running, caller, &host, request.uri().path()) {
        Some(Way::Own(led)) => serve(running, world, led, ray, request).await,
        Some(Way::Through { account, name, version, params }) => {
            let said = utf8_percent_encode(&params.to_string(), NON_ALPHANUMERIC).to_string();
            if let Ok(said) = HeaderValue::from_str(&said) {
                request.headers_mut().insert(PARAMS, said);
            }
            let watch = Watch::of(world, &account, &name, ray, &request);
            send(running, &version, &format!("https://{host}"), From::Worker, watch, request).await
        }
        Some(Way::Nowhere(why)) => refusal(StatusCode::NOT_FOUND, &why),
        None => refusal(StatusCode::MISDIRECTED_REQUEST, "the host is not the account's"),
    }
}
