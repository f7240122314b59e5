//! Arguments: the fixed commands by derive, and of the operations only the one that is addressed.

mod body;
mod content;
mod flags;
mod global;
mod names;
mod read;
mod scan;

pub(crate) use body::plan;
pub(crate) use content::{BodyPlan, PartPlan, Source};
pub(crate) use flags::{Flag, To, all as flags, fields, find, place, scope};
pub(crate) use global::{CallOptions, Global};
pub(crate) use names::{Node, kebab, nearest, of_operation, of_resource, walk};
pub(crate) use read::{Invocation, PathCall};
pub(crate) use scan::{Target, tree};

use crate::data::Data;
use crate::deploy::Deployments;
use crate::failure::Failure;
use cfs_catalogue::{Operation, Resource};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Cloudflare on the command line.
#[derive(Parser, Clone, Debug)]
#[command(
    name = "cfs",
    version,
    about = "Cloudflare on the command line: every operation of its API",
    disable_help_subcommand = true,
    arg_required_else_help = true,
    after_help = "Examples:\n  cfs api zones list --fields id,name\n  cfs api dns records create --zone example.com --type A --name www --content 192.0.2.1\n  cfs api --search 'purge cache'\n  cfs help output"
)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Calls any operation of the API, by its name or its path
    #[command(
        disable_help_subcommand = true,
        override_usage = "cfs api SERVICE RESOURCE… METHOD [IDS…] [OPTIONS]\n       cfs api METHOD /PATH [OPTIONS]\n       cfs api schema SERVICE RESOURCE… METHOD\n       cfs api --search WORDS…",
        after_help = "Without a method, `cfs api SERVICE …` lists what is there; `--help` behind an operation tells all about it.\n\nExamples:\n  cfs api\n  cfs api d1 database\n  cfs api d1 database create --help\n  cfs api d1 database create --account 023e105f4ecef8ad9ca31a8372d0c353 --name orders\n  cfs api GET '/accounts/{account}/d1/database?name=orders'\n  cfs api kv namespaces values get NAMESPACE KEY -o value.bin"
    )]
    Api(ApiArgs),
    /// Logs in and out; who the credentials are; profiles
    #[command(disable_help_subcommand = true, after_help = crate::auth::EXAMPLES)]
    Auth(crate::auth::AuthArgs),
    /// Says which credentials and settings count, where they come from, and what is wrong
    #[command(after_help = crate::doctor::EXAMPLES)]
    Doctor,
    #[command(flatten)]
    Data(Data),
    #[command(flatten)]
    Deploy(Deployments),
    /// Runs an account on this machine: every operation of the API is answered, and what is made lasts
    #[cfg(feature = "local")]
    #[command(
        after_help = "It prints its address and token on stderr, and ends with Ctrl-C.\n\nExample:\n  cfs local --port 8788 --ephemeral"
    )]
    Local(cfs_emulator::Arguments),
    /// Serves the API to agents (Model Context Protocol) on stdin and stdout
    #[command(
        after_help = "Without --write only operations that read can be called. Each write is first answered with what it would send, and done when it is called again with the code that came with that.\n\nExample:\n  cfs mcp --write"
    )]
    Mcp(McpArgs),
    /// Prints what makes a shell complete commands, operations included
    #[command(after_help = "Examples:\n  source <(cfs completions bash)\n  cfs completions fish | source")]
    Completions(CompletionsArgs),
    /// Writes the manual pages to a folder
    #[command(after_help = "Example:\n  cfs man ~/.local/share/man/man1")]
    Man(ManArgs),
    /// Explains a topic
    #[command(after_help = "Example:\n  cfs help exit-codes")]
    Help(HelpArgs),
}

#[derive(Args, Clone, Debug, Default)]
struct ApiArgs {
    /// Operations whose names or summaries have all of these words
    #[arg(long, value_name = "WORDS", num_args = 1..)]
    search: Vec<String>,
    #[command(flatten)]
    _call: CallOptions,
}

/// What `cfs mcp` takes.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct McpArgs {
    /// Operations that write can be called, too
    #[arg(long)]
    pub(crate) write: bool,
}

/// What `cfs completions` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_parser = ["bash", "zsh", "fish", "powershell", "elvish", "nushell"])]
    pub(crate) shell: String,
}

/// What `cfs man` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct ManArgs {
    /// The folder
    pub(crate) folder: PathBuf,
}

/// What `cfs help` takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct HelpArgs {
    /// A topic, or a command; without one, the topics
    pub(crate) topic: Vec<String>,
}

/// What is asked for.
#[derive(Debug)]
pub(crate) enum Asked {
    /// All services.
    Services,
    /// Operations that have these words.
    Search(String),
    /// What a resource has.
    Resource(Resource),
    /// The help of a resource.
    ResourceHelp(Resource),
    /// The help of an operation.
    OperationHelp(Operation),
    /// The schemas of an operation.
    Schema(Operation),
    /// A call of an operation.
    Call(Box<Invocation>),
    /// A call of a path.
    Path(Box<PathCall>),
    /// Credentials and profiles.
    Auth(crate::auth::AuthArgs),
    /// What is wrong.
    Doctor,
    /// A command of a product.
    Data(Box<Data>),
    /// A command of deployments.
    Deploy(Box<Deployments>),
    /// An account on this machine.
    #[cfg(feature = "local")]
    Local(cfs_emulator::Arguments),
    /// A server for agents.
    Mcp(McpArgs),
    /// Completions of a shell.
    Completions(CompletionsArgs),
    /// Manual pages.
    Man(ManArgs),
    /// A topic.
    Help(HelpArgs),
}

/// That there is no command to run.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Help or version was asked for, or the arguments are wrong.
    Clap(clap::Error),
    /// The arguments are wrong.
    Failure(Failure),
}

impl From<clap::Error> for Ended {
    fn from(error: clap::Error) -> Self {
        Self::Clap(error)
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Reads arguments, the program's name first.
///
/// # Errors
/// When they are wrong, or help is asked for.
pub(crate) fn parse(arguments: Vec<OsString>) -> Result<(Global, Asked), Ended> {
    let scanned = scan::scan(&arguments)?;
    if scanned.help {
        match scanned.target {
            Target::Operation(operation) => return Ok((scanned.early(), Asked::OperationHelp(operation))),
            Target::Resource(resource) => return Ok((scanned.early(), Asked::ResourceHelp(resource))),
            _ => {}
        }
    }
    let command = tree(&scanned.target, &scanned.flags);
    let matches = command.try_get_matches_from(&scanned.arguments)?;
    let cli = Cli::from_arg_matches(&matches)?;
    let global = cli.global;
    let asked = match cli.command {
        Command::Api(api) => match scanned.target {
            Target::Operation(operation) => {
                let matches = innermost(&matches);
                Asked::Call(Box::new(read::invocation(operation, &scanned.flags, matches, &global)?))
            }
            Target::Path(method) => Asked::Path(Box::new(read::path_call(&method, innermost(&matches))?)),
            Target::Schema(operation) => Asked::Schema(operation),
            Target::Resource(resource) => Asked::Resource(resource),
            Target::Top if !api.search.is_empty() => Asked::Search(api.search.join(" ")),
            Target::Top | Target::Other => Asked::Services,
        },
        Command::Auth(auth) => Asked::Auth(auth),
        Command::Doctor => Asked::Doctor,
        Command::Data(data) => Asked::Data(Box::new(data)),
        Command::Deploy(deploy) => Asked::Deploy(Box::new(deploy)),
        #[cfg(feature = "local")]
        Command::Local(local) => Asked::Local(local),
        Command::Mcp(mcp) => Asked::Mcp(mcp),
        Command::Completions(shell) => Asked::Completions(shell),
        Command::Man(man) => Asked::Man(man),
        Command::Help(help) => Asked::Help(help),
    };
    Ok((global, asked))
}

fn innermost(matches: &clap::ArgMatches) -> &clap::ArgMatches {
    let mut at = matches;
    while let Some((_, below)) = at.subcommand() {
        at = below;
    }
    at
}

/// The fixed commands.
pub(crate) fn fixed() -> clap::Command {
    Cli::command()
}

/// An option that has the same meaning in every command, or every call.
struct Reserved {
    long: String,
    short: Option<char>,
    takes_value: bool,
}

fn reserved_options() -> &'static [Reserved] {
    static ALL: OnceLock<Vec<Reserved>> = OnceLock::new();
    ALL.get_or_init(|| {
        let command = CallOptions::augment_args(Global::augment_args(clap::Command::new("cfs")));
        let of = |arg: &clap::Arg| Reserved {
            long: arg.get_long().unwrap_or_default().to_owned(),
            short: arg.get_short(),
            takes_value: arg.get_action().takes_values() && !arg.is_require_equals_set(),
        };
        let mut all: Vec<Reserved> = command.get_arguments().map(of).collect();
        all.push(Reserved { long: "help".to_owned(), short: Some('h'), takes_value: false });
        all
    })
}

/// Whether a flag's name has a meaning in every call.
pub(crate) fn reserved(name: &str) -> bool {
    reserved_names().any(|known| known == name)
}

fn reserved_names() -> impl Iterator<Item = &'static str> {
    reserved_options().iter().map(|option| option.long.as_str())
}
