//! Which arguments of the commands for data name a thing of the account.

use super::live;
use crate::data::{CONFIG, DATABASE, NAMESPACE, QUEUE, STORE};
use clap::Command;
use clap_complete::engine::ArgValueCandidates;

/// A product's argument, the operation that lists what it may be, and the member that it is called by there.
const THINGS: [(&str, &str, &str, &str); 12] = [
    ("kv", "namespace", NAMESPACE.list, NAMESPACE.name),
    ("d1", "database", DATABASE.list, DATABASE.name),
    ("r2", "bucket", "r2.buckets.list", "name"),
    ("r2", "name", "r2.buckets.list", "name"),
    ("queues", "queue", QUEUE.list, QUEUE.name),
    ("vectorize", "index", "vectorize.indexes.list", "name"),
    ("hyperdrive", "hyperdrive", CONFIG.list, CONFIG.name),
    ("secret", "worker", "workers.scripts.list", "id"),
    ("secrets-store", "store", STORE.list, STORE.name),
    ("workflows", "workflow", "workflows.list", "name"),
    ("pages", "project", "pages.projects.list", "name"),
    ("pages", "name", "pages.projects.list", "name"),
];

/// The commands, with the names of things where one is asked for.
pub(super) fn offered(commands: Command) -> Command {
    THINGS.into_iter().fold(commands, |commands, (product, argument, list, member)| {
        commands.mut_subcommand(product, |command| named(command, argument, list, member))
    })
}

fn named(command: Command, argument: &'static str, list: &'static str, member: &'static str) -> Command {
    // What is created has no name yet.
    let is_asked =
        command.get_name() != "create" && command.get_arguments().any(|one| one.get_id() == argument);
    let command = if is_asked {
        let names = ArgValueCandidates::new(move || live::names(list, member));
        in_order(command).mut_arg(argument, |one| one.add(names))
    } else {
        command
    };
    let below: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    below
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |one| named(one, argument, list, member)))
}

/// The same command, whose positional arguments say where they stand: one that is changed comes to the end otherwise.
fn in_order(command: Command) -> Command {
    let places: Vec<clap::Id> = command.get_positionals().map(|one| one.get_id().clone()).collect();
    places
        .into_iter()
        .zip(1..)
        .fold(command, |command, (id, place)| command.mut_arg(id, |one| one.index(place)))
}
