//! Tailing a Worker: its events as they happen.

mod event;

pub use event::{
    AlarmEvent, CronEvent, EmailEvent, FetchEvent, FetchRequest, FetchResponse, QueueEvent, RpcEvent,
    TailEvent, TailException, TailInfo, TailLog, TailOfTail, TailTrigger, TracedWorker,
};

use crate::call::Call;
use crate::client::Client;
use crate::error::{Error, TransportError, TransportErrorKind};
use crate::operation::{Auth, Method, Operation, Pages};
use crate::websocket::{self, Message, WebSocket};
use crate::{Json, kind};
use futures_core::Stream;
use futures_util::StreamExt;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// The subprotocol of the event stream.
const PROTOCOL: &str = "trace-v1";
/// The waits before connecting again, in seconds; after the last one the tail has failed.
const WAITS: [u64; 5] = [1, 2, 4, 8, 16];

static CREATE: Operation = Operation {
    name: "workers.scripts.tail.create",
    method: Method::POST,
    path: "/accounts/{account_id}/workers/scripts/{script_name}/tails",
    auth: &[Auth::Token, Auth::Key],
    permissions: &["Workers Tail Read"],
    pages: Pages::NONE,
};

static DELETE: Operation = Operation {
    name: "workers.scripts.tail.delete",
    method: Method::DELETE,
    path: "/accounts/{account_id}/workers/scripts/{script_name}/tails/{id}",
    auth: &[Auth::Token, Auth::Key],
    permissions: &["Workers Tail Read"],
    pages: Pages::NONE,
};

#[derive(Clone, Default, PartialEq)]
struct Created {
    id: String,
    url: String,
}

crate::record!(Created { 0 id req "id", 1 url secret_req "url" });

/// The events of a Worker as they happen: a stream of [`TailEvent`]s.
///
/// When the connection breaks it is opened again, after 1, 2, 4, 8 and 16 seconds; then the stream ends with the error.
/// The tail is deleted when this is dropped, in the background if a tokio runtime is there; [`close`](Self::close) waits
/// for it.
#[must_use = "streams do nothing unless polled"]
pub struct Tail {
    events: Pin<Box<dyn Stream<Item = Result<TailEvent, Error>> + Send>>,
    delete: Option<Call>,
}

impl fmt::Debug for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail").field("delete", &self.delete).finish_non_exhaustive()
    }
}

impl Tail {
    /// Starts to tail a Worker; needs the permission `Workers Tail Read`.
    ///
    /// # Errors
    /// When the tail cannot be created or the connection not opened.
    pub async fn start(client: &Client, account_id: &str, script_name: &str) -> Result<Self, Error> {
        Self::filtered(client, account_id, script_name, &[]).await
    }

    /// Starts to tail a Worker, events that pass the filters only, such as `{"sampling_rate": 0.1}` or
    /// `{"outcome": ["exception"]}`.
    ///
    /// # Errors
    /// When the tail cannot be created or the connection not opened.
    pub async fn filtered(
        client: &Client,
        account_id: &str,
        script_name: &str,
        filters: &[Json],
    ) -> Result<Self, Error> {
        let filters = filters.iter().map(Json::as_text).collect::<Vec<_>>().join(",");
        let body = Json::parse(&format!("{{\"filters\":[{filters}]}}"))
            .map_err(|fail| Error::request(format!("{}: {fail}", CREATE.name)))?;
        let call = Call::new(client, &CREATE).path(&account_id).path(&script_name).json(&body);
        let created = call.run(kind::result::<Created>).await?;
        let delete = Call::new(client, &DELETE).path(&account_id).path(&script_name).path(&created.id);
        // From here on the tail exists, and is deleted whatever happens.
        let mut tail = Self { events: Box::pin(futures_util::stream::empty()), delete: Some(delete) };
        let socket = connect(client, &created.url).await?;
        let source = Source { client: client.clone(), url: created.url, socket: Some(socket), failures: 0 };
        tail.events = Box::pin(futures_util::stream::unfold(Some(source), |source| async {
            let mut source = source?;
            match source.next().await {
                Ok(event) => Some((Ok(event), Some(source))),
                Err(error) => Some((Err(error), None)),
            }
        }));
        Ok(tail)
    }

    /// Ends the tail and deletes it.
    ///
    /// # Errors
    /// When it cannot be deleted; the API then deletes it when it expires.
    pub async fn close(mut self) -> Result<(), Error> {
        self.events = Box::pin(futures_util::stream::empty());
        match self.delete.take() {
            Some(call) => call.run(kind::unit).await,
            None => Ok(()),
        }
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        let (Some(call), Ok(runtime)) = (self.delete.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        runtime.spawn(call.run(kind::unit));
    }
}

impl Stream for Tail {
    type Item = Result<TailEvent, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.as_mut().poll_next(context)
    }
}

async fn connect(client: &Client, url: &str) -> Result<WebSocket, Error> {
    let mut socket = websocket::connect(client, url, Some(PROTOCOL)).await?;
    socket.send(Message::Text("{\"debug\":false}".to_owned())).await?;
    Ok(socket)
}

struct Source {
    client: Client,
    url: String,
    socket: Option<WebSocket>,
    failures: usize,
}

impl Source {
    async fn next(&mut self) -> Result<TailEvent, Error> {
        loop {
            let error = match &mut self.socket {
                None => match connect(&self.client, &self.url).await {
                    Ok(socket) => {
                        self.socket = Some(socket);
                        continue;
                    }
                    Err(error) => error,
                },
                Some(socket) => match socket.next().await {
                    Some(Ok(message)) => {
                        self.failures = 0;
                        return Ok(TailEvent::read(&message.into_text()));
                    }
                    Some(Err(error)) => error,
                    None => {
                        let code = socket.close_code().unwrap_or(1005);
                        let why = format!("the server closed the tail with code {code}");
                        TransportError::new(TransportErrorKind::Body, why).into()
                    }
                },
            };
            self.socket = None;
            let Some(seconds) = WAITS.get(self.failures) else { return Err(error) };
            self.failures += 1;
            tracing::debug!(%error, seconds, "the tail broke, connecting again");
            self.client.inner.clock.sleep(Duration::from_secs(*seconds)).await;
        }
    }
}
