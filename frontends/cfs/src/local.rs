//! `cfs local`: an account on this machine.

use crate::args::Global;
use crate::failure::Failure;
use cfs_emulator::{Arguments, coverage};
use std::io::Write as _;

/// Runs until the user ends it.
pub(crate) fn run(local: &Arguments, global: &Global) -> Result<(), Failure> {
    if local.coverage {
        return Ok(std::io::stdout().write_all(coverage::table().as_bytes())?);
    }
    let builder = local.builder().map_err(|error| Failure::usage(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let ended = crate::ended_by_others();
        let started = builder.start().await;
        let emulator = started.map_err(|error| {
            Failure::failed(error.to_string()).hint("--port 0 takes a free port, --state another folder")
        })?;
        let (url, token) = (emulator.base_url(), emulator.token());
        let (s3, (key, secret)) = (emulator.s3_endpoint(), emulator.s3_keys());
        let mut told = format!("{url}\n");
        if !global.quiet {
            told.push_str(&format!(
                "token: {token}\n\nexport CLOUDFLARE_BASE_URL={url} CLOUDFLARE_API_TOKEN={token}\n\nR2 by S3: {s3}, region auto\n\
                 export R2_ENDPOINT={s3} R2_ACCESS_KEY_ID={key} R2_SECRET_ACCESS_KEY={secret}\n\nCtrl-C ends it\n"
            ));
        }
        // It runs whether or not somebody still reads what it says.
        let _ = std::io::stderr().write_all(told.as_bytes());
        ended.await;
        emulator.stop().await;
        Ok(())
    })
}
