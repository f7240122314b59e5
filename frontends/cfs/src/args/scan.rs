//! What the words of a command line address, before clap reads it: only that is built.

use super::flags::{self, Flag};
use super::names::{self, Node, walk};
use super::{Ended, Global, Reserved, fixed, reserved_options};
use crate::failure::Failure;
use cfs_catalogue::{Operation, Resource, catalogue};
use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;

/// What is addressed.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A command that is always there.
    Other,
    /// `cfs api` without words.
    Top,
    /// A resource.
    Resource(Resource),
    /// An operation.
    Operation(Operation),
    /// A path, by this method.
    Path(String),
    /// The schemas of an operation.
    Schema(Operation),
}

/// A command line with what it addresses.
pub(crate) struct Scanned {
    /// What it addresses.
    pub(crate) target: Target,
    /// The flags of the operation that it mentions.
    pub(crate) flags: Vec<Flag>,
    /// The arguments with the names that the command has.
    pub(crate) arguments: Vec<OsString>,
    /// Whether help is asked for.
    pub(crate) help: bool,
}

impl Scanned {
    /// What every command takes, as far as it matters to help.
    pub(crate) fn early(&self) -> Global {
        let has = |name: &str| self.arguments.iter().any(|argument| argument == name);
        Global { no_color: has("--no-color"), ..Global::default() }
    }
}

/// The option that an argument is, if it is one that every call takes.
fn option(argument: &str) -> Option<&'static Reserved> {
    let all = reserved_options();
    match argument.strip_prefix("--") {
        Some(long) => all.iter().find(|option| Some(option.long.as_str()) == long.split('=').next()),
        None => {
            let short = argument.strip_prefix('-')?.chars().next();
            all.iter().find(|option| option.short.is_some() && option.short == short)
        }
    }
}

/// As many arguments an option is, with its value.
fn length(option: &Reserved, argument: &str) -> usize {
    let has_value = if argument.starts_with("--") { argument.contains('=') } else { argument.len() > 2 };
    1 + usize::from(option.takes_value && !has_value)
}

/// Where nothing is sent, `--output` is the file that is written, and no format.
fn offline(arguments: &mut [OsString]) {
    for argument in arguments {
        let text = argument.to_string_lossy();
        if let Some(rest) =
            text.strip_prefix("--output").filter(|rest| rest.is_empty() || rest.starts_with('='))
        {
            *argument = format!("--offline-output{rest}").into();
        }
    }
}

/// Looks at a command line.
pub(crate) fn scan(arguments: &[OsString]) -> Result<Scanned, Ended> {
    let texts: Vec<String> =
        arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let mut scanned =
        Scanned { target: Target::Other, flags: Vec::new(), arguments: arguments.to_vec(), help: false };
    let mut at = 1;
    while let Some(text) = texts.get(at).filter(|text| text.starts_with('-')) {
        at += option(text).map_or(1, |option| length(option, text));
    }
    if texts.get(at).map(String::as_str) != Some("api") {
        if texts.iter().any(|text| text == "--offline") {
            offline(&mut scanned.arguments);
        }
        return Ok(scanned);
    }
    let words = words(&texts, at + 1);
    let spoken: Vec<String> = words.iter().map(|(_, word)| word.clone()).collect();
    if words.first().is_some_and(|(_, word)| word.starts_with('/')) {
        // A path alone is read.
        let at = words[0].0;
        scanned.arguments.insert(at, "GET".into());
        scanned.target = Target::Path("GET".to_owned());
        return Ok(scanned);
    }
    let mut rest = texts.iter().skip(at + 1).take_while(|text| *text != "--");
    scanned.help = rest.any(|text| text == "--help" || text == "-h");
    if let Some((method, _)) =
        spoken.split_first().filter(|(_, rest)| rest.first().is_some_and(|path| path.starts_with('/')))
    {
        let method = method.to_ascii_uppercase();
        scanned.arguments[words[0].0] = method.clone().into();
        scanned.target = Target::Path(method);
        return Ok(scanned);
    }
    let is_schema = spoken.first().is_some_and(|word| word == "schema");
    let from = usize::from(is_schema);
    let walked = walk(catalogue(), &spoken[from..]);
    let used = from + walked.used;
    scanned.target = match walked.node {
        Node::Operation(operation) if is_schema => Target::Schema(operation),
        Node::Operation(operation) => Target::Operation(operation),
        node if used < spoken.len() => return Err(unknown(node, &spoken[from..], walked.used).into()),
        _ if is_schema => {
            return Err(Failure::usage("which operation?")
                .hint(
                    "`cfs api schema SERVICE RESOURCE… METHOD`, such as `cfs api schema d1 database create`",
                )
                .into());
        }
        Node::Resource(resource) => Target::Resource(resource),
        Node::Top => Target::Top,
    };
    let after = if is_schema { at } else { canonical(&mut scanned, &words, used) };
    if let (Target::Operation(operation), false) = (&scanned.target, scanned.help) {
        let detail = operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
        mentioned(detail, &mut scanned, after)?;
    }
    Ok(scanned)
}

/// Arguments that are no options, and where they stand; up to the first option that only an operation knows.
fn words(texts: &[String], from: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut at = from;
    while let Some(text) = texts.get(at) {
        if text == "--" || text.starts_with("--search") {
            break;
        }
        if text.len() > 1 && text.starts_with('-') {
            match option(text) {
                Some(option) => at += length(option, text),
                None => break,
            }
            continue;
        }
        found.push((at, text.clone()));
        at += 1;
    }
    found
}

/// Puts the names that the command has in place of those that were used, one after the other, and says where they end.
fn canonical(scanned: &mut Scanned, words: &[(usize, String)], used: usize) -> usize {
    let name = match &scanned.target {
        Target::Operation(operation) => operation.name(),
        Target::Resource(resource) => resource.name(),
        _ => return scanned.arguments.len(),
    };
    let places: Vec<usize> = words.iter().take(used).map(|(at, _)| *at).collect();
    let Some((first, others)) = places.split_first() else { return scanned.arguments.len() };
    for at in others.iter().rev() {
        scanned.arguments.remove(*at);
    }
    let names: Vec<OsString> = name.split('.').map(|word| word.replace('_', "-").into()).collect();
    let after = first + names.len();
    // Flags that stood between the words follow them now.
    scanned.arguments.splice(*first..=*first, names);
    after
}

/// Finds the flags of the operation among the arguments.
fn mentioned(detail: cfs_catalogue::Detail, scanned: &mut Scanned, from: usize) -> Result<(), Ended> {
    let all = flags::all(detail);
    let mut at = from.min(scanned.arguments.len());
    while at < scanned.arguments.len() {
        let text = scanned.arguments[at].to_string_lossy().into_owned();
        if text == "--" {
            break;
        }
        let Some(long) = text.strip_prefix("--") else {
            at += option(&text).filter(|_| text.starts_with('-')).map_or(1, |option| length(option, &text));
            continue;
        };
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
        let own = all.iter().find(|flag| flag.long == name).cloned();
        if let (None, Some(option)) = (&own, option(&text)) {
            at += length(option, &text);
            continue;
        }
        let Some(flag) = own.or_else(|| flags::find(detail, &all, name)) else {
            let words = names::of_operation(detail.operation());
            let hint = flags::probably(&all, name)
                .unwrap_or_else(|| format!("`cfs api {words} --help` lists the flags"));
            return Err(Failure::usage(format!("{words} has no flag `--{name}`")).hint(hint).into());
        };
        let next = scanned.arguments.get(at + 1).map(|next| next.to_string_lossy().into_owned());
        let mut rewritten = format!("--{}", own_long(&flag));
        let mut length = 1;
        if let Some(value) = value {
            rewritten = format!("{rewritten}={value}");
        } else if flag.is_switch() {
            if let Some(next) = next.filter(|next| matches!(next.as_str(), "true" | "false" | "null")) {
                rewritten = format!("{rewritten}={next}");
                scanned.arguments.remove(at + 1);
            }
        } else {
            length = 2;
        }
        scanned.arguments[at] = rewritten.into();
        if !scanned.flags.iter().any(|known| known.long == flag.long) {
            scanned.flags.push(flag);
        }
        at += length;
    }
    Ok(())
}

/// The failure that a word leads nowhere.
fn unknown(node: Node, words: &[String], used: usize) -> Failure {
    let word = &words[used];
    let (place, known): (String, Vec<&'static str>) = match node {
        Node::Resource(resource) => {
            let below = resource.children().map(Resource::word);
            let words = below.chain(resource.operations().map(Operation::word)).collect();
            (names::of_resource(resource), words)
        }
        _ => (String::new(), catalogue().services().map(Resource::word).collect()),
    };
    let failure = match place.as_str() {
        "" => Failure::usage(format!("there is no service `{word}`")),
        place => Failure::usage(format!("{place} has no `{word}`")),
    };
    if let Some(name) = names::nearest(word, known.iter().copied()) {
        let words = [place.as_str(), &names::kebab(name)].join(" ");
        return failure.hint(format!("did you mean `cfs api {}`?", words.trim()));
    }
    let near = catalogue().near(&words.join("."));
    let found = catalogue().search(&words.join(" "));
    match near.first().or(found.first()) {
        Some(operation) => {
            failure.hint(format!("did you mean `cfs api {}`?", names::of_operation(*operation)))
        }
        None if place.is_empty() => {
            failure.hint("`cfs api` lists the services; `cfs api --search WORDS` finds operations")
        }
        None => failure.hint(format!("`cfs api {place}` lists what is there")),
    }
}

/// The commands with what is addressed below `api`.
pub(crate) fn tree(target: &Target, flags: &[Flag]) -> Command {
    let root = fixed();
    let (words, innermost) = match target {
        Target::Other => return root,
        Target::Top => return root.mut_subcommand("api", |api| api),
        Target::Resource(resource) => (words_of(&resource.name()), plain as fn(Command) -> Command),
        Target::Operation(operation) => (words_of(&operation.name()), plain as fn(Command) -> Command),
        Target::Path(method) => (vec![method.clone()], path as fn(Command) -> Command),
        Target::Schema(_) => (vec!["schema".to_owned()], schema as fn(Command) -> Command),
    };
    let is_operation = matches!(target, Target::Operation(_));
    let mut words = words.into_iter().rev();
    let mut command = innermost(named(words.next().unwrap_or_default()));
    if is_operation {
        command = command.args(flags.iter().map(arg));
        command = command
            .arg(Arg::new("ids").value_name("IDS").num_args(0..).help("Values of the path's parameters"));
    }
    for word in words {
        command = named(word).subcommand(command);
    }
    root.mut_subcommand("api", |api| api.subcommand(command))
}

fn named(word: String) -> Command {
    Command::new(word).disable_help_subcommand(true)
}

fn words_of(name: &str) -> Vec<String> {
    name.split('.').map(|word| word.replace('_', "-")).collect()
}

fn plain(command: Command) -> Command {
    command
}

fn path(command: Command) -> Command {
    let path = Arg::new("path").value_name("/PATH").required(true);
    command.arg(path.help("The path; {account} and {zone} are filled in"))
}

fn schema(command: Command) -> Command {
    command.arg(Arg::new("words").value_name("SERVICE RESOURCE… METHOD").num_args(1..))
}

/// A flag as clap has it.
fn arg(flag: &Flag) -> Arg {
    let arg = Arg::new(flag_id(flag)).long(own_long(flag)).allow_negative_numbers(true);
    let arg = if flag.is_list() { arg.action(ArgAction::Append) } else { arg.action(ArgAction::Set) };
    if flag.is_switch() {
        return arg.num_args(0..=1).require_equals(true).default_missing_value("true");
    }
    arg.num_args(1)
}

/// What a flag is called among the matches.
pub(crate) fn flag_id(flag: &Flag) -> String {
    format!("flag {}", flag.long)
}

/// The name that clap knows a flag by: an operation's own `limit` is not that of every command.
fn own_long(flag: &Flag) -> String {
    if super::reserved(&flag.long) { format!("own-{}", flag.long) } else { flag.long.clone() }
}
