//! Bodies that report an error under a successful status.

use crate::codec::{Codec, Fail, Kind, Reader};

/// What an operation expects of a body, as far as it tells a value from the report of an error.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'k> {
    /// Whether the type has a member of this name, which then means what it means there.
    knows: &'k dyn Fn(&str) -> bool,
    /// Whether members of any name are the value's.
    any: bool,
    /// Whether a body with nothing but words in it is no value.
    needs_more_than_words: bool,
}

impl<'k> Expected<'k> {
    /// Nothing is expected, so that words alone may be those of a success: `{"message": "deleted"}`.
    pub(crate) const NOTHING: Self = Self { knows: &|_| false, any: false, needs_more_than_words: false };

    /// A list, which no object is.
    pub(crate) const LIST: Self = Self { needs_more_than_words: true, ..Self::NOTHING };

    /// A value of a type, whose default this is.
    pub(crate) fn value<T: Codec>(default: &T) -> Self {
        // What has no shape, needs nothing and is there all the same is a map, or any value.
        let is_open = T::needs_nothing() && T::shape().name.is_empty() && !default.is_absent();
        Self {
            knows: &|name| T::knows(name),
            any: is_open || default.rest().is_some(),
            needs_more_than_words: true,
        }
    }

    /// A value of a type that is known at run time only.
    #[cfg(feature = "catalogue")]
    pub(crate) fn known(knows: &'k dyn Fn(&str) -> bool, any: bool) -> Self {
        Self { knows, any, needs_more_than_words: true }
    }

    fn knows(&self, name: &str) -> bool {
        (self.knows)(name)
    }
}

/// What a body says of success.
pub(crate) enum Said<'a> {
    /// Nothing, or only that there was success.
    Nothing,
    /// That there was none.
    Failure,
    /// That there was success, and that there were errors.
    Errors(Errors<'a>),
}

/// Errors beside `success: true`.
#[derive(Debug)]
pub(crate) struct Errors<'a> {
    /// That they are not expected there.
    pub(crate) fail: Fail,
    /// As they were sent.
    pub(crate) raw: &'a str,
}

impl<'a> Errors<'a> {
    /// Reads the value of a member that holds errors; `None` where it holds none.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Option<Self>, Fail> {
        let kind = reader.kind()?;
        let mark = reader.mark();
        let raw = reader.skip()?;
        if !is_filled(kind, raw) {
            return Ok(None);
        }
        let after = reader.mark();
        reader.restore(&mark);
        let fail = reader.fail("no errors beside `success: true`");
        reader.restore(&after);
        Ok(Some(Self { fail, raw }))
    }
}

/// What a JSON text says of success, whatever the status. `success` decides where it is there. Otherwise it is a failure
/// where there are `errors` or an `error`, or where nothing of what is expected is there, but an error's code and words.
/// Members that the expected type knows itself mean what they mean there, except for `success`, and for `errors` beside
/// the `data` of a query.
pub(crate) fn judge<'a>(text: &'a str, expected: Expected<'_>) -> Said<'a> {
    // Most bodies do not even mention one.
    let mentions = |word: &str| text.contains(word);
    if mentions("\"success\"") || mentions("\"error") {
        match by_name(text, expected) {
            Ok(Some(said)) => return said,
            Ok(None) => {}
            Err(_) => return Said::Nothing,
        }
    }
    let is_failure = !expected.any && only_says_why(text, expected).unwrap_or(false);
    if is_failure { Said::Failure } else { Said::Nothing }
}

/// What the members say that are named for it; `None` where none is.
fn by_name<'a>(text: &'a str, expected: Expected<'_>) -> Result<Option<Said<'a>>, Fail> {
    // A query that failed as a whole may have no `data`.
    let (mut is_query, mut is_other) = (false, !expected.knows("data"));
    let mut outline = Outline::default();
    let read = outline.read(&mut Reader::new(text), &mut |name| {
        is_query |= name == "data";
        is_other |= expected.knows(name);
    });
    if outline.failed || outline.called_failed {
        return Ok(Some(Said::Failure));
    }
    read?;
    let known = outline.errors.is_some() && expected.knows("errors");
    let errors = outline.errors.filter(|_| !known).or(outline.error.filter(|_| !expected.knows("error")));
    Ok(match errors {
        Some(errors) if outline.succeeded => Some(Said::Errors(errors)),
        None if outline.succeeded => Some(Said::Nothing),
        Some(_) => Some(Said::Failure),
        None => (known && (is_query || !is_other)).then_some(Said::Failure),
    })
}

/// What a body has of an envelope, and whether it has more.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the members")]
struct Outline<'a> {
    /// Whether `success` is `true`.
    succeeded: bool,
    /// Whether `success` is `false`.
    failed: bool,
    /// Whether `success` is the text `false`.
    called_failed: bool,
    /// `errors`, with something in it.
    errors: Option<Errors<'a>>,
    /// `error`, with something in it.
    error: Option<Errors<'a>>,
    /// Whether there are `messages` or a `result`.
    has_more: bool,
    /// Whether there are members that no envelope has.
    has_others: bool,
}

impl<'a> Outline<'a> {
    /// Reads it as far as that goes; `other` is told the names besides `success` and `errors`.
    fn read(&mut self, reader: &mut Reader<'a>, other: &mut dyn FnMut(&str)) -> Result<(), Fail> {
        let mut first = true;
        reader.begin_object()?;
        while let Some(key) = reader.next_key(first)? {
            first = false;
            match key.as_ref() {
                "success" => match reader.skip()? {
                    "true" => self.succeeded = true,
                    "false" => self.failed = true,
                    value => self.called_failed |= value == "\"false\"",
                },
                "errors" => self.errors = Errors::read(reader)?.or(self.errors.take()),
                name => {
                    other(name);
                    let is_part = matches!(name, "messages" | "result");
                    self.has_more |= is_part;
                    self.has_others |= !is_part;
                    if name == "error" {
                        self.error = self.error.take().or(Errors::read(reader)?);
                    } else {
                        reader.skip()?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether a body has no member of what is expected, but says why: a code with words, a problem (RFC 9457), or words
/// alone.
fn only_says_why(text: &str, expected: Expected<'_>) -> Result<bool, Fail> {
    let mut reader = Reader::new(text);
    let (mut code, mut status, mut typed) = (false, false, false);
    let (mut message, mut title, mut detail) = (false, false, false);
    let mut members = 0;
    reader.begin_object()?;
    while let Some(key) = reader.next_key(members == 0)? {
        if expected.knows(&key) {
            return Ok(false);
        }
        members += 1;
        let kind = reader.kind()?;
        let value = reader.skip()?;
        let is_text = kind == Kind::String && is_filled(kind, value);
        match key.as_ref() {
            "code" | "error" => code |= is_error_code(kind, value),
            "status" => status = value.parse().is_ok_and(|status: f64| status >= 400.0),
            "type" => typed = is_text,
            "message" => message = is_text,
            "title" => title = is_text,
            "detail" => detail = is_text,
            _ => {}
        }
    }
    let only_words = members == 1 && (message || detail) && expected.needs_more_than_words;
    let is_problem = (status && (title || detail || message)) || (typed && title && detail);
    Ok(only_words || is_problem || (code && message))
}

/// Whether a value is a code, and not that of a success, or says that there was an error.
fn is_error_code(kind: Kind, value: &str) -> bool {
    let is_success = |code: f64| code == 0.0 || (200.0..300.0).contains(&code);
    match kind {
        Kind::Bool => value == "true",
        Kind::Number => value.parse().is_ok_and(|code| !is_success(code)),
        Kind::String => {
            let text = value.trim_matches('"');
            !text.is_empty() && !text.parse().is_ok_and(is_success)
        }
        _ => false,
    }
}

/// Whether a value is a text, a list or an object with something in it.
fn is_filled(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::String => text != "\"\"",
        Kind::Array | Kind::Object => text[1..].trim_start().len() > 1,
        Kind::Null | Kind::Bool | Kind::Number => false,
    }
}

/// No failed envelope is larger than this.
const LARGEST: usize = 64 * 1024;

/// Whether a text that is somebody's content is Cloudflare's own answer all the same: its envelope, failed. Content may
/// well have a `success` or an `error` of its own.
pub(crate) fn is_failed_envelope(text: &str) -> bool {
    text.len() <= LARGEST && read_envelope(text).unwrap_or(false)
}

/// Whether what there is of somebody's content may be the start of a failed envelope: of values one to a line, the first
/// tells.
pub(crate) fn may_become_envelope(start: &[u8]) -> bool {
    if start.len() > LARGEST || start.first().is_some_and(|first| *first != b'{') {
        return false;
    }
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_whole = line.len() < start.len();
    let Some(line) = std::str::from_utf8(line).ok().filter(|_| is_whole) else { return true };
    let mut reader = Reader::new(line);
    let is_value = reader.skip().is_ok() && reader.end().is_ok();
    !is_value || is_failed_envelope(line)
}

fn read_envelope(text: &str) -> Result<bool, Fail> {
    let mut reader = Reader::new(text);
    let mut outline = Outline::default();
    outline.read(&mut reader, &mut |_| ())?;
    reader.end()?;
    let Some(errors) = outline.errors.filter(|_| outline.failed) else { return Ok(false) };
    Ok((outline.has_more || !outline.has_others) && are_messages(errors.raw)?)
}

/// Whether a value is a list of errors with code and message.
fn are_messages(value: &str) -> Result<bool, Fail> {
    let mut reader = Reader::new(value);
    if reader.kind()? != Kind::Array {
        return Ok(false);
    }
    reader.begin_array()?;
    let mut first = true;
    while reader.next_item(first)? {
        first = false;
        if reader.kind()? != Kind::Object || !is_message(&mut reader)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an object has code and message.
fn is_message(reader: &mut Reader<'_>) -> Result<bool, Fail> {
    let (mut code, mut message, mut first) = (false, false, true);
    reader.begin_object()?;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        let kind = reader.kind()?;
        match key.as_ref() {
            "code" => code = matches!(kind, Kind::Number | Kind::String),
            "message" => message = kind == Kind::String,
            _ => {}
        }
        reader.skip()?;
    }
    Ok(code && message)
}
