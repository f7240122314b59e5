use cfs_runtime::prelude::*;

#[event(fetch)]
async fn fetch(request: Request) -> Result<Response> {
    Response::ok(format!("you asked for {}", request.url()?.pathname()))
}
