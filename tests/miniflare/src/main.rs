//! Generated clients against a real implementation: miniflare's, which carries Cloudflare's own code for part of the
//! API.
//!
//! `miniflare URL` runs all checks against the server that `serve.mjs` started at `URL`.

mod check;
mod d1;
mod kv;
mod mapped;
mod objects;
mod r2;
mod stated;
mod workflows;

use cfs_management::{Client, Error};
use check::Checks;
use mapped::Mapped;
use std::process::ExitCode;

/// The account; the local implementation has none and does not see it.
const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

fn client(url: &str, strict: bool) -> Result<cfs_http::Client, Error> {
    let builder = cfs_http::Client::builder().base_url(format!("{}/client/v4", url.trim_end_matches('/')));
    // A local server answers at once or not at all.
    builder.token("token").transport(Mapped::default()).strict(strict).max_retries(0).build()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(url) = std::env::args().nth(1) else {
        eprintln!("usage: miniflare URL");
        return ExitCode::FAILURE;
    };
    let mut checks = Checks::default();
    let done = run(&url, &mut checks).await;
    checks.finished("clients are built", done);
    if checks.summary() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn run(url: &str, checks: &mut Checks) -> Result<(), Error> {
    let core = client(url, false)?;
    let (cf, strict) = (Client::new(core.clone()), Client::new(client(url, true)?));
    let outcome = kv::run(&cf, checks).await;
    checks.finished("kv", outcome);
    let outcome = d1::run(&cf, checks).await;
    checks.finished("d1", outcome);
    let outcome = r2::run(&cf, &core, checks).await;
    checks.finished("r2", outcome);
    let outcome = objects::run(&cf, &core, checks).await;
    checks.finished("durable objects", outcome);
    let outcome = workflows::run(&cf, &strict, checks).await;
    checks.finished("workflows", outcome);
    Ok(())
}
