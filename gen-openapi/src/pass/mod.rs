//! IR to IR, one decision per file, in the order of [`run`].

mod cycles;
mod dedup;
mod fields;
mod link;
pub(crate) mod names;
mod tags;

use crate::ir::Api;
use crate::ledger::Ledger;

/// Runs every pass.
pub(crate) fn run(api: &mut Api, ledger: &Ledger) {
    let t=std::time::Instant::now();
    link::run(api);
    eprintln!("T link {}", t.elapsed().as_micros());
    dedup::run(api);
    eprintln!("T dedup {}", t.elapsed().as_micros());
    tags::run(api);
    cycles::run(api);
    fields::run(api, ledger);
    eprintln!("T fields {}", t.elapsed().as_micros());
    names::run(api, ledger);
    eprintln!("T names {}", t.elapsed().as_micros());
}
