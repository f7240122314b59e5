//! Assertions that are counted and reported, not thrown.

use std::fmt::Debug;

/// The assertions so far.
#[derive(Default)]
pub struct Checks(Vec<String>);

impl Checks {
    /// Two values are equal.
    pub fn eq<A: Debug + PartialEq<B>, B: Debug>(&mut self, name: &str, found: A, expected: B) {
        self.0.push(if found == expected {
            format!("ok {name}")
        } else {
            format!("FAILED {name}: found {found:?}, expected {expected:?}")
        });
    }

    /// What ended the whole.
    pub fn failed(&mut self, why: &str) {
        self.0.push(format!("FAILED {why}"));
    }

    /// The report.
    pub fn lines(self) -> String {
        self.0.join("\n")
    }
}
