//! Every list, and an item of it.

use super::value::{Maker, Members};
use super::{CallCase, ListCase};
use crate::ir::{Api, Operation, Output, Success};

/// Adds an operation, if it gives a list in pages. `calls` are those of this operation.
pub(super) fn collect(api: &Api, op: &Operation, calls: &[CallCase], found: &mut Vec<ListCase>) {
    let Output::One(Success::Page(item)) = &op.output else { return };
    let Some(call) = calls.first() else { return };
    let by = &op.pages.by;
    found.push(ListCase {
        operation: op.name.clone(),
        request: call.plain.clone(),
        items: op.pages.items.clone(),
        item: Maker { api, members: Members::All }.value(item, 0).to_json(),
        page: by.page.clone(),
        offset: by.offset.clone(),
        cursor: by.cursor.clone(),
    });
}
