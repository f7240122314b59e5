//! The smallest Worker, with the `worker` crate.

use worker::{Context, Env, Request, Response, Result, event};

/// The handler, as `cfs-build` reads it: the other crate's macros do not declare it.
#[unsafe(link_section = "cfs")]
static _FETCH: [u8; 19] = *b"\x11\0\x01\x07\0handler\x05\0fetch";

#[event(fetch)]
async fn fetch(_req: Request, _env: Env, _ctx: Context) -> Result<Response> {
    Response::ok("hello")
}
