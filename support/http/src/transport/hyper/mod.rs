//! The default transport: hyper's pooling client over rustls.

mod body;
mod connect;
mod proxy;
mod resolve;

use super::{Duplex, Pending, Transport};
use crate::body::Body;
use crate::error::{Error, TransportError, TransportErrorKind};
pub use proxy::Proxies;

use body::Outgoing;
use connect::{Connector, TlsFailure};
use hyper_util::client::legacy::{Client, Error as HyperError};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::ClientConfig;

/// HTTP/1.1 and HTTP/2 over pooled connections, TLS by rustls with the system's certificates.
///
/// At most 256 connections are open per host; further calls wait for one. Idle ones are closed after 90 seconds. Proxies
/// are those that the environment names (`HTTPS_PROXY`, `NO_PROXY`, …; see [`Proxies`]).
/// Cheap to clone; clones share the connections. Needs a tokio runtime.
#[derive(Clone, Debug)]
pub struct HyperTransport {
    client: Client<Connector, Outgoing>,
    connector: Connector,
    proxies: Proxies,
}

/// How a [`HyperTransport`] connects.
#[derive(Clone, Debug)]
pub struct HyperOptions {
    /// Connections per host; default 256.
    pub max_connections: usize,
    /// How long an unused connection is kept; default 90 seconds.
    pub idle_timeout: Duration,
    /// TLS settings instead of the default ones (the system's certificates, TLS 1.2 and 1.3). ALPN is set here.
    pub tls: Option<Arc<ClientConfig>>,
    /// Proxies; default: those that the environment names.
    pub proxies: Proxies,
}

impl Default for HyperOptions {
    fn default() -> Self {
        Self {
            max_connections: 256,
            idle_timeout: Duration::from_secs(90),
            tls: None,
            proxies: Proxies::default(),
        }
    }
}

impl HyperTransport {
    /// A transport with the default settings. The system's certificates are read at the first secure connection.
    pub fn new() -> Self {
        Self::with_options(HyperOptions::default())
    }

    /// A transport with other settings.
    pub fn with_options(options: HyperOptions) -> Self {
        let connector = Connector::new(options.max_connections, options.tls, options.proxies.clone());
        let client = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(options.idle_timeout)
            .pool_max_idle_per_host(options.max_connections)
            .http2_adaptive_window(true)
            .build(connector.clone());
        Self { client, connector, proxies: options.proxies }
    }

    /// Sends a request on a connection of its own, which it may take over.
    async fn alone(
        self,
        mut request: http::Request<Body>,
    ) -> Result<(http::Response<Body>, Option<Duplex>), Error> {
        let uri = request.uri().clone();
        let socket = self.connector.dedicated(&uri).await.map_err(|error| connect_error(&*error))?;
        let sent = |error| TransportError::new(TransportErrorKind::Send, error);
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(socket)).await.map_err(sent)?;
        tokio::spawn(connection.with_upgrades());
        let host = uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
        if let Ok(host) = http::HeaderValue::try_from(host) {
            request.headers_mut().insert(http::header::HOST, host);
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        *request.uri_mut() =
            path.parse().map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        let mut response = sender.send_request(request.map(Outgoing::new)).await.map_err(sent)?;
        if response.status() != http::StatusCode::SWITCHING_PROTOCOLS {
            return Ok((response.map(body::incoming), None));
        }
        let upgraded = hyper::upgrade::on(&mut response).await.map_err(sent)?;
        Ok((response.map(|_| Body::default()), Some(Box::new(TokioIo::new(upgraded)))))
    }
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for HyperTransport {
    fn send(&self, mut request: http::Request<Body>) -> Pending<http::Response<Body>> {
        if let Err(error) = has_runtime() {
            return Box::pin(std::future::ready(Err(error)));
        }
        if let Some(authorization) = self.proxies.authorization(request.uri()) {
            request.headers_mut().insert(http::header::PROXY_AUTHORIZATION, authorization);
        }
        let sent = self.client.request(request.map(Outgoing::new));
        Box::pin(async move {
            let response = sent.await.map_err(send_error)?;
            Ok(response.map(body::incoming))
        })
    }

    fn upgrade(&self, request: http::Request<Body>) -> Pending<(http::Response<Body>, Option<Duplex>)> {
        match has_runtime() {
            Ok(()) => Box::pin(self.clone().alone(request)),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }
}

/// Without a runtime tokio would panic.
fn has_runtime() -> Result<(), Error> {
    let why = "calls need a tokio runtime around them; the feature `blocking` brings one along";
    tokio::runtime::Handle::try_current().map(drop).map_err(|_| Error::request(why))
}

fn connect_error(error: &(dyn std::error::Error + Send + Sync + 'static)) -> TransportError {
    let is_tls = has_source::<TlsFailure>(error);
    let kind = if is_tls { TransportErrorKind::Tls } else { TransportErrorKind::Connect };
    TransportError::new(kind, error.to_string())
}

fn send_error(error: HyperError) -> Error {
    // An error of the body that was being sent is the caller's, not the connection's.
    let kind = if has_source::<TlsFailure>(&error) {
        TransportErrorKind::Tls
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if has_source::<body::Unsent>(&error) {
        TransportErrorKind::Body
    } else {
        TransportErrorKind::Send
    };
    TransportError::new(kind, error).into()
}

fn has_source<E: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<E>() {
            return true;
        }
        next = error.source();
    }
    false
}
