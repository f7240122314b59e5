//! What people write, beyond the first page of the guide: asserted inside the real runtime, a section a route.

#[path = "../../suite/src/check.rs"]
mod check;
mod calls;
mod connections;
mod meaning;
mod shapes;

use cfs_runtime::ai::Ai;
use cfs_runtime::core::Fetcher;
use cfs_runtime::d1::D1Database;
use cfs_runtime::durable_objects::DurableObjectNamespace;
use cfs_runtime::hyperdrive::Hyperdrive;
use cfs_runtime::prelude::*;
use cfs_runtime::vectorize::Vectorize;
use cfs_runtime::Variable;
use check::Checks;

#[derive(Env)]
pub struct Env {
    pub db: D1Database,
    pub room: DurableObjectNamespace<calls::Room>,
    pub accounts: Fetcher,
    pub own: Fetcher<calls::Clerk>,
    pub pool: Hyperdrive,
    pub ai: Ai,
    pub index: Vectorize,
    pub ws_port: Variable,
}

/// A handler of any kind of error, with its environment lent.
#[event(fetch)]
async fn fetch(request: Request, env: &Env) -> anyhow::Result<Response> {
    let path = request.path()?;
    let mut checks = Checks::default();
    let done = match path.as_str() {
        "/shapes" => shapes::section(&mut checks),
        "/params" => shapes::params(&mut checks, env).await,
        "/calls" => calls::section(&mut checks, env).await,
        "/foreign" => calls::foreign(&mut checks, env).await,
        "/sockets" => connections::sockets(&mut checks, env).await,
        "/pool" => connections::pool(&mut checks, env).await,
        "/meaning" => meaning::section(&mut checks, env).await,
        "/page" => {
            let page = "x".parse::<u32>().map_err(|error| anyhow::Error::new(error).context("the page number"))?;
            return Ok(Response::ok(page.to_string())?);
        }
        _ => anyhow::bail!("no such section: {path}"),
    };
    if let Err(error) = done {
        checks.error(&error);
    }
    Ok(checks.response()?)
}
