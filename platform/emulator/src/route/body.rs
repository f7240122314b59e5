//! Bodies as values.

use crate::server::asked::Asked;
use crate::server::reply::Reply;
use bytes::Bytes;
use futures_util::FutureExt;
use serde_json::{Map, Value};
use std::convert::Infallible;

/// A part of a form.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file: Option<String>,
    pub(crate) media: String,
    pub(crate) content: Bytes,
}

impl Part {
    /// The part as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.content).into_owned()
    }
}

/// The parts of a form.
pub(crate) fn form(asked: &Asked) -> Result<Vec<Part>, Reply> {
    let refused = |what: &str| Reply::error(400, 10_021, format!("the form cannot be read: {what}"));
    let kind = asked.header("content-type").unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|error| refused(&error.to_string()))?;
    let body = asked.body.clone();
    let stream = futures_util::stream::once(async move { Ok::<Bytes, Infallible>(body) });
    let read = async move {
        let mut form = multer::Multipart::new(stream, boundary);
        let mut parts = Vec::new();
        while let Some(field) = form.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let media = field.headers().get("content-type").and_then(|media| media.to_str().ok());
            let media = media.unwrap_or_default().to_owned();
            parts.push(Part { name, file, media, content: field.bytes().await? });
        }
        Ok::<_, multer::Error>(parts)
    };
    // The whole body is there, so nothing is waited for.
    match read.now_or_never() {
        Some(Ok(parts)) => Ok(parts),
        Some(Err(error)) => Err(refused(&error.to_string())),
        None => Err(refused("its end is missing")),
    }
}

/// The body as JSON: JSON as it is, forms as objects of their parts. None where there is nothing of the kind.
pub(crate) fn value(asked: &Asked) -> Result<Option<Value>, Reply> {
    if asked.body.is_empty() {
        return Ok(None);
    }
    let media = asked.media();
    if media.starts_with("multipart/") {
        return Ok(Some(of_parts(&form(asked)?)));
    }
    if media == "application/x-www-form-urlencoded" {
        let text = String::from_utf8_lossy(&asked.body).into_owned();
        let pairs = Asked::new("", "", &text, http::HeaderMap::new(), Bytes::new()).query;
        return Ok(Some(Value::Object(
            pairs.into_iter().map(|(name, value)| (name, Value::from(value))).collect(),
        )));
    }
    match serde_json::from_slice(&asked.body) {
        Ok(value) => Ok(Some(value)),
        Err(error) if media.contains("json") && !media.contains("ndjson") => {
            Err(Reply::error(400, 6007, format!("Malformed JSON in request body: {error}")))
        }
        Err(_) => Ok(None),
    }
}

/// A JSON body that must be there.
pub(crate) fn needed(asked: &Asked) -> Result<Value, Reply> {
    value(asked)?.ok_or_else(|| Reply::error(400, 10_001, "body: missing; JSON is expected"))
}

/// An object whose members are parts of their own, `metadata[bindings][][name]`, as some clients send it.
pub(crate) fn nested(parts: &[Part], name: &str) -> Option<Value> {
    let mut out = Value::Null;
    for part in parts {
        let Some(rest) = part.name.strip_prefix(name).filter(|rest| rest.starts_with('[')) else { continue };
        let mut at = &mut out;
        let keys: Vec<&str> = rest.trim_start_matches('[').trim_end_matches(']').split("][").collect();
        for (depth, key) in keys.iter().enumerate() {
            if key.is_empty() {
                if !at.is_array() {
                    *at = Value::Array(Vec::new());
                }
                let Value::Array(items) = at else { break };
                // Members of one item follow each other: one that is there begins the next item.
                let next = keys.get(depth + 1).filter(|next| !next.is_empty());
                let open = next.is_some_and(|next| {
                    items.last().is_some_and(|last| last.is_object() && last.get(*next).is_none())
                });
                if !open {
                    items.push(Value::Null);
                }
                let last = items.len() - 1;
                at = &mut items[last];
            } else {
                if !at.is_object() {
                    *at = Value::Object(Map::new());
                }
                at = &mut at[*key];
            }
        }
        let text = part.text();
        *at = match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::from(text),
        };
    }
    (!out.is_null()).then_some(out)
}

fn of_parts(parts: &[Part]) -> Value {
    let mut out = Map::new();
    for part in parts {
        let text = part.text();
        let json = part.media.contains("json")
            || text.starts_with(['{', '['])
            || matches!(text.as_str(), "true" | "false");
        let value = serde_json::from_str(&text).ok().filter(|_| json && part.file.is_none());
        out.insert(part.name.clone(), value.unwrap_or_else(|| Value::from(text)));
    }
    Value::Object(out)
}
