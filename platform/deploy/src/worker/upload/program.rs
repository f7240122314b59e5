//! What a program says of itself.

use cfs_config::model::Place;
use std::collections::BTreeSet;

/// What a program has, and what it must be given. Programs in Rust say so in a section of their wasm file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// How the program is called in messages: the folder of its crate.
    pub origin: String,
    /// The events that it handles.
    pub handlers: BTreeSet<Handler>,
    /// The classes that it exports.
    pub classes: BTreeSet<ProgramClass>,
    /// The bindings that it reads: one of each place that reads it.
    pub bindings: Vec<ProgramBinding>,
    /// Whether it says all that it reads: only then is a binding that it does not name superfluous.
    pub is_complete: bool,
}

/// An event that a Worker handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the event of its name")]
pub enum Handler {
    Fetch,
    Scheduled,
    Queue,
    Email,
    Tail,
    Trace,
    TailStream,
}

impl Handler {
    /// By the name that the runtime calls it by, or its name in Rust.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "fetch" => Self::Fetch,
            "scheduled" => Self::Scheduled,
            "queue" => Self::Queue,
            "email" => Self::Email,
            "tail" => Self::Tail,
            "trace" => Self::Trace,
            "tailStream" | "tail_stream" => Self::TailStream,
            _ => return None,
        })
    }
}

/// A class that a program exports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProgramClass {
    /// The name of the export.
    pub name: String,
    /// What it is.
    pub kind: ClassKind,
}

/// What a class is to the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClassKind {
    /// A Durable Object.
    DurableObject,
    /// A Workflow.
    Workflow,
    /// An entry point that other Workers call by its name.
    Entrypoint,
}

/// A binding that a program reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramBinding {
    /// Its name in the environment.
    pub name: String,
    /// The type that reads it, as its source has it (`KvNamespace`); empty for one that reads any value.
    pub type_name: String,
    /// The kinds of bindings that the type reads, in the words of an upload's metadata; empty: any.
    pub accepts: Vec<String>,
    /// Whether the program does without it.
    pub optional: bool,
    /// Where it is read, if that is known.
    pub place: Option<Place>,
}
