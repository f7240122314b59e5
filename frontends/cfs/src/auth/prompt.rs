//! A token from stdin or from somebody who is asked: never from an argument.

use crate::args::Global;
use crate::failure::Failure;
use crate::{hidden, terminal};
use cfs_account::Secret;
use std::io::{self, IsTerminal as _};
use tokio::io::AsyncReadExt as _;

/// Reads a token.
///
/// # Errors
/// When there is none, it cannot be one, or nobody can be asked.
pub(super) async fn token(global: &Global) -> Result<Secret, Failure> {
    let text = if !io::stdin().is_terminal() {
        of_stdin().await?
    } else if terminal::is_interactive() {
        hidden::asked("API token:".to_owned(), terminal::colors(global, true), "nothing was kept").await?
    } else {
        return Err(none());
    };
    // From here on it shows nowhere, whatever is said of it.
    let secret = Secret::token(text.trim());
    crate::settings::hide_all(&secret);
    check(text.trim())?;
    Ok(secret)
}

fn none() -> Failure {
    Failure::usage("no token was given").hint("on stdin, such as `cfs auth token < file`, or on a terminal")
}

/// That a token was given as an argument, without it.
pub(super) fn argument() -> Failure {
    Failure::usage("a token is no argument: other programs and the shell's history see those; nothing was kept")
        .hint("`cfs auth token < file`, or `cfs auth token` and the prompt; if it was a token, roll it in the dashboard")
}

async fn of_stdin() -> Result<String, Failure> {
    /// No token is as long.
    const MOST: u64 = 16 << 10;
    let mut bytes = Vec::new();
    tokio::io::stdin().take(MOST).read_to_end(&mut bytes).await?;
    String::from_utf8(bytes).map_err(|_| Failure::usage("what is on stdin is no token: it is not UTF-8"))
}

/// Whether a text can be a token. What is wrong is said without the text.
fn check(text: &str) -> Result<(), Failure> {
    if text.is_empty() {
        return Err(none());
    }
    let wrong = if text.to_ascii_lowercase().starts_with("bearer ") {
        "begins with `Bearer`: leave that word out"
    } else if text.chars().any(char::is_whitespace) {
        "has a space or a line break in it: copy it again, whole and alone"
    } else if !text.chars().all(|c| c.is_ascii_graphic()) {
        "has characters that no token has: copy it again"
    } else {
        return Ok(());
    };
    Err(Failure::usage(format!("the token {wrong}")))
}
