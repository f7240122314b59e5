//! What was built: modules, and what the program says of itself.

mod folder;
mod program;

pub use folder::{Rule, read_folder};
pub use program::{ClassKind, Handler, Program, ProgramBinding, ProgramClass};

use bytes::Bytes;
use std::path::PathBuf;

/// What a module is to the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModuleKind {
    /// An ES module.
    EsModule,
    /// A `CommonJS` module, or a script of old that adds an event listener.
    CommonJs,
    /// WebAssembly, compiled.
    Wasm,
    /// A text.
    Text,
    /// Bytes.
    Data,
    /// A Python module.
    Python,
    /// A package that Python modules need.
    PythonRequirement,
    /// A source map of a module.
    SourceMap,
}

impl ModuleKind {
    /// The media type that tells the API so.
    pub fn media(self) -> &'static str {
        match self {
            Self::EsModule => "application/javascript+module",
            Self::CommonJs => "application/javascript",
            Self::Wasm => "application/wasm",
            Self::Text => "text/plain",
            Self::Data => "application/octet-stream",
            Self::Python => "text/x-python",
            Self::PythonRequirement => "text/x-python-requirement",
            Self::SourceMap => "application/source-map",
        }
    }

    /// By the name that wrangler's module rules have for it.
    pub fn of_rule(name: &str) -> Option<Self> {
        Some(match name {
            "ESModule" => Self::EsModule,
            "CommonJS" => Self::CommonJs,
            "CompiledWasm" => Self::Wasm,
            "Text" => Self::Text,
            "Data" => Self::Data,
            "PythonModule" => Self::Python,
            "PythonRequirement" => Self::PythonRequirement,
            _ => return None,
        })
    }
}

/// A module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// What others import it as.
    pub name: String,
    /// What it is.
    pub kind: ModuleKind,
    /// What it holds.
    pub content: Bytes,
}

/// What is uploaded of a Worker's code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// The name of the module that the runtime starts with.
    pub main: String,
    /// All modules, the main one among them; source maps too.
    pub modules: Vec<Module>,
    /// What the program says that it has and reads; absent where it says nothing, as JavaScript does.
    pub program: Option<Program>,
    /// The packages that it was built with, as `package_dependencies` of an upload has them.
    pub packages: Vec<serde_json::Value>,
}

impl Upload {
    /// The main module, if it is there.
    pub fn main(&self) -> Option<&Module> {
        self.modules.iter().find(|module| module.name == self.main)
    }

    /// Whether the main module is a script of old: it adds an event listener and exports nothing.
    pub fn is_script(&self) -> bool {
        self.main().is_some_and(|main| main.kind == ModuleKind::CommonJs)
    }

    /// How many bytes the modules have, source maps aside: what the limit of a Worker's size is about.
    pub fn size(&self) -> usize {
        let code = self.modules.iter().filter(|module| module.kind != ModuleKind::SourceMap);
        code.map(|module| module.content.len()).sum()
    }
}

/// Why modules cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// A file or folder cannot be read.
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A module rule means nothing.
    Rule(String),
    /// The main module is not there.
    Main {
        /// The folder that was read.
        folder: PathBuf,
        /// The name that was looked for.
        main: String,
    },
    /// A name that is not UTF-8.
    Name(PathBuf),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Rule(what) => f.write_str(what),
            Self::Main { folder, main } => {
                write!(
                    f,
                    "{}: the main module `{main}` is not there: build first, or name another file",
                    folder.display()
                )
            }
            Self::Name(path) => {
                write!(f, "{}: a name that is not UTF-8 cannot be that of a module", path.display())
            }
        }
    }
}

impl std::error::Error for ReadError {}
