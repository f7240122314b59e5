//! What a handler or a method gives: a value, or a `Result` with any kind of error.

use crate::{Error, ToJs};
use core::cell::Cell;
use core::convert::Infallible;
use std::error::Error as StdError;

/// What a handler or a method can give: a value that JavaScript can be given, or a `Result` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to JavaScript",
    label = "a handler gives what implements `ToJs`, or a `Result` of it",
    note = "derive `ToJs` for it, or wrap it: `Serde(…)` for a type with serde's derives"
)]
pub trait Outcome {
    /// What it gives when it goes well.
    type Value;
    /// Why it does not.
    type Failure;

    /// As a `Result`.
    fn into_result(self) -> Result<Self::Value, Self::Failure>;
}

impl<T: ToJs> Outcome for T {
    type Value = T;
    type Failure = Infallible;

    fn into_result(self) -> Result<T, Infallible> {
        Ok(self)
    }
}

impl<T: ToJs, E> Outcome for Result<T, E> {
    type Value = T;
    type Failure = E;

    fn into_result(self) -> Self {
        self
    }
}

/// What `new` can give: the object, or a `Result` of it.
#[diagnostic::on_unimplemented(
    message = "`new` gives `{Self}`, where `{T}` or a `Result` of it is needed",
    label = "give `Self` or `Result<Self>`"
)]
pub trait Made<T> {
    /// Why there is none.
    type Failure;

    /// As a `Result`.
    fn into_result(self) -> Result<T, Self::Failure>;
}

impl<T> Made<T> for T {
    type Failure = Infallible;

    fn into_result(self) -> Result<T, Infallible> {
        Ok(self)
    }
}

impl<T, E> Made<T> for Result<T, E> {
    type Failure = E;

    fn into_result(self) -> Self {
        self
    }
}

/// An error of any type on its way to [`Error`].
///
/// The macros call `(&&&Failure::of(error)).error()`: the method lookup takes the first of the three traits below
/// whose bound holds.
pub struct Failure<E>(Cell<Option<E>>);

impl<E> Failure<E> {
    /// Holds an error.
    pub fn of(error: E) -> Self {
        Self(Cell::new(Some(error)))
    }

    fn take(&self) -> E {
        self.0.take().expect("an error is converted once")
    }
}

/// What converts into [`Error`] by itself.
pub trait ByFrom {
    /// The error.
    fn error(&self) -> Error;
}

impl<E: Into<Error>> ByFrom for &&Failure<E> {
    fn error(&self) -> Error {
        self.take().into()
    }
}

/// Every other error: `anyhow::Error`, `Box<dyn Error>`, what implements `std::error::Error`.
pub trait ByBox {
    /// The error.
    fn error(&self) -> Error;
}

impl<E: Into<Box<dyn StdError>>> ByBox for &Failure<E> {
    fn error(&self) -> Error {
        from_box(self.take().into())
    }
}

/// What is no error: the compiler says what it lacks.
pub trait ByNothing<E> {
    /// Cannot be called.
    fn error(&self) -> Error
    where
        E: HandlerError;
}

impl<E> ByNothing<E> for Failure<E> {
    fn error(&self) -> Error
    where
        E: HandlerError,
    {
        unreachable!("nothing implements `HandlerError`")
    }
}

/// Nothing implements this: its name and its note are what the compiler says of an error that cannot be converted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a handler",
    label = "not an error that a handler can give",
    note = "implement `std::error::Error` for it, or `From<{Self}>` for `cfs_runtime::Error`"
)]
pub trait HandlerError {}

/// The texts of an error and of what caused it.
fn from_box(error: Box<dyn StdError>) -> Error {
    let error = match error.downcast::<Error>() {
        Ok(own) => return *own,
        Err(other) => other,
    };
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        // Many errors repeat their cause's text in their own.
        if !text.ends_with(&said) {
            text = [text.as_str(), ": ", &said].concat();
        }
        cause = inner.source();
    }
    Error::new(text)
}

#[cfg(test)]
#[expect(clippy::needless_borrow, reason = "as the macros call it")]
mod tests {
    use super::*;
    use std::fmt;

    #[derive(Debug)]
    struct Outer(std::num::ParseIntError, bool);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the page number")?;
            if self.1 { write!(f, ": {}", self.0) } else { Ok(()) }
        }
    }

    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }

    fn cause() -> std::num::ParseIntError {
        "x".parse::<u8>().expect_err("no number")
    }

    #[test]
    fn an_error_says_its_causes_once() {
        for repeats in [false, true] {
            let error = (&&&Failure::of(Outer(cause(), repeats))).error();
            assert_eq!(error.to_string(), "the page number: invalid digit found in string");
        }
    }

    #[test]
    fn an_error_of_the_runtime_stays_what_it_is() {
        let boxed: Box<dyn StdError> = Error::new("kept").into();
        let error = (&&&Failure::of(boxed)).error();
        assert!(matches!(error, Error::Message(message) if message.text == "kept"));
    }

    #[test]
    fn a_conversion_of_its_own_goes_first() {
        let error = (&&&Failure::of("text")).error();
        assert!(matches!(error, Error::Message(message) if message.text == "text"));
    }
}
