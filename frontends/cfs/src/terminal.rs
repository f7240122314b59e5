//! What the terminal is like.

use crate::args::Global;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

/// A line on stderr, written at once: lines of several programs do not mix. Whoever reads it may be gone: that is no reason to
/// end.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let mut line = format!($($text)*);
        line.push('\n');
        let _ = std::io::stderr().write_all(line.as_bytes());
    }};
}

pub(crate) use say;

/// How many columns there are.
pub(crate) fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let found = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    stated.or_else(found).filter(|width| *width > 0).unwrap_or(80)
}

/// Whether colours are wanted where there is a terminal.
pub(crate) fn colors(global: &Global, terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    terminal
        && !global.no_color
        && !set("NO_COLOR")
        && !set("CI")
        && std::env::var("TERM").as_deref() != Ok("dumb")
}

/// Whether stderr takes colours.
pub(crate) fn has_colors_on_stderr() -> bool {
    colors(&Global::default(), io::stderr().is_terminal())
}

/// A bar for so many bytes, where stderr is a terminal.
pub(crate) fn bar(length: u64) -> Option<indicatif::ProgressBar> {
    /// What is done in a moment needs no bar.
    const LEAST: u64 = 1 << 20;
    if length < LEAST || !io::stderr().is_terminal() {
        return None;
    }
    let template = "{bytes} of {total_bytes} {wide_bar} {bytes_per_sec}";
    let style = indicatif::ProgressStyle::with_template(template).ok()?;
    Some(indicatif::ProgressBar::new(length).with_style(style))
}

/// Whether there is somebody to ask.
pub(crate) fn is_interactive() -> bool {
    let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    io::stdin().is_terminal() && io::stderr().is_terminal() && !ci
}

/// What the terminal was like before keys were read one by one.
#[cfg(unix)]
static BEFORE: std::sync::Mutex<Option<nix::sys::termios::Termios>> = std::sync::Mutex::new(None);

/// Has keys come as they are pressed, unseen; Ctrl-C stays what it is, and so does what is written.
pub(crate) fn press_by_press() {
    #[cfg(unix)]
    {
        use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
        let stdin = io::stdin();
        let Ok(before) = tcgetattr(&stdin) else { return };
        let mut wanted = before.clone();
        wanted.local_flags.remove(LocalFlags::ICANON | LocalFlags::ECHO);
        if tcsetattr(&stdin, SetArg::TCSANOW, &wanted).is_ok() {
            BEFORE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(before);
        }
    }
}

/// Has the terminal be as it was before a prompt, where one is cut off.
pub(crate) fn restore() {
    #[cfg(unix)]
    if let Some(before) = BEFORE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).as_ref() {
        use nix::sys::termios::{SetArg, tcsetattr};
        let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, before);
    }
    if crossterm::terminal::is_raw_mode_enabled().unwrap_or(false) {
        let _ = crossterm::terminal::disable_raw_mode();
        // The cursor is shown, and what is pasted is as if it were typed.
        let _ = write!(io::stderr(), "\x1b[?25h\x1b[?2004l\r\n");
    }
}

/// Asks a question; anything but yes is no. Ctrl-C is heard while it waits.
pub(crate) async fn confirm(question: String) -> io::Result<bool> {
    tokio::task::spawn_blocking(move || asked(&question)).await.map_err(io::Error::other)?
}

fn asked(question: &str) -> io::Result<bool> {
    let mut stderr = io::stderr();
    write!(stderr, "{question} [y/N] ")?;
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
