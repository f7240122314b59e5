//! Types that cannot cross: the error points at them.

use cfs_runtime::prelude::*;

struct Opaque;

#[derive(FromJs)]
struct Reads {
    fine: u32,
    opaque: Opaque,
}

#[derive(ToJs)]
struct Writes {
    opaque: Opaque,
}

#[event(fetch)]
async fn fetch(_: Request, _: Opaque) -> Result<Response> {
    Response::ok("")
}

#[event(scheduled)]
async fn scheduled() -> Opaque {
    Opaque
}

#[event(queue)]
async fn queue() -> std::result::Result<(), Opaque> {
    Err(Opaque)
}

struct Room;
#[durable_object]
impl Room {
    fn new() -> u32 {
        1
    }
}

fn main() {}
