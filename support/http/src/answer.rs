//! A complete answer, before it is read as a type.

use crate::Json;
use crate::call::Call;
use crate::codec::{Codec, Fail, Note, Reader};
use crate::envelope::{self, Envelope};
use crate::error::{self, DecodeError, DecodeReason, Error};
use crate::failure::{self, Errors, Expected, Said};
use crate::operation::{Auth, Operation};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// A complete answer, before it is read as a type.
pub struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) operation: &'static Operation,
    pub(crate) request: String,
    pub(crate) strict: bool,
    /// Whether items of a list that cannot be read are left out instead of failing the list.
    pub(crate) skip: bool,
    /// What was passed over while reading.
    pub(crate) notes: Mutex<Vec<Note>>,
    /// The call that this answers, where more pages may follow.
    pub(crate) call: Option<Box<Call>>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("request", &self.request)
            .field("status", &self.status.as_u16())
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Answer {
    pub(crate) fn new(
        parts: http::response::Parts,
        body: Bytes,
        operation: &'static Operation,
        request: String,
    ) -> Self {
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
            operation,
            request,
            strict: false,
            skip: false,
            notes: Mutex::default(),
            call: None,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it was sent, decompressed.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The HTTP method and path that were called.
    pub fn request(&self) -> &str {
        &self.request
    }

    /// The `cf-ray` header.
    pub fn ray_id(&self) -> Option<&str> {
        self.headers.get("cf-ray")?.to_str().ok()
    }

    /// What was passed over while reading the answer as its type.
    pub(crate) fn notes(&self) -> Vec<Note> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets what was noted: the answer is read anew.
    pub(crate) fn forget(&self) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Tells the client's hook what was passed over.
    pub(crate) fn tell(&self, hook: Option<&crate::observe::OnNote>) {
        if let Some(hook) = hook {
            self.notes().iter().for_each(|note| hook(self.operation, note));
        }
    }

    /// Whether the body holds nothing: no text, or `null`.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self.body.trim_ascii(), b"" | b"null")
    }

    /// The content type without its parameters, in lower case.
    pub(crate) fn media(&self) -> String {
        let value = self.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        value.and_then(|value| value.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Whether this is the answer of a status (`0` for any success) and a content type (empty for any).
    pub fn is(&self, status: u16, media: &str) -> bool {
        let status_fits = if status == 0 { self.status.is_success() } else { self.status.as_u16() == status };
        status_fits && (media.is_empty() || self.media() == media)
    }

    /// The status and body of a success that the document does not describe.
    ///
    /// # Errors
    /// When it is no success.
    pub fn undescribed(&self) -> Result<(u16, Bytes), Error> {
        Ok((self.status.as_u16(), self.content()?))
    }

    pub(crate) fn permission_hint(&self) -> Option<String> {
        if !matches!(self.status.as_u16(), 401 | 403) {
            return None;
        }
        let permissions = self.operation.permissions;
        if !permissions.is_empty() {
            let quoted: Vec<String> = permissions.iter().map(|name| format!("`{name}`")).collect();
            let several = if permissions.len() > 1 { "one of the permissions" } else { "the permission" };
            return Some(format!("the token needs {several} {}", quoted.join(", ")));
        }
        match self.operation.auth {
            [Auth::Key] => {
                Some("this operation accepts only an e-mail address with the global API key".to_owned())
            }
            [Auth::ServiceKey] => Some("this operation accepts only a user service key".to_owned()),
            _ => None,
        }
    }

    fn text(&self) -> Result<&str, Error> {
        std::str::from_utf8(&self.body).map_err(|_| error::malformed(self, None))
    }

    /// An error unless the status is a success.
    fn check(&self) -> Result<(), Error> {
        if self.status.is_success() { Ok(()) } else { Err(error::api_error(self)) }
    }

    /// The whole body as text.
    pub(crate) fn as_text(&self) -> Result<String, Error> {
        self.content()?;
        self.text().map(str::to_owned)
    }

    /// The whole body as JSON into `target`.
    pub(crate) fn body_into(&self, target: &mut dyn Codec, expected: Expected<'_>) -> Result<(), Error> {
        self.check()?;
        let text = self.json_text()?;
        self.heed(failure::judge(text, expected))?;
        let mut reader = Reader::new(text).strict(self.strict);
        let read = target.decode(&mut reader).and_then(|()| reader.end());
        self.note(&reader);
        read.map_err(|fail| error::malformed(self, Some(fail)))
    }

    /// The value under a path in the envelope into `target`.
    pub(crate) fn envelope_into(
        &self,
        path: &str,
        target: &mut dyn Codec,
        expected: Expected<'_>,
    ) -> Result<Envelope<'_>, Error> {
        self.check()?;
        let text = self.json_text()?;
        let mut reader = Reader::new(text).strict(self.strict);
        let mut read = envelope::read(&mut reader, path, target);
        let said = match &mut read {
            Ok(Envelope { success: Some(false), .. }) => Said::Failure,
            Ok(Envelope { success: Some(true), errors, .. }) => {
                errors.take().map_or(Said::Nothing, Said::Errors)
            }
            Ok(Envelope { is_one: true, found: true, errors: Some(_), .. }) => Said::Failure,
            Ok(Envelope { is_one: true, found: true, .. }) => Said::Nothing,
            _ => failure::judge(text, expected),
        };
        self.heed(said)?;
        self.note(&reader);
        read.map_err(|fail| error::malformed(self, Some(fail)))
    }

    /// The error that the body reports; what it says beside a success is noted.
    fn heed(&self, said: Said<'_>) -> Result<(), Error> {
        match said {
            Said::Nothing => Ok(()),
            Said::Failure => Err(error::api_error(self)),
            Said::Errors(Errors { fail, .. }) if self.strict => {
                Err(error::malformed(self, Some(fail.in_member("errors"))))
            }
            Said::Errors(Errors { fail, raw }) => {
                self.note_fail(&fail, raw);
                Ok(())
            }
        }
    }

    /// The body as text that may be JSON.
    fn json_text(&self) -> Result<&str, Error> {
        let media = self.media();
        let content = ["image/", "audio/", "video/", "font/"].iter().any(|kind| media.starts_with(kind));
        if content
            || matches!(media.as_str(), "application/octet-stream" | "application/zip" | "application/pdf")
        {
            let what = format!("the answer is `{media}`, not JSON; `bytes_stream()` gives such content");
            return Err(self.unexpected(what));
        }
        self.text()
    }

    /// An error where the body reports one.
    pub(crate) fn reported(&self) -> Result<(), Error> {
        self.check()?;
        match std::str::from_utf8(&self.body) {
            Ok(text) => self.heed(failure::judge(text, Expected::NOTHING)),
            Err(_) => Ok(()),
        }
    }

    /// Only that it is a success, also by the body, which is empty or JSON.
    pub(crate) fn unit(&self) -> Result<(), Error> {
        self.reported()?;
        if self.is_nothing() {
            return Ok(());
        }
        let mut reader = Reader::new(self.text()?);
        let read = reader.skip().and_then(|_| reader.end());
        read.map_err(|fail| error::malformed(self, Some(fail)))
    }

    /// A success whose content is somebody's own, not a failed envelope.
    pub(crate) fn content(&self) -> Result<Bytes, Error> {
        self.check()?;
        let text = if self.may_be_envelope() { std::str::from_utf8(&self.body).ok() } else { None };
        if text.is_some_and(failure::is_failed_envelope) {
            return Err(error::api_error(self));
        }
        Ok(self.body.clone())
    }

    /// Whether the content type is one that an envelope is sent under.
    pub(crate) fn may_be_envelope(&self) -> bool {
        let media = self.media();
        matches!(media.as_str(), "" | "text/plain") || media.ends_with("/json") || media.ends_with("+json")
    }

    pub(crate) fn note(&self, reader: &Reader<'_>) {
        let notes = reader.notes();
        if !notes.is_empty() {
            self.keep_notes(notes);
        }
    }

    /// Notes what was passed over in one line of several, from 0.
    pub(crate) fn note_line(&self, reader: &Reader<'_>, index: usize) {
        let notes = reader.notes();
        if !notes.is_empty() {
            self.keep_notes(notes.into_iter().map(|note| note.in_item(index)).collect());
        }
    }

    /// Notes a value that is passed over: an item of a list that is left out, errors that are none.
    pub(crate) fn note_fail(&self, fail: &Fail, raw: &str) {
        let text = std::str::from_utf8(&self.body).unwrap_or_default();
        self.keep_notes(vec![Note::of_fail(text, fail, Json::parse(raw).ok())]);
    }

    fn keep_notes(&self, notes: Vec<Note>) {
        let operation = self.operation.name;
        for note in &notes {
            let Note { path, expected, found, .. } = note;
            if note.raw().is_some() {
                tracing::warn!(
                    operation,
                    path,
                    expected,
                    found,
                    "a value does not fit its type and is left out"
                );
            } else {
                tracing::debug!(operation, path, expected, found, "a required member is missing");
            }
        }
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).extend(notes);
    }

    pub(crate) fn unexpected(&self, what: impl Into<String>) -> Error {
        Error::Decode(self.unexpected_details(what))
    }

    pub(crate) fn unexpected_details(&self, what: impl Into<String>) -> Box<DecodeError> {
        Box::new(error::details(self, DecodeReason::Unexpected(what.into()), None))
    }

    /// The error that a value in the answer does not fit its type; its path is looked up.
    pub(crate) fn misfit(&self, fail: Fail) -> Box<DecodeError> {
        let text = std::str::from_utf8(&self.body).unwrap_or_default();
        let fail = fail.whole_path(text);
        Box::new(error::details(self, DecodeReason::Mismatch(fail.clone()), Some((text, &fail))))
    }

    /// The error that a line is of another form.
    pub(crate) fn malformed_line(&self, line: &str, index: usize, fail: &Fail) -> Error {
        let fail = fail.clone().in_item(index);
        Error::Decode(Box::new(error::details(
            self,
            DecodeReason::Mismatch(fail.clone()),
            Some((line, &fail)),
        )))
    }
}
