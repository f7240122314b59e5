//! What an answer can hold: one decoder for each kind of request.

use crate::answer::Answer;
use crate::codec::{Codec, Reader};
use crate::{Error, Page};
use bytes::Bytes;

/// Reads an answer as a type.
pub type Decode<T> = fn(&Answer) -> Result<T, Error>;

/// The envelope's result. An answer without an envelope is read as the result itself.
///
/// # Errors
/// When the answer is an error or of another form.
pub fn result<T: Codec + Default>(answer: &Answer) -> Result<T, Error> {
    let mut value = T::default();
    let envelope = answer.envelope_into("result", &mut value)?;
    if answer.strict && !envelope.found && !value.accepts_null() {
        return Err(answer.unexpected("the answer has no `result`"));
    }
    Ok(value)
}

/// The body as JSON.
///
/// # Errors
/// When the answer is an error or of another form.
pub fn body<T: Codec + Default>(answer: &Answer) -> Result<T, Error> {
    let mut value = T::default();
    answer.body_into(&mut value)?;
    Ok(value)
}

/// Nothing but success.
///
/// # Errors
/// When the answer is an error.
pub fn unit(answer: &Answer) -> Result<(), Error> {
    answer.unit()
}

/// The body as text.
///
/// # Errors
/// When the answer is an error or not UTF-8.
pub fn text(answer: &Answer) -> Result<String, Error> {
    answer.as_text()
}

/// The body as it is.
///
/// # Errors
/// When the answer is an error.
pub fn bytes(answer: &Answer) -> Result<Bytes, Error> {
    answer.content()
}

/// One JSON value per line.
///
/// # Errors
/// When the answer is an error or a line is of another form.
pub fn ndjson<T: Codec + Default>(answer: &Answer) -> Result<Vec<T>, Error> {
    let text = answer.as_text()?;
    let mut values = Vec::new();
    for (index, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let mut reader = Reader::new(line).strict(answer.strict);
        let value = reader.value().and_then(|value| reader.end().map(|()| value));
        values.push(value.map_err(|fail| answer.malformed(fail.in_item(index)))?);
    }
    Ok(values)
}

/// One page of a list.
///
/// # Errors
/// When the answer is an error or of another form.
pub fn page<T: Codec + Default>(answer: &Answer) -> Result<Page<T>, Error> {
    let mut items = Vec::new();
    let envelope = answer.envelope_into(answer.operation.pages.items, &mut items)?;
    Ok(Page::new(answer, items, envelope.info, answer.bytes().slice(envelope.span)))
}

/// A type that tells several successes apart.
pub trait Outcome: Sized + Send + 'static {
    /// Reads an answer.
    ///
    /// # Errors
    /// When the answer is an error or of another form.
    fn outcome(answer: &Answer) -> Result<Self, Error>;
}

/// One of several successes, by status and content type.
///
/// # Errors
/// When the answer is an error or of another form.
pub fn outcome<T: Outcome>(answer: &Answer) -> Result<T, Error> {
    T::outcome(answer)
}
