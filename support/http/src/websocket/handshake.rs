//! Opening a connection.

use super::sha1::sha1;
use super::{Place, WebSocket};
use crate::answer::Answer;
use crate::call::Call;
use crate::client::Client;
use crate::clock::random_bits;
use crate::error::{self, Error, TransportError, TransportErrorKind};
use crate::limit;
use crate::operation::Operation;
use crate::types::Base64;
use crate::{Body, Pending};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use std::time::Duration;

/// Opens the connection that a call is answered with.
pub(crate) fn open(mut call: Call) -> Pending<WebSocket> {
    Box::pin(async move {
        call.take_error()?;
        let client = call.parts.client.clone();
        let mut headers = client.inner.headers.clone();
        let credentials = &client.inner.credentials;
        credentials.apply(credentials.choose(call.parts.operation.auth), &mut headers)?;
        headers.extend(std::mem::take(&mut call.parts.headers));
        let timeout = call.parts.options.timeout.unwrap_or(client.inner.timeout);
        let place = Place { shown: call.shown(), secret: false };
        upgrade(&client, &call.url()?, headers, call.parts.operation, place, timeout).await
    })
}

pub(super) async fn upgrade(
    client: &Client,
    uri: &Uri,
    mut headers: HeaderMap,
    operation: &'static Operation,
    place: Place,
    timeout: Duration,
) -> Result<WebSocket, Error> {
    let inner = &client.inner;
    let key: Vec<u8> = (0..16).map(|_| random_bits(&*inner.clock) as u8).collect();
    let key = Base64(key).to_string();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    if let Ok(value) = HeaderValue::try_from(&key) {
        headers.insert(header::SEC_WEBSOCKET_KEY, value);
    }
    let mut request = http::Request::new(Body::default());
    *request.uri_mut() = uri.clone();
    *request.headers_mut() = headers;
    let start = inner.clock.elapsed();
    let sent = inner.transport.upgrade(request);
    let (response, io) = limit::until(&*inner.clock, start, Some(start + timeout), sent).await?;
    let (parts, body) = response.into_parts();
    let Some(io) = io.filter(|_| parts.status == StatusCode::SWITCHING_PROTOCOLS) else {
        let body = body.into_bytes().await.unwrap_or_default();
        let body = if place.is_told_by(uri, &body) { Bytes::new() } else { body };
        let answer = Answer::new(parts, body, operation, place.shown);
        let success = answer.status.is_success();
        return Err(if success {
            answer.unexpected("the server did not open a WebSocket")
        } else {
            error::api_error(&answer)
        });
    };
    let expected = accept(&key);
    let found = parts.headers.get(header::SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes);
    if found != Some(expected.as_bytes()) {
        let why = "the server's handshake does not belong to this connection";
        return Err(TransportError::new(TransportErrorKind::Other, why).into());
    }
    let protocol = parts.headers.get(header::SEC_WEBSOCKET_PROTOCOL).and_then(|value| value.to_str().ok());
    Ok(WebSocket::new(io, inner.clock.clone(), protocol.map(str::to_owned), inner.max_body))
}

/// What a server proves with that it understood the handshake.
fn accept(key: &str) -> String {
    Base64(sha1(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11").as_bytes()).to_vec()).to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn proves_the_example_of_the_standard() {
        assert_eq!(super::accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
