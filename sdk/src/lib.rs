//! The official SDK's sources as an OpenAPI document.
//!
//! The TypeScript SDK is generated from a description of the API that is newer than the published document. Its
//! package has its sources, and these have one form, so that they can be read back:
//!
//! 1. `read`: a file to a module: declared types, imports, and the methods that call the service. Every file by
//!    itself, in parallel. What is not understood is an error with its place: nothing is left out in silence.
//! 2. `resolve`: what the names in types stand for, through scopes, imports and re-exports.
//! 3. `document`: calls and the types that they reach as an OpenAPI document, in which every value knows the file and line
//!    that it is made of.
//! 4. [`merge()`]: what it has besides, added to another document.

mod document;
mod merge;
mod model;
mod read;
mod resolve;

#[cfg(test)]
mod tests;

pub use merge::{Added, Merged, NOTE, REASON, extend, merge};

use codegen::diag::{Diagnostic, Location};
use codegen::doc::{Source, text_location};
use model::Module;
use oxc_allocator::Allocator;
use rayon::prelude::*;
use resolve::Program;

/// A source file of the package.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path in the package: `src/resources/d1/database/database.ts`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What the sources say.
#[derive(Clone, Debug)]
pub struct Sdk {
    /// Its version.
    pub version: String,
    /// The OpenAPI document. Its places are those of the sources.
    pub source: Source,
    /// The names of the calls.
    pub calls: Vec<Name>,
}

/// What the SDK calls an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// HTTP method, in capitals.
    pub method: String,
    /// The path with `{}` for every parameter.
    pub path: String,
    /// Resource and method: `d1.database.list`.
    pub name: String,
    /// The class of its pages, where it lists.
    pub page: Option<String>,
}

/// Whether a file of the package is one of the sources: what calls the service, and what its pages are.
pub fn is_source(path: &str) -> bool {
    let resource = path.strip_prefix("src/resources/").and_then(|path| path.strip_suffix(".ts"));
    resource.is_some() || path == "src/core/pagination.ts"
}

/// Reads the sources: the files of the package that [`is_source`] tells.
///
/// # Errors
/// Everything that is not understood, each with its place.
pub fn read(version: &str, files: Vec<File>) -> Result<Sdk, Vec<Diagnostic>> {
    Parsed::of(files).document(version)
}

/// The sources file by file: the part of reading that all processors share.
#[derive(Debug)]
pub struct Parsed {
    files: Vec<File>,
    modules: Vec<Module>,
    errors: Vec<Diagnostic>,
}

impl Parsed {
    /// Parses the files of the package that [`is_source`] tells.
    pub fn of(files: Vec<File>) -> Self {
        let read: Vec<_> = files.par_iter().map_init(Allocator::default, read::module).collect();
        let (modules, errors): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        Self { files, modules, errors: errors.concat() }
    }

    /// What they say together.
    ///
    /// # Errors
    /// Everything that is not understood, each with its place.
    pub fn document(self, version: &str) -> Result<Sdk, Vec<Diagnostic>> {
        let Self { files, modules, mut errors } = self;
        let program = Program::new(&files, modules);
        let text = document::text(&program, version);
        let calls = program.calls().map(|(_, call)| call.public_name()).collect();
        errors.extend(program.into_errors());
        if !errors.is_empty() {
            return Err(errors);
        }
        let files = files.into_iter().map(|file| Source::json(file.path, file.text)).collect();
        Ok(Sdk {
            version: version.to_owned(),
            source: text.of(format!("cloudflare-{version}"), files),
            calls,
        })
    }
}

fn place(file: &File, start: u32) -> Location {
    text_location(&file.path, &file.text, start as usize, start as usize + 1)
}
