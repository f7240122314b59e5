//! Answers by the type that an operation gives.

use super::{Fill, Hint, Maker};
use crate::json::plain;
use crate::route::{self, Route};
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use cfs_catalogue::{Kind, Schema, Success};
use serde_json::{Value, json};

/// Answers with a value that fits, and says that it was made up.
pub(crate) fn answer(world: &World, asked: &Asked, route: &Route) -> Answered {
    let value = route::body::value(asked)?;
    route::check(route, asked, value.as_ref())?;
    let first = crate::collection::page::is_first(asked, route.detail);
    let mut maker = Maker::new(world, if first { Fill::All } else { Fill::Needed });
    maker.known = route.known(asked);
    Ok(reply(&maker, asked, route).made_up())
}

fn reply(maker: &Maker<'_>, asked: &Asked, route: &Route) -> Reply {
    let status = route.status();
    let detail = route.detail;
    if let Some(Kind::Outcome(_)) = detail.gives().map(Schema::kind)
        && let Some(answer) = detail.answers().iter().find(|answer| answer.status.starts_with('2'))
    {
        let (success, schema) = detail.success(answer);
        return of(maker, status, answer.media, success, schema);
    }
    if detail.operation().gives() == cfs_catalogue::Gives::Socket {
        return Reply::error(426, 10_426, "this opens a WebSocket").with("upgrade", "websocket");
    }
    if detail.given() == Success::Page {
        // One item, on the first page: lists that are followed come to an end.
        let item = detail.gives().map(|schema| maker.fit(schema, Hint::default(), None, 0));
        let item = item.filter(|_| crate::collection::page::is_first(asked, detail));
        return crate::collection::page::reply(asked, route, item.into_iter().collect(), 1);
    }
    let media =
        detail.answers().iter().find(|answer| answer.status.starts_with('2') || answer.status == "default");
    of(maker, status, media.map_or("", |answer| answer.media), detail.given(), detail.gives())
}

/// An answer of a kind.
fn of(maker: &Maker<'_>, status: u16, media: &str, success: Success, schema: Option<Schema>) -> Reply {
    let value = || schema.map_or(Value::Null, |schema| maker.fit(schema, Hint::default(), None, 0));
    match success {
        Success::Nothing if status == 204 || media.is_empty() => Reply::content(status, "", ""),
        Success::Nothing if media.contains("json") => Reply::enveloped(status, json!({}), None),
        Success::Nothing => Reply::content(status, media, ""),
        Success::Lines => Reply::content(status, "application/x-ndjson", format!("{}\n", value())),
        Success::Text => Reply::content(status, or(media, "text/plain"), "text"),
        Success::Bytes => Reply::content(status, or(media, "application/octet-stream"), "content"),
        _ => shaped(status, success, schema, value()),
    }
}

fn or<'m>(media: &'m str, other: &'m str) -> &'m str {
    if media.is_empty() || media.contains('*') { other } else { media }
}

/// A value where an answer of this kind has it.
pub(crate) fn shaped(status: u16, success: Success, schema: Option<Schema>, value: Value) -> Reply {
    match success {
        Success::Nothing if status == 204 => Reply::content(204, "", ""),
        Success::Nothing => Reply::enveloped(status, Value::Null, None),
        Success::Headers => {
            let members = value.as_object().into_iter().flatten();
            members
                .fold(Reply::content(status, "", ""), |reply, (name, value)| reply.with(name, plain(value)))
        }
        Success::Beside => {
            let mut body = json!({"success": true, "errors": [], "messages": []});
            if let (Value::Object(body), Value::Object(members)) = (&mut body, value) {
                body.extend(members);
            }
            Reply::json(status, &body)
        }
        Success::Body | Success::Events => {
            let enveloped = matches!(schema.map(Schema::kind), Some(Kind::Record(record)) if record.field("success").is_some());
            let mut value = value;
            if enveloped {
                value["success"] = json!(true);
                value["errors"] = json!([]);
                value["messages"] = json!([]);
            }
            Reply::json(status, &value)
        }
        _ => Reply::enveloped(status, value, None),
    }
}
