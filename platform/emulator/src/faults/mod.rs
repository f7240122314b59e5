//! Faults on demand: what goes wrong, for which requests, how often.

mod cut;

use crate::server::asked::Asked;
use crate::server::reply::Reply;
use serde::Deserialize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub(crate) use cut::Cut;

/// A fault, as a faults file has it under `[[fault]]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultRule {
    /// The method; any where it is empty.
    pub method: String,
    /// The path below `/client/v4`, in which `*` stands for anything; any where it is empty.
    pub path: String,
    /// How long the answer waits, in milliseconds.
    pub latency_ms: u64,
    /// The status of the answer, instead of what would be answered.
    pub status: Option<u16>,
    /// The code of its error.
    pub code: Option<u32>,
    /// The headers that come with it: `retry-after = "5"`, `ratelimit = '"default";r=0;t=5'`.
    pub headers: std::collections::BTreeMap<String, String>,
    /// Whether the connection ends in the middle of the body.
    pub cut: bool,
    /// Whether the answer stops in the middle of its body and the connection stays open, as if the other side were gone. A tail's WebSocket
    /// is silent from its start: its path is `/_emulator/tails/*`.
    pub half_open: bool,
    /// So many requests pass first.
    pub after: u64,
    /// So often it happens; always where it is not given.
    pub times: Option<u64>,
}

/// A faults file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    fault: Vec<FaultRule>,
}

impl FaultRule {
    /// The rules of a faults file.
    ///
    /// # Errors
    /// When it is no TOML, or has what no rule has.
    pub fn parse(text: &str) -> Result<Vec<Self>, String> {
        toml::from_str::<File>(text).map(|file| file.fault).map_err(|error| error.to_string())
    }

    fn means(&self, asked: &Asked, path: &str) -> bool {
        (self.method.is_empty() || self.method.eq_ignore_ascii_case(&asked.method))
            && (self.path.is_empty() || like(&self.path, path))
    }
}

/// What goes wrong with one answer.
pub(crate) struct Fault {
    pub(crate) latency: Duration,
    pub(crate) reply: Option<Reply>,
    pub(crate) cut: bool,
    pub(crate) half_open: bool,
}

/// All rules, with how often each was met.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<(FaultRule, u64)>>);

impl Faults {
    pub(crate) fn new(rules: Vec<FaultRule>) -> Self {
        Self(Mutex::new(rules.into_iter().map(|rule| (rule, 0)).collect()))
    }

    /// Takes other rules from now on.
    pub(crate) fn set(&self, rules: Vec<FaultRule>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            rules.into_iter().map(|rule| (rule, 0)).collect();
    }

    /// What goes wrong with a request: the first rule that means it.
    pub(crate) fn of(&self, asked: &Asked) -> Option<Fault> {
        let mut rules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let path = asked.path.strip_prefix(crate::server::PREFIX).unwrap_or(&asked.path);
        for (rule, met) in rules.iter_mut().filter(|(rule, _)| rule.means(asked, path)) {
            let before = *met;
            *met += 1;
            let last = rule.times.map(|times| rule.after.saturating_add(times));
            if before < rule.after || last.is_some_and(|last| before >= last) {
                continue;
            }
            let reply = rule.status.map(|status| refusal(rule, status));
            let latency = Duration::from_millis(rule.latency_ms);
            return Some(Fault { latency, reply, cut: rule.cut, half_open: rule.half_open });
        }
        None
    }
}

fn refusal(rule: &FaultRule, status: u16) -> Reply {
    let (code, message) = match status {
        429 => (971, "Please wait and consider throttling your request speed"),
        500.. => (10_500, "internal server error"),
        _ => (10_000, "a fault that was asked for"),
    };
    let reply = Reply::error(status, rule.code.unwrap_or(code), message);
    rule.headers.iter().fold(reply, |reply, (name, value)| reply.with(name, value.as_str()))
}

/// Whether a text is like a pattern, in which `*` stands for anything.
fn like(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return left.ends_with(piece);
        }
        match left.find(piece) {
            Some(at) => left = &left[at + piece.len()..],
            None => return false,
        }
    }
    true
}
