//! How deep a value may nest.

use crate::{Error, Result};
use core::cell::Cell;

/// Objects and arrays in each other. What nests deeper is an error with its path: a type that holds itself would go on
/// until the stack is used up, which ends the instance for every request in it.
const DEEPEST: u32 = 256;

/// What the error of a value that nests deeper says it should be.
const EXPECTED: &str = "a value that nests less deep";

std::thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// One more object or array that is being read, until it is dropped.
#[derive(Debug)]
pub struct Level(());

impl Level {
    /// Goes one deeper.
    ///
    /// # Errors
    /// When that is too deep.
    pub fn enter() -> Result<Self> {
        let depth = DEPTH.get();
        if depth == DEEPEST {
            return Err(too_deep());
        }
        DEPTH.set(depth + 1);
        Ok(Self(()))
    }

    /// Whether an error is that of [`Level::enter`].
    pub(crate) fn is_too_deep(error: &Error) -> bool {
        matches!(error, Error::Decode(decode) if decode.expected == EXPECTED)
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get().saturating_sub(1));
    }
}

#[cold]
#[inline(never)]
fn too_deep() -> Error {
    Error::decode_words(EXPECTED, &format!("more than {DEEPEST} objects and arrays in each other"))
}
