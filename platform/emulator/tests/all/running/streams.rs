//! Upgrades and bodies as they come.

use super::{World, upload};
use crate::support::{call, of_account};
use bytes::Bytes;
use cfs_catalogue::Content;
use futures_util::{SinkExt, StreamExt};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

#[tokio::test]
async fn a_websocket_is_passed_through() {
    let world = World::start().await;
    let code = "export default { fetch(request) {
        const [client, server] = Object.values(new WebSocketPair());
        server.accept();
        server.addEventListener('message', (event) => server.send(`echo ${event.data}`));
        return new Response(null, { status: 101, webSocket: client });
    } }";
    world.worker("echo", json!({}), code).await;
    let request = "ws://echo.emulator.workers.dev/".into_client_request().expect("a request");
    let stream = tokio::net::TcpStream::connect(world.emulator.address()).await.expect("a connection");
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.expect("a WebSocket");
    socket.send(Message::text("hello")).await.expect("sent");
    let heard = socket.next().await.expect("a message").expect("a message");
    assert_eq!(heard.into_text().expect("text").as_str(), "echo hello");
}

#[tokio::test]
async fn bodies_go_both_ways() {
    let world = World::start().await;
    let code = "export default { fetch(request) { return new Response(request.body, { headers: { 'x-length': request.headers.get('content-length') } }) } }";
    world.worker("echo", json!({}), code).await;
    let large = "0123456789abcdef".repeat(1 << 16);
    let told = world.ask("echo", "POST", "/", &large).await;
    assert_eq!((told.status, told.text.len(), told.text == large), (200, large.len(), true));
}

#[tokio::test]
async fn a_request_that_goes_on_is_ended_by_the_version_that_began_it() {
    let world = World::start().await;
    let namespace = world.namespace().await;
    let code = |name: &str| {
        format!(
            "export default {{ async fetch(request, env) {{
                if (request.method === 'POST') await env.KV.put('begun', 'yes');
                return new Response('{name} ' + await request.text());
            }} }}"
        )
    };
    let bindings = json!([{"type": "kv_namespace", "name": "KV", "namespace_id": namespace}]);
    world.worker("site", json!({"bindings": bindings}), &code("one")).await;
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<&'static str>();
    let parts = futures_util::stream::unfold(receiver, async |mut receiver| {
        let part = receiver.recv().await?;
        Some((Ok::<_, std::io::Error>(Frame::data(Bytes::from(part))), receiver))
    });
    let http: Client<HttpConnector, StreamBody<_>> = Client::builder(TokioExecutor::new()).build_http();
    let request = http::Request::post(format!("http://{}/", world.emulator.address()))
        .header("host", "site.emulator.workers.dev")
        .body(StreamBody::new(Box::pin(parts)))
        .expect("a request");
    let going = tokio::spawn(async move { http.request(request).await });
    sender.send("first ").expect("sent");
    let own = [("namespace_id", namespace.as_str()), ("key_name", "begun")];
    while call(&world.client, "kv.namespaces.values.get", of_account(&own), Content::none()).await.is_err() {
        tokio::task::yield_now().await;
    }
    let new = upload(json!({"bindings": bindings}), &code("two"));
    let script = [("script_name", "site")];
    let (deployed, ended) = tokio::join!(world.done("workers.scripts.update", &script, new), async {
        // The deployment waits for the request, and holds up no other change.
        let made = async || {
            let listed = world.done("workers.scripts.versions.list", &script, Content::none()).await;
            listed.as_array().map_or(0, Vec::len)
        };
        while made().await < 2 {
            tokio::task::yield_now().await;
        }
        let other = [("namespace_id", namespace.as_str()), ("key_name", "other")];
        world.done("kv.namespaces.values.update", &other, Content::raw("meanwhile")).await;
        assert_eq!(world.value(&namespace, "other").await, "meanwhile");
        sender.send("second").expect("sent");
        drop(sender);
        let body = going.await.expect("no panic").expect("an answer").into_body();
        body.collect().await.expect("its end").to_bytes()
    });
    assert_eq!(deployed["id"], "site");
    assert_eq!(ended, "one first second");
    assert_eq!(world.get("site", "/").await, "two ");
}
