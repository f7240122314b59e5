//! The seam between a client and the network.

#[cfg(target_arch = "wasm32")]
pub(crate) mod fetch;
#[cfg(all(feature = "hyper", not(target_arch = "wasm32")))]
mod hyper;

#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
mod reqwest;

#[cfg(target_arch = "wasm32")]
pub use self::fetch::FetchTransport;
#[cfg(all(feature = "hyper", not(target_arch = "wasm32")))]
pub use self::hyper::{HyperOptions, HyperTransport, Proxies};

#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub use self::reqwest::ReqwestTransport;

use crate::body::Body;
use crate::error::Error;
#[cfg(not(target_arch = "wasm32"))]
use crate::error::{TransportError, TransportErrorKind};
use std::fmt;
use std::sync::Arc;

/// A future that gives a result; `Send` natively, local on wasm32.
#[cfg(not(target_arch = "wasm32"))]
pub type Pending<T> = std::pin::Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;
/// A future that gives a result; `Send` natively, local on wasm32.
#[cfg(target_arch = "wasm32")]
pub type Pending<T> = std::pin::Pin<Box<dyn Future<Output = Result<T, Error>>>>;

/// Sends one HTTP request and returns the answer, however it does that: over the network, from a recording, from a
/// script.
///
/// A transport makes one attempt: it neither retries nor follows redirects nor decompresses (unless it also removes
/// `content-encoding`); the client does, the same for all transports. Errors are [`Error::Transport`] with the
/// [kind](TransportErrorKind) that tells whether anything was sent.
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request. The answer's body may still be arriving when this is done.
    fn send(&self, request: http::Request<Body>) -> Pending<http::Response<Body>>;

    /// Sends a request that asks for another protocol (`Upgrade`). With status 101 the connection comes along. Default:
    /// an error, since most transports have no connections.
    #[cfg(not(target_arch = "wasm32"))]
    fn upgrade(&self, request: http::Request<Body>) -> Pending<(http::Response<Body>, Option<Duplex>)> {
        drop(request);
        let why = "this transport opens no WebSocket connections";
        Box::pin(std::future::ready(Err(TransportError::new(TransportErrorKind::Other, why).into())))
    }
}

/// A connection that bytes travel on in both directions.
#[cfg(not(target_arch = "wasm32"))]
pub type Duplex = Box<dyn Io>;

/// Reads and writes bytes.
#[cfg(not(target_arch = "wasm32"))]
pub trait Io: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin {}

#[cfg(not(target_arch = "wasm32"))]
impl<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin> Io for T {}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Body>) -> Pending<http::Response<Body>> {
        (**self).send(request)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn upgrade(&self, request: http::Request<Body>) -> Pending<(http::Response<Body>, Option<Duplex>)> {
        (**self).upgrade(request)
    }
}

/// The transport of a build without any.
#[cfg(not(any(feature = "hyper", target_arch = "wasm32")))]
#[derive(Debug)]
struct NoTransport;

#[cfg(not(any(feature = "hyper", target_arch = "wasm32")))]
impl Transport for NoTransport {
    fn send(&self, _: http::Request<Body>) -> Pending<http::Response<Body>> {
        let why = "cfs-http was built without the feature `hyper`: give the client a transport";
        Box::pin(std::future::ready(Err(TransportError::new(TransportErrorKind::Other, why).into())))
    }
}

/// The transport that a client has unless it is given one.
pub(crate) fn default_transport() -> Arc<dyn Transport> {
    #[cfg(all(feature = "hyper", not(target_arch = "wasm32")))]
    return Arc::new(HyperTransport::new());
    #[cfg(target_arch = "wasm32")]
    return Arc::new(fetch::FetchTransport);
    #[cfg(not(any(feature = "hyper", target_arch = "wasm32")))]
    Arc::new(NoTransport)
}
