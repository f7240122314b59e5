//! The smallest Worker.

use cfs_runtime::{prelude::*, wasm_bindgen::JsValue};

#[event(fetch)]
async fn fetch(_req: Request, _env: JsValue, _ctx: Context) -> Result<Response> {
    Response::ok("hello")
}
