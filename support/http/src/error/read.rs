//! Reading what an answer says is wrong.

use super::{ApiError, ApiMessage, DecodeError, DecodeReason, Error};
use crate::Json;
use crate::answer::Answer;
use crate::codec::{Fail, Kind, Reader};
use crate::secret;

/// How much of an error's body is kept.
const KEPT: usize = 64 * 1024;

/// The error that an answer reports.
#[cold]
pub(crate) fn api_error(answer: &Answer) -> Error {
    let text = String::from_utf8_lossy(answer.bytes());
    let mut error = ApiError {
        status: answer.status().as_u16(),
        errors: Vec::new(),
        messages: Vec::new(),
        ray_id: answer.ray_id().map(str::to_owned),
        request: answer.request().to_owned(),
        body: text.chars().take(KEPT).collect(),
        detail: None,
        hint: answer.permission_hint(),
    };
    let read = members(&text, &mut error);
    if error.codes().any(|code| MALFORMED_CREDENTIALS.contains(&code)) {
        error.hint = Some(
            "the credentials are not in the form that the API takes: look for `Bearer` or quotes in front of the token, \
             for spaces or line breaks in it, and for a key where a token should be"
                .to_owned(),
        );
    }
    if error.errors.is_empty() {
        error.detail = Some(match read {
            Some(()) if !error.messages.is_empty() => {
                error.messages.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            }
            Some(()) if !answer.status().is_success() => reason_phrase(answer),
            Some(()) => "the answer says that it is no success, but not why".to_owned(),
            None => not_json(answer.bytes()).map_or_else(
                || format!("{}: {}", reason_phrase(answer), secret::start(&text)),
                |reason| format!("{}: {reason}", reason_phrase(answer)),
            ),
        });
    }
    error.into()
}

/// Codes for headers that cannot be what they should be: of the request, of `Authorization`, of the key, of the e-mail
/// address.
const MALFORMED_CREDENTIALS: [i64; 4] = [6003, 6111, 6103, 6102];

fn reason_phrase(answer: &Answer) -> String {
    answer.status().canonical_reason().unwrap_or("no success").to_owned()
}

/// Reads the members that servers put errors into; `None` where the text is neither a JSON object nor a list.
fn members(text: &str, error: &mut ApiError) -> Option<()> {
    let mut reader = Reader::new(text);
    if reader.kind().ok()? == Kind::Array {
        error.errors = messages(&reader.value().ok()?);
        // Of numbers alone nobody knows what they say.
        error.errors.retain(|_| text.contains(['"', '{']));
        return (!error.errors.is_empty()).then_some(());
    }
    reader.begin_object().ok()?;
    let (mut other, mut code) = (Vec::new(), None);
    let mut first = true;
    while let Some(key) = reader.next_key(first).ok()? {
        first = false;
        let value: Json = reader.value().ok()?;
        match key.as_ref() {
            "errors" => error.errors.extend(messages(&value)),
            "messages" => error.messages.extend(messages(&value)),
            // What a validator found, wrapped or not.
            "issues" => error.errors.extend(messages(&value)),
            "_c" => error.errors.extend(value.get("issues").iter().flat_map(messages)),
            "error" if value.get("issues").is_some() => {
                error.errors.extend(messages(&value).into_iter().filter(|_| value.get("message").is_some()));
                error.errors.extend(value.get("issues").iter().flat_map(messages));
            }
            "error" | "message" | "detail" | "title" => other.extend(messages(&value)),
            "code" => code = value.as_i64(),
            _ => {}
        }
    }
    if error.errors.is_empty() {
        // Of an error and its details the error says more.
        other.truncate(1);
        if let [message] = other.as_mut_slice() {
            message.code = message.code.or(code);
        }
        error.errors = other;
    }
    Some(())
}

fn messages(value: &Json) -> Vec<ApiMessage> {
    match Reader::new(value.as_text()).kind() {
        Ok(Kind::Array) => value.decode().unwrap_or_default(),
        Ok(Kind::Object | Kind::String) => value.decode().map(|message| vec![message]).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Why a body is not a JSON text, where that can be said without reading it.
fn not_json(bytes: &[u8]) -> Option<DecodeReason> {
    let Err(error) = std::str::from_utf8(bytes) else {
        let text = std::str::from_utf8(bytes).unwrap_or_default().trim_start();
        if text.is_empty() {
            return Some(DecodeReason::Empty);
        }
        return text.starts_with('<').then(|| DecodeReason::Html(title(text)));
    };
    Some(DecodeReason::NotUtf8(error.valid_up_to()))
}

fn title(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let found = lower
        .find("<title>")
        .map(|at| at + 7)
        .and_then(|from| Some(from..lower[from..].find("</title>")? + from));
    let title = found.and_then(|range| html.get(range)).unwrap_or_default().trim();
    secret::masked_text(title).chars().take(100).collect()
}

/// The error that a successful answer is not what it should be.
#[cold]
pub(crate) fn malformed(answer: &Answer, fail: Option<Fail>) -> Error {
    let bytes = answer.bytes();
    let text = String::from_utf8_lossy(bytes);
    let fail = fail.map(|fail| fail.placed(&text));
    let place = fail.clone();
    let reason = match (not_json(bytes), fail) {
        (Some(reason), _) => reason,
        (None, Some(fail)) if fail.offset() >= bytes.trim_ascii_end().len() => DecodeReason::Truncated(fail),
        (None, Some(fail)) => DecodeReason::Mismatch(fail),
        (None, None) => DecodeReason::Empty,
    };
    Error::Decode(Box::new(details(answer, reason, place.as_ref().map(|fail| (&*text, fail)))))
}

/// The error that a successful answer is not what it should be, for a reason other than its text.
#[cold]
pub(crate) fn decode_error(answer: &Answer, reason: DecodeReason) -> Error {
    Error::Decode(Box::new(details(answer, reason, None)))
}

/// What is known of an answer that is not what it should be, with the surroundings of a place in a text.
#[cold]
pub(crate) fn details(answer: &Answer, reason: DecodeReason, place: Option<(&str, &Fail)>) -> DecodeError {
    let whole = || String::from_utf8_lossy(answer.bytes());
    let snippet = match (place, &reason) {
        (Some((text, fail)), DecodeReason::Mismatch(_) | DecodeReason::Truncated(_)) => {
            secret::around(text, fail.offset(), fail.is_hidden())
        }
        (None, DecodeReason::Mismatch(fail) | DecodeReason::Truncated(fail)) => {
            secret::around(&whole(), fail.offset(), fail.is_hidden())
        }
        _ => secret::outline(&String::from_utf8_lossy(&answer.bytes()[..answer.bytes().len().min(480)])),
    };
    DecodeError {
        reason,
        status: answer.status().as_u16(),
        ray_id: answer.ray_id().map(str::to_owned),
        request: answer.request().to_owned(),
        body: answer.bytes().clone(),
        snippet,
    }
}
