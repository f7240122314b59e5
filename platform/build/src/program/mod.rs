//! Infrastructure programs: from `infrastructure.rs` to the model that it describes.
//!
//! [`Program::find`] says which form a path has: a single file, which may hold a manifest, or the folder of a crate. A program that
//! depends on `cfs-model` alone is compiled by `rustc` itself, against a library that is made once for each compiler; any
//! other by cargo, which is given `cfs-model` as this crate brings it along. What comes of it is kept in a cache: as long as
//! nothing changed that the compiler read, the program is only run. It runs without credentials in its environment, and writes
//! the model to a file.
//!
//! ```no_run
//! use cfs_build::program::{Program, Settings};
//!
//! let program = Program::find("infrastructure.rs".as_ref())?;
//! let model = program.model(Some("staging"), &Settings::default(), &mut |event| eprintln!("{event}"))?;
//! println!("{model}");
//! # Ok::<(), cfs_build::Error>(())
//! ```

mod cache;
mod cargo;
mod compiler;
mod editor;
mod entry;
mod form;
mod manifest;
mod rustc;
mod said;
mod start;

pub use editor::{EditorFile, editor_files};
pub use form::Program;
pub use manifest::{Embedded, embedded};

use crate::error::{Error, Result, Stage};
use cache::Cache;
use compiler::Compiler;
use entry::Entry;
use form::Form;
use std::fmt;
use std::path::PathBuf;

/// The version of the model that is understood.
pub const MODEL: u32 = cfs_model::VERSION;

/// How programs are compiled.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where what was compiled is kept. Without: `cfs/programs` among the user's caches.
    pub cache: Option<PathBuf>,
    /// Whether compilers write in colours.
    pub color: bool,
}

/// What happens meanwhile. As text, it is a line or several, without the last break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The library that programs are compiled against is made, for this compiler.
    Preparing,
    /// The program is compiled.
    Compiling(&'a str),
    /// A line that a compiler wrote.
    Compiler(&'a str),
    /// What the program wrote to standard error, although it succeeded.
    Program(&'a str),
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preparing => f.write_str("compiling cfs-model, once for this compiler"),
            Self::Compiling(program) => write!(f, "compiling {program}"),
            Self::Compiler(line) | Self::Program(line) => f.write_str(line),
        }
    }
}

/// Who is told of events.
type Events<'a> = &'a mut dyn FnMut(Event<'_>);

impl Program {
    /// The model that it describes for an environment, as JSON: compiles the program if something changed, and runs it.
    ///
    /// # Errors
    /// When there is no compiler, when the program does not compile ([`Error::details`] is what the compiler said, which the events said
    /// before), when it says that something is wrong, and when its model is newer than what is understood.
    pub fn model(
        &self,
        environment: Option<&str>,
        settings: &Settings,
        events: Events<'_>,
    ) -> Result<String> {
        let executable = self.compile(settings, events)?;
        let text = start::run(&executable, self, environment, events)?;
        start::check(self, &text)?;
        Ok(text)
    }

    /// Compiles the program if something changed; the executable, which stays in the cache.
    ///
    /// # Errors
    /// As for [`model`](Self::model).
    pub fn compile(&self, settings: &Settings, events: Events<'_>) -> Result<PathBuf> {
        let cache = Cache::open(settings)?;
        let compiler = Compiler::find(self);
        let form = Form::read(self)?;
        let entry = Entry::of(&cache, self, &form, &compiler);
        if let Some(executable) = entry.fresh() {
            return Ok(executable);
        }
        if !compiler.exists() {
            return Err(no_compiler());
        }
        match &form {
            Form::Plain { edition, text } => rustc::compile(
                &rustc::Task {
                    cache: &cache,
                    program: self,
                    compiler: &compiler,
                    entry: &entry,
                    edition,
                    text,
                },
                settings,
                events,
            ),
            Form::Manifest { .. } | Form::Crate => cargo::compile(
                &cargo::Task { cache: &cache, program: self, form: &form, entry: &entry },
                settings,
                events,
            ),
        }
    }
}

fn no_compiler() -> Error {
    Error::tool(Stage::Program, "rustc", "there is no Rust compiler on this machine").with_help(
        "install Rust (https://rustup.rs), or make the model where there is one, `cfs build infrastructure.rs -o model.json`, \
         and deploy `model.json`",
    )
}
