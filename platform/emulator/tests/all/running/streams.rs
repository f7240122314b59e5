//! WebSockets and bodies as they come.

use super::World;
use futures_util::{SinkExt, StreamExt};
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
