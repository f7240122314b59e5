//! The operation that shows how a crate is used.

use crate::ir::{Api, OpId, Operation};

/// What takes least to call: a list before anything else, what only reads before what changes, few arguments before many;
/// nothing deprecated where there is anything else.
pub(super) fn choose(api: &Api) -> Option<OpId> {
    let effort = |operation: &Operation| {
        (
            operation.deprecated.is_some(),
            operation.http_method != "GET",
            operation.method != "list",
            operation.arguments.len(),
        )
    };
    let best = api.operations.iter().enumerate().min_by_key(|(_, operation)| effort(operation));
    best.map(|(at, _)| OpId(at as u32))
}
