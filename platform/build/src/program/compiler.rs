//! Which compiler there is, told without running it: that alone would take longer than all that is to be done where nothing
//! changed.

use super::Program;
use super::cache::{field, short};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A Rust compiler.
#[derive(Debug)]
pub(super) struct Compiler {
    /// The program; none where there is none.
    program: Option<PathBuf>,
    /// The folder that it is run in: rustup may choose another there.
    pub(super) folder: PathBuf,
    /// Another for each that is installed or chosen.
    pub(super) id: String,
}

impl Compiler {
    pub(super) fn find(program: &Program) -> Self {
        let folder = if program.is_crate() {
            program.absolute()
        } else {
            // Paths are told as they were given, so it is run where they were.
            std::env::current_dir().unwrap_or_else(|_| program.absolute())
        };
        let named = std::env::var_os("RUSTC").filter(|name| !name.is_empty());
        let found = on_path(named.unwrap_or_else(|| "rustc".into()));
        let mut hasher = blake3::Hasher::new();
        if let Some(found) = &found {
            field(&mut hasher, found.as_os_str().as_encoded_bytes());
            field(&mut hasher, stamp(found).as_bytes());
        }
        choices(&folder, &mut hasher);
        Self { program: found, folder, id: short(&hasher) }
    }

    pub(super) fn exists(&self) -> bool {
        self.program.is_some()
    }

    pub(super) fn program(&self) -> &Path {
        self.program.as_deref().unwrap_or(Path::new("rustc"))
    }
}

/// What decides which toolchain rustup takes, and which version of it is installed.
fn choices(folder: &Path, hasher: &mut blake3::Hasher) {
    let chosen = std::env::var_os("RUSTUP_TOOLCHAIN").unwrap_or_default();
    field(hasher, chosen.as_encoded_bytes());
    for folder in folder.ancestors() {
        for name in ["rust-toolchain.toml", "rust-toolchain"] {
            if let Ok(text) = fs::read(folder.join(name)) {
                field(hasher, &text);
            }
        }
    }
    let home = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".rustup")));
    let Some(home) = home else { return };
    field(hasher, &fs::read(home.join("settings.toml")).unwrap_or_default());
    let mut installed: Vec<String> = fs::read_dir(home.join("update-hashes"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| format!("{} {}", entry.file_name().display(), stamp(&entry.path())))
        .collect();
    installed.sort();
    installed.iter().for_each(|line| field(hasher, line.as_bytes()));
}

/// Size and time of a file.
fn stamp(path: &Path) -> String {
    let metadata = fs::metadata(path).ok();
    let time = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
    let time = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("{} {}", metadata.map_or(0, |metadata| metadata.len()), time.as_nanos())
}

/// A program by its path, or found as shells find it.
fn on_path(name: OsString) -> Option<PathBuf> {
    let path = PathBuf::from(&name);
    if path.components().count() > 1 {
        return path.is_file().then_some(path);
    }
    let file = format!("{}{}", name.to_string_lossy(), std::env::consts::EXE_SUFFIX);
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).map(|folder| folder.join(&file)).find(|program| program.is_file())
}
