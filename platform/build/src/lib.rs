//! Builds a Cloudflare Worker: a crate's folder in, a [`Bundle`] out.
//!
//! The stages, in order: `project` asks cargo what there is; `toolchain` finds a compiler for wasm32; `compile` runs
//! cargo with the release profile of `profile`; `manifest` reads what the macros of `cfs-runtime` wrote into the wasm;
//! `bindgen` makes the JavaScript glue, and `glue` puts `survive.js` between it and the wasm; `shim` writes the entry
//! module; `optimise` makes the wasm smaller. The result is in memory: [`Bundle::write`] puts it into a folder.
//!
//! Nothing is installed unless [`Options::install`] asks for it. What cargo and installers say goes to standard error.
//!
//! ```no_run
//! use cfs_build::{Options, build};
//!
//! let bundle = build("workers/api".as_ref(), &Options::default())?;
//! bundle.write("dist".as_ref())?;
//! # Ok::<(), cfs_build::Error>(())
//! ```

mod bindgen;
mod bundle;
mod compile;
mod error;
mod glue;
mod manifest;
mod optimise;
mod profile;
pub mod program;
mod project;
mod script;
mod shim;
mod toolchain;
mod wasm;

pub use bundle::{Bundle, Module, ModuleKind};
pub use error::{Error, Result, Stage, Subject};
pub use manifest::{Binding, Class, ClassKind, Handler, Manifest};
pub use optimise::{Optimise, Optimised};
pub use script::{ScriptOptions, build_script};
pub use toolchain::{Panic, Toolchain};

use project::Project;
use std::fs;
use std::path::{Path, PathBuf};

/// How a Worker is built.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What a panic does.
    pub panic: Panic,
    /// Whether what is missing may be installed: a compiler for wasm32, and wasm-opt into `tools_dir`.
    pub install: bool,
    /// Whether wasm-opt makes the wasm smaller.
    pub optimise: Optimise,
    /// Whether functions keep their names, for profiles and stack traces.
    pub names: bool,
    /// Where cargo puts what it makes. Without: `worker` below the workspace's target folder.
    pub target_dir: Option<PathBuf>,
    /// Where tools are that were installed because they were asked for. Without: `cfs/tools` among the user's caches.
    pub tools_dir: Option<PathBuf>,
}

/// Builds the Worker crate in `folder`.
///
/// # Errors
/// When a stage fails; the error says which, on what, and what to do.
pub fn build(folder: &Path, options: &Options) -> Result<Bundle> {
    let project = Project::read(folder)?;
    let package = project.in_folder(folder)?;
    let files = compile::compile(folder, &project, &[package], options)?;
    let mut bundles = files.iter().map(|file| bundle(file, options));
    bundles.next().unwrap_or_else(|| Err(Error::file(Stage::Compile, folder, "cargo made nothing")))
}

/// Builds Worker crates of the workspace in `folder` together: what they share is compiled once, with the features that
/// any of them asks for. The bundles are in the order of the packages' names.
///
/// # Errors
/// As for [`build`].
pub fn build_packages(folder: &Path, names: &[&str], options: &Options) -> Result<Vec<Bundle>> {
    let project = Project::read(folder)?;
    let packages: Vec<_> = names.iter().map(|name| project.named(name)).collect::<Result<_>>()?;
    let files = compile::compile(folder, &project, &packages, options)?;
    files.iter().map(|file| bundle(file, options)).collect()
}

/// The bundle of the wasm file that cargo made.
fn bundle(file: &Path, options: &Options) -> Result<Bundle> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let wasm = fs::read(file)
        .map_err(|error| Error::file(Stage::Manifest, file, format!("it cannot be read: {error}")))?;
    let (manifest, wasm) = Manifest::take(file, &wasm)?;
    let mut bound = bindgen::bind(file, wasm, options.names)?;
    let optimised = optimise::optimise(&mut bound.wasm, options)?;
    let modules = bound.into_modules(shim::shim(&manifest));
    Ok(Bundle { name, modules, manifest, optimised })
}

/// The README's examples compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
