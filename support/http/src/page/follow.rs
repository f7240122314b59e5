//! From one page to the call for the next.

use super::PageInfo;
use crate::answer::Answer;
use crate::call::Call;
use crate::operation::PageStyle;
use crate::{Json, envelope, escape};

/// The call for the page after the one that was answered; `None` if that was the last.
pub(super) fn next(answer: &Answer, info: &PageInfo, count: usize) -> Option<Box<Call>> {
    let call = answer.call.as_deref()?;
    let (name, value) = match answer.operation.pages.style {
        PageStyle::Single => return None,
        PageStyle::Number { page, .. } => (page, number(call, page, info, count)?.to_string()),
        PageStyle::Offset { offset, .. } => (offset, skipped(call, offset, info, count)?.to_string()),
        PageStyle::Cursor { cursor, next } => (cursor, mark(call, cursor, answer, next)?),
    };
    let mut call = call.try_clone()?;
    call.set_query(name, escape::encoded(&value));
    Some(Box::new(call))
}

fn set<T: std::str::FromStr>(call: &Call, name: &str) -> Option<T> {
    call.query_value(name)?.parse().ok()
}

fn number(call: &Call, name: &str, info: &PageInfo, count: usize) -> Option<u64> {
    let asked = set(call, name);
    let page = asked.or(info.page).unwrap_or(1);
    // A server that answers with another page than the one asked for has none with that number.
    let answered_other = asked.is_some() && info.page.is_some_and(|answered| Some(answered) != asked);
    let more = info.more_after(page).unwrap_or(count > 0);
    (more && count > 0 && !answered_other).then(|| page.saturating_add(1))
}

fn skipped(call: &Call, name: &str, info: &PageInfo, count: usize) -> Option<u64> {
    let next = set::<u64>(call, name).unwrap_or(0).saturating_add(count as u64);
    let more = info.total_count.is_none_or(|total| next < total);
    (more && count > 0).then_some(next)
}

fn mark(call: &Call, name: &str, answer: &Answer, path: &str) -> Option<String> {
    let text = std::str::from_utf8(answer.bytes()).ok()?;
    let found = Json::parse(envelope::find(text, path)?).ok().filter(|found| !found.is_null())?;
    let next = found.as_str().unwrap_or_else(|| found.to_string());
    let is_new = call.query_value(name) != Some(&escape::encoded(&next));
    (is_new && !next.is_empty()).then_some(next)
}
