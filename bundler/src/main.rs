//! `bundler WASM OUT`: a worker's wasm file to a bundle.
//!
//! A bundle is a folder: `index.js`, the entry module with the classes and handlers that the runtime looks for;
//! `worker.js`, wasm-bindgen's glue; `survive.js`, which it calls the wasm module through; `worker_bg.wasm`. It is a program of its own because only this needs to read and
//! rewrite wasm, and that takes long to compile.

mod glue;
mod shim;

use clap::Parser;
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

/// Turns a worker's wasm file into the modules that the runtime loads.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// The wasm file that cargo made.
    wasm: PathBuf,
    /// The folder to write into.
    out: PathBuf,
    /// Keep the names of functions, for profiles and stack traces.
    #[arg(long)]
    names: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match bundle(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.render(false));
            ExitCode::FAILURE
        }
    }
}

fn bundle(args: &Args) -> Result<(), Diagnostic> {
    let failed = |what: String| Diagnostic::error("bundle::bindgen", what);
    let made = Bindgen::new().input_path(&args.wasm).out_name("worker").module(true).and_then(|bindgen| {
        bindgen
            .typescript(false)
            .remove_name_section(!args.names)
            .remove_producers_section(true)
            // What puts a fresh instance in the place of one that ended.
            .reset_state_function(true)
            .generate(&args.out)
    });
    made.map_err(|error| failed(format!("{}: {error:#}", args.wasm.display())))?;
    let path = args.out.join("worker.js");
    let glue = glue::guard(&read(&path)?).map_err(failed)?;
    write_file(&path, glue.as_bytes())?;
    write_file(&args.out.join("survive.js"), include_bytes!("survive.js"))?;
    write_file(&args.out.join("index.js"), shim::shim(&glue).as_bytes())
}

fn read(path: &Path) -> Result<String, Diagnostic> {
    std::fs::read_to_string(path)
        .map_err(|error| Diagnostic::error("bundle::io", format!("cannot read {}: {error}", path.display())))
}
