//! One attempt: its turn, the exchange with its redirects, the body.

use super::{Mode, Plan};
use crate::body::{Body, ByteStream};
use crate::compress;
use crate::error::{DecodeReason, Error};
use crate::limit::{self, Progress};
use crate::observe::Attempt;
use crate::redirect;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::sync::Arc;
use std::time::Duration;
use tracing::Instrument;

/// How an attempt ended, where an answer came.
pub(crate) enum Outcome {
    Whole(http::response::Parts, Bytes),
    /// Its body cannot be read, and would not be on another attempt.
    Unreadable(http::response::Parts, Bytes, DecodeReason),
    Stream(Exchange),
}

/// An answer whose body is still to come.
pub(crate) struct Exchange {
    pub(crate) parts: http::response::Parts,
    pub(crate) stream: ByteStream,
    /// In bytes, where known and not compressed.
    pub(crate) length: Option<u64>,
}

impl Outcome {
    fn parts(&self) -> &http::response::Parts {
        match self {
            Self::Whole(parts, _) | Self::Unreadable(parts, ..) | Self::Stream(Exchange { parts, .. }) => {
                parts
            }
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.parts().status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.parts().headers
    }
}

/// Makes one attempt when it is its turn.
pub(crate) async fn run(plan: &Plan, body: Body, number: u32) -> Result<Outcome, Error> {
    let inner = &*plan.client.inner;
    let _place = inner.places.acquire().await;
    let pass = match &inner.governor {
        Some(governor) => Some(governor.pass().await),
        None => None,
    };
    let span = tracing::debug_span!(
        "cloudflare.request",
        operation = plan.operation.name,
        method = plan.operation.method.as_str(),
        path = plan.operation.path,
        attempt = number,
        status = tracing::field::Empty,
        bytes = tracing::field::Empty,
        ray = tracing::field::Empty,
    );
    let start = inner.clock.elapsed();
    let progress = super::progress(inner);
    let exchange = limit::while_moving(&progress, plan.timeout, exchange(plan, watched(body, &progress)));
    let result = exchange.instrument(span.clone()).await;
    if let (Some(pass), Ok(outcome)) = (&pass, &result) {
        pass.answered(outcome.status(), outcome.headers(), inner.clock.now(), inner.retry.max_server_wait);
    }
    report(plan, number, &result, inner.clock.elapsed().saturating_sub(start), &span);
    result
}

/// Marks progress whenever a piece of a streamed body is taken.
fn watched(body: Body, progress: &Arc<Progress>) -> Body {
    if body.is_empty() || body.as_bytes().is_some() {
        return body;
    }
    let (length, progress) = (body.length(), progress.clone());
    Body::stream(body.into_stream().inspect(move |_| progress.mark()), length)
}

fn report(
    plan: &Plan,
    number: u32,
    result: &Result<Outcome, Error>,
    elapsed: Duration,
    span: &tracing::Span,
) {
    let ray = |outcome: &Outcome| Some(outcome.headers().get("cf-ray")?.to_str().ok()?.to_owned());
    let mut attempt = Attempt {
        operation: plan.operation,
        number,
        status: None,
        failure: None,
        elapsed,
        bytes: 0,
        ray_id: None,
    };
    match result {
        Ok(outcome) => {
            attempt.status = Some(outcome.status().as_u16());
            attempt.ray_id = ray(outcome);
            if let Outcome::Whole(_, body) | Outcome::Unreadable(_, body, _) = outcome {
                attempt.bytes = body.len() as u64;
            }
            span.record("status", outcome.status().as_u16());
            span.record("bytes", attempt.bytes);
            if let Some(ray) = &attempt.ray_id {
                span.record("ray", ray.as_str());
            }
        }
        Err(Error::Transport(error)) => attempt.failure = Some(error.kind),
        Err(_) => {}
    }
    span.in_scope(|| match result {
        Ok(_) => tracing::debug!(?elapsed, "answered"),
        Err(error) => tracing::debug!(?elapsed, %error, "failed"),
    });
    if let Some(observer) = &plan.client.inner.observer {
        observer.attempt(&attempt);
    }
}

/// Sends the request, follows redirects, reads the body as far as the mode asks.
async fn exchange(plan: &Plan, mut body: Body) -> Result<Outcome, Error> {
    let inner = &*plan.client.inner;
    let mut url = plan.url.clone();
    let mut method = plan.operation.method.clone();
    let mut headers = plan.headers.clone();
    for _ in 0..=redirect::MAX_REDIRECTS {
        let spare = body.try_clone();
        let mut request = http::Request::new(body);
        *request.method_mut() = method.clone();
        *request.uri_mut() = url.clone();
        *request.headers_mut() = headers.clone();
        let response = inner.transport.send(request).await?;
        let Some((next, next_method, with_body)) = redirected(plan, &url, &method, &response) else {
            return receive(plan, response).await;
        };
        let same = redirect::same_origin(&url, &next);
        if redirect::check_secure(&next, inner.allow_plain_http).is_err()
            || (url.scheme_str() == Some("https") && next.scheme_str() == Some("http"))
        {
            return receive(plan, response).await;
        }
        body = match spare {
            _ if !with_body => Body::default(),
            // What a body holds is meant for the server that was asked, not for another.
            Some(spare) if same || spare.is_empty() => spare,
            _ => return receive(plan, response).await,
        };
        if !same {
            redirect::strip(&mut headers);
        }
        if !with_body {
            headers.remove(header::CONTENT_TYPE);
        }
        (url, method) = (next, next_method);
    }
    Err(Error::request(format!("{}: more than {} redirects", plan.shown, redirect::MAX_REDIRECTS)))
}

/// Where a response redirects to, if it does.
fn redirected(
    _plan: &Plan,
    url: &http::Uri,
    method: &http::Method,
    response: &http::Response<Body>,
) -> Option<(http::Uri, http::Method, bool)> {
    let (method, with_body) = redirect::follow(response.status(), method)?;
    let location =
        response.headers().get(header::LOCATION).and_then(|value: &HeaderValue| value.to_str().ok())?;
    Some((redirect::resolve(url, location)?, method, with_body))
}

async fn receive(plan: &Plan, response: http::Response<Body>) -> Result<Outcome, Error> {
    let (parts, body) = response.into_parts();
    let encoding = compress::encoding(&parts.headers);
    let length = body.length().filter(|_| encoding.is_none());
    let mut stream = match compress::decoded(body, encoding.as_deref()) {
        Ok(stream) => stream,
        Err(reason) => return Ok(Outcome::Unreadable(parts, Bytes::new(), reason)),
    };
    if plan.mode == Mode::Stream && parts.status.is_success() {
        return Ok(Outcome::Stream(Exchange { parts, stream, length }));
    }
    let most = plan.client.inner.max_body;
    let mut all = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(Error::Decode(error)) => return Ok(Outcome::Unreadable(parts, all.freeze(), error.reason)),
            Err(error) => return Err(error),
        };
        if all.len() + chunk.len() > most {
            return Ok(Outcome::Unreadable(parts, all.freeze(), DecodeReason::TooLarge(most)));
        }
        if all.is_empty() {
            // Most answers come in one piece or say how long they are.
            let known = usize::try_from(length.unwrap_or_default()).unwrap_or_default().min(most);
            all.reserve(known.max(chunk.len()));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(Outcome::Whole(parts, all.freeze()))
}
