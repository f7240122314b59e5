//! A WebSocket client; Hyperdrive's parts, and connections in a pool.

use crate::Env;
use crate::check::Checks;
use cfs_runtime::pool::Pool;
use cfs_runtime::prelude::*;
use cfs_runtime::streams::Duplex;
use cfs_runtime::web_socket::{Connect, WebSocketClient, WebSocketEvent};
use futures_util::future::join_all;
use futures_util::{AsyncReadExt, AsyncWriteExt, SinkExt, StreamExt};

fn text(event: Option<WebSocketEvent>) -> String {
    match event {
        Some(WebSocketEvent::Text(text)) => text,
        other => format!("{other:?}"),
    }
}

pub async fn sockets(c: &mut Checks, env: &Env) -> Result<()> {
    let address = format!("ws://127.0.0.1:{}/", env.ws_port.0);
    let mut client = WebSocketClient::connect(&address).await?;
    client.send("hello")?;
    c.eq("text comes back", text(WebSocketClient::next(&mut client).await.transpose()?), "hello");
    SinkExt::send(&mut client, vec![1u8, 2]).await?;
    let event = StreamExt::next(&mut client).await.transpose()?;
    c.eq("bytes through a sink and a stream", event, Some(WebSocketEvent::Binary(vec![1, 2])));
    c.eq("no subprotocol", client.protocol(), None);
    client.close(3001, "done").await?;

    let offer = Connect::new(&address).protocol("chat.v2").protocol("chat.v1").header("x-name", "Ada");
    let mut client = offer.client().await?;
    c.eq("the server's choice of subprotocol", client.protocol(), Some("chat.v1"));
    client.send("header")?;
    c.eq("a header of the upgrade", text(client.next().await.transpose()?), "Ada");
    client.send("leave")?;
    let closed = client.next().await.transpose()?;
    c.ok("the server closes", matches!(closed, Some(WebSocketEvent::Close { code: 4002, .. })));
    c.eq("and nothing follows", client.next().await.transpose()?, None);
    c.ok("what is closed sends nothing", client.send("late").is_err());

    let refused = WebSocketClient::connect(&format!("{address}refuse")).await.err().map(|error| error.to_string());
    c.ok("a refusal says its status", refused.is_some_and(|text| text.contains("status 400")));

    let WebSocketPair { client, server } = WebSocketPair::new()?;
    let mut near = WebSocketClient::of(client)?;
    let far = WebSocketClient::of(server)?;
    far.send("across")?;
    c.eq("a pair", text(near.next().await.transpose()?), "across");
    drop(far);
    let closed = near.next().await.transpose()?;
    c.ok("a client that is dropped closes", matches!(closed, Some(WebSocketEvent::Close { code: 1000, .. })));
    Ok(())
}

async fn ask(connection: &mut Duplex, line: &str) -> Result<String> {
    connection.write_all(line.as_bytes()).await?;
    connection.flush().await?;
    let mut answer = vec![0; line.len()];
    connection.read_exact(&mut answer).await?;
    String::from_utf8(answer).map_err(|error| Error::new(error.to_string()))
}

pub async fn pool(c: &mut Checks, env: &Env) -> Result<()> {
    let parts = env.pool.parts()?;
    let seen = (parts.scheme.as_str(), parts.user.as_str(), parts.password.0.as_str(), parts.database.as_str());
    c.eq("the parts", seen, ("postgres", "me", "p w", "shop"));
    c.ok("a port", parts.port > 0);
    c.ok("the password is not printed", !format!("{parts:?}").contains("p w"));
    let hyperdrive = env.pool.clone();
    let pool = Pool::new(2, move || {
        let opened = hyperdrive.open();
        async { opened }
    });
    let calls = (0..6).map(|number| {
        let pool = pool.clone();
        async move { ask(&mut *pool.get().await?, &format!("line {number}\n")).await }
    });
    let answers = join_all(calls).await.into_iter().collect::<Result<Vec<String>>>()?;
    c.eq("six calls", answers.concat(), "LINE 0\nLINE 1\nLINE 2\nLINE 3\nLINE 4\nLINE 5\n");
    c.eq("over two connections", pool.open(), 2);
    Ok(())
}
