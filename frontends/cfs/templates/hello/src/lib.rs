use cfs_runtime::prelude::*;

#[event(fetch)]
async fn fetch(request: Request) -> Result<Response> {
    match request.path()?.as_str() {
        "/" => Response::ok("Hello from {{name}}\n"),
        _ => Response::error(404, "There is nothing here"),
    }
}
