//! Reading OpenAPI, before anything is made of it.
//!
//! - [`assembly`]: a document put together from several, in which every value knows where it stands in its own.

pub mod assembly;
