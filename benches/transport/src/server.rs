//! The server that all clients are measured against: answers made beforehand, content of 100 MB given and taken.
//!
//! Prints `ready URL` and ends when its input is closed.

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Either, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io::Read;
use tokio::net::TcpListener;

/// What is up- and downloaded, in bytes.
const CONTENT: usize = 100_000_000;
/// In pieces of this size.
const PIECE: usize = 100_000;

#[derive(Clone)]
struct Answers {
    list: Bytes,
    one: Bytes,
    done: Bytes,
    piece: Bytes,
}

type Pieces = StreamBody<stream::BoxStream<'static, Result<Frame<Bytes>, Infallible>>>;

fn zone(number: usize) -> serde_json::Value {
    serde_json::json!({
        "id": format!("{number:032x}"),
        "name": format!("zone-{number}.example.com"),
        "status": "active",
        "paused": false,
        "type": "full",
        "development_mode": 7200,
        "name_servers": ["bob.ns.cloudflare.com", "lola.ns.cloudflare.com"],
        "original_name_servers": ["ns1.originaldnshost.com", "ns2.originaldnshost.com"],
        "original_registrar": "GoDaddy",
        "original_dnshost": null,
        "modified_on": "2014-01-01T05:20:00.123450Z",
        "created_on": "2014-01-01T05:20:00.123450Z",
        "activated_on": "2014-01-02T00:01:00.123450Z",
        "meta": {
            "step": 4,
            "custom_certificate_quota": 0,
            "page_rule_quota": 3,
            "phishing_detected": false,
            "cdn_only": true,
            "dns_only": true,
            "foundation_dns": true,
        },
        "owner": { "id": "023e105f4ecef8ad9ca31a8372d0c353", "type": "organization", "name": "Example \"Org\"" },
        "account": { "id": "023e105f4ecef8ad9ca31a8372d0c353", "name": "Example Account Name" },
        "tenant": { "id": "023e105f4ecef8ad9ca31a8372d0c353", "name": "Example Account Name" },
        "permissions": ["#zone:edit", "#zone:read", "#worker:read"],
        "plan": {
            "id": "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
            "name": "Free Website",
            "price": 10.99,
            "currency": "USD",
            "frequency": "",
            "is_subscribed": false,
            "can_subscribe": false,
            "legacy_id": "free",
            "legacy_discount": false,
            "externally_managed": false,
        },
    })
}

fn answers() -> Answers {
    let zones: Vec<_> = (0..1000).map(zone).collect();
    let info = serde_json::json!({ "page": 1, "per_page": 1000, "total_pages": 1, "count": 1000, "total_count": 1000 });
    let envelope = |result, info| {
        let whole = serde_json::json!({
            "result": result, "result_info": info, "success": true, "errors": [], "messages": [],
        });
        Bytes::from(whole.to_string())
    };
    Answers {
        list: envelope(zones.into(), info),
        one: envelope(zone(7), serde_json::Value::Null),
        done: envelope(serde_json::Value::Null, serde_json::Value::Null),
        piece: Bytes::from(vec![7; PIECE]),
    }
}

async fn answer(
    answers: Answers,
    request: Request<Incoming>,
) -> Result<Response<Either<Full<Bytes>, Pieces>>, Infallible> {
    let path = request.uri().path().to_owned();
    let json = |bytes: &Bytes| {
        let response = Response::builder().header("content-type", "application/json");
        response
            .body(Either::Left(Full::new(bytes.clone())))
            .unwrap_or_else(|_| Response::new(Either::Left(Full::default())))
    };
    if request.method() == Method::PUT {
        let mut body = request.into_body();
        let mut count = 0;
        while let Some(Ok(frame)) = body.frame().await {
            count += frame.data_ref().map_or(0, Bytes::len);
        }
        let mut response = json(&answers.done);
        if count < CONTENT {
            *response.status_mut() = hyper::StatusCode::BAD_REQUEST;
        }
        return Ok(response);
    }
    if path.ends_with("/zones") {
        return Ok(json(&answers.list));
    }
    if path.contains("/values/") {
        let pieces = (0..CONTENT / PIECE).map(move |_| Ok(Frame::data(answers.piece.clone())));
        let body = Either::Right(StreamBody::new(stream::iter(pieces).boxed()));
        let response = Response::builder().header("content-type", "application/octet-stream");
        let response = response.header("content-length", CONTENT).body(body);
        return Ok(response.unwrap_or_else(|_| Response::new(Either::Left(Full::default()))));
    }
    Ok(json(&answers.one))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("ready http://{}", listener.local_addr()?);
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let answers = answers();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answers = answers.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(answers.clone(), request));
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
