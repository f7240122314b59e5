//! A Worker with a router: axum for routes and extractors, tower for layers, KV behind them.
//!
//! The runtime's request becomes one of the `http` crate, the router answers it, the answer becomes the runtime's.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response as Answer};
use axum::routing::{get, post};
use axum::{Json, Router};
use cfs_runtime::core::Fetcher;
use cfs_runtime::kv::KvNamespace;
use cfs_runtime::{SendWrapper, prelude::*, send};
use std::rc::Rc;
use tower::ServiceExt;
use tower_http::cors::CorsLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

#[derive(Env)]
struct Env {
    notes: KvNamespace,
    #[binding("SELF")]
    own: Fetcher,
}

/// What every handler can ask for. A router wants `Send`; a Worker has one thread.
type Shared = State<SendWrapper<Rc<Env>>>;

#[event(fetch)]
async fn fetch(request: Request, env: Env) -> Result<Response> {
    let router = router().with_state(SendWrapper::new(Rc::new(env)));
    Response::from_http(router.oneshot(request.into_http()?).await?)
}

fn router() -> Router<SendWrapper<Rc<Env>>> {
    Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/notes/{name}", get(read).put(write).delete(remove))
        .route("/sum", post(sum))
        .route("/upload", post(upload))
        .route("/relay", get(relay))
        .route("/cookies", get(cookies))
        .layer(SetResponseHeaderLayer::if_not_present(header::SERVER, HeaderValue::from_static("router")))
        .layer(RequestBodyLimitLayer::new(1 << 20))
        .layer(CorsLayer::permissive())
}

/// An error of the runtime as an answer: who cannot implement a foreign trait for a foreign type wraps it.
struct Failed(Error);

impl IntoResponse for Failed {
    fn into_response(self) -> Answer {
        (StatusCode::BAD_GATEWAY, self.0.to_string()).into_response()
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

#[derive(serde::Deserialize)]
struct Reading {
    #[serde(default)]
    upper: bool,
}

#[send]
async fn read(State(env): Shared, Path(name): Path<String>, Query(how): Query<Reading>) -> std::result::Result<Answer, Failed> {
    Ok(match env.notes.get(&name).await? {
        Some(text) if how.upper => text.to_uppercase().into_response(),
        Some(text) => text.into_response(),
        None => (StatusCode::NOT_FOUND, format!("no note {name}")).into_response(),
    })
}

#[send]
async fn write(State(env): Shared, Path(name): Path<String>, text: String) -> std::result::Result<StatusCode, Failed> {
    env.notes.put(&name, text).await?;
    Ok(StatusCode::CREATED)
}

#[send]
async fn remove(State(env): Shared, Path(name): Path<String>) -> std::result::Result<StatusCode, Failed> {
    env.notes.delete(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(serde::Deserialize, serde::Serialize)]
struct Numbers {
    numbers: Vec<i64>,
}

async fn sum(Json(numbers): Json<Numbers>) -> Json<i64> {
    Json(numbers.numbers.iter().sum())
}

/// Counts the bytes of a body as they arrive.
async fn upload(body: axum::body::Bytes) -> String {
    format!("{} bytes", body.len())
}

/// Another Worker's answer, streamed through: here this Worker's own.
#[send]
async fn relay(State(env): Shared) -> std::result::Result<Answer, Failed> {
    let request = axum::http::Request::get("http://router/notes/kept?upper=true").body(String::new());
    let request = Request::from_http(request.map_err(|error| Error::new(error.to_string()))?)?;
    let answer = env.own.fetch(request.into_inner()).await?;
    Ok(Response::from(answer).into_http()?.map(axum::body::Body::new))
}

async fn cookies() -> impl IntoResponse {
    let mut answer = Answer::new(axum::body::Body::empty());
    for cookie in ["a=1", "b=2"] {
        answer.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static(cookie));
    }
    answer
}
