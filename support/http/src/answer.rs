//! A complete answer, before it is read as a type.

use crate::call::Call;
use crate::codec::{Codec, Fail, Reader};
use crate::envelope::{self, Envelope};
use crate::error::{self, DecodeReason, Error};
use crate::operation::{Auth, Operation};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::fmt;

/// A complete answer, before it is read as a type.
pub struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) operation: &'static Operation,
    pub(crate) request: String,
    pub(crate) strict: bool,
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

    /// The content type without its parameters, in lower case.
    fn media(&self) -> String {
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
        self.check()?;
        Ok((self.status.as_u16(), self.body.clone()))
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
        self.check()?;
        self.text().map(str::to_owned)
    }

    /// The whole body as JSON into `target`.
    pub(crate) fn body_into(&self, target: &mut dyn Codec) -> Result<(), Error> {
        self.check()?;
        let mut reader = Reader::new(self.text()?).strict(self.strict);
        let read = target.decode(&mut reader).and_then(|()| reader.end());
        self.note(&reader);
        read.map_err(|fail| error::malformed(self, Some(fail)))
    }

    /// The value under a path in the envelope into `target`.
    pub(crate) fn envelope_into(&self, path: &str, target: &mut dyn Codec) -> Result<Envelope<'_>, Error> {
        self.check()?;
        let mut reader = Reader::new(self.text()?).strict(self.strict);
        let read = envelope::read(&mut reader, path, target);
        self.note(&reader);
        match read {
            Ok(envelope) if envelope.success == Some(false) => Err(error::api_error(self)),
            Ok(envelope) => Ok(envelope),
            Err(fail) => Err(error::malformed(self, Some(fail))),
        }
    }

    /// Only that it is a success, also by the envelope if there is one.
    pub(crate) fn unit(&self) -> Result<(), Error> {
        self.check()?;
        let failed = std::str::from_utf8(&self.body).is_ok_and(envelope::says_failure);
        if failed { Err(error::api_error(self)) } else { Ok(()) }
    }

    /// A success whose content is not that of a failed envelope.
    pub(crate) fn content(&self) -> Result<Bytes, Error> {
        if self.media() == "application/json" {
            self.unit()?;
        } else {
            self.check()?;
        }
        Ok(self.body.clone())
    }

    fn note(&self, reader: &Reader<'_>) {
        if !reader.missing().is_empty() {
            tracing::debug!(operation = self.operation.name, missing = ?reader.missing(), "required members are missing");
        }
    }

    pub(crate) fn unexpected(&self, what: impl Into<String>) -> Error {
        error::decode_error(self, DecodeReason::Unexpected(what.into()), 0)
    }

    pub(crate) fn malformed(&self, fail: Fail) -> Error {
        error::malformed(self, Some(fail))
    }
}
