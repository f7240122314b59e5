//! Reading what an answer says is wrong.

use super::{ApiError, ApiMessage, DecodeError, DecodeReason, Error};
use crate::Json;
use crate::answer::Answer;
use crate::codec::{Fail, Kind, Reader};

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
    if error.errors.is_empty() {
        error.detail = Some(match read {
            Some(()) if !answer.status().is_success() => reason_phrase(answer),
            Some(()) => "the answer says that it is no success, but not why".to_owned(),
            None => not_json(answer.bytes()).map_or_else(
                || {
                    let start: String = text.trim().chars().take(120).collect();
                    format!("{}: {start}", reason_phrase(answer))
                },
                |reason| format!("{}: {reason}", reason_phrase(answer)),
            ),
        });
    }
    error.into()
}

fn reason_phrase(answer: &Answer) -> String {
    answer.status().canonical_reason().unwrap_or("no success").to_owned()
}

/// Reads the members that servers put errors into; `None` where the text is not a JSON object.
fn members(text: &str, error: &mut ApiError) -> Option<()> {
    let mut reader = Reader::new(text);
    reader.begin_object().ok()?;
    let mut first = true;
    while let Some(key) = reader.next_key(first).ok()? {
        first = false;
        let value: Json = reader.value().ok()?;
        match key.as_ref() {
            "errors" => error.errors.extend(messages(&value)),
            "messages" => error.messages.extend(messages(&value)),
            "error" | "message" | "detail" if error.errors.is_empty() => {
                error.errors.extend(messages(&value));
            }
            _ => {}
        }
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
    found.and_then(|range| html.get(range)).unwrap_or_default().trim().chars().take(100).collect()
}

/// The error that a successful answer is not what it should be.
#[cold]
pub(crate) fn malformed(answer: &Answer, fail: Option<Fail>) -> Error {
    let bytes = answer.bytes();
    let offset = fail.as_ref().map_or(0, Fail::offset);
    let reason = match (not_json(bytes), fail) {
        (Some(reason), _) => reason,
        (None, Some(fail)) if fail.offset() >= bytes.trim_ascii_end().len() => DecodeReason::Truncated(fail),
        (None, Some(fail)) => DecodeReason::Mismatch(fail),
        (None, None) => DecodeReason::Empty,
    };
    decode_error(answer, reason, offset)
}

/// The error that a successful answer is not what it should be, for a reason other than its text.
#[cold]
pub(crate) fn decode_error(answer: &Answer, reason: DecodeReason, offset: usize) -> Error {
    let from = offset.saturating_sub(40);
    let around = answer.bytes().get(from..).unwrap_or_default();
    let around = String::from_utf8_lossy(&around[..around.len().min(480)]).chars().take(120).collect();
    DecodeError {
        reason,
        status: answer.status().as_u16(),
        ray_id: answer.ray_id().map(str::to_owned),
        request: answer.request().to_owned(),
        body: answer.bytes().clone(),
        snippet: around,
    }
    .into()
}
