//! A Worker whose panics unwind: what it holds outlives them.

use cfs_runtime::durable_objects::{DurableObjectNamespace, DurableObjectState};
use cfs_runtime::{prelude::*, wasm_bindgen::JsValue};
use std::cell::Cell;

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

#[derive(Env)]
struct Env {
    room: DurableObjectNamespace<Room>,
}

#[event(fetch)]
async fn fetch(req: Request, env: Env, _ctx: Context) -> Result<Response> {
    let room = env.room.get_by_name("main")?;
    match req.path()?.as_str() {
        "/calls" => {
            CALLS.set(CALLS.get() + 1);
            Response::ok(CALLS.get().to_string())
        }
        "/panic" => panic!("on purpose"),
        "/abort" => std::process::abort(),
        "/enter" => Response::ok(room.enter().await?.to_string()),
        "/fail" => Response::ok(room.fail().await?.to_string()),
        _ => Response::error(404, "no such route"),
    }
}

struct Room {
    guests: Cell<u32>,
}

#[durable_object]
impl Room {
    fn new(_state: DurableObjectState, _env: JsValue) -> Self {
        Self { guests: Cell::new(0) }
    }

    async fn enter(&self) -> u32 {
        self.guests.set(self.guests.get() + 1);
        self.guests.get()
    }

    async fn fail(&self) -> u32 {
        assert!(self.guests.get() == u32::MAX, "nobody leaves");
        0
    }
}
