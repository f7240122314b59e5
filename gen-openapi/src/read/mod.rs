//! The raw model of the input: typed views of document nodes. Nothing is decided here.
//!
//! Views are pairs of references: they cost nothing, and every value keeps its place in the document. OpenAPI 3.0 and
//! 3.1 spellings of the same thing read the same.

mod check;
mod document;
mod operation;
mod schema;

pub(crate) use check::check;
pub use document::Document;
pub use operation::{
    Media, Operation, OperationScope, Parameter, ParameterPlace, Response, Status, media, operations,
};
pub use schema::{Additional, Kinds, Schema};
