//! Counting what holds.

use cfs_management::{ApiError, Error};
use std::fmt::Debug;

/// What was checked so far.
#[derive(Debug, Default)]
pub struct Checks {
    passed: usize,
    failed: usize,
}

impl Checks {
    /// Something holds.
    pub fn that(&mut self, what: &str, holds: bool) {
        if holds {
            self.passed += 1;
        } else {
            self.failed += 1;
            println!("FAILED {what}");
        }
    }

    /// Two values are equal.
    pub fn equal<A: Debug + PartialEq<B>, B: Debug>(&mut self, what: &str, found: A, wanted: B) {
        let holds = found == wanted;
        self.that(what, holds);
        if !holds {
            println!("  found  {found:?}\n  wanted {wanted:?}");
        }
    }

    /// A call fails with an error that the API reports, with this status and code.
    pub fn refused<T: Debug>(&mut self, what: &str, answer: Result<T, Error>, status: u16, code: i64) {
        match answer {
            Err(Error::Api(error)) => self.equal(what, seen(&error), (status, vec![code])),
            other => {
                self.that(what, false);
                println!("  found  {other:?}");
            }
        }
    }

    /// A section came to its end.
    pub fn finished(&mut self, section: &str, outcome: Result<(), Error>) {
        self.that(section, outcome.is_ok());
        if let Err(error) = outcome {
            println!("  {error}");
        }
    }

    /// Prints the numbers; whether all held.
    pub fn summary(&self) -> bool {
        println!("{} checks passed, {} failed", self.passed, self.failed);
        figures::add("miniflare.checks", self.passed);
        self.failed == 0 && self.passed > 0
    }
}

fn seen(error: &ApiError) -> (u16, Vec<i64>) {
    (error.status, error.codes().collect())
}
