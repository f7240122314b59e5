//! A token from stdin or from somebody who is asked: never from an argument.

use crate::args::Global;
use crate::failure::{Exit, Failure};
use crate::terminal;
use cfs_account::Secret;
use inquire::ui::RenderConfig;
use inquire::{InquireError, Password, PasswordDisplayMode};
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
        asked(terminal::colors(global, true)).await?
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

async fn asked(colors: bool) -> Result<String, Failure> {
    let ask = move || {
        let config = if colors { RenderConfig::default_colored() } else { RenderConfig::empty() };
        Password::new("API token:")
            .without_confirmation()
            .with_display_mode(PasswordDisplayMode::Hidden)
            .with_render_config(config)
            .prompt()
    };
    let answer =
        tokio::task::spawn_blocking(ask).await.map_err(|error| Failure::failed(error.to_string()))?;
    answer.map_err(|error| match error {
        InquireError::OperationInterrupted | InquireError::OperationCanceled => {
            Failure::new(Exit::Interrupted, "interrupted: nothing was kept")
        }
        other => Failure::failed(format!("the terminal: {other}")),
    })
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
