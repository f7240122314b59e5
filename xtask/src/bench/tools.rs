//! Programs of others that are measured beside ours.

use crate::process;
use codegen::diag::Diagnostic;
use std::path::Path;

/// A program of a published package, of exactly this version, installed below `target/tools`.
pub(super) fn installed(root: &Path, package: &str, version: &str) -> Result<String, Vec<Diagnostic>> {
    let tools = root.join("target/tools");
    let program = tools.join("bin").join(package);
    let wanted = format!("{package} {version}");
    let there = process::program(root, &program.display().to_string()).arg("--version").output();
    if !there.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == wanted) {
        let (folder, exactly) = (tools.display().to_string(), format!("={version}"));
        let arguments = ["install", package, "--version", &exactly, "--locked", "--quiet", "--root", &folder];
        if !process::cargo(root, &arguments)? {
            return Err(vec![Diagnostic::error("bench::tools", format!("cannot install {wanted}"))]);
        }
    }
    Ok(program.display().to_string())
}
