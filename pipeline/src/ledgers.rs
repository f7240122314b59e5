//! Public names that stay.

use codegen::artifact::Artifacts;
use gen_openapi::Ledger;
use std::path::Path;

/// Where names that stay come from.
#[derive(Clone, Copy, Debug)]
pub enum Ledgers<'a> {
    /// The committed ledgers of the repository with this root.
    Committed(&'a Path),
    /// Those that another run made.
    Made(&'a Artifacts),
}

impl Ledgers<'_> {
    /// A service's ledger. Without one every name is new.
    pub fn of(self, service: &str) -> Ledger {
        let name = format!("{service}.txt");
        match self {
            Self::Committed(root) => {
                let path = root.join("ledger").join(name);
                Ledger::parse(&std::fs::read_to_string(path).unwrap_or_default())
            }
            Self::Made(ledgers) => Ledger::parse(ledgers.get(&name).unwrap_or_default()),
        }
    }
}
