//! Values that show nowhere: from stdin, a file, a variable, or somebody who is asked; never from an argument.

use crate::args::Global;
use crate::failure::{Exit, Failure};
use crate::terminal;
use inquire::ui::RenderConfig;
use inquire::{InquireError, Password, PasswordDisplayMode};
use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use tokio::io::{AsyncReadExt as _, BufReader};

/// Where such a value is, unless it is on stdin or typed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'a> {
    /// A file; `-` is stdin.
    pub(crate) file: Option<&'a str>,
    /// A variable of the environment.
    pub(crate) variable: Option<&'a str>,
}

/// Reads a value, which shows nowhere from then on. The end of its last line is not part of it.
///
/// # Errors
/// When there is none, or nobody can be asked.
pub(crate) async fn value(what: &str, place: Place<'_>, global: &Global) -> Result<String, Failure> {
    let text = match place {
        Place { variable: Some(name), .. } => std::env::var(name)
            .map_err(|_| Failure::usage(format!("{what}: the variable {name} has none, or no UTF-8")))?,
        Place { file: Some(path), .. } if path != "-" => std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("{what}: {path}: {error}")))?,
        Place { file: Some(_), .. } => of_stdin(what).await?,
        _ if !io::stdin().is_terminal() => of_stdin(what).await?,
        _ if terminal::is_interactive() => {
            asked(format!("{what}:"), terminal::colors(global, true), "nothing was sent").await?
        }
        _ => return Err(none(what)),
    };
    let value = text.strip_suffix("\r\n").or_else(|| text.strip_suffix('\n')).unwrap_or(&text).to_owned();
    crate::settings::hide_text(&value);
    if value.is_empty() { Err(none(what)) } else { Ok(value) }
}

fn none(what: &str) -> Failure {
    Failure::usage(format!("{what}: there is none")).hint("it is read from stdin, or asked for on a terminal")
}

/// Options whose values are secret, with the names that other tools have for them.
const OPTIONS: [&str; 5] =
    ["--password", "--origin-password", "--connection-string", "--access-client-secret", "--value"];

/// Has what is secret in arguments show nowhere, whatever is wrong with them: passwords of addresses, and values that these
/// options do not take.
pub(crate) fn notice(arguments: &[OsString]) {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let commands = ["hyperdrive", "secret", "secrets", "secrets-store"];
    let takes = texts.iter().skip(1).any(|text| commands.contains(text));
    for (at, text) in texts.iter().enumerate() {
        let (name, value) = text.split_once('=').map_or((*text, None), |(name, value)| (name, Some(value)));
        if takes && OPTIONS.contains(&name) {
            let next = || texts.get(at + 1).copied().filter(|next| !next.starts_with('-'));
            value.or_else(next).into_iter().for_each(crate::settings::hide_text);
        }
        let who = text.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
        if let Some((_, password)) = who.and_then(|(who, _)| who.split_once(':')) {
            crate::settings::hide_text(password);
        }
    }
}

/// That a value was given as an argument, without it.
pub(crate) fn argument(what: &str) -> Failure {
    Failure::usage(format!(
        "{what} is no argument: other programs and the shell's history see those; nothing was sent"
    ))
    .hint("leave it out: it is read from stdin, or asked for on a terminal")
}

async fn of_stdin(what: &str) -> Result<String, Failure> {
    /// No value is as long.
    const MOST: u64 = 4 << 20;
    let mut bytes = Vec::new();
    BufReader::new(tokio::io::stdin()).take(MOST + 1).read_to_end(&mut bytes).await?;
    if bytes.len() as u64 > MOST {
        return Err(Failure::usage(format!("{what}: what is on stdin has more than {MOST} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{what}: what is on stdin is not UTF-8")))
}

/// Asks for a text that is not shown while it is typed.
///
/// # Errors
/// When the question is not answered.
pub(crate) async fn asked(prompt: String, colors: bool, so_far: &str) -> Result<String, Failure> {
    let ask = move || {
        let config = if colors { RenderConfig::default_colored() } else { RenderConfig::empty() };
        Password::new(&prompt)
            .without_confirmation()
            .with_display_mode(PasswordDisplayMode::Hidden)
            .with_render_config(config)
            .prompt()
    };
    let answer =
        tokio::task::spawn_blocking(ask).await.map_err(|error| Failure::failed(error.to_string()))?;
    answer.map_err(|error| match error {
        InquireError::OperationInterrupted | InquireError::OperationCanceled => {
            Failure::new(Exit::Interrupted, format!("interrupted: {so_far}"))
        }
        other => Failure::failed(format!("the terminal: {other}")),
    })
}
