//! What an answer can hold: one decoder for each kind of request.

use crate::answer::Answer;
use crate::codec::{Codec, Reader};
use crate::failure::Expected;
use crate::page::Elements;
use crate::{Error, Page};
use bytes::Bytes;

/// Reads an answer as a type.
pub type Decode<T> = fn(&Answer) -> Result<T, Error>;

/// The envelope's result. An answer without an envelope is read as the result itself.
///
/// # Errors
/// When the answer is an error or of another form, and when there is no result though something in it is required.
pub fn result<T: Codec + Default>(answer: &Answer) -> Result<T, Error> {
    let mut value = T::default();
    if answer.is_nothing() && T::needs_nothing() {
        return answer.unit().map(|()| value);
    }
    let expected = Expected::value(&value);
    let envelope = answer.envelope_into("result", &mut value, expected)?;
    if !envelope.found && !T::needs_nothing() {
        return Err(answer.unexpected("the answer has no `result`"));
    }
    Ok(value)
}

/// The body as JSON.
///
/// # Errors
/// When the answer is an error or of another form, and when there is no body though something in it is required.
pub fn body<T: Codec + Default>(answer: &Answer) -> Result<T, Error> {
    let mut value = T::default();
    if answer.is_nothing() && T::needs_nothing() {
        return answer.unit().map(|()| value);
    }
    let expected = Expected::value(&value);
    answer.body_into(&mut value, expected)?;
    Ok(value)
}

/// The headers that carry the result of an answer without content.
///
/// # Errors
/// When the answer is an error, or a header is of another form.
pub fn headers<T: Codec + Default>(answer: &Answer) -> Result<T, Error> {
    let given = headers_of(answer, T::shape().fields.iter().map(|field| field.name))?;
    let mut reader = Reader::new(given.as_text()).strict(answer.strict);
    let value = reader.value().map_err(|fail| answer.unexpected(format!("the answer's headers: {fail}")))?;
    answer.note(&reader);
    Ok(value)
}

/// The headers of these names, as an object of texts.
pub(crate) fn headers_of(
    answer: &Answer,
    names: impl Iterator<Item = &'static str>,
) -> Result<crate::Json, Error> {
    answer.unit()?;
    let given = names.filter_map(|name| {
        let value = answer.headers().get(name)?.to_str().ok()?;
        Some((name, crate::Json::from(value)))
    });
    Ok(crate::Json::object(given))
}

/// Nothing but success.
///
/// # Errors
/// When the answer is an error, or its body is neither empty nor JSON, such as a page that says who was turned away.
pub fn unit(answer: &Answer) -> Result<(), Error> {
    answer.unit()
}

/// The body as text. Of bodies under a successful status only a failed envelope is an error: what else looks like one may
/// be what somebody stored.
///
/// # Errors
/// When the answer is an error or not UTF-8.
pub fn text(answer: &Answer) -> Result<String, Error> {
    answer.as_text()
}

/// The body as it is. What is an error under a successful status is as for [`text`].
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
        values.push(value.map_err(|fail| answer.malformed_line(line, index, &fail))?);
        answer.note_line(&reader, index);
    }
    Ok(values)
}

/// One page of a list. An item that cannot be read fails the page, unless the call leaves such out.
///
/// # Errors
/// When the answer is an error or of another form.
pub fn page<T: Codec + Default>(answer: &Answer) -> Result<Page<T>, Error> {
    tolerant_page(answer).and_then(|page| page.complete(answer.skip))
}

/// One page of a list, with the items that cannot be read beside the others.
pub(crate) fn tolerant_page<T: Codec + Default>(answer: &Answer) -> Result<Page<T>, Error> {
    let mut elements = Elements::default();
    let mut envelope = crate::envelope::Envelope { span: 0..0, ..Default::default() };
    if answer.is_nothing() {
        answer.unit()?;
    } else {
        envelope = answer.envelope_into(answer.operation.pages.items, &mut elements, Expected::LIST)?;
    }
    if answer.skip {
        elements.failed.iter().for_each(|failed| answer.note_fail(&failed.fail, &failed.raw));
    }
    Ok(Page::new(answer, elements, &envelope.about, answer.bytes().slice(envelope.span)))
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
