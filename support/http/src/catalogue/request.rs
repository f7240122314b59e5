//! A call that is ready to be made.

use super::answer::{self, Answer};
use super::arguments::{Arguments, Content};
use super::body;
use super::check::{Check, Checker};
use super::detail::{Detail, Place};
use super::refused::{Problem, Refused, What};
use super::tree::{Gives, Operation};
use crate::{
    Bytes, Call, Client, Download, Error, Events, Items, Json, Pages, Pending, Response, WebSocket, kind,
};
use std::time::Duration;

/// A call that is ready to be made.
#[must_use = "a call is made when it is sent"]
#[derive(Debug)]
pub struct Request {
    call: Call,
    detail: Detail,
}

/// What would be sent, but for the client's own headers and credentials.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The HTTP method.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// The headers of the call, those with a credential hidden.
    pub headers: Vec<(String, String)>,
    /// The body, where it is in memory.
    pub body: Option<Bytes>,
}

impl Operation {
    /// Makes a request of arguments and a body. With [`Check::All`] everything is checked first, against the types that the
    /// document describes.
    ///
    /// # Errors
    /// When something does not fit; always when an argument of the path is missing.
    pub fn prepare(
        self,
        client: &Client,
        arguments: &Arguments,
        content: Content,
        check: Check,
    ) -> Result<Request, Refused> {
        let refused = |problems| Refused { operation: self, problems };
        let detail = self.detail().map_err(|damaged| {
            let (path, expected) = ("catalogue".to_owned(), damaged.to_string());
            refused(vec![Problem {
                place: None,
                path,
                what: What::Damaged,
                expected,
                found: None,
                help: None,
            }])
        })?;
        let mut checker = Checker::new();
        let call = arguments.apply(detail, Call::new(client, detail.facts()), &mut checker);
        let call = body::apply(detail, content, call, &mut checker);
        let mut problems = checker.problems;
        if check == Check::Off {
            // Without these there is no request.
            problems.retain(|problem| match problem.what {
                What::MissingArgument => matches!(problem.place, Some(Place::Path | Place::Scope)),
                What::WrongContent | What::Damaged => true,
                _ => false,
            });
        }
        if problems.is_empty() { Ok(Request { call, detail }) } else { Err(refused(problems)) }
    }

    /// Checks arguments and body, makes the call, and reads what comes back.
    pub fn call(self, client: &Client, arguments: &Arguments, content: Content) -> Pending<Answer> {
        match self.prepare(client, arguments, content, Check::All) {
            Ok(request) => request.send(),
            Err(refused) => Box::pin(std::future::ready(Err(refused.into()))),
        }
    }
}

impl Request {
    /// The operation.
    pub fn operation(&self) -> Operation {
        self.detail.operation()
    }

    fn with(self, change: impl FnOnce(Call) -> Call) -> Self {
        Self { call: change(self.call), ..self }
    }

    /// Limits each attempt; see [`Call::timeout`].
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|call| call.timeout(limit))
    }

    /// Limits the whole call, retries included; see [`Call::deadline`].
    pub fn deadline(self, limit: Duration) -> Self {
        self.with(|call| call.deadline(limit))
    }

    /// How often the call may be tried again; see [`Call::max_retries`].
    pub fn max_retries(self, count: u32) -> Self {
        self.with(|call| call.max_retries(count))
    }

    /// Sets a header; see [`Call::header`].
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|call| call.header(name, &value))
    }

    /// Adds a query parameter that the operation does not describe; see [`Call::query_param`].
    pub fn query_param(self, name: &str, value: &str) -> Self {
        self.with(|call| call.query_param(name, value))
    }

    fn asked(self) -> Call {
        if answer::is_content(self.detail) { self.call.any_type() } else { self.call }
    }

    /// Makes the call and reads what comes back.
    pub fn send(self) -> Pending<Answer> {
        let detail = self.detail;
        let call = self.asked();
        Box::pin(async move {
            let client = call.parts.client.clone();
            let came = call.answer().await?;
            let read = answer::read(detail, &came);
            came.tell(client.inner.on_note.as_deref());
            read
        })
    }

    /// Makes the call and returns the answer as it came, whatever its status.
    pub fn raw(self) -> Pending<Response<Json>> {
        self.asked().send(kind::body::<Json>)
    }

    /// The pages of a list one after the other; none if the operation gives no list in pages.
    pub fn pages(self) -> Option<Pages<Json>> {
        self.is_page().then(|| Pages::new(self.call))
    }

    /// The items of all pages, fetched as they are needed; none if the operation gives no list in pages.
    pub fn items(self) -> Option<Items<Json>> {
        self.is_page().then(|| Items::new(self.call))
    }

    fn is_page(&self) -> bool {
        self.detail.operation().gives() == Gives::Page
    }

    /// The answer's content as a stream.
    pub fn download(self) -> Pending<Download> {
        self.call.download()
    }

    /// The answer as a stream of events; none if the operation gives none.
    pub fn events(self) -> Option<Events<Json>> {
        let (_, flag) = self.detail.events()?;
        Some(Events::new(self.call, flag))
    }

    /// The connection that the operation opens.
    pub fn socket(self) -> Pending<WebSocket> {
        self.call.socket()
    }

    /// What would be sent.
    ///
    /// # Errors
    /// When an argument cannot be written.
    pub fn preview(&self) -> Result<Preview, Error> {
        Ok(Preview {
            method: self.detail.operation().method(),
            url: self.call.url()?.to_string(),
            headers: self.call.shown_headers(),
            body: self.call.parts.body.as_bytes().cloned(),
        })
    }
}
