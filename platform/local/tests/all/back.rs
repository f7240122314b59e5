//! A server that bindings ask, and Workers to ask it.

use bytes::Bytes;
use cfs_local::{BINDING, Binary, Module, ModuleKind, Options, Runtime, Setup, TOKEN, Worker};
use http::{Request, Response};
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// A request of a binding.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) binding: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

type Answer = fn(&Asked) -> Response<Full<Bytes>>;

/// A running runtime, and what its bindings ask.
pub(crate) struct World {
    pub(crate) runtime: Runtime,
    pub(crate) asked: mpsc::UnboundedReceiver<Asked>,
    _folder: tempfile::TempDir,
}

pub(crate) const TOKEN_VALUE: &str = "only-the-runtime-knows";

/// The runtime that `npm install` below `target/npm` brought, or the one the environment names.
pub(crate) async fn binary() -> Binary {
    let npm = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/npm");
    Binary::find(&npm, None).await.expect("`cargo xtask test tests` installs it")
}

pub(crate) fn module(source: &str) -> Vec<Module> {
    vec![Module::new("index.mjs", ModuleKind::Es, source.to_owned())]
}

pub(crate) fn worker(name: &str, source: &str) -> Worker {
    Worker::new(name, "2026-07-01", module(source))
}

pub(crate) async fn options(folder: &Path, back: SocketAddr) -> Options {
    Options::new(binary().await, folder.join("runtime"), back, TOKEN_VALUE)
}

pub(crate) async fn serve(answer: Answer) -> (SocketAddr, mpsc::UnboundedReceiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, asked) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let sender = sender.clone();
            let service = service_fn(move |request| reply(request, sender.clone(), answer));
            tokio::spawn(
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service),
            );
        }
    });
    (address, asked)
}

async fn reply(
    request: Request<Incoming>,
    sender: mpsc::UnboundedSender<Asked>,
    answer: Answer,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    assert_eq!(parts.headers[TOKEN], TOKEN_VALUE);
    let body = body.collect().await.unwrap().to_bytes();
    let asked = Asked {
        binding: parts.headers[BINDING].to_str().unwrap().to_owned(),
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let response = answer(&asked);
    drop(sender.send(asked));
    Ok(response)
}

pub(crate) fn empty(_: &Asked) -> Response<Full<Bytes>> {
    Response::new(Full::default())
}

impl World {
    pub(crate) async fn start(workers: impl IntoIterator<Item = Worker>, answer: Answer) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (back, asked) = serve(answer).await;
        let runtime =
            Runtime::start(&Setup::new(workers), &options(folder.path(), back).await).await.unwrap();
        Self { runtime, asked, _folder: folder }
    }

    /// The text a Worker answers to `GET uri`.
    pub(crate) async fn get(&self, worker: &str, uri: &str) -> String {
        get(&self.runtime, worker, uri).await
    }

    /// The next request of this binding.
    pub(crate) async fn of(&mut self, binding: &str) -> Asked {
        loop {
            let asked = self.asked.recv().await.unwrap();
            if asked.binding == binding {
                return asked;
            }
        }
    }
}

pub(crate) async fn get(runtime: &Runtime, worker: &str, uri: &str) -> String {
    let request = Request::get(uri).body(Empty::<Bytes>::new()).unwrap();
    let body = runtime.send(worker, request).await.unwrap().into_body();
    String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// Where files of a test go.
pub(crate) fn below(folder: &tempfile::TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}
