//! Compiling with `rustc` alone.

use super::cache::{Cache, model_hash, unwritable, used};
use super::compiler::Compiler;
use super::entry::{Entry, Inputs};
use super::{Event, Events, Program, Settings, said};
use crate::error::{Error, Result, Stage};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(super) struct Task<'a> {
    pub(super) cache: &'a Cache,
    pub(super) program: &'a Program,
    pub(super) compiler: &'a Compiler,
    pub(super) entry: &'a Entry,
    pub(super) edition: &'a str,
    /// What is compiled in the file's place.
    pub(super) text: &'a Option<String>,
}

/// Compiles a program of one file.
pub(super) fn compile(task: &Task<'_>, settings: &Settings, events: Events<'_>) -> Result<PathBuf> {
    let rustc = installed(task)?;
    let library = library(task, &rustc, events)?;
    events(Event::Compiling(&task.program.shown()));
    let below = task.entry.folder.parent().unwrap_or(&task.entry.folder);
    let folder = task.cache.fresh(below)?;
    let executable = folder.path().join(format!("program{}", std::env::consts::EXE_SUFFIX));
    let read = folder.path().join("read.d");
    let mut command = plain(&rustc, &task.compiler.folder);
    match task.text {
        None => command.arg(task.program.path()),
        Some(text) => {
            let copy = folder.path().join("program.rs");
            fs::write(&copy, text).map_err(|error| unwritable(&copy, &error))?;
            let from = copy.display().to_string();
            command.arg(&copy).arg(format!("--remap-path-prefix={from}={}", task.program.shown()))
        }
    };
    command
        .args(["--crate-name", "infrastructure", "--crate-type", "bin", "--edition", task.edition])
        .args([
            "-Cdebuginfo=0",
            "-Cstrip=symbols",
            "--color",
            if settings.color { "always" } else { "never" },
        ])
        .arg(with("--extern=cfs_model=", &library))
        // Where what is made on the way goes: else it would be the folder that it is run in.
        .arg("--out-dir")
        .arg(folder.path())
        .arg(with("--emit=dep-info=", &read))
        .arg(with("--emit=link=", &executable));
    let (status, text) = said::run(&mut command, events)?;
    if !status.success() {
        return Err(Error::file(Stage::Program, task.program.path(), "the program does not compile")
            .with_details(text));
    }
    let mut inputs = Inputs::of(&fs::read_to_string(&read).unwrap_or_default(), &task.compiler.folder);
    inputs.files.retain(|file| !file.starts_with(folder.path()));
    task.entry.keep(task.cache, &executable, &inputs)
}

/// The folder of libraries that this compiler made.
fn libraries(task: &Task<'_>) -> PathBuf {
    task.cache.libraries().join(&task.compiler.id)
}

/// The compiler itself: where rustup stands before it, it is asked once.
fn installed(task: &Task<'_>) -> Result<PathBuf> {
    let folder = libraries(task);
    let note = folder.join("rustc");
    if let Ok(path) = fs::read_to_string(&note)
        && Path::new(&path).is_file()
    {
        return Ok(path.into());
    }
    let rustc = task.compiler.program();
    let failed = |message: String| Error::tool(Stage::Program, "rustc", message);
    let output = Command::new(rustc)
        .current_dir(&task.compiler.folder)
        .args(["--print", "sysroot"])
        .output()
        .map_err(|error| failed(format!("cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    let root = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let own = Path::new(&root).join("bin").join(format!("rustc{}", std::env::consts::EXE_SUFFIX));
    let path = if own.is_file() { own } else { rustc.to_owned() };
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&note, path.display().to_string()))
        .map_err(|error| unwritable(&note, &error))?;
    Ok(path)
}

/// The library that programs are compiled against, made once.
fn library(task: &Task<'_>, rustc: &Path, events: Events<'_>) -> Result<PathBuf> {
    let folder = libraries(task);
    let path = folder.join(format!("libcfs_model-{}.rlib", model_hash()));
    if path.is_file() {
        used(&folder);
        return Ok(path);
    }
    events(Event::Preparing);
    let source = task.cache.model()?.join("src/lib.rs");
    let fresh = task.cache.fresh(&folder)?;
    let made = fresh.path().join("libcfs_model.rlib");
    let mut command = plain(rustc, &task.compiler.folder);
    command
        .arg(&source)
        .args(["--crate-name", "cfs_model", "--crate-type", "rlib", "--edition", "2024"])
        .args(["-Cdebuginfo=0", "--cap-lints", "allow"])
        .arg("--out-dir")
        .arg(fresh.path())
        .arg(with("--emit=link=", &made));
    let (status, text) = said::run(&mut command, events)?;
    if !status.success() {
        let message = "it does not compile cfs-model: a program needs Rust 1.95 or newer";
        return Err(Error::tool(Stage::Program, "rustc", message)
            .with_help("run `rustup update`")
            .with_details(text));
    }
    fs::rename(&made, &path).map_err(|error| unwritable(&path, &error))?;
    Ok(path)
}

fn with(option: &str, path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from(option);
    argument.push(path);
    argument
}

fn plain(rustc: &Path, folder: &Path) -> Command {
    let mut command = Command::new(rustc);
    command.current_dir(folder).env_clear().envs(said::environment());
    command
}
