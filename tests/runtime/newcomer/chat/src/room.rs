//! A room: its visitors' WebSockets hibernate, its lines are in its own SQL.

use crate::cases::Stored;
use crate::{Env, Said, What};
use cfs_runtime::core::WebSocket;
use cfs_runtime::durable_objects::DurableObjectState;
use cfs_runtime::prelude::*;
use cfs_runtime::wasm_bindgen::JsValue;

pub struct Room {
    state: DurableObjectState,
    env: Env,
}

#[derive(FromJs, ToJs)]
struct Visitor {
    room: String,
    name: String,
}

#[derive(FromJs, ToJs)]
pub struct Line {
    user: String,
    line: String,
}

#[durable_object]
impl Room {
    fn new(state: DurableObjectState, env: Env) -> Result<Self> {
        state.storage().sql().exec::<()>("CREATE TABLE IF NOT EXISTS lines (user TEXT, line TEXT)", ())?;
        Ok(Self { state, env })
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let url = request.url()?;
        let room = url.pathname().split('/').nth(2).unwrap_or_default().to_owned();
        let name = url.query("name").ok_or("who are you? say `?name=`")?;
        let WebSocketPair { client, server } = WebSocketPair::new()?;
        self.state.accept_web_socket(&server)?;
        let visitor = Visitor { room, name };
        server.serialize_attachment(&visitor)?;
        self.tell(&visitor, What::Joined).await?;
        Response::web_socket(&client)
    }

    async fn web_socket_message(&self, socket: WebSocket, message: JsValue) -> Result<()> {
        let visitor = Visitor::from_js(socket.deserialize_attachment()?)?;
        let text = message.as_string().ok_or("text only")?;
        self.tell(&visitor, What::Text { text }).await
    }

    async fn web_socket_close(&self, socket: WebSocket, code: u16) -> Result<()> {
        let visitor = Visitor::from_js(socket.deserialize_attachment()?)?;
        drop(socket.close_with(Some(i64::from(code)), None));
        self.tell(&visitor, What::Left).await
    }

    async fn history(&self, last: u32) -> Result<Vec<Line>> {
        let select = "SELECT user, line FROM lines ORDER BY rowid LIMIT ?";
        self.state.storage().sql().exec::<Line>(select, (last,))?.to_array()
    }

    async fn end(&self, how: &str) -> Result<()> {
        crate::cases::end(how);
        Ok(())
    }

    async fn store(&self) -> Result<Vec<String>> {
        crate::cases::store(&self.state)
    }

    async fn pay(&self, amount: u32) -> Result<u32> {
        crate::cases::pay(&self.state, amount)
    }

    async fn keep(&self, number: i64) -> Result<Option<i64>> {
        self.state.storage().put("number", &number).await?;
        self.state.storage().get("number").await
    }

    async fn length(&self, bytes: Vec<u8>) -> u32 {
        bytes.len() as u32
    }

    async fn stored_length(&self, bytes: &[u8]) -> Result<Stored> {
        self.state.storage().put("bytes", &bytes).await?;
        let kept: Vec<u8> = self.state.storage().get("bytes").await?.unwrap_or_default();
        Ok(Stored { kind: "bytes".into(), text: kept.len().to_string() })
    }
}

impl Room {
    /// Tells everybody, keeps it, and hands it to the archive.
    async fn tell(&self, visitor: &Visitor, what: What) -> Result<()> {
        let said = Said { room: visitor.room.clone(), user_name: visitor.name.clone(), what };
        if let What::Text { text } = &said.what {
            let sql = self.state.storage().sql();
            sql.exec::<()>("INSERT INTO lines VALUES (?, ?)", (&visitor.name, text))?;
            for socket in self.state.get_web_sockets()? {
                // Who is leaving gets no more.
                drop(socket.send(format!("{}: {text}", visitor.name)));
            }
        }
        self.env.archive.send(&said).await?;
        Ok(())
    }
}
