//! Every list, and an item of it.

use super::value::{Maker, Members};
use super::{CallCase, ListCase};
use crate::ir::{Api, Operation, Output, Success};

/// Adds an operation, if it gives a list in pages. `calls` are those of this operation.
pub(super) fn collect(api: &Api, op: &Operation, calls: &[CallCase], found: &mut Vec<ListCase>) {
    let Output::One(Success::Page(item)) = &op.output else { return };
    let Some(call) = calls.first() else { return };
    let Some(pages) = &op.pages else { return };
    found.push(ListCase {
        operation: op.name.clone(),
        request: call.plain.clone(),
        items: pages.items.clone(),
        item: Maker { api, members: Members::All }.value(item, 0).to_json(),
        page: pages.by.page.clone(),
        offset: pages.by.offset.clone(),
        cursor: pages.by.cursor.clone(),
    });
}
