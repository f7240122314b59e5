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

mod model;
mod read;

use codegen::diag::Diagnostic;
use rayon::prelude::*;

/// A source file of the package.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path in the package: `src/resources/d1/database/database.ts`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// test
pub fn modules(files: &[File]) -> (usize, usize, Vec<Diagnostic>) {
    let read: Vec<_> = files.par_iter().map(read::module).collect();
    let calls = read.iter().map(|(module, _)| module.calls.len()).sum();
    let types = read.iter().map(|(module, _)| module.types.len()).sum();
    (calls, types, read.into_iter().flat_map(|(_, errors)| errors).collect())
}
