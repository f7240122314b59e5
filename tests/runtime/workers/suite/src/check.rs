//! Assertions that are counted and reported, not thrown.

use cfs_runtime::prelude::*;
use std::fmt::Debug;

/// One section's assertions.
#[derive(Default)]
pub struct Checks {
    lines: Vec<String>,
}

impl Checks {
    /// Records that two values are equal.
    pub fn eq<A: Debug + PartialEq<B>, B: Debug>(&mut self, name: &str, found: A, expected: B) {
        if found == expected {
            self.lines.push(format!("ok {name}"));
        } else {
            self.lines.push(format!("FAILED {name}: found {found:?}, expected {expected:?}"));
        }
    }

    /// Records that something holds.
    pub fn ok(&mut self, name: &str, holds: bool) {
        self.eq(name, holds, true);
    }

    /// Records an error that ended the section.
    pub fn error(&mut self, error: &Error) {
        self.lines.push(format!("FAILED {error}"));
    }

    /// Takes over what another side found.
    #[allow(dead_code)] // shared with Workers that have no other side
    pub fn lines(&mut self, lines: Vec<String>) {
        self.lines.extend(lines);
    }

    /// What was found.
    #[allow(dead_code)]
    pub fn into_lines(self) -> Vec<String> {
        self.lines
    }

    /// The report.
    pub fn response(self) -> Result<Response> {
        Response::ok(self.lines.join("\n"))
    }
}
