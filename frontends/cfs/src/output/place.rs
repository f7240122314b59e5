//! Where output goes: stdout, or a file that is there whole or not at all.

use crate::failure::{self, Failure};
use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where output goes.
pub(crate) enum Place {
    /// To stdout.
    Stdout(BufWriter<Stdout>),
    /// To a file, which has its name when all is written.
    File(BufWriter<NamedTempFile>, PathBuf),
    /// Nowhere any more: all is written.
    Ended,
}

impl Place {
    /// A file, or stdout.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn new(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::Stdout(BufWriter::new(io::stdout())));
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".cfs-").tempfile_in(folder).map_err(|error| {
            let failure =
                Failure::usage(format!("{}: cannot be written: {}", path.display(), failure::reason(&error)));
            match error.kind() {
                io::ErrorKind::NotFound => {
                    failure.hint(format!("make the folder {} first", folder.display()))
                }
                _ => failure.hint(format!("-o names a file in another folder than {}", folder.display())),
            }
        })?;
        Ok(Self::File(BufWriter::new(file), path.to_owned()))
    }

    /// Whether it is a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Self::Stdout(_)) && io::stdout().is_terminal()
    }

    /// Writes what waits, and gives a file its name.
    ///
    /// # Errors
    /// When that fails.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        match std::mem::replace(self, Self::Ended) {
            Self::Ended => Ok(()),
            Self::Stdout(mut stdout) => Ok(stdout.flush()?),
            Self::File(file, path) => {
                let told = |error: &io::Error| {
                    Failure::failed(format!("{}: {}", path.display(), failure::reason(error)))
                };
                let file = file.into_inner().map_err(|error| told(error.error()))?;
                // Temporary files are their user's alone; what is asked for by name is like any other.
                let file = with_usual_mode(file, &path).map_err(|error| told(&error))?;
                file.persist(&path).map_err(|error| told(&error.error))?;
                Ok(())
            }
        }
    }
}

#[cfg(unix)]
fn with_usual_mode(file: NamedTempFile, path: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    // Where a file is replaced, its mode stays.
    if let Ok(about) = std::fs::metadata(path) {
        file.as_file().set_permissions(about.permissions())?;
    } else {
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    Ok(file)
}

#[cfg(not(unix))]
fn with_usual_mode(file: NamedTempFile, _: &Path) -> io::Result<NamedTempFile> {
    Ok(file)
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::File(file, _) => file.write(bytes),
            Self::Ended => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File(file, _) => file.flush(),
            Self::Ended => Ok(()),
        }
    }
}
