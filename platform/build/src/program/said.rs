//! What compilers say while they work.

use super::{Event, Events};
use crate::error::{Error, Result, Stage};
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};

/// Whether names of variables of the environment are those of credentials.
pub(super) fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let begins = ["CLOUDFLARE_", "CF_", "AWS_"].iter().any(|prefix| name.starts_with(prefix));
    let words = ["TOKEN", "SECRET", "KEY", "PASSWORD", "PASSWD", "CREDENTIAL"];
    begins || words.iter().any(|word| name.contains(word))
}

/// Whether others' code is given a variable: credentials are not, and none of our own.
pub(super) fn is_given(name: &str) -> bool {
    !is_credential(name) && !name.starts_with("CFS_")
}

/// The environment that others' code runs in.
pub(super) fn environment() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| is_given(&name.to_string_lossy()))
}

/// Runs a compiler: what it writes to standard error is told line by line, and given back whole.
pub(super) fn run(command: &mut Command, events: Events<'_>) -> Result<(ExitStatus, String)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed =
        |error: std::io::Error| Error::tool(Stage::Program, &name, format!("cannot be run: {error}"));
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    let mut text = String::new();
    if let Some(stderr) = child.stderr.take() {
        let mut lines = BufReader::new(stderr);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).map_err(failed)? > 0 {
            let part = String::from_utf8_lossy(&line).into_owned();
            events(Event::Compiler(part.trim_end_matches(['\r', '\n'])));
            text += &part;
            line.clear();
        }
    }
    Ok((child.wait().map_err(failed)?, text))
}

#[cfg(test)]
mod tests {
    use super::is_credential;

    #[test]
    fn credentials_are_told_by_their_names() {
        for name in [
            "CLOUDFLARE_ACCOUNT_ID",
            "CF_X",
            "AWS_REGION",
            "github_token",
            "MY_SECRET",
            "API_KEY",
            "PGPASSWORD",
        ] {
            assert!(is_credential(name), "{name}");
        }
        for name in ["PATH", "HOME", "RUSTUP_HOME", "GIT_COMMIT", "LANG"] {
            assert!(!is_credential(name), "{name}");
        }
    }
}
