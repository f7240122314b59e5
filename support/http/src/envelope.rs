//! The envelope around results: `{"success", "errors", "messages", "result", "result_info"}`.

use crate::codec::{Codec, Fail, Kind, Reader};
use crate::failure::Errors;
use std::borrow::Cow;

/// What an envelope says besides its result.
#[derive(Debug, Default)]
pub(crate) struct Envelope<'a> {
    /// `success`; absent where there is no envelope.
    pub(crate) success: Option<bool>,
    /// The errors that it lists.
    pub(crate) errors: Option<Errors<'a>>,
    /// What is said of a list.
    pub(crate) about: About<'a>,
    /// Whether there is an envelope at all.
    pub(crate) is_one: bool,
    /// Whether the value under the path was there and was not `null`.
    pub(crate) found: bool,
    /// Where the value of the path's first member is in the text.
    pub(crate) span: std::ops::Range<usize>,
}

/// What stands beside a list: `result_info` or what it is called, and plain values.
#[derive(Debug, Default)]
pub(crate) struct About<'a> {
    /// The texts of objects that are only about the list.
    pub(crate) info: Vec<&'a str>,
    /// Plain values beside the list.
    pub(crate) beside: Vec<(Cow<'a, str>, &'a str)>,
}

impl<'a> About<'a> {
    /// Takes a member that stands beside the list, or passes over it.
    fn take(&mut self, key: Cow<'a, str>, reader: &mut Reader<'a>) -> Result<(), Fail> {
        let kind = reader.kind()?;
        let value = reader.skip()?;
        match kind {
            Kind::Object if matches!(key.as_ref(), "result_info" | "pagination" | "paging") => {
                self.info.push(value);
            }
            Kind::Object if matches!(key.as_ref(), "cursors" | "links" | "meta") => {
                self.beside.push((key, value));
            }
            Kind::Number | Kind::Bool | Kind::String => self.beside.push((key, value)),
            _ => {}
        }
        Ok(())
    }
}

/// Reads the value under `path` into `target`, in one pass. Where there is no envelope, the whole text is the value.
pub(crate) fn read<'a>(
    reader: &mut Reader<'a>,
    path: &str,
    target: &mut dyn Codec,
) -> Result<Envelope<'a>, Fail> {
    let mut envelope = Envelope::default();
    let mut failure = None;
    let mark = reader.mark();
    let mut enveloped = path.is_empty();
    if path.is_empty() {
        target.decode(reader)?;
        envelope.found = true;
        envelope.span = 0..reader.position();
    } else if reader.kind()? == Kind::Object {
        let (head, rest) = path.split_once('.').unwrap_or((path, ""));
        reader.begin_object()?;
        let mut first = true;
        while let Some(key) = reader.next_key(first)? {
            first = false;
            match key.as_ref() {
                "success" if reader.kind()? == Kind::Bool => {
                    envelope.success = Some(reader.bool()?);
                    enveloped = true;
                }
                "success" if reader.kind()? == Kind::String => {
                    if reader.skip()? == r#""false""# {
                        envelope.success = Some(false);
                        enveloped = true;
                    }
                }
                name if name == head => {
                    enveloped = true;
                    let value = reader.mark();
                    match descend(reader, rest, target, &mut envelope.about) {
                        Ok(found) => envelope.found = found,
                        // `success` may still say that this is a failure, whose result has no particular form.
                        Err(fail) => {
                            let fail = fail.in_member(head);
                            reader.restore(&value);
                            if reader.skip().is_err() {
                                return Err(fail);
                            }
                            failure = Some(fail);
                        }
                    }
                    envelope.span = value.position()..reader.position();
                }
                "errors" => envelope.errors = Errors::read(reader)?.or(envelope.errors),
                "error" => envelope.errors = envelope.errors.take().or(Errors::read(reader)?),
                _ => envelope.about.take(key, reader)?,
            }
        }
    }
    if !enveloped {
        reader.restore(&mark);
        target.decode(reader)?;
        envelope.found = true;
        envelope.span = 0..reader.position();
    }
    envelope.is_one = enveloped;
    reader.end()?;
    match failure {
        Some(fail) if envelope.success != Some(false) => Err(fail),
        _ => Ok(envelope),
    }
}

/// Reads the value under `path` of the next value into `target`; whether it was there and not `null`.
fn descend<'a>(
    reader: &mut Reader<'a>,
    path: &str,
    target: &mut dyn Codec,
    about: &mut About<'a>,
) -> Result<bool, Fail> {
    if reader.kind()? == Kind::Null && (!path.is_empty() || !target.accepts_null()) {
        return reader.null().map(|_| false);
    }
    if path.is_empty() {
        return target.decode(reader).map(|()| true);
    }
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    let mut found = false;
    let mut first = true;
    reader.begin_object()?;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        if key == head {
            found = descend(reader, rest, target, about).map_err(|fail| fail.in_member(head))?;
        } else {
            about.take(key, reader)?;
        }
    }
    Ok(found)
}

/// The text of the value under a path; `None` where it is not there.
pub(crate) fn find<'a>(text: &'a str, path: &str) -> Option<&'a str> {
    let mut reader = Reader::new(text);
    for name in path.split('.').filter(|name| !name.is_empty()) {
        reader.begin_object().ok()?;
        let mut first = true;
        loop {
            let key = reader.next_key(first).ok()??;
            first = false;
            if key == name {
                break;
            }
            reader.skip().ok()?;
        }
    }
    reader.skip().ok()
}
