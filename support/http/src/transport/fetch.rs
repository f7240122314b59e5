//! The transport on wasm32: the host's `fetch`, in a Worker as in a browser.

use super::{Pending, Transport};
use crate::body::Body;
use crate::clock::Sleep;
use crate::error::{Error, TransportError, TransportErrorKind};
use bytes::Bytes;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ReadableStreamDefaultReader, Request, RequestInit, Response};

/// Sends by `fetch`. A request's body is in memory as a whole before it is sent; an answer's body is streamed.
#[derive(Clone, Copy, Debug, Default)]
pub struct FetchTransport;

fn failed(kind: TransportErrorKind, error: &JsValue) -> Error {
    let text =
        error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |error| error.message().into());
    TransportError::new(kind, text).into()
}

fn other(error: JsValue) -> Error {
    failed(TransportErrorKind::Other, &error)
}

/// A function of the global object, whatever kind of global that is.
fn global(name: &str) -> Result<Function, Error> {
    Reflect::get(&js_sys::global(), &name.into())
        .and_then(|found| found.dyn_into::<Function>())
        .map_err(other)
}

impl Transport for FetchTransport {
    fn send(&self, request: http::Request<Body>) -> Pending<http::Response<Body>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let init = RequestInit::new();
            init.set_method(parts.method.as_str());
            // The client follows redirects itself, so that credentials stay where they belong.
            let _ = Reflect::set(&init, &"redirect".into(), &"manual".into());
            let headers = Headers::new().map_err(other)?;
            for (name, value) in &parts.headers {
                let value = value.to_str().map_err(|_| Error::request(format!("`{name}` is not ASCII")))?;
                headers.append(name.as_str(), value).map_err(other)?;
            }
            init.set_headers(&headers);
            if !body.is_empty() {
                let bytes = body.into_bytes().await?;
                init.set_body(&Uint8Array::from(&bytes[..]).into());
            }
            let request = Request::new_with_str_and_init(&parts.uri.to_string(), &init).map_err(other)?;
            let promise = global("fetch")?.call1(&JsValue::UNDEFINED, &request).map_err(other)?;
            let response = JsFuture::from(promise.unchecked_into::<Promise>())
                .await
                .map_err(|error| failed(TransportErrorKind::Send, &error))?;
            received(&response.unchecked_into())
        })
    }
}

fn received(response: &Response) -> Result<http::Response<Body>, Error> {
    let mut out = http::Response::new(Body::default());
    *out.status_mut() = http::StatusCode::from_u16(response.status())
        .map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
    for entry in js_sys::try_iter(&response.headers()).map_err(other)?.into_iter().flatten() {
        let pair = js_sys::Array::from(&entry.map_err(other)?);
        let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) else { continue };
        if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(name), http::HeaderValue::try_from(value))
        {
            out.headers_mut().append(name, value);
        }
    }
    if let Some(stream) = response.body() {
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        *out.body_mut() = Body::stream(futures_util::stream::unfold(Some(reader), next_chunk), None);
    }
    Ok(out)
}

type Reader = ReadableStreamDefaultReader;

async fn next_chunk(reader: Option<Reader>) -> Option<(Result<Bytes, Error>, Option<Reader>)> {
    let reader = reader?;
    let chunk = JsFuture::from(reader.read()).await.and_then(|read| {
        let done = Reflect::get(&read, &"done".into())?.is_truthy();
        Ok(if done { None } else { Some(Reflect::get(&read, &"value".into())?) })
    });
    match chunk {
        Ok(None) => None,
        Ok(Some(value)) => Some((Ok(Uint8Array::new(&value).to_vec().into()), Some(reader))),
        Err(error) => Some((Err(failed(TransportErrorKind::Body, &error)), None)),
    }
}

/// Waits by `setTimeout`.
pub(crate) fn sleep(time: Duration) -> Sleep {
    let milliseconds = u32::try_from(time.as_millis()).unwrap_or(u32::MAX).min(i32::MAX as u32);
    let promise = Promise::new(&mut |resolve, _| {
        if let Ok(set_timeout) = global("setTimeout") {
            let _ = set_timeout.call2(&JsValue::UNDEFINED, &resolve, &milliseconds.into());
        }
    });
    Box::pin(async move {
        let _ = JsFuture::from(promise).await;
    })
}
