//! HTTP on loopback: connections, bodies, the graceful stop.

pub(crate) mod asked;
pub(crate) mod reply;

use crate::faults::{Cut, Fault};
use crate::world::World;
use asked::Asked;
use bytes::Bytes;
use futures_util::future::{self, select};
use http_body_util::{BodyExt, Either, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use reply::Reply;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The prefix of every path of the API.
pub(crate) const PREFIX: &str = "/client/v4";

/// No request has a larger body.
const MAX_BODY: usize = 512 << 20;

/// Open connections have so long to end their calls when the server stops.
const GRACE: Duration = Duration::from_secs(5);

type Body = Either<Full<Bytes>, Cut>;

/// Serves until it is told to stop, then ends the calls that go on.
pub(crate) async fn serve(listener: TcpListener, world: Arc<World>, stop: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
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
        let service = service_fn(move |request| answer(Arc::clone(&world), request));
        let mut http = hyper::server::conn::http1::Builder::new();
        // Connections of programs that were stopped for a while are as good as before.
        http.timer(TokioTimer::new()).header_read_timeout(None);
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move { drop(connection.await) });
    }
    drop(listener);
    drop(tokio::time::timeout(GRACE, graceful.shutdown()).await);
}

async fn answer(
    world: Arc<World>,
    request: http::Request<Incoming>,
) -> Result<http::Response<Body>, Infallible> {
    let (parts, body) = request.into_parts();
    let ray = world.ids.ray();
    let reply = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => {
            let query = parts.uri.query().unwrap_or_default();
            let path = parts.uri.path();
            let asked = Asked::new(parts.method.as_str(), path, query, parts.headers, body.to_bytes());
            match world.faults.of(&asked) {
                Some(fault) => return Ok(failed(&world, fault, asked, &ray).await),
                None => world.answer(asked),
            }
        }
        Err(_) => Reply::error(413, 10_027, "the body is too large, or its end did not come"),
    };
    Ok(response(reply, &ray).map(|body| Either::Left(Full::new(body))))
}

/// The answer when a fault was asked for.
async fn failed(world: &World, fault: Fault, asked: Asked, ray: &str) -> http::Response<Body> {
    if !fault.latency.is_zero() {
        tokio::time::sleep(fault.latency).await;
    }
    let reply = fault.reply.unwrap_or_else(|| world.answer(asked));
    let response = response(reply, ray);
    if fault.cut {
        return response.map(|body| Either::Right(Cut::new(&body)));
    }
    response.map(|body| Either::Left(Full::new(body)))
}

fn response(reply: Reply, ray: &str) -> http::Response<Bytes> {
    let mut builder = http::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        builder = builder.header(name, value);
    }
    builder = builder.header("cf-ray", ray).header("server", "cfs-emulator");
    builder.body(reply.body).unwrap_or_else(|_| {
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
