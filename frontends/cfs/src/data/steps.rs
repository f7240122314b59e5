//! Work of many calls that can be gone on with: how many items are done, kept in a file and shown as it grows.

use crate::args::Global;
use crate::failure::Failure;
use crate::terminal;
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};

/// How far it is.
pub(super) struct Steps {
    resume: Option<PathBuf>,
    /// What the items are called.
    word: &'static str,
    done: usize,
    bar: Option<ProgressBar>,
}

impl Steps {
    /// Begins behind what a file says is done. `length` is how many bytes all of it has, where that is known.
    ///
    /// # Errors
    /// When the file cannot be read, or has something else in it.
    pub(super) fn begin(
        resume: Option<&Path>,
        length: Option<u64>,
        word: &'static str,
        global: &Global,
    ) -> Result<Self, Failure> {
        let bar = length.filter(|_| !global.quiet).and_then(terminal::bar);
        Ok(Self { resume: resume.map(Path::to_owned), word, done: known(resume)?, bar })
    }

    /// How many items are done.
    pub(super) fn done(&self) -> usize {
        self.done
    }

    /// More items are done, of so many bytes.
    ///
    /// # Errors
    /// When that cannot be written down.
    pub(super) fn add(&mut self, items: usize, bytes: u64) -> Result<(), Failure> {
        self.done += items;
        if let Some(path) = &self.resume {
            std::fs::write(path, format!("{}\n", self.done))
                .map_err(|error| Failure::failed(format!("{}: {error}", path.display())))?;
        }
        if let Some(bar) = &self.bar {
            bar.inc(bytes);
        }
        Ok(())
    }

    /// A failure, with what was done before.
    pub(super) fn stopped(&self, mut failure: Failure) -> Failure {
        let resume = self.resume.as_ref().map_or("", |_| "; the same command goes on from there");
        failure.details.push(format!("{} {} were done before{resume}", self.done, self.word));
        failure
    }

    /// Ends; how many items are done.
    pub(super) fn finish(self) -> usize {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.done
    }
}

/// How many items a file says are done.
fn known(path: Option<&Path>) -> Result<usize, Failure> {
    let Some(path) = path else { return Ok(0) };
    match std::fs::read_to_string(path) {
        Ok(text) => text.trim().parse().map_err(|_| {
            Failure::usage(format!("{}: expected a number of items", path.display()))
                .hint("name a file that --resume has written, or one that is not there yet")
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(Failure::usage(format!("{}: {error}", path.display()))),
    }
}
