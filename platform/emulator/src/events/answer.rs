//! Answers of Workers on their way through the emulator: how large they were, how long they took, and which zone they were of.

use super::trace::{self, Passed};
use super::{Event, kind};
use crate::world::World;
use http::{Request, Response, header};
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;

/// What is known of a request that a Worker answers. It ends with the answer, or when nobody wants that any more.
pub(crate) struct Watch {
    world: Arc<World>,
    account: String,
    worker: String,
    ray: String,
    method: String,
    host: String,
    path: String,
    agent: String,
    sent: u64,
    at: i64,
    begun: Instant,
    status: u16,
    content: String,
    bytes: u64,
    ended: bool,
}

impl Watch {
    /// A request as it comes.
    pub(crate) fn of<B>(
        world: &Arc<World>,
        account: &str,
        worker: &str,
        ray: &str,
        request: &Request<B>,
    ) -> Self {
        trace::begun(world, ray, worker);
        let text = |name: header::HeaderName| {
            let value = request.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let host = text(header::HOST);
        Self {
            world: Arc::clone(world),
            account: account.to_owned(),
            worker: worker.to_owned(),
            ray: ray.to_owned(),
            method: request.method().to_string(),
            host: host.split(':').next().unwrap_or_default().to_owned(),
            path: request.uri().path().to_owned(),
            agent: text(header::USER_AGENT),
            sent: text(header::CONTENT_LENGTH).parse().unwrap_or(0),
            at: world.clock.now().as_microsecond(),
            begun: Instant::now(),
            status: 0,
            content: String::new(),
            bytes: 0,
            ended: false,
        }
    }

    /// What tells the request from others.
    pub(crate) fn ray(&self) -> &str {
        &self.ray
    }

    /// The answer has begun.
    pub(crate) fn head<B>(&mut self, response: &Response<B>) {
        self.status = response.status().as_u16();
        let media = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media = media.unwrap_or_default().split(';').next().unwrap_or_default();
        media.rsplit(['/', '+']).next().unwrap_or_default().trim().clone_into(&mut self.content);
    }

    /// A part of it has been passed on, perhaps the last.
    pub(crate) fn passed(&mut self, bytes: usize, ended: bool) {
        self.bytes += bytes as u64;
        if ended {
            self.end();
        }
    }

    fn end(&mut self) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let duration = i64::try_from(self.begun.elapsed().as_micros()).unwrap_or(i64::MAX);
        trace::passed(&self.world, &self.ray, &self.worker, Passed { bytes: self.bytes, duration });
        if let Some(zone) = self.zone() {
            self.world.events.add(&self.request(zone, duration));
        }
    }

    /// The zone of the host, if it is of one.
    fn zone(&self) -> Option<String> {
        let zones = self.world.store.list("/zones").ok()?;
        let own = |name: &str| self.host == name || self.host.ends_with(&format!(".{name}"));
        let found = zones.into_iter().filter(|zone| zone.value["name"].as_str().is_some_and(own));
        found.max_by_key(|zone| zone.value["name"].as_str().map(str::len)).map(|zone| zone.id)
    }

    /// The request as the zone's analytics have it.
    fn request(&self, zone: String, duration: i64) -> Event {
        let millis = duration / 1000;
        let fields = json!({
            "script": self.worker, "clientRequestHTTPHost": self.host, "clientRequestHTTPMethodName": self.method,
            "clientRequestPath": self.path, "clientRequestScheme": "https", "clientRequestHTTPProtocol": "HTTP/1.1",
            "clientSSLProtocol": "TLSv1.3", "clientIP": "127.0.0.1", "clientCountryName": "US", "coloCode": "CFS",
            "edgeResponseStatus": self.status, "edgeResponseBytes": self.bytes, "edgeRequestBytes": self.sent,
            "edgeResponseContentTypeName": self.content, "originResponseStatus": 0, "cacheStatus": "dynamic",
            "requestSource": "eyeball", "userAgent": self.agent, "visits": 1, "edgeTimeToFirstByteMs": millis,
            "rayName": self.ray.split('-').next(),
        });
        let mut event = Event {
            at: self.at,
            kind: kind::HTTP.to_owned(),
            account: self.account.clone(),
            zone: Some(zone),
            ..Event::default()
        };
        event.fields = fields.as_object().cloned().unwrap_or_default();
        event
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.end();
    }
}
