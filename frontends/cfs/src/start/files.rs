//! Files that are written where there were none.

use crate::args::Global;
use crate::failure::Failure;
use crate::terminal;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Writes files below a folder. None is written over: if one is there, none is written at all.
pub(super) fn write(folder: &Path, files: &[(PathBuf, String)], global: &Global) -> Result<(), Failure> {
    let there = files.iter().filter(|(path, _)| folder.join(path).exists()).cloned().collect::<Vec<_>>();
    let there: Vec<String> =
        shown(&there).iter().map(|path| folder.join(path).display().to_string()).collect();
    if !there.is_empty() {
        return Err(Failure::usage(format!("{}: there already, and nothing was written", there.join(", ")))
            .hint("name another folder, or move what is there"));
    }
    for (path, text) in files {
        if !global.dry_run {
            one(&folder.join(path), text)?;
        }
    }
    if !global.quiet {
        let verb = if global.dry_run { "would write" } else { "wrote" };
        for path in shown(files) {
            terminal::say!("{verb} {}", folder.join(path).display());
        }
    }
    Ok(())
}

/// The files as they are told of: what is for editors alone lies in one folder.
fn shown(files: &[(PathBuf, String)]) -> BTreeSet<PathBuf> {
    let first = |path: &Path| path.components().next().map(|first| PathBuf::from(first.as_os_str()));
    let hidden = |path: &Path| path.components().count() > 1 && path.starts_with(".cfs");
    files.iter().filter_map(|(path, _)| if hidden(path) { first(path) } else { Some(path.clone()) }).collect()
}

fn one(path: &Path, text: &str) -> Result<(), Failure> {
    let told = |error: std::io::Error| Failure::failed(format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(told)?;
    }
    std::fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(told)
}

/// The name of the application that lies in a folder.
pub(super) fn name(folder: &Path) -> Result<String, Failure> {
    let whole = std::path::absolute(folder).map_err(|error| Failure::failed(error.to_string()))?;
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let begins = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    if name.len() > 54 || !begins || !name.chars().all(fits) || name.ends_with('-') {
        return Err(Failure::usage(format!("`{name}` is no name of a Worker")).hint(
            "a name has small letters, digits and `-`, begins with a letter, and has at most 54 characters",
        ));
    }
    Ok(name)
}
