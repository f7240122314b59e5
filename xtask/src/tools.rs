//! Programs of others that commands run: published packages of exactly one version, below `target/tools`.

use crate::process;
use codegen::diag::Diagnostic;
use std::path::{Path, PathBuf};

/// A program of a published package.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    /// The package, and the program in it.
    pub(crate) package: &'static str,
    /// Its version.
    pub(crate) version: &'static str,
    /// What makes the program print its name and version.
    pub(crate) ask: &'static [&'static str],
    /// Whether it is compiled without optimisation: for what runs for seconds, compiling is what costs.
    pub(crate) quick: bool,
}

/// The program, installed unless it is there.
pub(crate) fn installed(root: &Path, tool: &Tool) -> Result<PathBuf, Vec<Diagnostic>> {
    let tools = root.join("target/tools");
    let program = tools.join("bin").join(tool.package);
    let wanted = format!("{} {}", tool.package, tool.version);
    let told = process::program(root, &program.display().to_string()).args(tool.ask).output();
    if told.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == wanted) {
        return Ok(program);
    }
    println!("installing {wanted}");
    let (folder, version) = (tools.display().to_string(), format!("={}", tool.version));
    let mut arguments =
        vec!["install", tool.package, "--version", &version, "--locked", "--quiet", "--root", &folder];
    arguments.extend(tool.quick.then_some("--debug"));
    if !process::cargo_with(root, &arguments, &[("CARGO_PROFILE_DEV_DEBUG", "0")])? {
        let error = Diagnostic::error("tools::install", format!("cannot install {wanted}"));
        return Err(vec![error.help("check the network connection and try again")]);
    }
    Ok(program)
}
