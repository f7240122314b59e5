//! D1.

/// The databases.
#[derive(Default)]
pub(crate) struct Databases {}
