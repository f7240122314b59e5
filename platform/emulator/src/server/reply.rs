//! Answers, in the API's envelope.

use crate::store::Reading;
use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    /// What comes behind the body, read while it is sent.
    pub(crate) rest: Option<Box<Reading>>,
}

/// The header that says that an answer was made up.
pub(crate) const MADE_UP: &str = "cfs-made-up";

impl Reply {
    /// Content as it is.
    pub(crate) fn content(status: u16, media: &str, body: impl Into<Bytes>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        let headers = match media {
            "" => Vec::new(),
            media => vec![("content-type".to_owned(), media.to_owned())],
        };
        Self { status, headers, body: body.into(), rest: None }
    }

    /// JSON as it is.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::content(status, "application/json", value.to_string())
    }

    /// A success in the envelope.
    pub(crate) fn result(result: Value) -> Self {
        Self::enveloped(200, result, None)
    }

    /// A success in the envelope, with what is said about a list.
    pub(crate) fn enveloped(status: u16, result: Value, info: Option<Value>) -> Self {
        let mut body = json!({"success": true, "errors": [], "messages": [], "result": result});
        if let Some(info) = info {
            body["result_info"] = info;
        }
        Self::json(status, &body)
    }

    /// A success whose result is JSON text already.
    pub(crate) fn result_text(result: &str) -> Self {
        let body = format!(r#"{{"result":{result},"success":true,"errors":[],"messages":[]}}"#);
        Self::content(200, "application/json", body)
    }

    /// A failure.
    pub(crate) fn error(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self::errors(status, &[(code, message.into())])
    }

    /// Several failures.
    pub(crate) fn errors(status: u16, errors: &[(u32, String)]) -> Self {
        let errors: Vec<Value> =
            errors.iter().map(|(code, message)| json!({"code": code, "message": message})).collect();
        Self::json(status, &json!({"success": false, "errors": errors, "messages": [], "result": null}))
    }

    /// The same with a header.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same with content behind it.
    pub(crate) fn then(mut self, rest: Reading) -> Self {
        self.rest = Some(Box::new(rest));
        self
    }

    /// The same, said to be made up.
    pub(crate) fn made_up(self) -> Self {
        self.with(MADE_UP, "1")
    }
}

/// What a request ends in when it does not succeed.
pub(crate) type Answered = Result<Reply, Reply>;
