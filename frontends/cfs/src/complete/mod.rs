//! Completions: the shell asks the program, which builds the branch that is being typed.

mod live;
mod things;

use crate::args::{self, Node, Target, flags, of_operation, tree, walk};
use crate::failure::Failure;
use cfs_account::{Environment, Options, Session};
use cfs_catalogue::{Operation, Resource, catalogue};
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};
use clap_complete::CompleteEnv;
use clap_complete::CompletionCandidate;
use clap_complete::env::Shells;
use std::io::Write as _;

/// The variable by which a shell asks.
const VARIABLE: &str = "COMPLETE";

/// Whether a shell asked for completions, which were printed then.
pub(crate) fn answered() -> bool {
    if std::env::var_os(VARIABLE).is_none() {
        return false;
    }
    let words: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let here = std::env::current_dir().ok();
    CompleteEnv::with_factory(typed).var(VARIABLE).try_complete(words, here.as_deref()).unwrap_or(true)
}

/// The commands, with the branch of the operation that is being typed.
fn typed() -> Command {
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    // What is typed stands behind the program's own `--`.
    let words = words.iter().position(|word| word == "--").map_or(&[][..], |at| &words[at + 1..]);
    let Some(at) = words.iter().position(|word| word == "api") else { return things::offered(args::fixed()) };
    let plain: Vec<String> =
        words[at + 1..].iter().take_while(|word| !word.starts_with('-')).cloned().collect();
    // The last word is not whole yet.
    let whole = if plain.len() == words.len() - at - 1 { plain.len().saturating_sub(1) } else { plain.len() };
    let (names, is_schema) = match plain.split_first() {
        Some((first, rest)) if first == "schema" && whole > 0 => (&rest[..whole - 1], true),
        _ => (&plain[..whole], false),
    };
    let walked = walk(catalogue(), names);
    let command = branch(names, walked.node, walked.used);
    if is_schema {
        let below: Vec<Command> = command
            .get_subcommands()
            .find(|command| command.get_name() == "api")
            .map(|api| api.get_subcommands().cloned().collect())
            .unwrap_or_default();
        return args::fixed()
            .mut_subcommand("api", |api| api.subcommand(Command::new("schema").subcommands(below)));
    }
    command
}

fn named(word: &str, about: String) -> Command {
    Command::new(word.to_owned()).about(about).disable_help_subcommand(true)
}

/// The words as they were typed, with what follows the last of them below it.
fn branch(words: &[String], node: Node, used: usize) -> Command {
    let below: Vec<Command> = match node {
        Node::Top => catalogue().services().map(service).collect(),
        Node::Resource(resource) => {
            let operations = resource.operations().map(operation);
            resource.children().map(service).chain(operations).collect()
        }
        Node::Operation(operation) => {
            let innermost = innermost(operation);
            return chain(&words[..used], innermost);
        }
    };
    if used < words.len() {
        return args::fixed();
    }
    match words.split_last() {
        None => args::fixed().mut_subcommand("api", |api| {
            api.subcommands(below).subcommand(named("schema", "JSON Schemas of an operation".to_owned()))
        }),
        Some((last, _)) => chain(words, named(last, String::new()).subcommands(below)),
    }
}

fn chain(words: &[String], innermost: Command) -> Command {
    let outer = words.iter().rev().skip(1);
    let command = outer.fold(innermost, |command, word| named(word, String::new()).subcommand(command));
    let command = match words.last() {
        Some(last) if words.len() == 1 => command.name(last.clone()),
        _ => command,
    };
    args::fixed().mut_subcommand("api", |api| api.subcommand(command))
}

fn service(resource: Resource) -> Command {
    named(&resource.word().replace('_', "-"), String::new())
}

fn operation(operation: Operation) -> Command {
    named(&operation.word().replace('_', "-"), operation.summary().to_owned())
}

/// An operation with all its flags.
fn innermost(operation: Operation) -> Command {
    let target = Target::Operation(operation);
    let words = of_operation(operation);
    let mut root = tree(&target, &[]);
    let start = root.find_subcommand_mut("api");
    let found = start
        .and_then(|api| words.split(' ').try_fold(api, |command, word| command.find_subcommand_mut(word)));
    let command = found.cloned().unwrap_or_else(|| named(operation.word(), String::new()));
    let Ok(detail) = operation.detail() else { return command };
    let arg = |flag: args::Flag| {
        let help = flag.docs.lines().next().unwrap_or_default().to_owned();
        let arg = Arg::new(format!("flag {}", flag.long)).long(flag.long.clone()).help(help).num_args(1);
        let values = flag.schema.map_or_else(|| flag.tags.clone(), crate::help::values);
        match values.is_empty() {
            true if flag.is_file() => arg.value_hint(clap::ValueHint::FilePath),
            true => arg,
            false => arg.value_parser(PossibleValuesParser::new(values)),
        }
    };
    let own = flags(detail).into_iter().filter(|flag| !args::reserved(&flag.long));
    command.args(own.map(arg))
}

/// The names of profiles.
pub(crate) fn profiles() -> Vec<CompletionCandidate> {
    let Ok(session) = Session::open(Environment::of_process(), Options::default()) else { return Vec::new() };
    session.config().profiles().map(|name| CompletionCandidate::new(name.to_owned())).collect()
}

/// Accounts by name.
pub(crate) fn accounts() -> Vec<CompletionCandidate> {
    live::names("accounts.list", "name")
}

/// Zones by name.
pub(crate) fn zones() -> Vec<CompletionCandidate> {
    live::names("zones.list", "name")
}

/// Prints what makes a shell ask.
pub(crate) fn script(shell: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    if shell == "nushell" {
        stdout.write_all(include_str!("nushell.nu").as_bytes())?;
        return Ok(stdout.flush()?);
    }
    let shells = Shells::builtins();
    let known = shells
        .completer(shell)
        .ok_or_else(|| Failure::usage(format!("`{shell}` is no shell that is known")))?;
    known.write_registration(VARIABLE, "cfs", "cfs", "cfs", &mut stdout)?;
    Ok(stdout.flush()?)
}
