//! The command `cfs`: arguments and rendering. What it does is in the crates below it: operations come from the catalogue,
//! which knows of each what it takes and gives, and calls are made by `cfs-http`.
//!
//! - `args` reads a command line. Only the branch that is addressed is built: a call's flags come from its operation's
//!   schema, so a start costs milliseconds however many operations there are.
//! - `call` makes calls, shows them, repeats them.
//! - `data` has the commands of products, over the same calls; `deploy` those of deployments, over `cfs-deploy`; `local` runs the
//!   emulator.
//! - `output` writes data in one of five formats, `help` explains.
//! - `settings` is what `cfs-account` knows of this run: credentials, account, zone; `auth` and `doctor` are its commands.

#![warn(clippy::too_many_lines)]

mod args;
mod auth;
mod build;
mod call;
mod complete;
mod data;
mod deploy;
#[cfg(feature = "local")]
mod dev;
mod doctor;
mod failure;
mod help;
mod hidden;
#[cfg(feature = "local")]
mod local;
mod mcp;
mod output;
mod report;
mod settings;
mod start;
mod terminal;

pub use failure::{Exit, Failure};
pub use help::operation_text as operation_help;

use args::{Asked, Ended, Global};
use cfs_catalogue::{Check, Request};
use cfs_http::Client;
use settings::{Log, Settings};
use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

/// Runs the command that the program's arguments say.
pub fn main() -> ExitCode {
    if complete::answered() {
        return ExitCode::SUCCESS;
    }
    let exit = run(std::env::args_os().collect());
    ExitCode::from(exit as u8)
}

/// The request that a command line makes, the program's name first: what is sent when it runs with this client. `check` says
/// whether what does not fit the document is refused.
///
/// # Errors
/// When the command line is wrong, or calls no operation.
pub async fn request(client: &Client, arguments: Vec<OsString>, check: Check) -> Result<Request, Failure> {
    let parsed = args::parse(arguments).map_err(|ended| match ended {
        Ended::Failure(failure) => failure,
        Ended::Clap(error) => Failure::usage(error.to_string()),
    });
    match parsed?.1 {
        Asked::Call(mut call) => {
            call.check = check;
            call::request(client, &call).await
        }
        _ => Err(Failure::usage("no operation is called")),
    }
}

/// Reads a command line, the program's name first, and does nothing: whether it is one that the program understands.
///
/// # Errors
/// When it is not.
pub fn understood(arguments: Vec<OsString>) -> Result<(), Failure> {
    match args::parse(arguments) {
        Ok(_) => Ok(()),
        Err(Ended::Failure(failure)) => Err(failure),
        Err(Ended::Clap(error)) => Err(Failure::usage(error.to_string())),
    }
}

fn run(arguments: Vec<OsString>) -> Exit {
    hidden::notice(&arguments);
    let (global, asked) = match args::parse(arguments) {
        Ok(parsed) => parsed,
        Err(Ended::Clap(error)) => return ended(&error),
        Err(Ended::Failure(failure)) => return told(&failure),
    };
    let words = report::words(&asked);
    // What explains itself reads nothing.
    let asked = match explained(asked, &global) {
        Ok(done) => return done.map_or_else(|failure| told(&failure), |()| Exit::Done),
        Err(asked) => *asked,
    };
    let (log, done) = asked_for(asked, &global);
    let Err(failure) = done else { return Exit::Done };
    if let (Some(path), false) = (&global.debug_report, failure.silent) {
        match report::write(path, &words, &failure, &log) {
            Ok(()) => crate::terminal::say!("note: {} says what happened, without secrets", path.display()),
            Err(error) => crate::terminal::say!("note: {}: {error}", path.display()),
        }
    }
    told(&failure)
}

/// What clap has to say: help and versions on stdout, what is wrong on stderr.
fn ended(error: &clap::Error) -> Exit {
    let wrong = error.use_stderr();
    let colors =
        terminal::colors(&Global::default(), true) && !std::env::args_os().any(|one| one == "--no-color");
    let text = if colors { error.render().ansi().to_string() } else { error.render().to_string() };
    let text = settings::without_secrets(&text);
    if wrong {
        let plain = std::io::IsTerminal::is_terminal(&std::io::stderr());
        let text = if plain { text } else { settings::without_secrets(&error.render().to_string()) };
        let _ = write!(std::io::stderr(), "{text}");
        return Exit::Usage;
    }
    let terminal = std::io::IsTerminal::is_terminal(&std::io::stdout());
    let text = if terminal { text } else { error.render().to_string() };
    let mut stdout = std::io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Exit::Done,
        Err(error) => told(&error.into()),
    }
}

/// Says what went wrong.
fn told(failure: &Failure) -> Exit {
    if !failure.silent {
        let text = settings::without_secrets(&failure.to_string());
        terminal::say!("error: {text}");
    }
    failure.exit
}

/// Does what takes neither credentials nor settings; gives back everything else.
fn explained(asked: Asked, global: &Global) -> Result<Result<(), Failure>, Box<Asked>> {
    Ok(match asked {
        Asked::ResourceHelp(resource) => help::resource(resource),
        Asked::OperationHelp(operation) => help::operation(operation, global),
        Asked::Completions(shell) => complete::script(&shell.shell),
        Asked::Man(man) => help::man(&man.folder, global),
        Asked::Help(topic) => help::topic(&topic.topic),
        Asked::Start(files) => start::run(&files, global),
        other => return Err(Box::new(other)),
    })
}

/// Does what is asked for; gives what was sent for it as well.
fn asked_for(asked: Asked, global: &Global) -> (Log, Result<(), Failure>) {
    let log = Log::default();
    let done = (|| {
        if let Asked::Doctor = asked {
            return blocking(doctor::doctor(global, &log));
        }
        #[cfg(feature = "local")]
        if let Asked::Dev(options) = asked {
            return dev::run(&options, global);
        }
        #[cfg(feature = "local")]
        if let Asked::Local(options) = asked {
            return local::run(&options, global);
        }
        let reads = !matches!(asked, Asked::Auth(_));
        let settings = Settings::load(global, reads, log.clone())?;
        match asked {
            Asked::Services => help::listing::services(global, &settings),
            Asked::Search(words) => help::listing::search(&words, global, &settings),
            Asked::Resource(resource) => help::listing::resource(resource, global, &settings),
            Asked::Schema(operation) => help::schema(operation, global, &settings),
            Asked::Call(call) => blocking(call::operation(*call, global, &settings)),
            Asked::Path(call) => blocking(call::path(*call, global, &settings)),
            Asked::Data(data) => blocking(data::run(*data, global, &settings)),
            Asked::Deploy(command) => blocking(deploy::run(*command, global, &settings)),
            Asked::Mcp(options) => blocking(mcp::serve(&options, global, &settings)),
            Asked::Auth(auth) => blocking(auth::run(auth, global, settings)),
            other => explained(other, global).unwrap_or(Ok(())),
        }
    })();
    (log, done)
}

/// Comes when the user, or the system, wants the program to end.
async fn ended_by_others() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Runs to the end, or until the user ends it.
fn blocking(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        tokio::select! {
            done = work => done,
            () = ended_by_others() => {
                terminal::restore();
                Err(Failure::new(Exit::Interrupted, "interrupted"))
            }
        }
    });
    // What waits for stdin would wait for ever.
    runtime.shutdown_background();
    done
}
