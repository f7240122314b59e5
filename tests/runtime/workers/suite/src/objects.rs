//! Durable Objects: storage, SQL, alarms, WebSockets, RPC.

use crate::Env;
use crate::check::Checks;
use cfs_runtime::core::{WebSocket, WebSocketPair};
use cfs_runtime::durable_objects::DurableObjectState;
use cfs_runtime::prelude::*;
use cfs_runtime::wasm_bindgen::JsValue;
use cfs_runtime::Record;
use std::cell::Cell;

pub struct Room {
    state: DurableObjectState,
    running: Cell<u32>,
    most: Cell<u32>,
    asked: Cell<u32>,
}

#[derive(Clone, Debug, PartialEq, FromJs, ToJs)]
pub struct Note {
    id: u32,
    text: String,
}

#[durable_object]
impl Room {
    fn new(state: DurableObjectState, _env: JsValue) -> Self {
        Self { state, running: Cell::new(0), most: Cell::new(0), asked: Cell::new(0) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        if request.header("upgrade")?.as_deref() == Some("websocket") {
            let pair = WebSocketPair::new()?;
            let (client, server) = (pair_end(&pair, 0)?, pair_end(&pair, 1)?);
            self.state.accept_web_socket(&server)?;
            server.serialize_attachment("guest")?;
            return Response::web_socket(&client);
        }
        Response::ok(format!("room {}", request.path()?))
    }

    async fn web_socket_message(&self, socket: WebSocket, message: JsValue) -> Result<()> {
        match message.as_string() {
            Some(text) if text == "close" => socket.close_with(Some(4000), Some("asked")),
            Some(text) if text == "memory" => {
                self.asked.set(self.asked.get() + 1);
                let kept = String::from_js(socket.deserialize_attachment()?)?;
                socket.send(format!("asked {} times by {kept}", self.asked.get()))
            }
            Some(text) => socket.send(format!("echo {text} of {}", self.state.get_web_sockets()?.len())),
            None => socket.send(cfs_runtime::js_sys::Uint8Array::new(&message).to_vec()),
        }
    }

    async fn web_socket_close(&self, _socket: WebSocket, code: u32, _reason: String, _clean: bool) -> Result<()> {
        self.state.storage().put("closed", &code).await
    }

    async fn alarm(&self) -> Result<()> {
        self.state.storage().put("alarmed", &true).await
    }

    async fn add(&self, by: u32) -> Result<u32> {
        let storage = self.state.storage();
        let count = storage.get::<u32>("count").await?.unwrap_or(0) + by;
        storage.put("count", &count).await?;
        Ok(count)
    }

    async fn slow(&self) -> Result<u32> {
        self.running.set(self.running.get() + 1);
        self.most.set(self.most.get().max(self.running.get()));
        // Until the others are here too; calls that come one after the other wait in vain.
        for _ in 0..PATIENCE {
            if self.most.get() == 3 {
                break;
            }
            cfs_runtime::core::scheduler().wait(10.0).await?;
        }
        self.running.set(self.running.get() - 1);
        Ok(self.most.get())
    }

    async fn fails(&self) -> Result<()> {
        Err(Error::new("refused"))
    }

    async fn notes(&self, texts: Vec<String>) -> Result<Vec<Note>> {
        let sql = self.state.storage().sql();
        sql.exec::<JsValue>("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)", ())?;
        for text in texts {
            sql.exec::<JsValue>("INSERT INTO notes (text) VALUES (?)", (text,))?;
        }
        sql.exec::<Note>("SELECT * FROM notes ORDER BY id", ())?.to_array()
    }

    async fn store(&self) -> Result<Vec<String>> {
        let storage = self.state.storage();
        storage.put_entries(&Record::from([("a", JsValue::from(1)), ("b", JsValue::from(2))])).await?;
        let mut lines = vec![format!("{:?}", storage.get_many::<u32>(&["a", "b"]).await?.0)];
        lines.push(format!("{:?}", storage.list::<u32>().prefix("a").await?.0));
        lines.push(format!("{}", storage.delete("a").await?));
        lines.push(format!("{}", storage.delete_many(&["a", "b"]).await?));
        storage.kv().put("sync", &7)?;
        lines.push(format!("{:?}", storage.kv().get::<u32>("sync")?));
        let now = cfs_runtime::js_sys::Date::now();
        storage.set_alarm(now + 60_000.0).await?;
        lines.push(format!("{}", storage.get_alarm().await?.is_some()));
        storage.delete_alarm().await?;
        lines.push(format!("{}", storage.get_alarm().await?.is_none()));
        storage.set_alarm(now + 10.0).await?;
        Ok(lines)
    }

    async fn alarmed(&self) -> Result<bool> {
        Ok(self.state.storage().get::<bool>("alarmed").await?.unwrap_or(false))
    }

    async fn own_name(&self) -> Result<Option<String>> {
        Ok(self.state.id().name())
    }
}

/// How many hundredths of a second to wait for what must happen: longer than any machine is slow.
const PATIENCE: usize = 6_000;

fn pair_end(pair: &WebSocketPair, index: u32) -> Result<WebSocket> {
    FromJs::from_js(cfs_runtime::js_sys::Reflect::get_u32(pair.as_ref(), index)?)
}

pub async fn connect(request: &Request, env: &Env) -> Result<Response> {
    let stub = env.room.get_by_name("sockets")?;
    stub.fetch(cfs_runtime::core::Request::from(request.clone()?)).await.map(Response::from)
}

pub async fn section(c: &mut Checks, env: &Env) -> Result<()> {
    let id = env.room.id_from_name("main")?;
    c.eq("ids of one name are equal", id.equals(&env.room.id_from_name("main")?)?, true);
    c.eq("ids of other names are not", id.equals(&env.room.id_from_name("other")?)?, false);
    let text = id.to_string()?;
    c.eq("id from text", env.room.id_from_string(&text)?.to_string()?, text);
    let stub = env.room.get(&id)?;
    c.eq("rpc", stub.add(&5).await?, 5);
    c.eq("state is kept", stub.add(&2).await?, 7);
    c.eq("name", stub.own_name().await?, Some("main".to_owned()));
    let failed = stub.fails().await;
    c.eq("an error crosses rpc", failed.err().map(|error| error.to_string()), Some("Error: refused".to_owned()));
    let (one, two, three) = (stub.slow(), stub.slow(), stub.slow());
    let most = one.await?.max(two.await?).max(three.await?);
    c.eq("calls on one object interleave", most, 3);
    let notes = stub.notes(&vec!["x".to_owned(), "y".to_owned()]).await?;
    c.eq("sql rows", notes.len(), 2);
    c.eq("sql row", notes.last().map(|note| note.text.clone()), Some("y".to_owned()));
    let lines = stub.store().await?;
    for (index, expected) in
        [r#"[("a", 1), ("b", 2)]"#, r#"[("a", 1)]"#, "true", "1", "Some(7)", "true", "true"].iter().enumerate()
    {
        c.eq(&format!("storage step {index}"), lines.get(index).map(String::as_str), Some(*expected));
    }
    let mut alarmed = false;
    for _ in 0..PATIENCE {
        alarmed = stub.alarmed().await?;
        if alarmed {
            break;
        }
        cfs_runtime::core::scheduler().wait(10.0).await?;
    }
    c.ok("the alarm ran", alarmed);
    let answer = stub.fetch("https://room.example/path").await?;
    c.eq("fetch", answer.text().await?, "room /path");
    Ok(())
}
