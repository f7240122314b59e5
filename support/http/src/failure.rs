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
    let mut reader = Reader::new(text);
    let (mut succeeded, mut is_query, mut errors, mut known) = (false, false, None, false);
    // A query that failed as a whole may have no `data`.
    let mut is_other = !expected.knows("data");
    let mut first = true;
    reader.begin_object()?;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        match key.as_ref() {
            "success" => match reader.skip()? {
                "false" | "\"false\"" => return Ok(Some(Said::Failure)),
                value => succeeded |= value == "true",
            },
            "errors" if expected.knows("errors") => known = Errors::read(&mut reader)?.is_some(),
            "errors" => errors = Errors::read(&mut reader)?.or(errors),
            "error" if !expected.knows("error") => errors = errors.or(Errors::read(&mut reader)?),
            name => {
                is_query |= name == "data";
                is_other |= expected.knows(name);
                reader.skip()?;
            }
        }
    }
    Ok(match errors {
        Some(errors) if succeeded => Some(Said::Errors(errors)),
        None if succeeded => Some(Said::Nothing),
        Some(_) => Some(Said::Failure),
        None => (known && (is_query || !is_other)).then_some(Said::Failure),
    })
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
    let (mut failed, mut errors, mut has_more, mut foreign) = (false, false, false, false);
    let mut first = true;
    reader.begin_object()?;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        match key.as_ref() {
            "success" => failed = reader.skip()? == "false",
            "errors" => match are_messages(&mut reader)? {
                Some(count) => errors = count > 0,
                None => return Ok(false),
            },
            "messages" | "result" => {
                has_more = true;
                reader.skip()?;
            }
            _ => {
                foreign = true;
                reader.skip()?;
            }
        }
    }
    reader.end()?;
    Ok(failed && errors && (has_more || !foreign))
}

/// How many errors with code and message a list has; `None` where it is something else.
fn are_messages(reader: &mut Reader<'_>) -> Result<Option<usize>, Fail> {
    if reader.kind()? != Kind::Array {
        return Ok(None);
    }
    reader.begin_array()?;
    let mut count = 0;
    while reader.next_item(count == 0)? {
        if reader.kind()? != Kind::Object {
            return Ok(None);
        }
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
        if !(code && message) {
            return Ok(None);
        }
        count += 1;
    }
    Ok(Some(count))
}
