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
    if !path.is_empty() && reader.kind()? == Kind::Object {
        failure = envelope.members(reader, path, target)?;
    }
    if !envelope.is_one {
        reader.restore(&mark);
        target.decode(reader)?;
        envelope.is_one = path.is_empty();
        envelope.found = true;
        envelope.span = 0..reader.position();
    }
    reader.end()?;
    match failure {
        Some(fail) if envelope.success != Some(false) => Err(fail),
        _ => Ok(envelope),
    }
}

impl<'a> Envelope<'a> {
    /// Reads the members of an object that may be one; what is wrong with the value, if something is.
    fn members(
        &mut self,
        reader: &mut Reader<'a>,
        path: &str,
        target: &mut dyn Codec,
    ) -> Result<Option<Fail>, Fail> {
        let (head, rest) = path.split_once('.').unwrap_or((path, ""));
        let mut failure = None;
        let mut first = true;
        reader.begin_object()?;
        while let Some(key) = reader.next_key(first)? {
            first = false;
            match key.as_ref() {
                "success" if reader.kind()? == Kind::Bool => {
                    self.success = Some(reader.bool()?);
                    self.is_one = true;
                }
                "success" if reader.kind()? == Kind::String => {
                    if reader.skip()? == r#""false""# {
                        self.success = Some(false);
                        self.is_one = true;
                    }
                }
                name if name == head => {
                    self.is_one = true;
                    failure = self.value(reader, (head, rest), target)?.or(failure);
                }
                "errors" => self.errors = Errors::read(reader)?.or(self.errors.take()),
                "error" => self.errors = self.errors.take().or(Errors::read(reader)?),
                _ => self.about.take(key, reader)?,
            }
        }
        Ok(failure)
    }

    /// Reads the value under a path, which begins at its first member; what is wrong with it.
    fn value(
        &mut self,
        reader: &mut Reader<'a>,
        (head, rest): (&str, &str),
        target: &mut dyn Codec,
    ) -> Result<Option<Fail>, Fail> {
        let start = reader.mark();
        let mut failure = None;
        match descend(reader, rest, target, &mut self.about) {
            Ok(found) => self.found = found,
            // `success` may still say that this is a failure, whose result has no particular form.
            Err(fail) => {
                let fail = fail.in_member(head);
                if reader.skip_from(&start).is_err() {
                    return Err(fail);
                }
                failure = Some(fail);
            }
        }
        self.span = start.position()..reader.position();
        Ok(failure)
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
