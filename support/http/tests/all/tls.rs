//! Secure connections and HTTP/2, against hyper's server.

use crate::support::*;
use cfs_http::{Client, Error, HyperOptions, HyperTransport, TransportErrorKind};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};

struct Secure {
    url: String,
    certificate: CertificateDer<'static>,
    connections: Arc<AtomicUsize>,
    http2: Arc<AtomicUsize>,
}

async fn answer(
    request: hyper::Request<Incoming>,
    together: Arc<tokio::sync::Barrier>,
) -> Result<hyper::Response<String>, hyper::Error> {
    use http_body_util::BodyExt;
    let length = request.into_body().collect().await?.to_bytes().len();
    if length > 0 {
        together.wait().await;
    }
    Ok(hyper::Response::new(envelope(&format!(r#"{{"id":"{length}"}}"#))))
}

/// How many requests with a body are under way before the server answers any of them.
const TOGETHER: usize = 50;

async fn start(name: &str, protocols: &[&[u8]]) -> Secure {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let mut config = builder.with_single_cert(vec![certificate.clone()], key).unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let (connections, http2) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let secure = Secure { url, certificate, connections: connections.clone(), http2: http2.clone() };
    let together = Arc::new(tokio::sync::Barrier::new(TOGETHER));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (acceptor, connections, http2) = (acceptor.clone(), connections.clone(), http2.clone());
            let together = together.clone();
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                connections.fetch_add(1, Ordering::SeqCst);
                let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                http2.fetch_add(usize::from(is_http2), Ordering::SeqCst);
                let service = hyper::service::service_fn(move |request| answer(request, together.clone()));
                let builder = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                let _ = builder.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    secure
}

fn trusting(secure: &Secure) -> Client {
    let mut roots = RootCertStore::empty();
    roots.add(secure.certificate.clone()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let tls = Some(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()));
    let options = HyperOptions { tls, ..HyperOptions::default() };
    let transport = HyperTransport::with_options(options);
    Client::builder()
        .base_url(&secure.url)
        .token("t")
        .transport(transport)
        .clock(ManualClock::new())
        .build()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http2_shares_connections() {
    let secure = start("localhost", &[b"h2", b"http/1.1"]).await;
    let client = trusting(&secure);
    assert_eq!(get(&client).await.unwrap().id, "0");
    let calls: Vec<_> = (0..TOGETHER).map(|_| tokio::spawn(post(&client).into_future())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().id, "22");
    }
    assert_eq!(secure.http2.load(Ordering::SeqCst), secure.connections.load(Ordering::SeqCst));
    // All of them were under way at once, more than one on a connection.
    assert!(secure.connections.load(Ordering::SeqCst) < TOGETHER);
}

#[tokio::test]
async fn http1_is_spoken_where_a_server_knows_no_more() {
    let secure = start("localhost", &[b"http/1.1"]).await;
    assert_eq!(get(&trusting(&secure)).await.unwrap().id, "0");
    assert_eq!(secure.http2.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn certificates_that_are_not_trusted_or_of_others_are_refused() {
    for (name, trusted) in [("localhost", false), ("example.com", true)] {
        let secure = start(name, &[b"h2"]).await;
        let client = if trusted {
            trusting(&secure)
        } else {
            Client::builder().base_url(&secure.url).token("t").build().unwrap()
        };
        match post(&client).await {
            Err(Error::Transport(error)) => {
                assert_eq!(error.kind, TransportErrorKind::Tls, "{error}");
                assert!(error.to_string().starts_with("POST /things: no secure connection: "), "{error}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(secure.connections.load(Ordering::SeqCst), 0);
    }
}
