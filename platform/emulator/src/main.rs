//! A Cloudflare account on loopback.

use cfs_emulator::{Emulator, FaultRule, coverage};
use clap::Parser;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

/// A Cloudflare account on this machine.
#[derive(Debug, Parser)]
#[command(name = "cfs-emulator", version)]
struct Arguments {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8788)]
    port: u16,
    /// The address. One that other machines reach lets all of them in.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The folder for the state.
    #[arg(long, value_name = "DIR", conflicts_with = "ephemeral", default_value = ".cfs/local")]
    state: PathBuf,
    /// Keeps the state in memory.
    #[arg(long)]
    ephemeral: bool,
    /// Items that are there from the start: a JSON list of `{"path": …, "value": …}`.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// What goes wrong: TOML with `[[fault]]` tables.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// How long every answer waits, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Keeps Workers without running them.
    #[arg(long)]
    no_workers: bool,
    /// Prints how every operation is answered, and ends.
    #[arg(long)]
    coverage: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.coverage {
        return match std::io::stdout().write_all(coverage::table().as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done =
        runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run(arguments)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let read = |path: &PathBuf| {
        std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    let mut builder = Emulator::builder().address(SocketAddr::new(arguments.host, arguments.port));
    if !arguments.host.is_loopback() {
        builder = builder.allow_other_machines();
    }
    if !arguments.ephemeral {
        builder = builder.state(arguments.state);
    }
    if let Some(path) = &arguments.seed {
        builder = builder.seed(read(path)?);
    }
    let mut faults = match &arguments.faults {
        Some(path) => {
            FaultRule::parse(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))?
        }
        None => Vec::new(),
    };
    if arguments.latency > 0 {
        let mut rule = FaultRule::default();
        rule.latency_ms = arguments.latency;
        faults.push(rule);
    }
    if !arguments.no_workers {
        let here =
            std::env::current_dir().map_err(|error| format!("cannot tell the current folder: {error}"))?;
        builder = builder.run_workers(here, None);
    }
    let emulator = builder.faults(faults).start().await.map_err(|error| error.to_string())?;
    println!("{}", emulator.base_url());
    eprintln!("token: {}", emulator.token());
    tokio::signal::ctrl_c().await.map_err(|error| error.to_string())?;
    emulator.stop().await;
    Ok(())
}
