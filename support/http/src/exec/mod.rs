//! Making a call: attempts, limits, redirects, the answer.

mod attempt;
mod limited;

use crate::Pending;
use crate::answer::Answer;
use crate::body::{Body, ByteStream};
use crate::call::{Call, Options};
use crate::client::{Client, Inner};
use crate::download::Download;
use crate::error::{self, Error};
use crate::limit::{self, Progress};
use crate::retry::{RetryPolicy, retry_after};
use attempt::{Exchange, Outcome};
use bytes::Bytes;
use http::{HeaderMap, Uri, header};
use limited::{Limited, Limits};
use std::sync::Arc;
use std::time::Duration;

/// What becomes of an answer's body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It is read whole.
    Whole,
    /// It is handed on as a stream, if the status is a success.
    Stream,
}

/// A call's answer.
pub(crate) enum Done {
    Whole(Answer),
    Stream(Download),
}

/// Makes a call and reads the whole answer.
pub(crate) fn answer(call: Call) -> Pending<Answer> {
    Box::pin(async move {
        match execute(call, Mode::Whole).await? {
            Done::Whole(answer) => Ok(answer),
            Done::Stream(_) => Err(Error::request("an answer was to be read whole")),
        }
    })
}

/// Makes a call and hands its answer's body on as a stream.
pub(crate) fn download(call: Call) -> Pending<Download> {
    Box::pin(async move {
        match execute(call, Mode::Stream).await? {
            Done::Stream(download) => Ok(download),
            // A status that is no success: its body says why.
            Done::Whole(answer) => Err(error::api_error(&answer)),
        }
    })
}

/// What a call settled on before its first attempt.
pub(crate) struct Plan {
    pub(crate) client: Client,
    pub(crate) url: Uri,
    pub(crate) shown: String,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) mode: Mode,
    pub(crate) strict: bool,
    pub(crate) skip: bool,
    pub(crate) operation: &'static crate::operation::Operation,
}

async fn execute(mut call: Call, mode: Mode) -> Result<Done, Error> {
    call.take_error()?;
    let client = call.parts.client.clone();
    let inner = &*client.inner;
    let start = inner.clock.elapsed();
    let options = std::mem::take(&mut call.parts.options);
    let deadline = options.deadline.or(inner.deadline).map(|limit| start + limit);
    call.parts.options = options.clone();
    let plan = Plan {
        url: call.url()?,
        shown: call.shown(),
        headers: headers(&mut call, mode)?,
        timeout: options.timeout.unwrap_or(inner.timeout),
        mode,
        strict: options.strict || inner.strict,
        skip: options.skip,
        operation: call.parts.operation,
        client: client.clone(),
    };
    let body = std::mem::take(&mut call.parts.body);
    let again = (call.is_paged() && mode == Mode::Whole).then(|| page_call(&mut call, &body)).flatten();
    let attempts = attempts(&plan, &options, body, deadline);
    let outcome = limit::until(&*inner.clock, start, deadline, attempts).await;
    finish(&plan, outcome, again, deadline)
}

/// The call once more, for the pages that follow.
fn page_call(call: &mut Call, body: &Body) -> Option<Box<Call>> {
    call.parts.body = body.try_clone()?;
    call.try_clone().map(Box::new)
}

/// The headers of every attempt: the client's, the call's over them, the credentials'.
fn headers(call: &mut Call, mode: Mode) -> Result<HeaderMap, Error> {
    let inner = &call.parts.client.inner;
    let mut headers = inner.headers.clone();
    let accept = if mode == Mode::Stream { "*/*" } else { "application/json, */*;q=0.5" };
    headers.entry(header::ACCEPT).or_insert(http::HeaderValue::from_static(accept));
    if mode == Mode::Whole && !crate::compress::ACCEPTED.is_empty() {
        headers.insert(header::ACCEPT_ENCODING, http::HeaderValue::from_static(crate::compress::ACCEPTED));
    }
    let credentials = &inner.credentials;
    credentials.apply(credentials.choose(call.parts.operation.auth), &mut headers)?;
    for (name, value) in &call.parts.headers {
        headers.insert(name.clone(), value.clone());
    }
    Ok(headers)
}

/// Attempts until one has the last word.
async fn attempts(
    plan: &Plan,
    options: &Options,
    mut body: Body,
    deadline: Option<Duration>,
) -> Result<Outcome, Error> {
    let inner: &Inner = &plan.client.inner;
    let policy = options.retry.as_ref().unwrap_or(&inner.retry);
    let most = options.max_retries.unwrap_or(inner.max_retries);
    for number in 1.. {
        let spare = if number <= most { body.try_clone() } else { None };
        let (lent, lender) = body.lend();
        let result = attempt::run(plan, lent, number).await;
        if number > most || !repeats(policy, plan, &result) {
            return result;
        }
        let Some(spare) = spare.or_else(|| lender.returned()) else { return result };
        let asked = match &result {
            Ok(outcome) => retry_after(outcome.headers(), inner.clock.now()),
            Err(_) => None,
        };
        let wait = policy.wait(number, asked, inner.clock.random());
        // An answer now is better than a timeout later.
        if deadline.is_some_and(|deadline| inner.clock.elapsed() + wait >= deadline) {
            return result;
        }
        tracing::debug!(operation = plan.operation.name, attempt = number, ?wait, "trying again");
        drop(result);
        inner.clock.sleep(wait).await;
        body = spare;
    }
    Err(Error::request("there are no more attempts"))
}

fn repeats(policy: &RetryPolicy, plan: &Plan, result: &Result<Outcome, Error>) -> bool {
    let method = &plan.operation.method;
    match result {
        Ok(outcome) => policy.repeats_answer(method, outcome.status(), outcome.headers()),
        Err(error) => policy.repeats_error(method, error),
    }
}

fn finish(
    plan: &Plan,
    outcome: Result<Outcome, Error>,
    again: Option<Box<Call>>,
    deadline: Option<Duration>,
) -> Result<Done, Error> {
    let named = |error| match error {
        Error::Transport(mut error) => {
            error.request.clone_from(&plan.shown);
            Error::Transport(error)
        }
        other => other,
    };
    let answer = |parts: http::response::Parts, body: Bytes, call| Answer {
        strict: plan.strict,
        skip: plan.skip,
        call,
        ..Answer::new(parts, body, plan.operation, plan.shown.clone())
    };
    match outcome.map_err(named)? {
        Outcome::Whole(parts, body) => Ok(Done::Whole(answer(parts, body, again))),
        Outcome::Unreadable(parts, body, reason) => {
            Err(error::decode_error(&answer(parts, body, None), reason))
        }
        Outcome::Stream(Exchange { parts, stream, length }) => {
            let limits = Limits {
                clock: plan.client.inner.clock.clone(),
                timeout: plan.timeout,
                deadline,
                shown: plan.shown.clone(),
            };
            let stream: ByteStream = Box::pin(Limited::new(stream, limits));
            let answer = answer(parts, Bytes::new(), None);
            Ok(Done::Stream(Download::new(answer, stream, length, plan.client.clone())))
        }
    }
}

/// Keeps a moment of the past from being a reason to wait: shared by attempts and streams.
pub(crate) fn progress(inner: &Inner) -> Arc<Progress> {
    Progress::new(&inner.clock)
}
