//! An address at which one Worker answers whatever it is called.

use super::{Body, whole};
use crate::running;
use crate::world::World;
use bytes::Bytes;
use hyper::body::Incoming;
use std::sync::{Arc, Mutex, PoisonError};

/// The Worker that answers, and what is answered instead as long as it cannot.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) notice: Arc<Mutex<Option<String>>>,
}

impl Front {
    /// Answers a request: by the notice, else by the Worker.
    pub(super) async fn answer(
        &self,
        world: &Arc<World>,
        ray: &str,
        request: http::Request<Incoming>,
    ) -> http::Response<Body> {
        let notice = self.notice.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(page) = notice {
            let mut response = http::Response::new(whole(Bytes::from(page)));
            *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            let html = http::HeaderValue::from_static("text/html; charset=utf-8");
            response.headers_mut().insert(http::header::CONTENT_TYPE, html);
            return response;
        }
        let Some(running) = &world.running else {
            return running::refusal(
                http::StatusCode::SERVICE_UNAVAILABLE,
                "this emulator was started without Workers",
            );
        };
        let host = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
        let origin = format!("http://{}", host.unwrap_or("localhost"));
        running::serve(running, world, running::Led::new(&self.account, &self.name, origin), ray, request)
            .await
    }
}
