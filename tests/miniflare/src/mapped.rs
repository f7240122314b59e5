//! The transport to the local implementation: the same paths below another prefix, without the account.

use cfs_http::{Body, HyperTransport, Pending, Transport, TransportError, TransportErrorKind, http};

/// Sends `/client/v4/accounts/ID/REST` to `/cdn-cgi/explorer/api/REST`.
#[derive(Debug, Default)]
pub struct Mapped(HyperTransport);

impl Transport for Mapped {
    fn send(&self, mut request: http::Request<Body>) -> Pending<http::Response<Body>> {
        match mapped(request.uri()) {
            Some(uri) => {
                *request.uri_mut() = uri;
                self.0.send(request)
            }
            None => {
                let what = format!("the local implementation has no {}", request.uri().path());
                Box::pin(std::future::ready(Err(TransportError::new(TransportErrorKind::Other, what).into())))
            }
        }
    }
}

fn mapped(uri: &http::Uri) -> Option<http::Uri> {
    let path = uri.path_and_query()?.as_str();
    let (_, rest) = path.strip_prefix("/client/v4/accounts/")?.split_once('/')?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(format!("/cdn-cgi/explorer/api/{rest}").parse().ok()?);
    http::Uri::from_parts(parts).ok()
}
