//! Connections: WebSockets, TCP, calls to other entry points.

use crate::check::Checks;
use crate::Env;
use cfs_runtime::core::WebSocketPair;
use cfs_runtime::prelude::*;
use cfs_runtime::streams::Duplex;
use cfs_runtime::wasm_bindgen::JsValue;
use cfs_runtime::web_socket::{self, WebSocketEvent};
use futures_util::{AsyncReadExt, AsyncWriteExt};

pub async fn web_sockets(c: &mut Checks, env: &Env) -> Result<()> {
    let pair = WebSocketPair::new()?;
    let (one, two) = (pair.n0(), pair.n1());
    let mut events = two.events()?;
    one.accept()?;
    two.accept()?;
    c.eq("open", one.ready_state(), 1.0);
    one.send("text")?;
    one.send(vec![1u8, 2])?;
    one.close_with(Some(4001.0), Some("done"))?;
    c.ok("closing", one.ready_state() >= 2.0);
    c.eq("a text message", events.next().await.transpose()?, Some(WebSocketEvent::Text("text".into())));
    c.eq("a binary message", events.next().await.transpose()?, Some(WebSocketEvent::Binary(vec![1, 2])));
    let closed = events.next().await.transpose()?;
    c.ok("the close code", matches!(&closed, Some(WebSocketEvent::Close { code: 4001, reason, .. }) if reason == "done"));
    c.eq("the stream ends", events.next().await.transpose()?, None);
    c.ok("a code that may not be sent is an error", WebSocketPair::new()?.n0().close_with(Some(1.0), None).is_err());

    let stub = env.room.get_by_name("client")?;
    let socket = web_socket::connect_to(&stub, "https://room.example/ws").await?;
    let mut events = socket.events()?;
    socket.accept()?;
    socket.send("hi")?;
    c.eq("a Durable Object answers", events.next().await.transpose()?, Some(WebSocketEvent::Text("echo hi of 1".into())));
    socket.send("close")?;
    let closed = events.next().await.transpose()?;
    c.ok("and closes", matches!(closed, Some(WebSocketEvent::Close { code: 4000, .. })));

    let socket = web_socket::connect(&format!("http://127.0.0.1:{}/", env.ws_port.0)).await?;
    let mut events = socket.events()?;
    socket.accept()?;
    socket.send("over the network")?;
    c.eq("another server answers", events.next().await.transpose()?, Some(WebSocketEvent::Text("over the network".into())));
    socket.send(vec![9u8; 70_000])?;
    let big = events.next().await.transpose()?;
    c.ok("a large message", matches!(big, Some(WebSocketEvent::Binary(bytes)) if bytes.len() == 70_000));
    socket.send("close")?;
    let closed = events.next().await.transpose()?;
    c.ok("and closes with a reason", matches!(closed, Some(WebSocketEvent::Close { code: 1000, reason, .. }) if reason == "bye"));
    let refused = web_socket::connect(&format!("http://127.0.0.1:{}/refuse", env.ws_port.0)).await;
    c.ok("a refused upgrade is an error", refused.is_err());
    Ok(())
}

pub async fn tcp(c: &mut Checks, env: &Env) -> Result<()> {
    let socket = cfs_runtime::sockets::connect(format!("127.0.0.1:{}", env.tcp_port.0))?;
    let mut connection = Duplex::new(socket)?;
    connection.write_all(b"ping\n").await?;
    connection.flush().await?;
    let mut line = [0; 5];
    connection.read_exact(&mut line).await?;
    c.eq("TCP", line.as_slice(), b"PING\n".as_slice());
    connection.write_all(b"quit\n").await?;
    let mut rest = Vec::new();
    connection.read_to_end(&mut rest).await?;
    c.eq("TCP to the end", String::from_utf8_lossy(&rest).into_owned(), "QUIT\n");
    connection.close().await?;
    let refused = async {
        let mut connection = Duplex::new(cfs_runtime::sockets::connect("127.0.0.1:1")?)?;
        let mut byte = [0];
        connection.read_exact(&mut byte).await.map_err(Error::from)
    };
    c.ok("a refused connection is an error", refused.await.is_err());
    let hyperdrive = &env.database_pool;
    c.eq("Hyperdrive, user", hyperdrive.user(), "me");
    c.eq("Hyperdrive, password", hyperdrive.password(), "pw");
    c.eq("Hyperdrive, database", hyperdrive.database(), "shop");
    c.ok("Hyperdrive, connection string", hyperdrive.connection_string().starts_with("postgres"));
    let mut connection = Duplex::new(hyperdrive.connect()?)?;
    connection.write_all(b"pool\n").await?;
    connection.read_exact(&mut line).await?;
    c.eq("Hyperdrive, connection", line.as_slice(), b"POOL\n".as_slice());
    Ok(())
}

/// An entry point that other Workers call.
pub struct Maths;

#[entrypoint]
impl Maths {
    fn new(_context: JsValue, _env: JsValue) -> Self {
        Self
    }

    async fn add(&self, one: u32, two: u32) -> Result<u32> {
        one.checked_add(two).ok_or_else(|| Error::new("too large"))
    }

    async fn greet(&self, name: String) -> Result<String> {
        Ok(format!("hello {name}"))
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        Response::ok(format!("maths {}", request.path()?))
    }
}

pub async fn rpc(c: &mut Checks, env: &Env) -> Result<()> {
    c.eq("a call over RPC", env.maths.add(&2, &3).await?, 5);
    c.eq("text over RPC", env.maths.greet(&"you".to_owned()).await?, "hello you");
    let failed = env.maths.add(&u32::MAX, &1).await;
    c.eq("an error over RPC", failed.err().map(|error| error.to_string()), Some("Error: too large".to_owned()));
    let answer = env.maths.fetch("https://maths.example/there").await?;
    c.eq("fetch of an entry point", answer.text().await?, "maths /there");
    Ok(())
}
