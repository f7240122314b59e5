//! IR to IR, one decision per file, in the order of [`run`].

mod carry;
mod collections;
mod cycles;
mod dedup;
mod difference;
mod fields;
mod flatten;
mod labels;
mod link;
pub(crate) mod names;
mod parts;
mod place;
mod show;
mod tags;
mod take;
mod tell;
mod texts;
mod tree;

use crate::config::PackageMeta;
use crate::ir::Api;
use crate::ledger::Ledger;

/// Runs every pass.
pub(crate) fn run(api: &mut Api, ledger: &Ledger, meta: &PackageMeta) {
    tree::run(api, ledger);
    link::run(api);
    flatten::run(api);
    dedup::run(api);
    tags::run(api);
    carry::run(api);
    cycles::run(api);
    tell::run(api);
    names::run(api, ledger);
    labels::run(api);
    fields::run(api, ledger);
    collections::run(api);
    take::run(api);
    show::run(api);
    place::run(api, ledger);
    texts::run(api, meta);
    parts::run(api);
}
