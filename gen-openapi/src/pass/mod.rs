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
mod share;
mod show;
mod structure;
mod tags;
mod take;
mod tell;
mod texts;
mod tree;

use crate::config::PackageMeta;
use crate::ir::{Api, TypeId};
use crate::ledger::Ledger;
use carry::Mention;
use codegen::doc::Doc;
use share::Common;

/// A service, and what is decided with.
pub(crate) struct Service<'a> {
    /// The document, for the places of types.
    pub(crate) doc: &'a Doc<'a>,
    /// What the passes rewrite.
    pub(crate) api: Api,
    /// Names that stay.
    pub(crate) ledger: &'a Ledger,
    /// What the package says of itself.
    pub(crate) meta: &'a PackageMeta,
}

/// Runs every pass. The others take from the first what they have in common with it.
pub(crate) fn run(mut giver: Service<'_>, mut takers: Vec<Service<'_>>) -> Vec<Api> {
    structure(&mut giver);
    let mut beyond = Vec::new();
    let mut common = Vec::new();
    for taker in &mut takers {
        structure(taker);
        let found = Common::of(&giver, taker);
        found.ask(&mut giver.api, &mut taker.api);
        tags::run(&mut taker.api);
        beyond.extend(found.mentions(&taker.api));
        common.push(found);
    }
    tags::run(&mut giver.api);
    decide(&mut giver, beyond);
    for (taker, common) in takers.iter_mut().zip(common) {
        common.take(&giver, &mut taker.api);
        decide(taker, Vec::new());
    }
    std::iter::once(giver).chain(takers).map(|service| service.api).collect()
}

/// What types there are.
fn structure(service: &mut Service<'_>) {
    let Service { api, ledger, .. } = service;
    tree::run(api, ledger);
    link::run(api);
    flatten::run(api);
    dedup::run(api);
}

/// What is known of types and operations, and what they are called. `beyond` is how other services mention types of this one.
fn decide(service: &mut Service<'_>, beyond: Vec<(TypeId, Vec<Mention>)>) {
    let Service { api, ledger, meta, .. } = service;
    carry::run(api, beyond);
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
