//! Proxies between this machine and the API.

use super::connect::BoxError;
use super::resolve::Resolver;
use crate::redirect::is_loopback;
use http::{HeaderValue, Uri};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use std::fmt;
use std::sync::Arc;
use tokio::net::TcpStream;
use tower_service::Service;

/// Which connections go through a proxy. The default is what the environment says; connections to this machine itself
/// never do.
///
/// Proxies are spoken to by http: secure connections travel through them unread (`CONNECT`). Name and password may
/// stand in a proxy's URL.
#[derive(Clone)]
pub struct Proxies(Arc<Matcher>);

impl Proxies {
    /// What the environment says, read now: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and, for the exceptions,
    /// `NO_PROXY`, each in capitals or small letters.
    pub fn environment() -> Self {
        Self(Arc::new(Matcher::from_env()))
    }

    /// No proxy, whatever the environment says.
    pub fn none() -> Self {
        Self(Arc::new(Matcher::builder().build()))
    }

    /// This proxy for all connections but those to `except`, which is written as `NO_PROXY` is: hosts, domains, IP
    /// addresses and networks with commas between them.
    pub fn all(url: &str, except: &str) -> Self {
        Self(Arc::new(Matcher::builder().all(url.to_owned()).no(except.to_owned()).build()))
    }

    /// The proxy for a URL.
    pub(super) fn of(&self, uri: &Uri) -> Option<Intercept> {
        if is_loopback(uri) { None } else { self.0.intercept(uri) }
    }

    /// What a proxy wants to be told with a plain request to this URL.
    pub(super) fn authorization(&self, uri: &Uri) -> Option<HeaderValue> {
        if uri.scheme_str() != Some("http") {
            return None;
        }
        self.of(uri)?.basic_auth().cloned()
    }
}

impl Default for Proxies {
    fn default() -> Self {
        Self::environment()
    }
}

/// Without the URLs, which may hold passwords.
impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxies").finish_non_exhaustive()
    }
}

/// Connects to a server through a proxy: by a tunnel where the connection is to be secure.
pub(super) async fn connect(
    tcp: &mut HttpConnector<Resolver>,
    proxy: &Intercept,
    uri: Uri,
    secure: bool,
) -> Result<TokioIo<TcpStream>, BoxError> {
    // Without the name and password that its URL may hold.
    let address = proxy.uri().authority().map_or("", |authority| authority.as_str());
    let address = address.rsplit('@').next().unwrap_or_default().to_owned();
    let named = |error: BoxError| BoxError::from(format!("through the proxy {address}: {error}"));
    if proxy.uri().scheme_str() != Some("http") {
        let kind = proxy.uri().scheme_str().unwrap_or_default();
        return Err(format!(
            "the proxy {address} is to be spoken to by {kind}, which is not supported: only http is"
        )
        .into());
    }
    if !secure {
        return tcp.call(proxy.uri().clone()).await.map_err(|error| named(error.into()));
    }
    let mut tunnel = Tunnel::new(proxy.uri().clone(), tcp.clone());
    if let Some(authorization) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(authorization.clone());
    }
    tunnel.call(uri).await.map_err(|error| named(error.into()))
}

#[cfg(test)]
mod tests {
    use super::Proxies;
    use http::Uri;

    #[test]
    fn some_connections_need_no_proxy() {
        let proxies = Proxies::all("http://proxy.test:3128", "internal.test,10.0.0.0/8");
        let through = |url| proxies.of(&Uri::from_static(url)).map(|proxy| proxy.uri().to_string());
        for url in ["https://api.cloudflare.com/client/v4", "http://api.cloudflare.com", "https://11.0.0.1"] {
            assert_eq!(through(url).as_deref(), Some("http://proxy.test:3128/"), "{url}");
        }
        for url in [
            "https://internal.test",
            "https://deep.internal.test",
            "http://10.1.2.3:8080",
            "http://localhost",
            "http://127.0.0.1:8787",
            "http://[::1]:8787",
        ] {
            assert_eq!(through(url), None, "{url}");
        }
        assert!(Proxies::none().of(&Uri::from_static("https://api.cloudflare.com")).is_none());
    }
}
