//! Every call once more through the catalogue: what it sends is what the typed method sent.

use crate::named;
use crate::record::Call;
use crate::server::{Seen, State};
use crate::tally::Tally;
use cfs_http::Client;
use std::cell::RefCell;
use std::path::Path;

/// What came of the calls so far.
pub struct Catalogued<'a> {
    client: &'a Client,
    tally: Tally,
    /// Calls whose arguments or body do not fit what the document says of them.
    refused: usize,
}

impl<'a> Catalogued<'a> {
    /// None yet. `accepted` names a file with a line for each call that differs: its name, and why.
    pub fn new(client: &'a Client, accepted: &str) -> Self {
        Self { client, tally: Tally::new("catalogue", Path::new(accepted)), refused: 0 }
    }

    /// Makes a call and compares what it sends with what the typed one sent.
    pub async fn call(&mut self, call: &Call, typed: &[Seen], state: &RefCell<State>) {
        let made = match call.again {
            Some(again) => again(self.client),
            None => named::request(self.client, call.operation, call.given, &call.content),
        };
        let made = made.map(|(request, problems)| {
            self.refused += usize::from(!problems.is_empty());
            request
        });
        self.tally.call(format!("{}{}", call.operation, call.way), made, typed, state, "").await;
    }

    /// Prints the numbers, and whether every difference is accepted.
    pub fn report(&self) -> bool {
        figures::add("catalogue.refused", self.refused);
        self.tally.report(&format!("; {} would be refused where arguments are checked", self.refused))
    }
}
