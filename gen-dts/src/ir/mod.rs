//! What the input means, in two layers: [`ts`] is TypeScript with every name resolved to a declaration; [`rust`] is
//! what will be printed.

pub mod decided;
mod doc;
mod method;
pub mod rust;
mod rust_ty;
pub mod ts;
mod variants;
mod write;

pub use write::Writer;
