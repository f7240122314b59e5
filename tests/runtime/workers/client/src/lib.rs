//! A generated client inside a Worker: what it does over the runtime's `fetch`, asserted inside the real runtime.
//!
//! `?api=URL` says where the API is: a server of the harness.

mod calls;
mod check;

use cfs_runtime::prelude::*;
use check::Checks;

#[event(fetch)]
async fn fetch(request: Request) -> Result<Response> {
    let api = request.url()?.query("api").unwrap_or_default();
    let mut checks = Checks::default();
    if let Err(error) = calls::run(&api, &mut checks).await {
        checks.failed(&error.to_string());
    }
    Response::ok(checks.lines())
}
