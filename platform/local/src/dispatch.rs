//! Requests and events to Workers.

use crate::{Error, Runtime};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, Uri, header};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Connections to the runtime.
pub(crate) type Connection = Client<HttpConnector, BoxBody<Bytes, Failure>>;

pub(crate) fn connection() -> Connection {
    let mut connector = HttpConnector::new();
    // Head and body are two writes: the second must not wait until the first is acknowledged.
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

const WORKER: HeaderName = HeaderName::from_static("cfs-worker");
const EVENT: HeaderName = HeaderName::from_static("cfs-event");
const SCHEME: HeaderName = HeaderName::from_static("cfs-proto");
/// On what the router answers itself: `exception`, where the Worker threw.
const FAILED: &str = "cfs-failed";

/// A cron that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scheduled {
    /// The expression, as it was declared.
    pub cron: String,
    /// When it was due, in milliseconds since 1970.
    pub time: i64,
}

impl Scheduled {
    /// A cron that was due then, in milliseconds since 1970.
    pub fn new(cron: impl Into<String>, time: i64) -> Self {
        Self { cron: cron.into(), time }
    }
}

/// Messages of a queue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Batch {
    /// The queue's name.
    pub queue: String,
    /// The messages, the oldest first.
    pub messages: Vec<Message>,
}

impl Batch {
    /// Messages of this queue.
    pub fn new(queue: impl Into<String>, messages: Vec<Message>) -> Self {
        Self { queue: queue.into(), messages }
    }
}

/// A message of a queue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// Its id.
    pub id: String,
    /// When it was sent, in milliseconds since 1970.
    pub time: i64,
    /// How often it was tried, this time included.
    pub attempts: u32,
    /// `json`, `text`, `bytes` or `v8`: what the body is.
    pub form: String,
    /// What was sent.
    pub body: Bytes,
}

impl Message {
    /// A message of this form that is tried for the first time.
    pub fn new(id: impl Into<String>, time: i64, form: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self { id: id.into(), time, attempts: 1, form: form.into(), body: body.into() }
    }
}

/// How an event ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// `ok`, `exception`, `exceededCpu` … as the runtime calls it.
    pub outcome: String,
    /// What the router or the Worker said where it threw.
    pub error: Option<String>,
}

impl Outcome {
    /// Whether the Worker did it.
    pub fn ok(&self) -> bool {
        self.outcome == "ok"
    }
}

/// What becomes of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settled {
    /// How the handler ended.
    pub outcome: Outcome,
    /// Whether all messages are done, but for those below.
    pub ack_all: bool,
    /// Whether all messages are to come again, but for those done; with a delay in seconds where the Worker said one.
    pub retry_all: Option<Option<u64>>,
    /// Messages that are done.
    pub acked: Vec<String>,
    /// Messages that are to come again, with a delay in seconds where the Worker said one.
    pub retried: Vec<(String, Option<u64>)>,
}

impl Runtime {
    /// Sends a request to a Worker and gives its answer, the body as it comes. The address stands in the request's URI,
    /// or in `Host`; the Worker sees it as it is. An upgrade (a WebSocket) can be taken from the answer. Where the
    /// Worker threw, the answer is 500 with the header `cfs-failed: exception` and the stack.
    ///
    /// # Errors
    /// [`Error::NoWorker`]; [`Error::Gone`] where the runtime ended or does not answer.
    pub async fn send<B>(&self, worker: &str, request: Request<B>) -> Result<Response<Incoming>, Error>
    where
        B: Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Failure>,
    {
        self.knows(worker)?;
        self.pass(worker, request).await
    }

    async fn pass<B>(&self, worker: &str, request: Request<B>) -> Result<Response<Incoming>, Error>
    where
        B: Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Failure>,
    {
        let (mut parts, body) = request.into_parts();
        let doing = || format!("sending a request to Worker `{worker}`");
        let unfit = |error: &dyn std::fmt::Display| Error::Gone { doing: doing(), why: error.to_string() };
        if let Some(authority) = parts.uri.authority() {
            let host = HeaderValue::from_str(authority.as_str()).map_err(|error| unfit(&error))?;
            parts.headers.insert(header::HOST, host);
        }
        if let Some(scheme) = parts.uri.scheme_str() {
            let scheme = HeaderValue::from_str(scheme).map_err(|error| unfit(&error))?;
            parts.headers.insert(SCHEME, scheme);
        }
        let name = HeaderValue::from_str(worker).map_err(|error| unfit(&error))?;
        parts.headers.insert(WORKER, name);
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = Uri::builder()
            .scheme("http")
            .authority(self.address().to_string())
            .path_and_query(path)
            .build()
            .map_err(|error| unfit(&error))?;
        let request = Request::from_parts(parts, body.map_err(Into::into).boxed());
        self.connection().request(request).await.map_err(|error| unfit(&said(&error)))
    }

    /// Tells a Worker that a cron is due, and waits for what it does.
    ///
    /// # Errors
    /// As [`Runtime::send`]. A Worker that throws is an [`Outcome`].
    pub async fn scheduled(&self, worker: &str, event: &Scheduled) -> Result<Outcome, Error> {
        self.knows(worker)?;
        let (outcome, _) =
            self.event(worker, "scheduled", json!({"cron": event.cron, "time": event.time})).await?;
        Ok(outcome)
    }

    /// Hands a Worker messages, and waits for what it does with them.
    ///
    /// # Errors
    /// As [`Runtime::send`]. A Worker that throws is an [`Outcome`].
    pub async fn queue(&self, worker: &str, batch: &Batch) -> Result<Settled, Error> {
        self.knows(worker)?;
        let messages: Vec<Value> = batch.messages.iter().map(written).collect();
        let said = json!({"queue": batch.queue, "messages": messages});
        let (outcome, answer) = self.event(worker, "queue", said).await?;
        Ok(settled(outcome, &answer))
    }

    /// Runs an instance of a Workflow, for as long as it goes on: what it is told are its `id`, the `run`'s, the `workflow`, `payload` and
    /// `timestamp`. What comes back is `{"output": …}` or `{"error": {"name", "message"}}`.
    ///
    /// # Errors
    /// [`Error::NoWorkflow`]; [`Error::Gone`] where the runtime ended or does not answer.
    pub async fn workflow(&self, workflow: &str, said: Value) -> Result<Value, Error> {
        if !self.has_workflow(workflow) {
            return Err(Error::NoWorkflow { workflow: workflow.to_owned() });
        }
        let (outcome, answer) = self.event(workflow, "workflow", said).await?;
        Ok(match outcome.error {
            Some(error) => json!({"error": {"name": "Error", "message": error}}),
            None => answer,
        })
    }

    async fn event(&self, worker: &str, kind: &'static str, said: Value) -> Result<(Outcome, Value), Error> {
        let doing = || format!("handing Worker `{worker}` a {kind} event");
        let gone = |why: String| Error::Gone { doing: doing(), why };
        let mut request = Request::new(Full::new(Bytes::from(said.to_string())));
        *request.method_mut() = http::Method::POST;
        request.headers_mut().insert(EVENT, HeaderValue::from_static(kind));
        request.headers_mut().insert(header::HOST, HeaderValue::from_static("events"));
        let response = self.pass(worker, request).await?;
        let failed = response.headers().contains_key(FAILED);
        let body = response.into_body().collect().await.map_err(|error| gone(error.to_string()))?.to_bytes();
        if failed {
            let error = Some(String::from_utf8_lossy(&body).into_owned());
            return Ok((Outcome { outcome: "exception".to_owned(), error }, Value::Null));
        }
        let answer: Value = serde_json::from_slice(&body).map_err(|error| gone(error.to_string()))?;
        let outcome = answer["outcome"].as_str().unwrap_or("unknown").to_owned();
        Ok((Outcome { outcome, error: None }, answer))
    }
}

/// An error with its causes: the client's own says little.
fn said(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn written(message: &Message) -> Value {
    let Message { id, time, attempts, form, body } = message;
    json!({"id": id, "time": time, "attempts": attempts, "form": form, "body": BASE64.encode(body)})
}

fn settled(outcome: Outcome, answer: &Value) -> Settled {
    let delay = |value: &Value| value["delaySeconds"].as_u64();
    let texts = |value: &Value| {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let retried = answer["retryMessages"].as_array().into_iter().flatten();
    let retried = retried.filter_map(|each| Some((each["msgId"].as_str()?.to_owned(), delay(each))));
    let batch = &answer["retryBatch"];
    Settled {
        ack_all: answer["ackAll"] == true,
        retry_all: (batch["retry"] == true).then(|| delay(batch)),
        acked: texts(&answer["explicitAcks"]),
        retried: retried.collect(),
        outcome,
    }
}
