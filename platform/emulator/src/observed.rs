//! Calls that are answered from the event log.

use crate::events::audit;
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::world::World;
use crate::{graphql, sql, telemetry};

/// Whether a call only asks about the log, whatever its method.
pub(crate) fn is_own(asked: &Asked) -> bool {
    let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    matches!(
        segments[..],
        ["graphql"]
            | ["accounts", _, "analytics_engine", "sql"]
            | ["accounts", _, "workers", "observability", "telemetry", ..]
    )
}

/// The answer from the log, where it is one.
pub(crate) fn answer(world: &World, asked: &Asked) -> Result<Option<Reply>, Reply> {
    let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    Ok(Some(match (asked.method.as_str(), segments.as_slice()) {
        ("POST", ["graphql"]) => graphql::answer(world, asked),
        ("GET" | "POST", ["accounts", account, "analytics_engine", "sql"]) => {
            sql::answer(world, asked, account)
        }
        ("POST", ["accounts", account, "workers", "observability", "telemetry", rest @ ..]) => {
            return telemetry::answer(world, asked, account, rest);
        }
        ("GET", ["accounts", account, "audit_logs"]) => audit::first(world, asked, account)?,
        ("GET", ["accounts", account, "logs", "audit"]) => audit::second(world, asked, account)?,
        _ => return Ok(None),
    }))
}
