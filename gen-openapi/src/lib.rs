//! One OpenAPI document in, one typed async client crate out.

pub mod ir;
mod ledger;
mod lower;
mod pass;
pub mod read;

/// x
pub fn debug(doc: &codegen::doc::Doc<'_>) -> ir::Api {
    let mut api = lower::lower(read::Document { doc });
    pass::run(&mut api, &ledger::Ledger::default());
    api
}
