//! Calls made another way, against what the typed methods sent: the tally, and which differences are accepted.

use crate::record::write_request;
use crate::server::{Seen, State};
use cfs_catalogue::{Gives, Request};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

/// What came of the calls so far.
pub struct Tally {
    /// What made the calls, as messages and figures call it.
    by: &'static str,
    /// Calls that differ for a reason.
    accepted: BTreeMap<String, String>,
    all: usize,
    equal: usize,
    known: Vec<String>,
    unknown: Vec<String>,
}

impl Tally {
    /// None yet. `accepted` is a file with a line for each call that differs: its name, and why.
    pub fn new(by: &'static str, accepted: &Path) -> Self {
        let accepted = std::fs::read_to_string(accepted).unwrap_or_default();
        let lines = accepted.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once(": "));
        let accepted = pairs.map(|(call, why)| (call.to_owned(), why.to_owned())).collect();
        Self { by, accepted, all: 0, equal: 0, known: Vec::new(), unknown: Vec::new() }
    }

    /// Sends what was made of a call and compares it with what the typed method sent. `told` is said with a difference.
    pub async fn call(
        &mut self,
        key: String,
        made: Result<Request, String>,
        typed: &[Seen],
        state: &RefCell<State>,
        told: &str,
    ) {
        self.all += 1;
        let (seen, error) = match made {
            Ok(request) => {
                let socket = request.operation().gives() == Gives::Socket;
                let error = if socket { request.socket().await.err() } else { request.raw().await.err() };
                (std::mem::take(&mut state.borrow_mut().seen), error.map(|error| error.to_string()))
            }
            Err(refused) => (Vec::new(), Some(refused)),
        };
        let (typed, seen) = (shown(typed), shown(&seen));
        if typed == seen {
            self.equal += 1;
            return;
        }
        if self.accepted.contains_key(&key) {
            self.known.push(key);
            return;
        }
        let lines = typed.lines().zip(seen.lines()).find(|(typed, seen)| typed != seen);
        let (was, is) = lines.unwrap_or(("", "one has more than the other"));
        let (by, error) = (self.by, error.unwrap_or_default());
        self.unknown.push(format!("{key}: {error}\n    {:<11}{was}\n    {by:<11}{is}\n    {told}", "typed"));
    }

    /// Prints the numbers and `more`, and whether every difference is accepted.
    pub fn report(&self, more: &str) -> bool {
        let (by, all, equal, known, unknown) =
            (self.by, self.all, self.equal, self.known.len(), self.unknown.len());
        println!(
            "{all} calls by the {by}: {equal} send what the typed methods send, {known} differ as accepted, {unknown} otherwise{more}"
        );
        figures::add(&format!("{by}.calls"), all);
        figures::add(&format!("{by}.equal"), equal);
        self.unknown.iter().for_each(|line| println!("  {line}"));
        let stale: Vec<&String> = self.accepted.keys().filter(|key| !self.known.contains(key)).collect();
        stale.iter().for_each(|key| println!("  accepted, but equal or gone: {key}"));
        self.unknown.is_empty() && stale.is_empty()
    }
}

/// Requests as text, with every byte of their bodies; what is random is replaced: boundaries of forms, keys of WebSockets.
fn shown(seen: &[Seen]) -> String {
    let mut text = String::new();
    for seen in seen {
        let mut seen = seen.clone();
        let keys = seen.headers.iter_mut().filter(|(name, _)| name == "sec-websocket-key");
        keys.for_each(|(_, value)| value.replace_range(.., "KEY"));
        let seen = &seen;
        write_request(&mut text, seen);
        if std::str::from_utf8(&seen.body).is_err() {
            text.push_str(&format!("{:?}\n", seen.body));
        }
    }
    text
}
