//! What bindings of running Workers ask: the runtime's own protocols, over the same store as the API.
//!
//! A request of the runtime says by headers which binding it is of (`kv/ACCOUNT/NAMESPACE`), and shows that it is the runtime's.

pub(crate) mod ai;
pub(crate) mod assets;
mod d1;
mod events;
mod kv;
mod limits;
mod queues;
mod r2;
mod stored;
mod vectors;
pub(crate) mod workflows;

pub(crate) use limits::Limits;

use crate::events::{record, trace};
use crate::running::Running;
use crate::server::asked::{Asked, place};
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::Value;
use std::time::Instant;

/// A request of a binding.
pub(crate) struct Bound<'a> {
    pub(crate) world: &'a World,
    pub(crate) asked: &'a Asked,
    /// The account of the Worker.
    pub(crate) account: &'a str,
    /// What the binding leads to.
    pub(crate) id: &'a str,
}

impl Bound<'_> {
    /// The path of something of the account.
    fn place(&self, segments: &[&str]) -> String {
        place(["accounts", self.account].into_iter().chain(segments.iter().copied()))
    }

    /// The path below the binding's root, decoded.
    fn rest(&self) -> String {
        self.asked.segments.join("/")
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.asked.query(name)?.parse().ok()
    }

    fn method(&self) -> &str {
        &self.asked.method
    }
}

/// The answer to a binding.
pub(crate) fn answer(world: &World, running: &Running, asked: &Asked) -> Reply {
    let binding = asked.header(cfs_local::BINDING).unwrap_or_default().to_owned();
    let (kind, rest) = binding.split_once('/').unwrap_or((&binding, ""));
    let (account, id) = rest.split_once('/').unwrap_or((rest, ""));
    let bound = Bound { world, asked, account, id };
    let begun = Instant::now();
    let answered = match kind {
        "kv" => kv::answer(&bound),
        "r2" => r2::answer(&bound),
        "d1" => d1::answer(&bound),
        "queue" => {
            let answered = queues::answer(&bound);
            running.wake();
            answered
        }
        "analytics" => Ok(events::analytics(&bound)),
        "email" => events::email(world, asked),
        "tail" => {
            let traces: Vec<Value> = serde_json::from_slice(&asked.body).unwrap_or_default();
            // What a tail has shown is in the log.
            let known = traces.into_iter().map(|traced| {
                let event = trace::traced(world, account, id, &traced);
                (traced, event)
            });
            let traces = known.collect();
            running.tails().publish(account, id, traces);
            Ok(Reply::content(200, "", ""))
        }
        "ai" => ai::answer(asked),
        "vectorize" => vectors::answer(&bound),
        "rate-limit" => running.limits().answer(&bound),
        "secret" => stored::secret(&bound),
        "fetch" => fetched(&bound),
        "dispatch" => running.dispatched().answer(&bound),
        _ => Err(text(501, format!("the emulator has no answer for a binding of the kind {kind}"))),
    };
    let reply = answered.unwrap_or_else(|reply| reply);
    record::binding(world, kind, &bound, &reply, begun.elapsed());
    reply
}

/// Servers that are written here: assets, and what stands for Workers that are not there.
fn fetched(bound: &Bound<'_>) -> Answered {
    match bound.id.split_once('/') {
        Some(("assets", worker)) => assets::answer(bound, worker),
        _ => Err(text(503, format!("the account has no Worker `{}`", bound.id))),
    }
}

/// An answer of text.
pub(crate) fn text(status: u16, text: impl Into<String>) -> Reply {
    Reply::content(status, "text/plain; charset=utf-8", text.into())
}
