//! Handlers that JavaScript cannot call.

use cfs_runtime::prelude::*;

#[event]
async fn unnamed() {}

#[event(request)]
async fn unknown() {}

#[event(fetch)]
async fn generic<T: FromJs>(_: T) -> Result<Response> {
    Response::ok("")
}

#[event(fetch)]
async fn many(_: Request, _: u8, _: u8, more: u8) -> Result<Response> {
    Response::ok("")
}

#[event(queue)]
async fn changes(batch: &mut u8) {}

#[event(queue)]
async fn open(batch: impl FromJs) {}

#[event(queue)]
async fn nested(batch: Vec<&str>) {}

#[event(start)]
async fn waits() {}

#[event(start)]
fn takes(_: Request) {}

fn main() {}
