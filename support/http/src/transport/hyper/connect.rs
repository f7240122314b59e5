//! TCP and TLS connections.

use super::proxy::{self, Proxies};
use super::resolve::{Resolver, resolver};
use http::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tower_service::Service;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Opens connections, at most so many per host.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector<Resolver>,
    proxies: Proxies,
    shared: Arc<Shared>,
}

struct Shared {
    limit: usize,
    hosts: Mutex<BTreeMap<String, Arc<Semaphore>>>,
    given: Option<Arc<ClientConfig>>,
    /// With HTTP/2 and without.
    configs: OnceLock<Result<[Arc<ClientConfig>; 2], String>>,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").field("limit", &self.shared.limit).finish_non_exhaustive()
    }
}

/// The TLS handshake failed.
#[derive(Debug)]
pub(super) struct TlsFailure(String);

impl fmt::Display for TlsFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for TlsFailure {}

impl Connector {
    pub(super) fn new(limit: usize, given: Option<Arc<ClientConfig>>, proxies: Proxies) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(resolver());
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let shared = Shared { limit, hosts: Mutex::default(), given, configs: OnceLock::new() };
        Self { tcp, proxies, shared: Arc::new(shared) }
    }

    async fn place(&self, uri: &Uri) -> Option<OwnedSemaphorePermit> {
        let host = format!(
            "{}://{}",
            uri.scheme_str().unwrap_or_default(),
            uri.authority().map_or("", |a| a.as_str())
        );
        let places = {
            let mut hosts = self.shared.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            hosts.entry(host).or_insert_with(|| Arc::new(Semaphore::new(self.shared.limit))).clone()
        };
        places.acquire_owned().await.ok()
    }

    fn tls(&self, with_http2: bool) -> Result<TlsConnector, TlsFailure> {
        let configs = self.shared.configs.get_or_init(|| configs(self.shared.given.as_deref()));
        match configs {
            Ok([both, one]) => Ok(TlsConnector::from(if with_http2 { both.clone() } else { one.clone() })),
            Err(why) => Err(TlsFailure(why.clone())),
        }
    }

    async fn connect(mut self, uri: Uri, with_http2: bool) -> Result<Socket, BoxError> {
        let place = self.place(&uri).await;
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
        let secure = matches!(uri.scheme_str(), Some("https" | "wss"));
        let proxy = self.proxies.of(&uri);
        let uri = with_port(uri, secure)?;
        let tcp = match &proxy {
            Some(proxy) => proxy::connect(&mut self.tcp, proxy, uri, secure).await?,
            None => self.tcp.call(uri).await?,
        };
        let tcp = tcp.into_inner();
        let stream = if secure {
            let name = ServerName::try_from(host).map_err(|error| TlsFailure(error.to_string()))?;
            let tls = self.tls(with_http2)?.connect(name, tcp).await;
            Stream::Tls(Box::new(tls.map_err(handshake)?))
        } else {
            Stream::Plain(tcp)
        };
        Ok(Socket { stream, forwarded: proxy.is_some() && !secure, _place: place })
    }

    /// A connection outside the pool that speaks HTTP/1.1.
    pub(super) async fn dedicated(&self, uri: &Uri) -> Result<Socket, BoxError> {
        self.clone().connect(uri.clone(), false).await
    }
}

/// A handshake that breaks off is a failed connection like others; one that is refused would be again.
fn handshake(error: io::Error) -> BoxError {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => TlsFailure(error.to_string()).into(),
        _ => error.into(),
    }
}

/// `HttpConnector` takes port 80 for every scheme that it does not know as secure.
fn with_port(uri: Uri, secure: bool) -> Result<Uri, BoxError> {
    if !secure || uri.port().is_some() {
        return Ok(uri);
    }
    let authority = format!("{}:443", uri.host().unwrap_or_default());
    let mut parts = uri.into_parts();
    parts.authority = Some(authority.parse()?);
    Ok(Uri::from_parts(parts)?)
}

fn configs(given: Option<&ClientConfig>) -> Result<[Arc<ClientConfig>; 2], String> {
    let mut config = match given {
        Some(config) => config.clone(),
        None => system_config()?,
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let one = Arc::new(config.clone());
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok([Arc::new(config), one])
}

fn system_config() -> Result<ClientConfig, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    // A system without any is an empty one: what is built in trusts whom browsers trust.
    #[cfg(feature = "webpki-roots")]
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    if roots.is_empty() {
        let why = found.errors.first().map_or_else(|| "none found".to_owned(), ToString::to_string);
        return Err(format!("the system has no certificates to trust: {why}"));
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Socket>;
    type Error = BoxError;
    type Future = Connecting<TokioIo<Socket>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.clone().connect(uri, true);
        Box::pin(async move { Ok(TokioIo::new(connecting.await?)) })
    }
}

/// An open connection, and its place among those of its host.
pub(super) struct Socket {
    stream: Stream,
    /// Whether requests are read by a proxy, which wants whole URLs in them.
    forwarded: bool,
    _place: Option<OwnedSemaphorePermit>,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

macro_rules! forward {
    ($socket:ident.$method:ident($($argument:expr),*)) => {
        match &mut $socket.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).$method($($argument),*),
            Stream::Tls(stream) => Pin::new(&mut **stream).$method($($argument),*),
        }
    };
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        forward!(self.poll_read(cx, buffer))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        forward!(self.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        forward!(self.poll_write_vectored(cx, slices))
    }

    fn is_write_vectored(&self) -> bool {
        match &self.stream {
            Stream::Plain(stream) => stream.is_write_vectored(),
            Stream::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self.poll_shutdown(cx))
    }
}

impl Connection for Socket {
    fn connected(&self) -> Connected {
        match &self.stream {
            Stream::Tls(stream) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
                Connected::new().negotiated_h2()
            }
            Stream::Plain(_) | Stream::Tls(_) => Connected::new().proxy(self.forwarded),
        }
    }
}
