//! Requests to Workers: streamed both ways, upgrades too.

use super::hosts::Led;
use super::{Flight, Running, outbound, setup, sites};
use crate::bindings::assets;
use crate::events::answer::Watch;
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::server::{Body, Passed, response, whole};
use crate::world::World;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, Uri, header};
use http_body_util::{Either, Empty};
use hyper::body::{Body as _, Incoming};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use std::sync::Arc;

const FAILED: HeaderName = HeaderName::from_static("cfs-failed");
const WARNING: HeaderName = HeaderName::from_static("cfs-emulator-warning");
const ERROR: HeaderName = HeaderName::from_static("cfs-emulator-error");

type Sent = Either<Incoming, Empty<Bytes>>;

/// An answer of the emulator in the place of a Worker's.
pub(crate) fn refusal(status: StatusCode, why: &str) -> Response<Body> {
    let mut response = Response::new(whole(Bytes::from(format!("{why}\n"))));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    if let Ok(why) = HeaderValue::from_str(why) {
        response.headers_mut().insert(ERROR, why);
    }
    response
}

/// Has a Worker answer a request.
pub(crate) async fn serve(
    running: &Arc<Running>,
    world: &Arc<World>,
    led: Led,
    ray: &str,
    request: Request<Incoming>,
) -> Response<Body> {
    if let Some(reply) = sites::file(world, &led, &request) {
        return response(reply, ray).map(whole);
    }
    let version = match &led.version {
        Some(id) => match running.preview(world, &led, id).await {
            Ok(version) => Some(version),
            Err(why) => return refusal(StatusCode::SERVICE_UNAVAILABLE, &why),
        },
        None => running.version(&led.account, &led.name, request.headers()),
    };
    let Some(version) = version else {
        let why =
            running.absent().clone().unwrap_or_else(|| format!("the Worker {} is not deployed", led.name));
        return refusal(StatusCode::SERVICE_UNAVAILABLE, &why);
    };
    if let Some(reply) = running.asset(world, &led, &version, &request) {
        return response(reply, ray).map(whole);
    }
    let watch = Watch::of(world, &led.account, &led.name, ray, &request);
    let from = if running.is_own(request.headers()) { From::Worker } else { From::Outside };
    send(running, &version, &led.origin, from, watch, request).await
}

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Outside,
    Worker,
}

/// Sends a request to a version, as it is called in the runtime, and has its answer passed on.
pub(super) async fn send(
    running: &Arc<Running>,
    version: &str,
    origin: &str,
    from: From,
    watch: Watch,
    mut request: Request<Incoming>,
) -> Response<Body> {
    let upgrade = request.headers().contains_key(header::UPGRADE).then(|| hyper::upgrade::on(&mut request));
    if let Err(error) = address(&mut request, origin, from, watch.ray()) {
        return refusal(StatusCode::BAD_REQUEST, &error);
    }
    // What has no body can be asked twice.
    let again = request.body().is_end_stream().then(|| copy(&request));
    let mut next = Some(request.map(Either::Left));
    let mut second = again;
    loop {
        let flight = match from {
            From::Worker => running.enter_from_within().await,
            From::Outside => running.enter().await,
        };
        let Some(flight) = flight else {
            let why = running.absent().clone().unwrap_or_else(|| "no Worker runs".to_owned());
            return refusal(StatusCode::SERVICE_UNAVAILABLE, &why);
        };
        let Some(request) = next.take().or_else(|| second.take()) else {
            return refusal(StatusCode::BAD_GATEWAY, "the local runtime ended while it was asked");
        };
        match flight.live().runtime.send(version, request).await {
            Ok(response) => return answer(flight, version, response, upgrade, watch),
            Err(error) => {
                running.revive(flight).await;
                if second.is_none() {
                    return refusal(StatusCode::BAD_GATEWAY, &error.to_string());
                }
            }
        }
    }
}

impl Running {
    /// The static asset of a request, which comes before the Worker, unless that wants to come first.
    fn asset(&self, world: &World, led: &Led, version: &str, request: &Request<Incoming>) -> Option<Reply> {
        if !matches!(request.method().as_str(), "GET" | "HEAD") {
            return None;
        }
        let metadata = {
            let deployed = self.deployed();
            let versions = deployed.get(&(led.account.clone(), led.name.clone()))?;
            let (worker, _) = versions.iter().find(|(worker, _)| setup::name(worker) == version)?;
            let assets = &worker.metadata["assets"];
            if !assets["manifest"].is_object() || assets["config"]["run_worker_first"] == true {
                return None;
            }
            worker.metadata.clone()
        };
        let path = request.uri().path();
        let asked = Asked::new("GET", path, "", request.headers().clone(), Bytes::new());
        assets::asset(world, &led.account, &metadata, &asked).unwrap_or_else(Some)
    }
}

fn copy(request: &Request<Incoming>) -> Request<Sent> {
    let mut copy = Request::new(Either::Right(Empty::new()));
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}

/// Says what the Worker sees as its address, and who asks.
fn address(request: &mut Request<Incoming>, origin: &str, from: From, ray: &str) -> Result<(), String> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = format!("{origin}{path}").parse::<Uri>().map_err(|error| error.to_string())?;
    let scheme = if origin.starts_with("https") { "https" } else { "http" };
    let cf =
        r#"{"colo":"CFS","country":"US","city":"Loopback","httpProtocol":"HTTP/1.1","tlsVersion":"TLSv1.3"}"#;
    let said = [("cf-ray", ray), ("x-forwarded-proto", scheme), ("cfs-cf", cf)];
    let headers = request.headers_mut();
    // What only the emulator tells the runtime.
    for name in ["cfs-event", cfs_local::BINDING, cfs_local::TOKEN] {
        headers.remove(name);
    }
    if from == From::Outside {
        headers.remove(outbound::PARAMS);
    }
    for (name, value) in said {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    for (name, value) in [("cf-connecting-ip", "127.0.0.1"), ("x-real-ip", "127.0.0.1")] {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    Ok(())
}

fn answer(
    flight: Flight,
    version: &str,
    mut response: Response<Incoming>,
    upgrade: Option<OnUpgrade>,
    mut watch: Watch,
) -> Response<Body> {
    watch.head(&response);
    let warnings = flight.live().warnings.get(version).map(|all| all.join("; "));
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        if let Some(client) = upgrade {
            let worker = hyper::upgrade::on(&mut response);
            tokio::spawn(join(client, worker));
        }
        // A WebSocket holds up no deployment: it ends with it.
        drop(flight);
        return response.map(|_| whole(Bytes::new()));
    }
    let threw = response.headers_mut().remove(FAILED).is_some();
    if let Some(warning) = warnings.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().insert(WARNING, warning);
    }
    if threw {
        response.headers_mut().insert(ERROR, HeaderValue::from_static("1101: the Worker threw an exception"));
    }
    response.map(|body| Either::Right(Either::Right(Passed::new(body, flight, watch))))
}

/// Passes bytes both ways until one side ends.
async fn join(client: OnUpgrade, worker: OnUpgrade) {
    if let (Ok(client), Ok(worker)) = (client.await, worker.await) {
        let (mut client, mut worker) = (TokioIo::new(client), TokioIo::new(worker));
        // How a connection ends is the two sides' business.
        drop(tokio::io::copy_bidirectional(&mut client, &mut worker).await);
    }
}
