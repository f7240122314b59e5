//! What holds for the real document, for every fixture and for what people see of errors: one program, as most of
//! its build is linking.

mod catalogue;
mod catalogue_calls;
mod catalogue_document;
mod commands;
mod compiles;
mod conventions;
mod corpus;
mod directions;
mod errors;
mod fixtures;
mod limits;
mod mutations;
mod names;
mod overlays;
mod platform;
mod runtime_names;
mod sdk;
mod segments;
mod shared;
mod tomorrow;
mod warnings;
mod words;
