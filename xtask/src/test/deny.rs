//! What the dependencies may be: licences, sources and what is banned, as `deny.toml` says.

use super::{Context, could_not_run};
use crate::tools::{self, Tool};
use crate::{Outcome, process};

/// The tool, pinned. Compiling it costs more than running it.
const TOOL: Tool = Tool { package: "cargo-deny", version: "0.20.2", ask: &["--version"], quick: true };

/// The workspaces of what is published.
const WORKSPACES: [&str; 3] = [".", "output/management", "output/runtime"];

/// Advisories are left to the workflow: their database is not within reach of every machine.
pub(super) fn holds(cx: &Context<'_>) -> Outcome {
    let tool =
        tools::installed(cx.root, &TOOL).map_err(|_| could_not_run("cargo-deny cannot be installed"))?;
    let configuration = cx.root.join("deny.toml");
    let mut held = true;
    for workspace in WORKSPACES {
        let mut command = process::program(&cx.root.join(workspace), &tool.display().to_string());
        command.args(["--log-level", "error", "--config"]).arg(&configuration);
        command.args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]);
        held &= process::status(command)?;
    }
    Ok(held)
}
