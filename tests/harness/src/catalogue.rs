//! Every call once more through the catalogue: what it sends is what the typed method sent.

use crate::record::{Call, write_request};
use crate::server::{Seen, State};
use crate::named;
use cfs_http::Client;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What came of the calls so far.
pub struct Catalogued<'a> {
    client: &'a Client,
    /// Calls that differ for a reason.
    accepted: BTreeMap<String, String>,
    all: usize,
    equal: usize,
    /// Calls whose arguments or body do not fit what the document says of them.
    refused: usize,
    known: Vec<String>,
    unknown: Vec<String>,
}

impl<'a> Catalogued<'a> {
    /// None yet. `accepted` names a file with a line for each call that differs: its name, and why.
    pub fn new(client: &'a Client, accepted: &str) -> Self {
        let accepted = std::fs::read_to_string(accepted).unwrap_or_default();
        let lines = accepted.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once(": "));
        let accepted = pairs.map(|(call, why)| (call.to_owned(), why.to_owned())).collect();
        Self { client, accepted, all: 0, equal: 0, refused: 0, known: Vec::new(), unknown: Vec::new() }
    }

    /// Makes a call and compares what it sends with what the typed one sent.
    pub async fn call(&mut self, call: &Call, typed: &[Seen], state: &RefCell<State>) {
        self.all += 1;
        let key = format!("{}{}", call.operation, call.way);
        let made = match call.again {
            Some(again) => again(self.client),
            None => named::request(self.client, call.operation, call.given, &call.content),
        };
        let (seen, error) = match made {
            Ok((request, problems)) => {
                self.refused += usize::from(!problems.is_empty());
                let socket = request.operation().gives() == cfs_catalogue::Gives::Socket;
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
        self.unknown.push(format!("{key}: {}\n    typed      {was}\n    catalogue  {is}", error.unwrap_or_default()));
    }

    /// Prints the numbers, and whether every difference is accepted.
    pub fn report(&self) -> bool {
        println!(
            "{} calls through the catalogue: {} send what the typed methods send, {} differ as accepted, {} otherwise; {} would be \
             refused where arguments are checked",
            self.all,
            self.equal,
            self.known.len(),
            self.unknown.len(),
            self.refused
        );
        figures::add("catalogue.calls", self.all);
        figures::add("catalogue.equal", self.equal);
        figures::add("catalogue.refused", self.refused);
        self.unknown.iter().for_each(|line| println!("  {line}"));
        let stale: Vec<&String> = self.accepted.keys().filter(|key| !self.known.contains(key)).collect();
        stale.iter().for_each(|key| println!("  accepted, but equal or gone: {key}"));
        self.unknown.is_empty() && stale.is_empty()
    }
}

/// Requests as text, with every byte of their bodies; what is random is replaced: boundaries of forms, keys of WebSockets.
pub fn shown(seen: &[Seen]) -> String {
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
