//! A Cloudflare account on loopback.

use cfs_emulator::{Arguments, coverage};
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// A Cloudflare account on this machine.
#[derive(Debug, Parser)]
#[command(name = "cfs-emulator", version)]
struct Command {
    #[command(flatten)]
    arguments: Arguments,
}

fn main() -> ExitCode {
    let Command { arguments } = Command::parse();
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
    let builder = arguments.builder().map_err(|error| error.to_string())?;
    let emulator = builder.start().await.map_err(|error| error.to_string())?;
    println!("{}", emulator.base_url());
    let (key, secret) = emulator.s3_keys();
    eprintln!("token: {}", emulator.token());
    eprintln!("R2 by S3: {} region auto, access key {key}, secret {secret}", emulator.s3_endpoint());
    tokio::signal::ctrl_c().await.map_err(|error| error.to_string())?;
    emulator.stop().await;
    Ok(())
}
