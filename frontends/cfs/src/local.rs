//! `cfs local`: an account on this machine.

use crate::args::Global;
use crate::failure::Failure;
use cfs_emulator::{Emulator, FaultRule, coverage};
use clap::Args;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What `cfs local` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct LocalArgs {
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 8788)]
    port: u16,
    /// The folder for the state
    #[arg(long, value_name = "DIR", conflicts_with = "ephemeral", default_value = ".cfs/local")]
    state: PathBuf,
    /// Keeps the state in memory
    #[arg(long)]
    ephemeral: bool,
    /// Items that are there from the start: a JSON list of `{"path": …, "value": …}`
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// What goes wrong: TOML with `[[fault]]` tables
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// How long every answer waits, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Prints how every operation is answered, and ends
    #[arg(long)]
    coverage: bool,
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// Runs until the user ends it.
pub(crate) fn run(local: LocalArgs, global: &Global) -> Result<(), Failure> {
    if local.coverage {
        return Ok(std::io::stdout().write_all(coverage::table().as_bytes())?);
    }
    let mut faults = match &local.faults {
        Some(path) => FaultRule::parse(&read(path)?)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?,
        None => Vec::new(),
    };
    if local.latency > 0 {
        let mut rule = FaultRule::default();
        rule.latency_ms = local.latency;
        faults.push(rule);
    }
    let mut builder =
        Emulator::builder().address(SocketAddr::from(([127, 0, 0, 1], local.port))).faults(faults);
    if !local.ephemeral {
        builder = builder.state(local.state);
    }
    if let Some(path) = &local.seed {
        builder = builder.seed(read(path)?);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let ended = crate::ended_by_others();
        let started = builder.start().await;
        let emulator = started.map_err(|error| {
            Failure::failed(error.to_string()).hint("--port 0 takes a free port, --state another folder")
        })?;
        let (url, token) = (emulator.base_url(), emulator.token());
        let mut told = format!("{url}\n");
        if !global.quiet {
            told.push_str(&format!(
                "token: {token}\n\nexport CLOUDFLARE_BASE_URL={url} CLOUDFLARE_API_TOKEN={token}\n\nCtrl-C ends it\n"
            ));
        }
        // It runs whether or not somebody still reads what it says.
        let _ = std::io::stderr().write_all(told.as_bytes());
        ended.await;
        emulator.stop().await;
        Ok(())
    })
}
