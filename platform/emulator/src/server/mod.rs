//! HTTP on loopback: connections, bodies, the graceful stop.

pub(crate) mod asked;
mod front;
pub(crate) mod reply;
mod told;

use crate::bindings;
use crate::events::answer::Watch;
use crate::faults::{Cut, Fault};
use crate::running::{self, Flight, tails};
use crate::s3;
use crate::world::World;
use asked::Asked;
use bytes::Bytes;
use futures_util::future::{self, select};
use http_body_util::{BodyExt, Either, Limited};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use reply::Reply;
use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

/// The prefix of every path of the API.
pub(crate) const PREFIX: &str = "/client/v4";

/// No request has a larger body.
const MAX_BODY: usize = 512 << 20;

/// Open connections have so long to end their calls when the server stops.
const GRACE: Duration = Duration::from_secs(5);

pub(crate) use front::Front;
pub(crate) use told::Told;

pub(crate) type Body = Either<Told, Either<Cut, Passed>>;

/// A body of the emulator's own.
pub(crate) fn whole(body: impl Into<Told>) -> Body {
    Either::Left(body.into())
}

/// A Worker's body, as it comes.
pub(crate) struct Passed {
    body: Incoming,
    _flight: Flight,
    watch: Watch,
}

impl Passed {
    /// The body of a request that goes on until it is read.
    pub(crate) fn new(body: Incoming, flight: Flight, mut watch: Watch) -> Self {
        if hyper::body::Body::is_end_stream(&body) {
            watch.passed(0, true);
        }
        Self { body, _flight: flight, watch }
    }
}

impl hyper::body::Body for Passed {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(frame) = &polled {
            let bytes = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref().map(Bytes::len));
            // Whoever has the end of the body finds its event in the log.
            let ended = frame.is_none() || hyper::body::Body::is_end_stream(&self.body);
            self.watch.passed(bytes.unwrap_or(0), ended);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Serves until it is told to stop, then ends the calls that go on. With a front, everything that comes in is for its Worker.
pub(crate) async fn serve(
    listener: TcpListener,
    world: Arc<World>,
    front: Option<Arc<Front>>,
    stop: oneshot::Receiver<()>,
) {
    let (ending, ended) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let next = pin!(listener.accept());
        let stream = match select(next, stop.as_mut()).await {
            future::Either::Left((Ok((stream, _)), _)) => stream,
            // A connection that was gone before it was taken concerns nobody.
            future::Either::Left((Err(_), _)) => continue,
            future::Either::Right(_) => break,
        };
        drop(stream.set_nodelay(true));
        let world = Arc::clone(&world);
        let front = front.clone();
        let service = service_fn(move |request| answer(Arc::clone(&world), front.clone(), request));
        let mut http = hyper::server::conn::http1::Builder::new();
        // Connections of programs that were stopped for a while are as good as before.
        http.timer(TokioTimer::new()).header_read_timeout(None);
        let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
        let mut ended = ended.clone();
        tokio::spawn(async move {
            let mut connection = pin!(connection);
            tokio::select! {
                done = connection.as_mut() => return drop(done),
                _ = ended.changed() => connection.as_mut().graceful_shutdown(),
            }
            drop(connection.await);
        });
    }
    drop((listener, ended));
    let _ = ending.send(());
    drop(tokio::time::timeout(GRACE, ending.closed()).await);
}

async fn answer(
    world: Arc<World>,
    front: Option<Arc<Front>>,
    request: http::Request<Incoming>,
) -> Result<http::Response<Body>, Infallible> {
    let ray = world.ids.ray();
    if let Some(front) = front {
        return Ok(front.answer(&world, &ray, request).await);
    }
    let is_own = world.running.as_ref().is_some_and(|running| running.is_own(request.headers()));
    if let Some(target) = s3::target(&request).filter(|_| !is_own) {
        return Ok(s3::answer(&world, target, request, &ray).await);
    }
    let request = match passed(&world, request, &ray).await {
        Ok(response) => return Ok(response),
        Err(request) => request,
    };
    let (parts, body) = request.into_parts();
    let reply = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => {
            let query = parts.uri.query().unwrap_or_default();
            let path = parts.uri.path();
            let asked = Asked::new(parts.method.as_str(), path, query, parts.headers, body.to_bytes());
            if let Some(running) = world.running.as_ref().filter(|running| running.is_own(&asked.headers)) {
                let reply = match bindings::workflows::asked(&asked) {
                    Some(key) => bindings::workflows::answer(&world, running, &asked, key).await,
                    None => bindings::answer(&world, running, &asked),
                };
                return Ok(response(reply, &ray).map(whole));
            }
            match world.faults.of(&asked) {
                Some(fault) => return Ok(failed(&world, fault, asked, &ray).await),
                None => answered(&world, asked).await,
            }
        }
        Err(_) => Reply::error(413, 10_027, "the body is too large, or its end did not come"),
    };
    Ok(response(reply, &ray).map(whole))
}

/// Answers what is not the API's: requests to Workers, and readers of tails.
async fn passed(
    world: &Arc<World>,
    request: http::Request<Incoming>,
    ray: &str,
) -> Result<http::Response<Body>, http::Request<Incoming>> {
    let Some(running) = &world.running else { return Err(request) };
    if running.is_own(request.headers()) {
        return match running::is_outbound(&request) {
            Some(caller) => Ok(running::go_outbound(running, world, &caller, ray, request).await),
            None => Err(request),
        };
    }
    if let Some(id) = tails::wanted(&request) {
        return Ok(tails::open(world, running, &id, request));
    }
    let host = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().host().or(host).unwrap_or_default();
    match running::lead(world, running, host, request.uri().path()) {
        Some(Ok(led)) => Ok(running::serve(running, world, led, ray, request).await),
        Some(Err(why)) => Ok(running::refusal(http::StatusCode::NOT_FOUND, &why)),
        None => Err(request),
    }
}

/// Answers a call of the API. One that changes something may start Workers, and others are to be answered meanwhile.
async fn answered(world: &Arc<World>, asked: Asked) -> Reply {
    let reads = matches!(asked.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    let Some(running) = world.running.as_ref().filter(|_| !reads) else { return world.answer(asked) };
    let of_queues = asked.segments.iter().any(|segment| segment == "queues");
    let own = Arc::clone(world);
    let reply = tokio::task::spawn_blocking(move || own.answer(asked)).await;
    if of_queues {
        running.wake();
    }
    reply.unwrap_or_else(|_| Reply::error(500, 10_500, "the emulator failed while it answered"))
}

/// The answer when a fault was asked for.
async fn failed(world: &Arc<World>, fault: Fault, asked: Asked, ray: &str) -> http::Response<Body> {
    if !fault.latency.is_zero() {
        tokio::time::sleep(fault.latency).await;
    }
    let reply = match fault.reply {
        Some(reply) => reply,
        None => answered(world, asked).await,
    };
    as_asked(response(reply, ray), fault.cut, fault.half_open)
}

/// A response whose body is whole, or cut where that was asked for; `half_open` says whether the connection stays then.
pub(crate) fn as_asked(response: http::Response<Told>, cut: bool, half_open: bool) -> http::Response<Body> {
    if cut || half_open {
        return response.map(|body| Either::Right(Either::Left(Cut::new(body, half_open))));
    }
    response.map(whole)
}

pub(crate) fn response(reply: Reply, ray: &str) -> http::Response<Told> {
    let mut builder = http::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        // Values of users may be in any language.
        if let Ok(value) = http::HeaderValue::from_bytes(value.as_bytes()) {
            builder = builder.header(name, value);
        }
    }
    builder = builder.header("cf-ray", ray).header("server", "cfs-emulator");
    builder.body(Told::new(reply.body, reply.rest)).unwrap_or_else(|_| {
        let mut response = http::Response::new(Told::from(Bytes::new()));
        *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
