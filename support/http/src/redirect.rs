//! Redirects, and which places may be told a secret.

use crate::Error;
use crate::secret::HIDDEN;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use std::net::IpAddr;

/// How many redirects one attempt follows.
pub(crate) const MAX_REDIRECTS: usize = 10;

/// Whether requests to this host stay on this machine.
pub(crate) fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let is_local_name =
        host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
    is_local_name || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A URL as it may be shown: without a name and password before its host, and without the values of its query. It need not
/// be well-formed: what is before the last `@` is never shown.
pub(crate) fn without_secrets(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let (user, rest) = match rest.rsplit_once('@') {
        Some((_, rest)) => (format!("{HIDDEN}@"), rest),
        None => (String::new(), rest),
    };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let hidden: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            pair.split_once('=').map_or_else(|| HIDDEN.to_owned(), |(name, _)| format!("{name}={HIDDEN}"))
        })
        .collect();
    let sign = if hidden.is_empty() { "" } else { "?" };
    format!("{scheme}{user}{place}{sign}{}", hidden.join("&"))
}

/// An error for plain http to another machine, unless that is allowed.
pub(crate) fn check_secure(uri: &Uri, allow_plain_http: bool) -> Result<(), Error> {
    if matches!(uri.scheme_str(), Some("https" | "wss")) || allow_plain_http || is_loopback(uri) {
        return Ok(());
    }
    Err(Error::request(format!(
        "plain http to {} would send credentials readable: use https, or allow it when building the client",
        uri.host().unwrap_or_default()
    )))
}

fn origin(uri: &Uri) -> (Option<&str>, Option<String>, u16) {
    let default = if matches!(uri.scheme_str(), Some("https" | "wss")) { 443 } else { 80 };
    (uri.scheme_str(), uri.host().map(str::to_ascii_lowercase), uri.port_u16().unwrap_or(default))
}

/// Whether two URLs have scheme, host and port in common.
pub(crate) fn same_origin(one: &Uri, other: &Uri) -> bool {
    origin(one) == origin(other)
}

/// The URL that a `Location` header means.
pub(crate) fn resolve(base: &Uri, location: &str) -> Option<Uri> {
    let location = location.split('#').next().unwrap_or_default().trim();
    let scheme = base.scheme_str()?;
    let authority = base.authority()?.as_str();
    let has_scheme = location.split_once("://").is_some_and(|(scheme, _)| {
        scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    let text = if has_scheme {
        location.to_owned()
    } else if let Some(rest) = location.strip_prefix("//") {
        format!("{scheme}://{rest}")
    } else if location.starts_with('/') {
        format!("{scheme}://{authority}{location}")
    } else if location.starts_with('?') {
        format!("{scheme}://{authority}{}{location}", base.path())
    } else {
        let folder = base.path().rfind('/').map_or("/", |end| &base.path()[..=end]);
        format!("{scheme}://{authority}{folder}{location}")
    };
    let uri = Uri::try_from(text).ok()?;
    matches!(uri.scheme_str(), Some("http" | "https")).then_some(uri)
}

/// The method after a redirect, and whether the body goes along; `None` for statuses that do not redirect.
pub(crate) fn follow(status: StatusCode, method: &Method) -> Option<(Method, bool)> {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    match status.as_u16() {
        301 | 302 if reads => Some((method.clone(), false)),
        301 | 302 if *method == Method::POST => Some((Method::GET, false)),
        301 | 302 | 307 | 308 => Some((method.clone(), true)),
        303 => Some((if *method == Method::HEAD { Method::HEAD } else { Method::GET }, false)),
        _ => None,
    }
}

/// Leaves only headers that any server may see.
pub(crate) fn strip(headers: &mut HeaderMap) {
    let keep = [
        header::ACCEPT,
        header::ACCEPT_ENCODING,
        header::ACCEPT_LANGUAGE,
        header::RANGE,
        header::USER_AGENT,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
    ];
    let kept =
        keep.into_iter().filter_map(|name| headers.get(&name).cloned().map(|value| (name, value))).collect();
    *headers = kept;
}
