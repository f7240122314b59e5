//! What a request ends in when it does not succeed, in S3's form.

use super::xml::Xml;
use crate::server::reply::Reply;
use crate::store::Failed;

/// A failure.
#[derive(Debug)]
pub(super) struct S3Error {
    status: u16,
    code: &'static str,
    message: String,
}

pub(super) type Done<T> = Result<T, S3Error>;

impl S3Error {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(super) fn no_bucket() -> Self {
        Self::new(404, "NoSuchBucket", "The specified bucket does not exist.")
    }

    pub(super) fn no_key() -> Self {
        Self::new(404, "NoSuchKey", "The specified key does not exist.")
    }

    pub(super) fn no_upload() -> Self {
        Self::new(404, "NoSuchUpload", "The specified multipart upload does not exist.")
    }

    pub(super) fn denied() -> Self {
        Self::new(403, "AccessDenied", "Access Denied")
    }

    pub(super) fn argument(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidArgument", message)
    }

    pub(super) fn not_there(what: &str) -> Self {
        Self::new(501, "NotImplemented", format!("{what} not implemented"))
    }

    pub(super) fn unmet() -> Self {
        Self::new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold.")
    }

    /// As an answer; one to HEAD has no body.
    pub(super) fn reply(&self, head: bool) -> Reply {
        if head || self.status == 304 {
            return Reply::content(self.status, "", "");
        }
        let error = Xml::new("Error").text("Code", self.code).text("Message", &self.message);
        Reply::content(self.status, "application/xml", error.document())
    }
}

impl From<Failed> for S3Error {
    fn from(error: Failed) -> Self {
        let message = format!("the emulator's state cannot be read or written: {}", error.0);
        Self::new(500, "InternalError", message)
    }
}

impl From<rusqlite::Error> for S3Error {
    fn from(error: rusqlite::Error) -> Self {
        Failed::from(error).into()
    }
}

impl From<std::io::Error> for S3Error {
    fn from(error: std::io::Error) -> Self {
        Failed::from(error).into()
    }
}
